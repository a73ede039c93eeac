"""Visits into the archive: first the captures, safe on disk, then all rows of a batch in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archive import captures, fetches, pages
from archive.captures import Capture
from archive.times import stamp
from archive.urls import url_key
from archive.warc import Record, WarcWriter, read_record
from scraper import rights
from scraper.brought import Brought, digest_of
from scraper.fetch.exchange import Fetched
from scraper.frontier import Waiting
from scraper.keeping import keep, keep_document
from scraper.storing import Desk, Stored, VisitRows, attempt_row, capture_row


class Recorder:
    """Writes what a run brings. All of it happens on the thread that the archive belongs to."""

    def __init__(self, desk: Desk, warc: WarcWriter) -> None:
        self._desk = desk
        self._warc = warc

    def prepare(self, batch: Sequence[Brought]) -> None:
        """Find out which bodies are the ones of the last visit, so that they need no reading."""
        for brought in batch:
            content = brought.fetched.content
            if content is not None:
                brought.digest = digest_of(content)
            page_id = self._content_page(brought)
            if page_id is not None:
                brought.earlier = fetches.last_good(self._desk.connection, page_id)
                brought.held_article = pages.kind(self._desk.connection, page_id) == "article"

    def _content_page(self, brought: Brought) -> int | None:
        """The page whose content came, if it may have been captured before."""
        if url_key(brought.fetched.final_url) != brought.page.key:
            return pages.find(self._desk.connection, brought.fetched.final_url)
        return brought.page.id if brought.page.status != "new" else None

    def store(self, batch: Sequence[Brought]) -> Stored:
        """Store visits. Either all rows of the batch are there afterwards, or none."""
        kept = []
        for brought in batch:
            withheld = self._desk.noarchive != "store" and rights.withholds_body(
                brought.fetched, brought.reading
            )
            kept.append((brought, withheld, keep(self._warc, brought, withheld=withheld)))
        self._warc.sync()
        result = Stored()
        with self._desk.archive.transaction():
            for brought, withheld, written in kept:
                VisitRows(self._desk, result, brought, withheld=withheld).write(written)
        return result

    def put_off(self, page: Waiting, fetched: Fetched, until: datetime) -> Waiting:
        """Keep what a visit met that has to wait for its host; the page as it waits now."""
        kept = keep_document(self._warc, fetched.exchanges, None, None)
        self._warc.sync()
        attempts = [attempt_row(attempt) for attempt in fetched.attempts]
        attempts.append({"at": stamp(until), "url": page.url, "reason": fetched.outcome, "put_off": True})
        with self._desk.archive.transaction() as connection:
            for entry in kept:
                capture_row(connection, entry, pages.find(connection, entry.exchange.url))
            return self._desk.frontier.put_off(page, attempts)

    def store_document(self, fetched: Fetched, earlier: Capture | None) -> None:
        """Keep a robots.txt, a sitemap or a feed."""
        kept = keep_document(self._warc, fetched.exchanges, fetched.content, earlier)
        self._warc.sync()
        with self._desk.archive.transaction() as connection:
            for entry in kept:
                capture_row(connection, entry, None)

    def earlier_document(self, url: str) -> tuple[Capture, Record] | None:
        """The last capture of an address that is no page, with its record."""
        capture = captures.latest_of_url(self._desk.connection, url)
        if capture is None:
            return None
        path = self._desk.archive.captures_folder / capture.warc_file
        return (capture, read_record(path, capture.warc_offset)) if path.exists() else None
