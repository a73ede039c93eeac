"""Sends a request's head to its server over a kept or a fresh connection, and reads the response."""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict

import certifi

from scraper.fetch.addresses import AddressPolicy
from scraper.fetch.connection import Connection, Origin
from scraper.fetch.dialling import Dialler
from scraper.fetch.framing import ResponseReader
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Failed, Outcome
from scraper.fetch.proxies import Proxies, Proxy
from scraper.fetch.resolver import Lookup

_KEEP_CONNECTIONS = 512
_KEEP_SECONDS = 55.0  # servers drop idle connections after a minute or less; the race is best avoided


class Transport:
    """Keeps at most one idle connection per origin; what one origin does, the others do not feel.

    A request costs the same whatever the number of origins: a dictionary's look-up.
    """

    def __init__(self, proxies: Proxies, lookup: Lookup, tls: ssl.SSLContext | None) -> None:
        self._proxies = proxies
        self._tls = tls
        self._dialler = Dialler(lookup, self._context, self._forget)
        self._idle: OrderedDict[Origin, Connection] = OrderedDict()

    def proxy(self, origin: Origin) -> Proxy | None:
        """The proxy that a plain http request is to be written for; None where the server reads it itself."""
        return (
            self._proxies.choose(origin.scheme, origin.host, origin.port) if origin.scheme == "http" else None
        )

    async def send(
        self, origin: Origin, head: bytes, reader: ResponseReader, limits: Limits, policy: AddressPolicy
    ) -> str:
        """Fill the reader with the response; gives the address that answered.

        Raises:
            Failed: no connection. What goes wrong later is in `reader.failure`.
        """
        deadline = asyncio.get_running_loop().time() + limits.total
        connection = self._take_idle(origin, policy)
        if connection is None:
            proxy = self._proxies.choose(origin.scheme, origin.host, origin.port)
            connection = await self._dialler.dial(origin, policy, proxy, limits)
        await connection.exchange(head, reader, limits, deadline)
        if connection.alive:
            self._put_back(connection)
        elif connection.used > 1 and not reader.begun and reader.failure and reader.failure.passing:
            # The server had closed it before it saw the request (RFC 9112, section 9.3.1).
            reader.failure = Failed(Outcome.DISCONNECTED, "a kept connection was closed", stale=True)
        return connection.peer

    def close(self) -> None:
        """Drop the kept connections."""
        for connection in list(self._idle.values()):
            connection.close()
        self._idle.clear()

    def _take_idle(self, origin: Origin, policy: AddressPolicy) -> Connection | None:
        """The idle connection, if it is fresh and this visit's policy allows its address too."""
        connection = self._idle.pop(origin, None)
        if connection is None:
            return None
        if self._proxies.choose(origin.scheme, origin.host, origin.port):
            refused = policy.refusal_by_name(origin.host, origin.port)
        else:
            refused = policy.refusal(origin.host, origin.port, connection.peer)
        stale = asyncio.get_running_loop().time() - connection.idle_since > _KEEP_SECONDS
        if refused or stale or not connection.alive:
            connection.close()
            return None
        return connection

    def _put_back(self, connection: Connection) -> None:
        if connection.origin in self._idle:
            connection.close()
            return
        self._idle[connection.origin] = connection
        if len(self._idle) > _KEEP_CONNECTIONS:
            _, oldest = self._idle.popitem(last=False)
            oldest.close()

    def _forget(self, connection: Connection) -> None:
        if self._idle.get(connection.origin) is connection:
            del self._idle[connection.origin]

    def _context(self) -> ssl.SSLContext:
        """Made when first needed: reading the certificates takes a while."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.load_verify_locations(certifi.where())
        self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls
