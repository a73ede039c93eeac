"""What sitemaps and feeds name goes into the frontier, in portions, however long they are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from archive import Archive, feeds
from archive.urls import host_of, url_key
from scraper.archive_thread import ArchiveThread
from scraper.discover.feeds import read as read_feed
from scraper.discover.sitemaps import MAX_BYTES, SitemapWalk
from scraper.documents import Documents
from scraper.frontier import Found, Frontier
from scraper.permission import Permission
from scraper.territory import Territory

_PORTION = 500
_DEPTH = 1  # what a sitemap or a feed names is as near as what a start page links to


class Listings:
    """Reads the sitemaps and feeds of a run's hosts."""

    def __init__(
        self,
        archive: Archive,
        documents: Documents,
        permission: Permission,
        frontier: Frontier,
        territory: Territory,
        thread: ArchiveThread,
        grown: Callable[[set[int]], None],
    ) -> None:
        self._archive = archive
        self._documents = documents
        self._permission = permission
        self._frontier = frontier
        self._territory = territory
        self._thread = thread
        self._grown = grown
        self._feeds_read: set[str] = set()

    async def read(self, origin: str, named_by_robots: Iterable[str]) -> None:
        """Read everything that names pages of one host: its sitemaps, then its feeds."""
        host = host_of(origin)
        sites = self._territory.sites(host)
        configured = [
            url for site in sites for url in site.sitemaps if self._reads(host, url, site.start_urls)
        ]
        walk = SitemapWalk([*named_by_robots, *configured], frozenset(self._territory.hosts))
        while (following := walk.next()) is not None:
            url, depth = following
            content = await self._content(url)
            if content:
                entries = walk.read(url, depth, content)
                await self._take_in(_found(entry.url, "sitemap", entry.lastmod) for entry in entries)
        for site in sites:
            for url in site.feeds:
                if self._reads(host, url, site.start_urls):
                    await self._read_feed(url)
        await self.read_announced(host)

    async def read_announced(self, host: str) -> None:
        """Read the feeds that a host's start pages announce, if they were not read in this run."""
        for url in await self._thread.do(feeds.announced, self._archive.connection, host):
            await self._read_feed(url)

    async def _read_feed(self, url: str) -> None:
        """Read one feed, once in a run."""
        if url in self._feeds_read:
            return
        self._feeds_read.add(url)
        content = await self._content(url)
        if content:
            items = read_feed(content, url)
            await self._take_in(_found(item.url, "feed", item.updated) for item in items)

    def _reads(self, host: str, url: str, start_urls: Iterable[str]) -> bool:
        """Whether `host` reads a configured file: its own; those elsewhere, the site's first host reads."""
        owner = host_of(url)
        return owner == host or (
            owner not in self._territory.hosts and host == host_of(next(iter(start_urls)))
        )

    async def _content(self, url: str) -> bytes | None:
        document = await self._documents.get(url, admit=self._permission.robots_refusal, size=MAX_BYTES)
        return document.content

    async def _take_in(self, found: Iterator[Found]) -> None:
        """Parsing and storing happen off the event loop."""
        while portion := await asyncio.to_thread(lambda: list(islice(found, _PORTION))):
            in_scope = [entry for entry in portion if host_of(entry.url) in self._territory.hosts]
            grown = await self._thread.do(self._frontier.add, in_scope, self._territory.rule)
            self._grown(grown)


def _found(url: str, source: str, lastmod: str | None) -> Found:
    return Found(url, url_key(url), source, _DEPTH, lastmod)
