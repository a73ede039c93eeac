"""What a host states about the use of all its pages: robots.txt, tdmrep.json, ai.txt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from archive import Archive, hosts, pages
from archive.article import RightsSignal
from archive.rights import observe_site
from archive.times import stamp
from archive.urls import host_of, parse
from scraper import rights
from scraper.archive_thread import ArchiveThread
from scraper.clock import Clock
from scraper.documents import Documents
from scraper.permission import Permission

_FRESH_FOR = timedelta(days=1)


class Statements:
    """Reads the statements of a run's hosts into the archive, where their history is kept."""

    def __init__(
        self,
        archive: Archive,
        documents: Documents,
        permission: Permission,
        thread: ArchiveThread,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._documents = documents
        self._permission = permission
        self._thread = thread
        self._clock = clock

    async def read(self, origin: str, declarations: Iterable[str]) -> None:
        """Read those of one host; `declarations` are the lines about rights of its robots.txt."""
        now = self._clock.now()
        checked = await self._thread.do(hosts.rights_checked_at, self._archive.connection, host_of(origin))
        if checked and now - checked < _FRESH_FOR:
            return
        signals = rights.of_robots(declarations)
        for path in rights.SITE_FILES:
            document = await self._documents.get(parse(path, origin), admit=self._permission.robots_refusal)
            if document.content:
                signals += rights.of_site_file(path, document.content)
        await self._thread.do(self._keep, origin, signals, now)

    def _keep(self, origin: str, signals: list[RightsSignal], now: datetime) -> None:
        with self._archive.transaction() as connection:
            observe_site(connection, pages.site_id(connection, origin), signals, stamp(now))
            hosts.note_rights_checked(connection, host_of(origin), now)
