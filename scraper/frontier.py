"""Whose turn it is: the pages that a run has to visit, as rows of the archive.

A page waits while its `queued_run` names the run. It stops waiting in the
transaction that stores its visit, so a crash at any moment leaves every page
either waiting or done. Only the next few pages of each site are in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive import Archive, fetches, lastmod, pages
from archive.runs import Run
from archive.urls import host_of
from scraper.fetch import Validators
from scraper.hints import is_trusted
from scraper.traps import EXEMPT_SOURCES, Budget, pattern_of

_KEYS_A_QUERY = 500
_EXEMPT = ", ".join(f"'{source}'" for source in sorted(EXEMPT_SOURCES))


@dataclass(slots=True, frozen=True)
class Found:
    """An address that somebody named: a page's link, a sitemap, a feed, the configuration, a redirect."""

    url: str
    key: str
    source: str
    depth: int = 0
    lastmod: str | None = None


@dataclass(slots=True, frozen=True)
class Waiting:
    """A page whose turn it is."""

    id: int
    site_id: int
    url: str
    key: str
    source: str
    depth: int
    pattern: str
    status: str
    attempts: tuple[dict[str, Any], ...] = ()  # of this visit, before it was put off
    put_off: int = 0  # how often it was
    validators: Validators = Validators()  # noqa: RUF009 - frozen

    @property
    def host(self) -> str:
        return host_of(self.url)


# Names the rule that keeps an address out, None for those that may be visited.
Rule = Callable[[str], str | None]

_RANK = (
    "CASE WHEN source = 'start' THEN 0 WHEN kind = 'article' OR source IN ('sitemap', 'feed') THEN 1"
    " ELSE depth END"
)
ASKED_FOR = ("start", "request")  # sources of pages that somebody named: the configuration, a command
_LISTED = ("sitemap", "feed")


class Frontier:
    """The queue of one run."""

    def __init__(self, archive: Archive, run: Run) -> None:
        self._archive = archive
        self._connection = archive.connection
        self._run_id = run.id
        self._started_at = run.started_at
        self.budget = Budget(archive.connection)
        known = lastmod.counts(archive.connection)
        # Sites whose dates of change are not believed, for the whole run.
        self._liars = ", ".join(str(site) for site, seen in known.items() if not is_trusted(*seen))

    def queue_due(self, site_ids: Sequence[int], *, every_page: bool) -> None:
        """Line up what a new run visits: start pages, pages that are due, those that only a rule kept out.

        A rule may have changed since; asking it again costs no request. What a
        budget excluded stays out.
        """
        due = (
            "1" if every_page else "(next_check_at IS NULL OR next_check_at <= :started OR source = 'start')"
        )
        marks = ", ".join(str(int(site)) for site in site_ids)
        self._connection.execute(
            f"UPDATE pages SET queued_run = CASE WHEN {due} AND status != 'purged'"
            f" AND coalesce(excluded_by, '') NOT LIKE 'budget%' THEN :run END, rank = {_RANK}"
            f" WHERE site_id IN ({marks})",
            {"run": self._run_id, "started": self._started_at},
        )

    def add(self, found: Iterable[Found], rule: Rule) -> set[int]:
        """Take in addresses; the ids of sites that have more to visit now.

        Addresses that are known are queued again only if a sitemap or a feed has news of them.
        """
        by_key = {entry.key: entry for entry in found}
        keys = list(by_key)
        grown: set[int] = set()
        with self._archive.transaction():
            for start in range(0, len(keys), _KEYS_A_QUERY):
                part = keys[start : start + _KEYS_A_QUERY]
                known = self._known(part)
                for key in part:
                    entry = by_key[key]
                    if key not in known:
                        grown |= self._insert(entry, rule(entry.url))
                    elif entry.source in EXEMPT_SOURCES:
                        grown |= self._hint(entry)
        return grown

    def _known(self, keys: list[str]) -> set[str]:
        marks = ", ".join("?" * len(keys))
        rows = self._connection.execute(
            f"SELECT url_key FROM pages WHERE url_key IN ({marks})"
            f" UNION ALL SELECT url_key FROM tombstones WHERE url_key IN ({marks})",
            keys + keys,
        )
        return {key for (key,) in rows}

    def _insert(self, entry: Found, rule: str | None) -> set[int]:
        site = pages.site_id(self._connection, entry.url)
        pattern = pattern_of(entry.url)
        if rule is None and entry.source not in EXEMPT_SOURCES:
            rule = self.budget.rule(site, pattern)
        rank = 0 if entry.source in ASKED_FOR else 1 if entry.source in _LISTED else entry.depth
        self._connection.execute(
            "INSERT INTO pages(site_id, url, url_key, status, source, depth, pattern, excluded_by, lastmod,"
            " first_seen_at, queued_run, rank) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                site,
                entry.url,
                entry.key,
                "excluded" if rule else "new",
                entry.source,
                entry.depth,
                pattern,
                rule,
                entry.lastmod,
                self._started_at,
                None if rule else self._run_id,
                rank,
            ),
        )
        return set() if rule else {site}

    def _hint(self, entry: Found) -> set[int]:
        """A known page is named again: it is now exempt from budgets, and due if it says that it changed."""
        row = self._connection.execute(
            "UPDATE pages SET source = CASE WHEN :source != 'request' AND (:source = 'start'"
            " OR source IN ('link', 'redirect', 'import', 'request')) THEN :source ELSE source END,"
            " queued_run = CASE WHEN queued_run IS NULL AND (checked_at IS NULL OR checked_at < :started)"
            " AND (status = 'excluded' OR :source IN ('start', 'request')"
            f" OR (:lastmod > coalesce(lastmod, '') AND site_id NOT IN ({self._liars})))"
            " AND status != 'purged' THEN :run ELSE queued_run END,"
            " lastmod = CASE WHEN :lastmod > coalesce(lastmod, '') THEN :lastmod ELSE lastmod END"
            " WHERE url_key = :key RETURNING site_id",
            {
                "source": entry.source,
                "started": self._started_at,
                "lastmod": entry.lastmod,
                "run": self._run_id,
                "key": entry.key,
            },
        ).fetchone()
        return {row[0]} if row else set()

    def take(self, site_id: int, limit: int, *, but: Collection[int] = ()) -> list[Waiting]:
        """The next pages of a site, in order; `but` are those that are under way already.

        Pages of a shape whose budget is spent are excluded on the way; pages of
        one that those under way may spend have to wait for them.
        """
        found: list[Waiting] = []
        passed_over: list[str] = []
        while len(found) < limit:
            page = self._first(site_id, {*but, *(page.id for page in found)}, passed_over)
            if page is None:
                break
            if page.source in EXEMPT_SOURCES or self.budget.reserve(page.id, site_id, page.pattern):
                found.append(page)
            elif self.budget.rule(site_id, page.pattern):
                self._exclude_pattern(site_id, page.pattern)
            else:
                passed_over.append(page.pattern)
        return found

    def _first(self, site_id: int, but: set[int], passed_over: Sequence[str]) -> Waiting | None:
        marks, ids = ", ".join("?" * len(passed_over)), ", ".join(map(str, but))
        row = self._connection.execute(
            "SELECT id, site_id, url, url_key, source, depth, coalesce(pattern, ''), status, attempts_json,"
            f" redirect_page_id FROM pages WHERE site_id = ? AND queued_run = ? AND id NOT IN ({ids})"
            f" AND (source IN ({_EXEMPT}) OR coalesce(pattern, '') NOT IN ({marks}))"
            " ORDER BY rank, id LIMIT 1",
            (site_id, self._run_id, *passed_over),
        ).fetchone()
        return self._waiting(*row) if row else None

    def _waiting(self, *row: Any) -> Waiting:
        page_id, site_id, address, key, source, depth, pattern, status, attempts, target_id = row
        tried = json.loads(attempts or "[]")
        put_off = sum(1 for attempt in tried if attempt.get("put_off"))
        validators = self._validators(page_id, status, target_id)
        return Waiting(
            page_id, site_id, address, key, source, depth, pattern, status, tuple(tried), put_off, validators
        )

    def _validators(self, page_id: int, status: str, target_id: int | None) -> Validators:
        """What a conditional request may send: of the page itself, or of the one that it redirects to."""
        if status in ("new", "excluded"):
            return Validators()
        url = None
        if target_id is not None:
            page_id = target_id
            url = self._connection.execute("SELECT url FROM pages WHERE id = ?", (page_id,)).fetchone()[0]
        return Validators(*fetches.validators(self._connection, page_id), url)

    def _exclude_pattern(self, site_id: int, pattern: str) -> None:
        """The budget of this shape is spent: no page of it that waits has its turn."""
        self._connection.execute(
            "UPDATE pages SET status = 'excluded', excluded_by = ?, queued_run = NULL, next_check_at = NULL"
            f" WHERE site_id = ? AND queued_run = ? AND pattern = ? AND source NOT IN ({_EXEMPT})",
            (self.budget.rule(site_id, pattern), site_id, self._run_id, pattern),
        )

    def has_turn(self, key: str) -> bool:
        """Whether a page waits in this run, or has been visited in it."""
        row = self._connection.execute(
            "SELECT queued_run = ?1 OR coalesce(checked_at >= ?2, 0) FROM pages WHERE url_key = ?3",
            (self._run_id, self._started_at, key),
        ).fetchone()
        return bool(row and row[0])

    def exclude(self, rules: Iterable[tuple[int, str]]) -> None:
        """Rules keep pages out of this run: pairs of a page's id and the rule's name."""
        rules = list(rules)
        for page_id, _ in rules:
            self.budget.release(page_id)
        with self._archive.transaction() as connection:
            connection.executemany(
                "UPDATE pages SET status = 'excluded', excluded_by = ?2, queued_run = NULL,"
                " next_check_at = NULL WHERE id = ?1",
                rules,
            )

    def put_off(self, page: Waiting, attempts: Sequence[dict[str, Any]]) -> Waiting:
        """A visit goes on later: its page keeps its place, and the tries so far are kept."""
        tried = (*page.attempts, *attempts)
        self._connection.execute(
            "UPDATE pages SET attempts_json = ? WHERE id = ?", (json.dumps(tried), page.id)
        )
        return replace(page, attempts=tried, put_off=page.put_off + 1)

    def queued_by_host(self) -> dict[str, int]:
        """How many pages of each host wait."""
        return dict(
            self._connection.execute(
                "SELECT s.host, count(*) FROM pages p JOIN sites s ON s.id = p.site_id"
                " WHERE p.queued_run = ? GROUP BY s.host",
                (self._run_id,),
            )
        )
