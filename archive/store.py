"""The archive's file: open it, add articles, read them back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from archive import pages, records, versions, writing
from archive.article import Article, content_digest
from archive.errors import NotFound
from archive.lock import writer_lock
from archive.normal import normalised
from archive.opening import open_database
from archive.outlinks import StoredLink
from archive.search import FacetCount, Hit, Limits, Searcher, index_waiting
from archive.times import end_stamp, stamp, utc_now
from archive.versions import Reading, Version
from archive.writing import Added

DEFAULT_EXTRACTOR = "unknown"


class Archive:
    """One archive file. Creates or upgrades it; use it as a context manager.

    >>> with Archive("archive.db") as archive:
    ...     archive.add(Article(url="https://example.org/eczema", title="Eczema", body="Itchy skin."))
    ...     archive.search("itchy")

    Raises:
        NotFound: the file is missing and `create` is false.
        NotAnArchive: the file is something else, damaged, or of a newer program.
    """

    def __init__(
        self, path: str | Path, *, create: bool = True, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.path = Path(path)
        self.now = now
        self.connection = open_database(self.path, create=create)
        self.searcher = Searcher(self.connection)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @property
    def captures_folder(self) -> Path:
        """Where the WARC files are: `warc/` beside the file."""
        return self.path.parent / "warc"

    def lock(self) -> AbstractContextManager[None]:
        """The lock of the one writer. Raises ArchiveLocked if another process holds it."""
        return writer_lock(self.path)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything in the block happens, or nothing. Blocks may stand inside one another."""
        if self.connection.in_transaction:
            yield self.connection
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            index_waiting(self.connection)
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Everything read in the block is of one moment, also while another process writes."""
        if self.connection.in_transaction:
            yield self.connection
            return
        self.connection.execute("BEGIN")
        try:
            yield self.connection
        finally:
            self.connection.rollback()

    def add(
        self,
        article: Article,
        *,
        captured_at: date | str | None = None,
        capture: int | None = None,
        links: Sequence[StoredLink] | None = None,
        evidence: Sequence[Mapping[str, Any]] = (),
        extractor: str = DEFAULT_EXTRACTOR,
        profile: str | None = None,
    ) -> Added:
        """Store what a page said at a moment; a new version only if its content differs.

        `captured_at` (default: now) may lie before what is stored: the version
        then takes its place in the history. `capture` is the id of a row in
        `captures`. `extractor` and `profile` name what read the page.

        Many additions in one `transaction()` cost much less than each alone.

        Raises:
            BadInput: `captured_at` is no time.
            PagePurged: the page was purged.
        """
        article = normalised(article)
        seen_at = stamp(captured_at if captured_at is not None else self.now())
        digest = content_digest(article)
        reading = Reading(article, digest, seen_at, capture, extractor, profile)
        with self.transaction() as connection:
            page_id = pages.ensure(connection, article.url, at=seen_at, kind=article.kind)
            added = writing.store(connection, page_id, reading, evidence)
            records.observe_rights(connection, page_id, article.rights, seen_at)
            if links is not None:
                records.replace_links(connection, page_id, links)
            connection.execute(
                "UPDATE pages SET kind = ?1 WHERE id = ?2 AND kind IS NOT ?1", (article.kind, page_id)
            )
        return added

    def add_all(self, articles: Iterable[Article], *, captured_at: date | str | None = None) -> int:
        """Add many articles in one transaction; how many were new or changed."""
        with self.transaction():
            added = [self.add(article, captured_at=captured_at) for article in articles]
        return sum(entry.change != "unchanged" for entry in added)

    def confirm(self, page_id: int, at: date | str) -> None:
        """A visit found the page as it was (304, the same bytes): the version of that time was seen again."""
        seen_at = stamp(at)
        with self.transaction() as connection:
            version = versions.at(connection, page_id, seen_at)
            if version is not None:
                versions.confirm(connection, page_id, version, seen_at)

    def get(self, url: str, at: date | str | None = None) -> Article | None:
        """What the page at a URL said, now or at a moment; None if nothing was known of it then.

        A bare date means the end of that day, UTC.
        """
        page_id = pages.find(self.connection, url)
        if page_id is None:
            return None
        if at is None:
            return records.read(self.connection, page_id)
        version = versions.at(self.connection, page_id, end_stamp(at))
        return versions.content(self.connection, page_id, version.seq) if version else None

    def history(self, url: str) -> list[Version]:
        """Every version of the page at a URL, oldest first.

        Raises:
            NotFound: the archive has no article of that URL.
        """
        page_id = pages.find(self.connection, url)
        found = versions.history(self.connection, page_id) if page_id is not None else []
        if not found:
            raise NotFound(f"the archive has no article of {url}")
        return found

    def search(
        self,
        query: str,
        limit: int = 20,
        *,
        site: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> list[Hit]:
        """The articles that answer a query best, best first; any string is a query."""
        return self.searcher.search(query, limit=limit, limits=Limits(site, author, since, until))

    def facets(
        self,
        query: str,
        *,
        site: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, list[FacetCount]]:
        """How the best thousand answers spread over `site`, `section`, `year` and `reviewer`."""
        return self.searcher.facets(query, limits=Limits(site, author, since, until))

    def explain(self, query: str) -> list[str]:
        """How a query is understood: its words, corrections, other names and filters, a line each."""
        return self.searcher.explain(query)

    def similar(self, url: str, limit: int = 10) -> list[Hit]:
        """The articles most like the one at a URL, best first.

        Raises:
            NotFound: the archive has no article of that URL.
        """
        page_id = pages.find(self.connection, url)
        if page_id is None or records.read(self.connection, page_id) is None:
            raise NotFound(f"the archive has no article of {url}")
        return self.searcher.similar(page_id, limit)
