"""The walk of one visit: hop by hop, attempt by attempt, until there is something to say."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from archive.errors import BadInput
from scraper.clock import Clock
from scraper.fetch.addresses import AddressPolicy
from scraper.fetch.client import Client
from scraper.fetch.cookies import VisitCookies
from scraper.fetch.decode import Decoded, decode, encodings_of
from scraper.fetch.exchange import Attempt, Exchange, Fetched, Validators
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Failed, Outcome
from scraper.fetch.redirects import requested_form, target
from scraper.fetch.retry import Retries
from scraper.fetch.tried import Tried
from scraper.sniff import media_type

# Asked for every URL of a visit, the first one too; gives the reason of a refusal, None to go on.
Admit = Callable[[str], Awaitable[str | None]]
# Entered for every request of a visit, with its URL: waits for the host's turn, and sees when the
# response has ended. Retries and redirects take turns of their own.
Turn = Callable[[str], AbstractAsyncContextManager[None]]

_DECODED_IN_A_THREAD = 131_072  # wire bytes; less takes the loop a few milliseconds


@dataclass(slots=True, kw_only=True)
class Visit:
    """One use of it is one visit; see `Fetcher` for the arguments."""

    client: Client
    limits: Limits
    addresses: AddressPolicy
    clock: Clock
    jitter: random.Random
    turn: Turn
    admit: Admit
    validators: Validators
    asked: str

    _url: str = field(init=False)  # of the present hop
    _first: str = field(init=False)  # of the first one
    _retries: Retries = field(init=False)
    _cookies: VisitCookies = field(default_factory=VisitCookies, init=False)
    _exchanges: list[Exchange] = field(default_factory=list, init=False)
    _attempts: list[Attempt] = field(default_factory=list, init=False)
    _retry_after: float | None = field(default=None, init=False)
    _conditional: bool = field(default=False, init=False)  # whether the present hop was asked with validators

    def __post_init__(self) -> None:
        self._url = self._first = self.asked
        self._retries = Retries(self.limits, self.clock, self.jitter)

    async def run(self) -> Fetched:
        """Go."""
        try:
            self._url = self._first = requested_form(self.asked)
            last = await self._follow()
        except BadInput as error:
            return self._ended(Outcome.BAD_URL, error=str(error))
        except Failed as failed:
            return self._ended(failed.outcome, error=failed.message)
        if last.failed is None and last.exchange is not None:
            return await self._answered(last.exchange)
        return await self._broke_off(last)

    async def _follow(self) -> Tried:
        """What came at the end of the redirects; raises `Failed` where they lead nowhere."""
        seen = set()
        for _ in range(self.limits.redirects + 1):
            state = (self._url, self._cookies.header(self._url))
            if state in seen:
                raise Failed(Outcome.REDIRECT_LOOP, f"redirects lead back to {self._url}")
            seen.add(state)
            refusal = await self.admit(self._url)
            if refusal is not None:
                raise Failed(Outcome.EXCLUDED, refusal)
            tried = await self._retries.run(self._attempt_afresh)
            self._retry_after = tried.asked_to_wait(self.limits, self.clock.now())
            goal = target(tried.exchange) if tried.exchange else None
            if goal is None or tried.exchange is None:
                return tried
            if self._retries.spent > self.limits.visit:
                raise Failed(Outcome.TIMEOUT, f"redirects for more than {self.limits.visit:g} s")
            self._cookies.take(self._url, tried.exchange.header_values("set-cookie"))
            self._url = goal
        raise Failed(Outcome.TOO_MANY_REDIRECTS, f"more than {self.limits.redirects} redirects")

    async def _attempt_afresh(self) -> Tried:
        """An attempt; a kept connection that turns out to be closed costs none, a new one cannot be stale."""
        tried = await self._attempt()
        if tried.failed is not None and tried.failed.stale:
            self._retries.waited = 0.0
            return await self._attempt()
        return tried

    async def _attempt(self) -> Tried:
        async with self.turn(self._url):
            at, started = self.clock.now(), self.clock.monotonic()
            headers = self._request_headers()
            tried = await self.client.get(self._url, headers, self.limits, self.addresses)
            self._retries.spent += self.clock.monotonic() - started
        if tried.exchange is not None:
            self._exchanges.append(tried.exchange)
        status = tried.exchange.status if tried.exchange else None
        self._attempts.append(Attempt(at, self._url, tried.reason, status, self._retries.waited))
        return tried

    def _request_headers(self) -> list[tuple[str, str]]:
        headers = []
        cookie = self._cookies.header(self._url)
        if cookie:
            headers.append(("Cookie", cookie))
        theirs = self.validators
        source = self._first if theirs.url in (None, self.asked) else theirs.url
        conditions = []
        if self._url == source:
            conditions = [("If-None-Match", theirs.etag), ("If-Modified-Since", theirs.last_modified)]
        sent = [(name, value) for name, value in conditions if value and value.isprintable()]
        self._conditional = bool(sent)
        return headers + sent

    async def _answered(self, exchange: Exchange) -> Fetched:
        status = exchange.status
        decoded = await self._decoded(exchange)
        if status == 304 and self._conditional:
            return self._ended(Outcome.NOT_MODIFIED)
        if status == 206:  # no range was asked for
            return self._ended(Outcome.TRUNCATED, error="a part of the page", content=decoded.content)
        if status == 426 and "h2" in (exchange.header("upgrade") or ""):
            return self._ended(Outcome.HTTP2_ONLY, error="the server asks for an upgrade to HTTP/2")
        if not 200 <= status <= 299:
            return self._ended(f"http_{status}", content=decoded.content)
        return self._ended(decoded.outcome or Outcome.OK, error=decoded.message, content=decoded.content)

    async def _broke_off(self, last: Tried) -> Fetched:
        """A failure, with as much content as came."""
        content = (await self._decoded(last.exchange)).content if last.exchange else None
        assert last.failed is not None
        return self._ended(last.failed.outcome, error=last.failed.message, content=content)

    async def _decoded(self, exchange: Exchange) -> Decoded:
        """The body without its encodings; transfer-codings under `chunked` count as some."""
        codings = encodings_of(exchange.header_values("content-encoding"))
        codings += [c for c in encodings_of(exchange.header_values("transfer-encoding")) if c != "chunked"]
        if codings and len(exchange.body) > _DECODED_IN_A_THREAD:
            return await asyncio.to_thread(decode, exchange.body, codings, self.limits)
        return decode(exchange.body, codings, self.limits)

    def _ended(self, outcome: str, *, error: str | None = None, content: bytes | None = None) -> Fetched:
        last = self._exchanges[-1] if self._exchanges and content is not None else None
        content_type = last.header("content-type") if last else None
        return Fetched(
            url=self.asked,
            final_url=self.asked if self._url == self._first else self._url,
            outcome=str(outcome),
            exchanges=tuple(self._exchanges),
            attempts=tuple(self._attempts),
            content=content,
            content_type=content_type,
            media_type=media_type(content, content_type) if content is not None else None,
            error=error,
            retry_after=self._retry_after,
        )
