"""When to try again within a visit, and how long to wait before."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from tenacity import AsyncRetrying, RetryCallState, retry_if_result

from scraper.clock import Clock
from scraper.fetch.exchange import Exchange
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Failed
from scraper.fetch.redirects import REDIRECTS

_FIRST_WAIT = 0.5  # seconds; doubles with each attempt


@dataclass(slots=True, frozen=True)
class Tried:
    """How an attempt went: a response, whole unless `failed`, or only a failure."""

    exchange: Exchange | None = None
    failed: Failed | None = None

    @property
    def passing(self) -> bool:
        """Whether another attempt may go better."""
        if self.failed is not None:
            return self.failed.passing and not self.leads_on
        return self.exchange is not None and is_passing(self.exchange.status)

    @property
    def leads_on(self) -> bool:
        """Whether it is a redirect, of which the head is enough."""
        return self.exchange is not None and self.exchange.status in REDIRECTS

    @property
    def reason(self) -> str:
        """For the record: 'ok', or why it is tried again or given up."""
        if self.failed is not None:
            return f"{self.failed.outcome}: {self.failed.message}"
        return f"http_{self.exchange.status}" if self.exchange and self.passing else "ok"

    def asked_to_wait(self, limits: Limits, now: datetime) -> float | None:
        """Seconds for which the server wants to be left alone, capped; None if it does not say."""
        if self.exchange is None or not is_passing(self.exchange.status):
            return None
        seconds = retry_after(self.exchange.header("retry-after"), now)
        return None if seconds is None else min(seconds, limits.retry_after)


class Retries:
    """Repeats attempts with tenacity: growing waits with jitter, or what the server asks for."""

    def __init__(self, limits: Limits, clock: Clock, jitter: random.Random) -> None:
        self._limits = limits
        self._clock = clock
        self._jitter = jitter
        self.waited = 0.0  # seconds before the attempt that comes next or is under way
        self.spent = 0.0  # seconds in the requests so far; whoever sends them counts

    async def run(self, attempt: Callable[[], Awaitable[Tried]]) -> Tried:
        """The first attempt that is not worth repeating, or the last that the limits allow."""
        self.waited = 0.0
        tried = await attempt()
        if not tried.passing:
            return tried
        first = [tried]  # tenacity costs more than a fetch should when all is well

        async def once() -> Tried:
            return first.pop() if first else await attempt()

        retrying = AsyncRetrying(
            retry=retry_if_result(lambda result: result.passing),
            wait=self._wait,
            stop=self._stop,
            sleep=self._sleep,
            retry_error_callback=_last,
        )
        result: Tried = await retrying(once)
        return result

    def _wait(self, state: RetryCallState) -> float:
        tried = _result(state)
        grown = _FIRST_WAIT * 2 ** (state.attempt_number - 1) * (1 + self._jitter.random())
        asked = tried.asked_to_wait(self._limits, self._clock.now())
        return grown if asked is None else max(asked, grown) if asked <= self._limits.patience else asked

    def _stop(self, state: RetryCallState) -> bool:
        wait = state.upcoming_sleep
        return (
            state.attempt_number >= self._limits.attempts
            or wait > self._limits.patience
            or self.spent > self._limits.visit
        )

    async def _sleep(self, seconds: float) -> None:
        self.waited = seconds
        if seconds:
            await self._clock.sleep(seconds)


def is_passing(status: int) -> bool:
    """Whether a status says that it may go better later: 408, 429, 5xx."""
    return status in (408, 429) or 500 <= status <= 599


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, in both its forms (RFC 9110, section 10.2.3); None for neither.

    >>> retry_after("120", datetime.now(UTC))
    120.0
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=now.tzinfo)
    return max(0.0, (until - now).total_seconds())


def _result(state: RetryCallState) -> Tried:
    assert state.outcome is not None
    tried: Tried = state.outcome.result()
    return tried


def _last(state: RetryCallState) -> Tried:
    return _result(state)
