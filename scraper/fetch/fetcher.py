"""One visit: from a URL over redirects and retries to what came back."""

from __future__ import annotations

import random
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

from scraper.clock import Clock
from scraper.fetch.addresses import AddressPolicy, Resolve, resolve
from scraper.fetch.exchange import Fetched, Validators
from scraper.fetch.limits import Limits

# Asked for every URL of a visit, the first one too; gives the reason of a refusal, None to go on.
Admit = Callable[[str], Awaitable[str | None]]
# Entered for every request of a visit, with its URL: waits for the host's turn, and sees when the
# response has ended. Retries and redirects take turns of their own.
Turn = Callable[[str], AbstractAsyncContextManager[None]]


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
        proxy: URL of an HTTP proxy for everything; None = what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.
        lookup: how names become addresses.
        tls: the trust for https; None = the system's and certifi's certificates.
        jitter: a source of randomness for waits.
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
        lookup: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        jitter: random.Random | None = None,
    ) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        raise NotImplementedError

    async def fetch(
        self,
        url: str,
        *,
        admit: Admit,
        validators: Validators = Validators(),  # noqa: B008 - frozen
        limits: Limits | None = None,
        addresses: AddressPolicy | None = None,
    ) -> Fetched:
        """Visit a URL: up to `limits.redirects` hops, each vetted and admitted, up to `limits.attempts` tries each.

        Validators go to the URL that they came from, `validators.url`, or to
        the first one. `addresses` narrows or widens the policy for this visit
        (a site's `allow_networks`).
        """
        raise NotImplementedError
