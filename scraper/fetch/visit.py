"""The walk of one visit: hop by hop, attempt by attempt, until there is something to say."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

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
from scraper.fetch.retry import Retries, Tried
from scraper.fetch.sniff import media_type

# Asked for every URL of a visit, the first one too; gives the reason of a refusal, None to go on.
Admit = Callable[[str], Awaitable[str | None]]
# Entered for every request of a visit, with its URL: waits for the host's turn, and sees when the
# response has ended. Retries and redirects take turns of their own.
Turn = Callable[[str], AbstractAsyncContextManager[None]]

_DECODED_IN_A_THREAD = 131_072  # wire bytes; less takes the loop a few milliseconds


class Visit:
    """One use of it is one visit; see `Fetcher` for the arguments."""

    def __init__(
        self,
        *,
        client: Client,
        limits: Limits,
        addresses: AddressPolicy,
        clock: Clock,
        jitter: random.Random,
        turn: Turn,
        admit: Admit,
        validators: Validators,
        asked: str,
    ) -> None:
        self._client = client
        self._limits = limits
        self._addresses = addresses
        self._clock = clock
        self._turn = turn
        self._admit = admit
        self._validators = validators
        self._asked = asked
        self._url = asked  # of the present hop
        self._retries = Retries(limits, clock, jitter)
        self._cookies = VisitCookies()
        self._exchanges: list[Exchange] = []
        self._attempts: list[Attempt] = []
        self._retry_after: float | None = None
        self._conditional = False  # whether the present hop was asked with validators

    async def run(self) -> Fetched:
        """Go."""
        try:
            self._url = requested_form(self._asked)
            exchange = await self._follow()
        except BadInput as error:
            return self._ended(Outcome.BAD_URL, error=str(error))
        except Failed as failed:
            content = await self._partial(failed)
            return self._ended(failed.outcome, error=failed.message, content=content)
        return await self._answered(exchange)

    async def _follow(self) -> Exchange:
        """The response at the end of the redirects."""
        seen = set()
        for _ in range(self._limits.redirects + 1):
            state = (self._url, self._cookies.header(self._url))
            if state in seen:
                raise Failed(Outcome.REDIRECT_LOOP, f"redirects lead back to {self._url}")
            seen.add(state)
            refusal = await self._admit(self._url)
            if refusal is not None:
                raise Failed(Outcome.EXCLUDED, refusal)
            exchange = await self._ask()
            goal = target(exchange)
            if goal is None:
                return exchange
            if self._retries.spent > self._limits.visit:
                raise Failed(Outcome.TIMEOUT, f"redirects for more than {self._limits.visit:g} s")
            self._cookies.take(self._url, exchange.header_values("set-cookie"))
            self._url = goal
        raise Failed(Outcome.TOO_MANY_REDIRECTS, f"more than {self._limits.redirects} redirects")

    async def _ask(self) -> Exchange:
        """One hop with its retries."""
        tried = await self._retries.run(self._attempt_afresh)
        self._retry_after = tried.asked_to_wait(self._limits, self._clock.now())
        if tried.exchange is not None and (tried.failed is None or tried.leads_on):
            return tried.exchange
        assert tried.failed is not None
        raise tried.failed

    async def _attempt_afresh(self) -> Tried:
        """An attempt; a kept connection that turns out to be closed costs none, a new one cannot be stale."""
        tried = await self._attempt()
        if tried.failed is not None and tried.failed.stale:
            self._retries.waited = 0.0
            return await self._attempt()
        return tried

    async def _attempt(self) -> Tried:
        async with self._turn(self._url):
            at, started = self._clock.now(), self._clock.monotonic()
            try:
                exchange = await self._client.get(
                    self._url, self._request_headers(), self._limits, self._addresses
                )
                tried = Tried(exchange)
            except Failed as failed:
                tried = Tried(failed.exchange, failed)
            self._retries.spent += self._clock.monotonic() - started
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
        theirs = self._validators
        self._conditional = self._url == requested_form(theirs.url or self._asked)
        if self._conditional and theirs.etag:
            headers.append(("If-None-Match", theirs.etag))
        if self._conditional and theirs.last_modified:
            headers.append(("If-Modified-Since", theirs.last_modified))
        return headers

    async def _answered(self, exchange: Exchange) -> Fetched:
        status = exchange.status
        decoded = await self._decoded(exchange)
        if status == 304 and self._conditional and (self._validators.etag or self._validators.last_modified):
            return self._ended(Outcome.NOT_MODIFIED)
        if status == 206:  # no range was asked for
            return self._ended(Outcome.TRUNCATED, error="a part of the page", content=decoded.content)
        if status == 426 and "h2" in (exchange.header("upgrade") or ""):
            return self._ended(Outcome.HTTP2_ONLY, error="the server asks for an upgrade to HTTP/2")
        if not 200 <= status <= 299:
            return self._ended(f"http_{status}", content=decoded.content)
        return self._ended(decoded.outcome or Outcome.OK, error=decoded.message, content=decoded.content)

    async def _partial(self, failed: Failed) -> bytes | None:
        if failed.exchange is None:
            return None
        return (await self._decoded(failed.exchange)).content

    async def _decoded(self, exchange: Exchange) -> Decoded:
        """The body without its encodings; transfer-codings under `chunked` count as some."""
        codings = encodings_of(exchange.header_values("content-encoding"))
        codings += [c for c in encodings_of(exchange.header_values("transfer-encoding")) if c != "chunked"]
        if codings and len(exchange.body) > _DECODED_IN_A_THREAD:
            return await asyncio.to_thread(decode, exchange.body, codings, self._limits)
        return decode(exchange.body, codings, self._limits)

    def _ended(self, outcome: str, *, error: str | None = None, content: bytes | None = None) -> Fetched:
        last = self._exchanges[-1] if self._exchanges and content is not None else None
        content_type = last.header("content-type") if last else None
        return Fetched(
            url=self._asked,
            final_url=self._url,
            outcome=str(outcome),
            exchanges=tuple(self._exchanges),
            attempts=tuple(self._attempts),
            content=content,
            content_type=content_type,
            media_type=media_type(content, content_type) if content is not None else None,
            error=error,
            retry_after=self._retry_after,
        )
