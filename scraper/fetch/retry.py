"""When to try again within a visit, and how long to wait before."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_result

from scraper.clock import Clock
from scraper.fetch.limits import Limits
from scraper.fetch.tried import Tried

_FIRST_WAIT = 0.5  # seconds; doubles with each attempt


class Retries:
    """Repeats attempts with tenacity: growing waits with jitter, or what the server asks for."""

    def __init__(self, limits: Limits, clock: Clock, jitter: random.Random) -> None:
        self._limits = limits
        self._clock = clock
        self._jitter = jitter
        self.waited = 0.0  # seconds before the attempt that comes next or is under way
        self.spent = 0.0  # seconds in the requests so far; whoever sends them counts

    async def run(self, attempt: Callable[[], Awaitable[Tried]]) -> Tried:
        """The result of the first attempt not worth repeating, or of the last that the limits allow."""
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
            retry_error_callback=_result,
        )
        result: Tried = await retrying(once)
        return result

    def _wait(self, state: RetryCallState) -> float:
        grown = _FIRST_WAIT * 2.0 ** (state.attempt_number - 1) * (1 + self._jitter.random())
        asked = _result(state).asked_to_wait(self._limits, self._clock.now())
        return max(grown, asked or 0.0)

    def _stop(self, state: RetryCallState) -> bool:
        wait = state.upcoming_sleep
        return (
            state.attempt_number >= self._limits.attempts
            or wait > self._limits.patience
            or self.spent > self._limits.visit
        )

    async def _sleep(self, seconds: float) -> None:
        self.waited = seconds
        await self._clock.sleep(seconds)


def _result(state: RetryCallState) -> Tried:
    assert state.outcome is not None
    tried: Tried = state.outcome.result()
    return tried
