"""The rows of one visit: what came of it, what the page says, where it leads, when it is due again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from archive import Archive, canonical, captures, duplicates, feeds, fetches, lastmod, pages, records
from archive.fetches import Visit
from archive.times import parse_stamp, stamp
from archive.urls import host_of, url_key
from scraper import rights
from scraper.brought import OWN_TURN, Brought
from scraper.config import Revisit
from scraper.fetch import Attempt
from scraper.frontier import Found, Frontier, Rule, Waiting
from scraper.keeping import Kept
from scraper.revisit import HISTORY, Past, next_visit
from scraper.soft404 import leads_home
from scraper.states import SOFT_404, saw, status_after
from scraper.traps import EXEMPT_SOURCES
from scraper.workers import Crash, PageResult


@dataclass(slots=True, frozen=True)
class Desk:
    """What it takes to write down a visit. `rule` names the rule that keeps a URL out, if one does."""

    archive: Archive
    frontier: Frontier
    run_id: int
    rule: Rule
    revisit: Callable[[str], Revisit]
    noarchive: str
    extractor: str

    @property
    def connection(self) -> sqlite3.Connection:
        return self.archive.connection


@dataclass(slots=True, frozen=True)
class Noted:
    """What became of a visit, for whoever watches."""

    page: Waiting
    outcome: str
    status: int | None
    size: int
    elapsed: float
    error: str | None
    target: str | None  # where a redirect led


@dataclass(slots=True)
class Stored:
    """What a batch came to: a note for each visit, and the sites that have new pages to visit."""

    noted: list[Noted] = field(default_factory=list)
    grown: set[int] = field(default_factory=set)
    announced: set[int] = field(default_factory=set)  # sites whose start pages name feeds


def capture_row(connection: sqlite3.Connection, kept: Kept, page_id: int | None) -> int:
    """The row of a record that was written."""
    exchange = kept.exchange
    return captures.record(
        connection, kept.stored, page_id=page_id, url=exchange.url, captured_at=exchange.requested_at
    )


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    """An attempt as it is kept with its visit."""
    return {
        "at": stamp(attempt.at),
        "url": attempt.url,
        "reason": attempt.reason,
        "status": attempt.status,
        "waited": attempt.waited,
    }


class VisitRows:
    """Writes the rows of one visit, within a transaction."""

    def __init__(self, desk: Desk, result: Stored, brought: Brought, *, withheld: bool) -> None:
        self._desk = desk
        self._result = result
        self._brought = brought
        self._withheld = withheld
        self._page = brought.page
        self._fetched = brought.fetched
        self._excluded_by: str | None = None
        exchanges = brought.fetched.exchanges
        self._at = exchanges[-1].requested_at if exchanges else desk.archive.now()

    def write(self, kept: list[Kept]) -> None:
        """Write them, and note what became of the visit."""
        final = self._fetched.final_url
        if url_key(final) == self._page.key:
            capture_id = self._capture_rows(kept, self._page.id)
            outcome, fruitful = self._settle(self._page.id, capture_id)
            self._visit(self._page.id, outcome, capture_id)
        else:
            target_id = self._target(final)
            capture_id = self._capture_rows(kept, target_id)
            outcome, fruitful = "redirected", False
            if target_id is not None and self._was_asked(final):
                settled, fruitful = self._settle(target_id, capture_id)
                self._visit(target_id, settled, capture_id)
            if self._page.source != "start" and leads_home(self._page.url, final):
                outcome = SOFT_404
            self._visit(self._page.id, outcome, None, target_id)
        self._desk.frontier.budget.release(self._page.id)
        if self._page.status == "new" and self._page.source not in EXEMPT_SOURCES:
            self._desk.frontier.budget.count(self._page.site_id, self._page.pattern, fruitful=fruitful)
        self._note(outcome)

    def _was_asked(self, url: str) -> bool:
        """Whether the address that a redirect named was asked, not only learned of."""
        return bool(self._fetched.exchanges) and self._fetched.exchanges[-1].url == url

    def _target(self, url: str) -> int | None:
        """The page that a redirect led to, made if it is new and in scope."""
        known = pages.find(self._desk.connection, url)
        if known is None and self._desk.rule(url) is None:
            self._lead_on([Found(url, url_key(url), "redirect", self._page.depth)])
            known = pages.find(self._desk.connection, url)
        return known

    def _lead_on(self, found: list[Found]) -> None:
        self._result.grown |= self._desk.frontier.add(found, self._desk.rule)

    def _capture_rows(self, kept: list[Kept], target_id: int | None) -> int | None:
        """One row a record; the id of the last."""
        capture_id = None
        ids = {self._page.key: self._page.id, url_key(self._fetched.final_url): target_id}
        for entry in kept:
            key = url_key(entry.exchange.url)
            page_id = ids[key] if key in ids else pages.find(self._desk.connection, key)
            capture_id = capture_row(self._desk.connection, entry, page_id)
        return capture_id

    def _settle(self, page_id: int, capture_id: int | None) -> tuple[str, bool]:
        """Store what the page says: the visit's outcome, and whether it brought a new article."""
        match self._fetched.outcome:
            case "ok":
                return self._content(page_id, capture_id)
            case "not_modified":
                self._desk.archive.confirm(page_id, self._at)
                return "not_modified", False
            case "http_404" | "http_410":
                return "gone", False
            case failure:
                return failure, False

    def _content(self, page_id: int, capture_id: int | None) -> tuple[str, bool]:
        brought, reading = self._brought, self._brought.reading
        if not self._fetched.content:
            return "empty", False
        if self._withheld and self._desk.noarchive == "skip":
            self._excluded_by = "noarchive"
            return "excluded", False
        if brought.unchanged:
            self._desk.archive.confirm(page_id, self._at)
            return "unchanged", False
        if isinstance(reading, Crash):
            return "extract_refused" if reading.refused else "extract_crashed", False
        first = brought.earlier is None
        if reading is None:
            self._set_kind(page_id, "other")
            return "added" if first else "changed", False
        if brought.soft_404:
            return SOFT_404, False
        if reading.needs_js:
            return "needs_js", False
        said = rights.directives(self._fetched, reading)
        if "nofollow" not in said:
            self._lead_on([Found(url, key, "link", self._page.depth + 1) for url, key in reading.found])
            self._announce(reading.feeds)
        if "noindex" in said:
            # The archive's search is an index; the page leads on, and is in it no more than in others.
            self._excluded_by = "noindex"
            return "excluded", False
        change = self._article(page_id, capture_id, reading)
        fruitful = change == "added" and not self._seen_elsewhere(page_id, reading)
        return "added" if first else change or "changed", fruitful

    def _announce(self, urls: list[str]) -> None:
        """Keep a site's own feeds. Other pages than the start pages announce those of their comments."""
        own = [url for url in urls if host_of(url) == self._page.host]
        if own and self._page.source == "start":
            feeds.announce(self._desk.connection, self._page.host, own)
            self._result.announced.add(self._page.site_id)

    def _article(self, page_id: int, capture_id: int | None, reading: PageResult) -> str | None:
        """Store the record of an article: 'added', 'changed' or 'unchanged'; None for other pages."""
        article = reading.article
        article.url = self._url_of(page_id)
        article.rights = rights.signals(self._fetched, reading)
        if article.kind != "article":
            self._set_kind(page_id, article.kind)
            records.observe_rights(self._desk.connection, page_id, article.rights, stamp(self._at))
            return None
        added = self._desk.archive.add(
            rights.metadata_only(article) if self._withheld else article,
            captured_at=self._at,
            capture=capture_id,
            links=() if self._withheld else reading.links,
            evidence=() if self._withheld else reading.evidence,
            extractor=self._desk.extractor,
            profile=reading.profile,
        )
        canonical.settle(self._desk.connection, page_id)
        return added.change

    def _url_of(self, page_id: int) -> str:
        row = self._desk.connection.execute("SELECT url FROM pages WHERE id = ?", (page_id,)).fetchone()
        return str(row[0])

    def _set_kind(self, page_id: int, kind: str) -> None:
        self._desk.connection.execute("UPDATE pages SET kind = ? WHERE id = ?", (kind, page_id))

    def _seen_elsewhere(self, page_id: int, reading: PageResult) -> bool:
        """Whether another page brought the same bytes, or almost the same article."""
        row = self._desk.connection.execute(
            "SELECT 1 FROM captures WHERE payload_digest = ? AND page_id != ? LIMIT 1",
            (self._brought.digest, page_id),
        ).fetchone()
        bits = None if self._withheld else reading.fingerprint
        return row is not None or duplicates.repeats_another(self._desk.connection, page_id, bits)

    def _visit(
        self, page_id: int, outcome: str, capture_id: int | None, target_id: int | None = None
    ) -> None:
        """The visit's row, and the page's state after it."""
        last = self._fetched.exchanges[-1] if self._fetched.exchanges else None
        visit = Visit(
            page_id=page_id,
            fetched_at=self._at,
            outcome=outcome,
            status_code=last.status if last else None,
            attempts=[*self._page.attempts, *map(attempt_row, self._fetched.attempts)],
            content_type=self._fetched.content_type,
            size=len(last.body) if last else None,
            elapsed_ms=round(last.elapsed * 1000) if last else None,
            etag=last.header("etag") if last else None,
            last_modified=last.header("last-modified") if last else None,
            error=self._error,
            capture_id=capture_id,
        )
        past = self._past(page_id, outcome)
        status = status_after(self._status(page_id), outcome, past)
        fetches.record(self._desk.connection, self._desk.run_id, visit)
        if (seen := fetches.class_of(outcome)) in ("added", "changed", "unchanged"):
            lastmod.observe(self._desk.connection, page_id, changed=seen == "changed")
        self._desk.connection.execute(
            "UPDATE pages SET status = ?, excluded_by = ?, redirect_page_id = ?, checked_at = ?,"
            " next_check_at = ?, queued_run = NULL, attempts_json = NULL WHERE id = ?",
            (
                status,
                self._excluded_by if outcome == "excluded" else None,
                target_id,
                stamp(self._at),
                stamp(self._next(past)),
                page_id,
            ),
        )

    def _past(self, page_id: int, outcome: str) -> list[Past]:
        """The page's visits, this one last."""
        earlier = fetches.latest(self._desk.connection, page_id, HISTORY - 1)
        past = [Past(parse_stamp(at), saw(before)) for at, before in reversed(earlier)]
        return [*past, Past(self._at, saw(outcome))]

    def _status(self, page_id: int) -> str:
        row = self._desk.connection.execute("SELECT status FROM pages WHERE id = ?", (page_id,)).fetchone()
        return str(row[0])

    def _next(self, past: list[Past]) -> datetime:
        bounds = self._desk.revisit(self._page.url)
        return next_visit(past, shortest=timedelta(seconds=bounds.min), longest=timedelta(seconds=bounds.max))

    @property
    def _error(self) -> str | None:
        if isinstance(self._brought.reading, Crash):
            return self._brought.reading.reason
        return None if self._fetched.error == OWN_TURN else self._fetched.error

    def _note(self, outcome: str) -> None:
        last = self._fetched.exchanges[-1] if self._fetched.exchanges else None
        self._result.noted.append(
            Noted(
                page=self._page,
                outcome=outcome,
                status=last.status if last else None,
                size=len(last.body) if last else 0,
                elapsed=last.elapsed if last else 0.0,
                error=self._error,
                target=self._fetched.final_url if self._fetched.redirected else None,
            )
        )
