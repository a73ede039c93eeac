"""One request at a time to a host, and a pause after it; never more than so many over all hosts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from archive.urls import host_of
from scraper.clock import Clock


@dataclass(slots=True)
class _Host:
    """The turn of one host."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: float = 0.0
    last_end: float = 0.0


class Politeness:
    """Hands out turns. Every request of a visit takes one: retries and redirects too.

    The delay counts from the end of the last response. What an earlier process
    sent is not known, so the first turn of a host comes one delay after the start.
    """

    def __init__(self, clock: Clock, *, delay: float, concurrency: int) -> None:
        self._clock = clock
        self._delay = delay
        self._started = clock.monotonic()
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _Host] = {}

    def set_delay(self, host: str, seconds: float) -> None:
        """The pause that a host is given, in seconds."""
        self._host(host).delay = seconds

    def delay(self, host: str) -> float:
        """The pause that a host is given, in seconds."""
        return self._host(host).delay

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of a URL may be asked; the request and its response belong inside."""
        host = self._host(host_of(url))
        async with host.lock:
            wait = host.last_end + host.delay - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(wait)
            async with self._slots:
                try:
                    yield
                finally:
                    host.last_end = self._clock.monotonic()

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(delay=self._delay, last_end=self._started)
        return self._hosts[host]
