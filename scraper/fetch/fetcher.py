"""One visit: from a URL over redirects and retries to what came back."""

from __future__ import annotations

import os
import random
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from scraper.clock import Clock
from scraper.fetch.addresses import AddressPolicy
from scraper.fetch.client import Client
from scraper.fetch.exchange import Fetched, Validators
from scraper.fetch.limits import Limits
from scraper.fetch.proxies import Proxies
from scraper.fetch.resolver import Lookup, Resolver
from scraper.fetch.transport import Transport
from scraper.fetch.visit import Admit, Turn, Visit

_NO_VALIDATORS = Validators()


class Fetcher:
    """Fetches URLs within limits; never raises for anything that a server does.

    >>> async with Fetcher(agent, Limits(), AddressPolicy(), SystemClock(), turn=politeness.turn) as fetcher:
    ...     fetched = await fetcher.fetch("https://health.example.org/", admit=robots_and_scope)

    Arguments:
        agent: the User-Agent, from `user_agent`.
        limits: what holds unless a call to `fetch` says otherwise.
        addresses: which addresses besides public ones may be contacted.
        clock: for times of capture and for waiting between attempts.
        turn: see `Turn`.
        proxy: URL of an HTTP proxy for everything; None = what `environ` says.
        environ: HTTPS_PROXY, HTTP_PROXY and NO_PROXY in it count; see `Proxies`.
        lookup: how names become addresses; None = as the system does it.
        tls: the trust for https; None = the system's and certifi's certificates.
        jitter: a source of randomness for waits.

    Raises:
        ConfigurationError: the proxy's URL is none.
    """

    def __init__(
        self,
        agent: str,
        limits: Limits,
        addresses: AddressPolicy,
        clock: Clock,
        *,
        turn: Turn,
        proxy: str | None = None,
        environ: Mapping[str, str] = os.environ,
        lookup: Lookup | None = None,
        tls: ssl.SSLContext | None = None,
        jitter: random.Random | None = None,
    ) -> None:
        self._limits = limits
        self._addresses = addresses
        self._clock = clock
        self._turn = turn
        self._jitter = jitter or random.Random()
        transport = Transport(Proxies(proxy, environ), lookup or Resolver(), tls)
        self._client = Client(agent, transport, clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def fetch(
        self,
        url: str,
        *,
        admit: Admit,
        validators: Validators = _NO_VALIDATORS,
        limits: Limits | None = None,
        addresses: AddressPolicy | None = None,
    ) -> Fetched:
        """Visit a URL: up to `limits.redirects` hops, each vetted and admitted, `limits.attempts` tries each.

        Validators go to the URL that they came from, `validators.url`, or to
        the first one. `addresses` replaces the policy for this visit (a site's
        `allow_networks`).
        """
        visit = Visit(
            client=self._client,
            limits=limits or self._limits,
            addresses=addresses or self._addresses,
            clock=self._clock,
            jitter=self._jitter,
            turn=self._turn,
            admit=admit,
            validators=validators,
            asked=url,
        )
        return await visit.run()
