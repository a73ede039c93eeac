"""Bring pages into the archive that were captured elsewhere: WARC, WACZ, WET, HTML files, text captures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from archive import Archive, captures, pages
from archive.article import Article
from archive.errors import BadInput
from archive.times import stamp
from archive.urls import host_of, url_key
from archive.warc import Stored, WarcWriter
from scraper import rights
from scraper.brought import digest_of
from scraper.foreign import ForeignFiles, Item
from scraper.version import SOFTWARE
from scraper.workers import Crash, PageResult
from scraper.workers.messages import Reply
from scraper.workers.pool import WorkerPool

_BATCH = 16
_READABLE = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(slots=True)
class Imported:
    """What an import came to.

    `counts` has `added`, `changed`, `unchanged` (articles), `other` (captured, no article), `known`
    (the same capture is in the archive), `purged`, `crashed`.
    """

    counts: Counter[str] = field(default_factory=Counter)


async def import_paths(
    archive: Archive, paths: Iterable[Path], *, url: str | None = None, noarchive: str = "metadata-only"
) -> Imported:
    """Import files, and the files in folders. `url` is the address of a file that names none itself.

    Raises:
        NotFound: a path does not exist.
        BadInput: a file is damaged; everything else is imported.
        ArchiveLocked: another process writes to the archive.
    """
    files = ForeignFiles(url)
    with archive.lock(), WarcWriter(archive.captures_folder, software=SOFTWARE) as warc:
        storing = _Storing(archive, warc, noarchive)
        async with WorkerPool(1) as workers:
            found = files.items(paths)
            while batch := list(islice(found, _BATCH)):
                storing.store(await _read(workers, batch))
    if files.problems:
        raise BadInput("; ".join(files.problems))
    return storing.imported


async def _read(workers: WorkerPool, batch: Sequence[Item]) -> list[tuple[Item, Reply | None]]:
    """Each item with its reading; a file without an address takes the one that its page declares."""
    readable = [item for item in batch if _is_readable(item)]
    replies = iter(await workers.read([item.task for item in readable], []))
    read: list[tuple[Item, Reply | None]] = []
    for item in batch:
        reply = next(replies) if _is_readable(item) else None
        own = reply.article.canonical_url if isinstance(reply, PageResult) else None
        if not item.named and own and host_of(own):
            named = replace(item, url=own, named=True)
            [reply] = await workers.read([named.task], [])
            read.append((named, reply))
        else:
            read.append((item, reply))
    return read


def _is_readable(item: Item) -> bool:
    kind = item.fetched.media_type or (item.content_type or "text/html").partition(";")[0].strip().lower()
    return kind in _READABLE


class _Storing:
    """Writes items: captures first, then the rows of a batch in one transaction."""

    def __init__(self, archive: Archive, warc: WarcWriter, noarchive: str) -> None:
        self._archive = archive
        self._warc = warc
        self._noarchive = noarchive
        self.imported = Imported()

    def store(self, batch: Sequence[tuple[Item, Reply | None]]) -> None:
        """Store items with their readings."""
        written = []
        for item, reading in batch:
            reason = self._skipped(item)
            if reason:
                self.imported.counts[reason] += 1
                continue
            withheld = self._noarchive != "store" and rights.withholds_body(item.fetched, reading)
            if withheld and self._noarchive == "skip":
                self.imported.counts["excluded"] += 1
                continue
            written.append((item, reading, withheld, self._capture(item, withheld=withheld)))
        self._warc.sync()
        with self._archive.transaction():
            for item, reading, withheld, stored in written:
                self.imported.counts[self._rows(item, reading, stored, withheld=withheld)] += 1

    def _skipped(self, item: Item) -> str | None:
        """Why an item is not imported."""
        connection = self._archive.connection
        if connection.execute("SELECT 1 FROM tombstones WHERE url_key = ?", (url_key(item.url),)).fetchone():
            return "purged"
        known = connection.execute(
            "SELECT 1 FROM captures c JOIN pages p ON p.id = c.page_id"
            " WHERE p.url_key = ? AND c.captured_at = ? AND c.payload_digest = ?",
            (url_key(item.url), stamp(item.captured_at), digest_of(item.content)),
        ).fetchone()
        return "known" if known else None

    def _capture(self, item: Item, *, withheld: bool) -> Stored | None:
        digest = digest_of(item.content)
        if item.fetched.exchanges:
            exchange = item.fetched.exchanges[0]
            if withheld:
                return self._warc.write_head_only(
                    url=item.url,
                    captured_at=item.captured_at,
                    request_head=exchange.request_head,
                    response_head=exchange.response_head,
                    payload_digest=digest,
                )
            return self._warc.write_exchange(
                url=item.url,
                captured_at=item.captured_at,
                request_head=exchange.request_head,
                response_head=exchange.response_head,
                body=exchange.body,
                payload_digest=digest,
            )
        if withheld:
            return None
        write = self._warc.write_conversion if item.kind == "conversion" else self._warc.write_resource
        return write(
            url=item.url,
            captured_at=item.captured_at,
            content_type=item.content_type or "text/html",
            body=item.content,
            payload_digest=digest,
        )

    def _rows(self, item: Item, reading: Reply | None, stored: Stored | None, *, withheld: bool) -> str:
        connection = self._archive.connection
        page_id = pages.ensure(connection, item.url, at=stamp(item.captured_at))
        connection.execute("UPDATE pages SET status = 'live' WHERE id = ? AND status = 'new'", (page_id,))
        capture_id = None
        if stored is not None:
            capture_id = captures.record(
                connection, stored, page_id=page_id, url=item.url, captured_at=item.captured_at
            )
        if isinstance(reading, Crash):
            return "crashed"
        if reading is None or reading.article.kind != "article":
            return "other"
        article = self._article(item, reading, withheld=withheld)
        added = self._archive.add(
            article,
            captured_at=item.captured_at,
            capture=capture_id,
            links=() if withheld else reading.links,
            evidence=() if withheld else reading.evidence,
            extractor=SOFTWARE,
        )
        return added.change

    def _article(self, item: Item, reading: PageResult, *, withheld: bool) -> Article:
        article = reading.article
        article.url = item.url
        article.rights = rights.signals(item.fetched, reading)
        return rights.metadata_only(article) if withheld else article
