"""May this URL be fetched? Scope first, then the host's robots.txt, asked for once a day."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from archive import Archive, hosts
from archive.urls import host_of, parse
from scraper import robots
from scraper.archive_thread import ArchiveThread
from scraper.clock import Clock
from scraper.documents import Document, Documents
from scraper.fetch import Outcome
from scraper.territory import Territory

DISALLOWED = "robots.txt"
UNREACHABLE = "robots.txt unreachable"

_FRESH_FOR = timedelta(days=1)  # RFC 9309 section 2.4


@dataclass(slots=True, frozen=True)
class HostRules:
    """A host's rules, and why they could not be had."""

    rules: robots.Rules
    error: str | None = None


class Permission:
    """Answers for every URL of a run; robots.txt files are remembered in the archive."""

    def __init__(
        self,
        archive: Archive,
        territory: Territory,
        documents: Documents,
        thread: ArchiveThread,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._territory = territory
        self._documents = documents
        self._thread = thread
        self._clock = clock
        self._known: dict[str, asyncio.Task[HostRules]] = {}

    async def refusal(self, url: str) -> str | None:
        """The rule that forbids a URL; None if it may be fetched."""
        rule = self._territory.rule(url)
        return rule if rule is not None else await self.robots_refusal(url)

    async def robots_refusal(self, url: str) -> str | None:
        """As `refusal`, without a look at the scope."""
        rules = (await self.rules(url)).rules
        if rules.allowed(url):
            return None
        return DISALLOWED if rules.reachable else UNREACHABLE

    async def rules(self, url: str) -> HostRules:
        """The rules of a URL's host."""
        host = host_of(url)
        if host not in self._known:
            self._known[host] = asyncio.create_task(self._load(host, parse("/robots.txt", url)))
        return await asyncio.shield(self._known[host])

    async def _load(self, host: str, url: str) -> HostRules:
        row = await self._thread.do(hosts.get, self._archive.connection, host)
        now = self._clock.now()
        if row.robots_checked_at and row.robots_status and now - row.robots_checked_at < _FRESH_FOR:
            kept = (row.robots_body or "").encode()
            return HostRules(robots.from_response(int(row.robots_status), kept))
        document = await self._documents.get(url, redirects=robots.MAX_REDIRECTS)
        status = document.status if _is_answer(document) else None
        rules = robots.from_response(status, document.content or b"")
        if rules.reachable:
            await self._thread.do(self._keep, host, document)
        return HostRules(rules, document.error or document.outcome)

    def _keep(self, host: str, document: Document) -> None:
        body = (document.content or b"").decode("utf-8", "replace")
        hosts.keep_robots(
            self._archive.connection,
            host,
            checked_at=self._clock.now(),
            status=str(document.status),
            body=body,
        )


def _is_answer(document: Document) -> bool:
    """Whether the host has said what it has to say, be it that there is no such file."""
    return document.outcome.startswith("http_") or document.outcome in ("ok", Outcome.TOO_MANY_REDIRECTS)
