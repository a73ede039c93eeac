"""What an older extractor read of a page is read again before a newer reading stands beside it."""

from __future__ import annotations

from archive import Archive
from archive.rereading import Rereadable, outdated, reread
from scraper import rights
from scraper.archive_thread import ArchiveThread
from scraper.brought import Brought
from scraper.foreign import Item
from scraper.reextract import stored_page
from scraper.version import SOFTWARE
from scraper.workers import PageResult
from scraper.workers.pool import WorkerPool


class Renewal:
    """Keeps a change of the extractor, or of a site's profile, from showing as a change of the page."""

    def __init__(self, archive: Archive, thread: ArchiveThread, workers: WorkerPool) -> None:
        self._archive = archive
        self._thread = thread
        self._workers = workers

    async def renew(self, brought: Brought) -> None:
        """Before a page's new content is stored: read its last version as the new content was read."""
        reading, page_id = brought.reading, brought.earlier.page_id if brought.earlier else None
        if page_id is None or not isinstance(reading, PageResult) or reading.article.kind != "article":
            return
        before = await self._thread.do(self._outdated, page_id, reading)
        if before is None:
            return
        seq, item = before
        [again] = await self._workers.read([item.task], [])
        if isinstance(again, PageResult) and again.article.kind == "article":
            again.article.rights = rights.signals(item.fetched, again)
            await self._thread.do(
                reread,
                self._archive,
                page_id,
                {seq: again.article},
                extractor=SOFTWARE,
                profile=again.profile,
                evidence=again.evidence,
            )

    def _outdated(self, page_id: int, reading: PageResult) -> tuple[int, Item] | None:
        """The page's last version, by number, if something else has read it and its capture is there."""
        version = outdated(self._archive.connection, page_id, extractor=SOFTWARE, profile=reading.profile)
        if version is None:
            return None
        item = stored_page(self._archive, Rereadable(page_id, reading.article.url, version))
        return (version.seq, item) if item is not None else None
