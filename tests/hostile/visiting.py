"""A fetcher with limits in milliseconds, a clock that does not wait, and a turn that keeps count."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive.urls import host_of
from scraper.fetch import AddressPolicy, Fetcher, Limits

LIMITS = Limits(
    total=0.4,
    connect=0.4,
    silence=0.12,
    visit=5.0,
    head_bytes=16_384,
    head_fields=60,
    wire=400_000,
    body=300_000,
    ratio=10.0,
)


class SkippingClock:
    """Waits are over at once, and remembered; the time moves on by them."""

    def __init__(self, start: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> None:
        self.waits: list[float] = []
        self._start = start
        self._zero = time.monotonic()

    def now(self) -> datetime:
        """The start, and what has passed or been waited since."""
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds since the start, with the waits."""
        return time.monotonic() - self._zero + sum(self.waits)

    async def sleep(self, seconds: float) -> None:
        """Do not."""
        self.waits.append(seconds)
        await asyncio.sleep(0)


class Turns:
    """Lets everybody pass, and sees that nobody asks a host twice at a time."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self._in_flight: Counter[str] = Counter()

    @asynccontextmanager
    async def __call__(self, url: str) -> AsyncIterator[None]:
        host = host_of(url)
        self.taken.append(url)
        self._in_flight[host] += 1
        assert self._in_flight[host] == 1, f"two requests in flight to {host}"
        try:
            yield
        finally:
            self._in_flight[host] -= 1


async def anything(url: str) -> str | None:
    """Admit every URL."""
    return None


def fetcher(
    *start_urls: str,
    networks: Iterable[str] = (),
    names: dict[str, Sequence[str]] | None = None,
    clock: SkippingClock | None = None,
    turn: Turns | None = None,
    proxy: str | None = None,
    environ: dict[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
    **limits: float,
) -> Fetcher:
    """A fetcher for a test; `names` is all that its name server knows."""

    async def lookup(name: str) -> Sequence[str]:
        known = {"localhost": ["127.0.0.1"], **(names or {})}
        if name not in known:
            raise OSError(f"no such name: {name}")
        return known[name]

    return Fetcher(
        "health-archive/test (+https://archive.example; mailto:a@archive.example)",
        replace(LIMITS, **limits),
        AddressPolicy(start_urls, networks),
        clock or SkippingClock(),
        turn=turn or Turns(),
        proxy=proxy,
        environ=environ or {},
        lookup=lookup,
        tls=tls,
        jitter=random.Random(7),
    )
