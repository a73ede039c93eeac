"""Soft 404s: a host is asked for an address that cannot exist, once in a run, if a page of it is suspect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from archive.urls import host_of, parse
from scraper.brought import Brought
from scraper.documents import Documents
from scraper.permission import Permission
from scraper.soft404 import Shown, is_suspect, means_missing
from scraper.workers import PageResult, Task
from scraper.workers.pool import WorkerPool


class MissingPages:
    """Judges the pages of a run. `invent` gives a path segment that no site has."""

    def __init__(
        self, documents: Documents, permission: Permission, workers: WorkerPool, invent: Callable[[], str]
    ) -> None:
        self._documents = documents
        self._permission = permission
        self._workers = workers
        self._invent = invent
        self._shown: dict[str, asyncio.Task[Shown | None]] = {}

    async def judge(self, brought: Brought) -> None:
        """Note on a visit whether its page shows what its host shows for addresses that cannot exist."""
        reading = brought.reading
        if not isinstance(reading, PageResult) or brought.page.source == "start":
            return
        article = reading.article
        if is_suspect(article.title, held_article=brought.held_article, kind=article.kind):
            host = host_of(article.url)
            if host not in self._shown:
                self._shown[host] = asyncio.create_task(self._ask(article.url))
            invented = await asyncio.shield(self._shown[host])
            brought.soft_404 = invented is not None and means_missing(Shown.of(article), invented)

    async def _ask(self, url: str) -> Shown | None:
        """What the host shows for an invented address; None if it says honestly that there is none."""
        invented = parse(f"/{self._invent()}", url)
        if await self._permission.robots_refusal(invented):
            return None
        document = await self._documents.get(invented, admit=self._permission.robots_refusal)
        if document.outcome != "ok" or not document.content:
            return None
        [reply] = await self._workers.read([Task(invented, document.content_type, document.content)], [])
        return Shown.of(reply.article) if isinstance(reply, PageResult) else None
