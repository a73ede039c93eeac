"""A fresh connection to a vetted address, straight or through a proxy, with TLS for the host's name."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from scraper.fetch.addresses import AddressPolicy
from scraper.fetch.connection import Connection, Origin
from scraper.fetch.framing import ResponseReader
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Failed, Outcome
from scraper.fetch.proxies import Proxy
from scraper.fetch.resolver import Lookup, is_literal


@dataclass(slots=True, frozen=True)
class Dialler:
    """Opens connections.

    Arguments:
        lookup: names to addresses.
        tls: gives the context for https.
        lost: see `Connection`.
    """

    lookup: Lookup
    tls: Callable[[], ssl.SSLContext]
    lost: Callable[[Connection], None]

    async def dial(
        self, origin: Origin, policy: AddressPolicy, proxy: Proxy | None, limits: Limits
    ) -> Connection:
        """A connection to the origin; raises `Failed`."""
        try:
            async with asyncio.timeout(limits.connect):
                if proxy:
                    return await self._through(proxy, origin, policy, limits)
                return await self._straight(origin, policy, limits)
        except TimeoutError:
            message = f"no connection to {origin.host} within {limits.connect:g} s"
            raise Failed(Outcome.CONNECT_ERROR, message, passing=True) from None
        except ssl.SSLError as error:
            raise _tls_failure(origin, error) from error

    async def _straight(self, origin: Origin, policy: AddressPolicy, limits: Limits) -> Connection:
        addresses = await self._addresses(origin.host, Outcome.DNS_ERROR)
        for address in addresses:  # one bad address refuses the name: which one would be dialled is chance
            refusal = policy.refusal(origin.host, origin.port, address)
            if refusal:
                raise Failed(Outcome.INSIDE_ADDRESS, refusal)
        context = self.tls() if origin.scheme == "https" else None
        return await self._connect(addresses, origin.port, origin, context, limits)

    async def _through(
        self, proxy: Proxy, origin: Origin, policy: AddressPolicy, limits: Limits
    ) -> Connection:
        refusal = policy.refusal_by_name(origin.host, origin.port)
        if refusal:
            raise Failed(Outcome.INSIDE_ADDRESS, refusal)
        addresses = await self._addresses(proxy.host, Outcome.PROXY_ERROR)
        try:
            connection = await self._connect(addresses, proxy.port, origin, None, limits)
        except Failed as failed:
            raise Failed(
                Outcome.PROXY_ERROR, f"proxy {proxy.host}: {failed.message}", passing=True
            ) from failed
        if origin.scheme == "https":
            try:
                await self._tunnel(connection, proxy, origin, limits)
            except BaseException:
                connection.close()
                raise
        return connection

    async def _tunnel(self, connection: Connection, proxy: Proxy, origin: Origin, limits: Limits) -> None:
        """CONNECT (RFC 9110, section 9.3.6), then TLS with the origin."""
        host = f"[{origin.host}]" if ":" in origin.host else origin.host
        authority = f"{host}:{origin.port}".encode("ascii")
        login = b"Proxy-Authorization: %b\r\n" % proxy.authorization if proxy.authorization else b""
        head = b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (authority, authority, login)
        reader = ResponseReader(limits, tunnel=True)
        await connection.exchange(head, reader, limits, asyncio.get_running_loop().time() + limits.connect)
        if reader.failure or not 200 <= reader.status < 300:
            said = reader.failure.message if reader.failure else f"status {reader.status}"
            raise Failed(
                Outcome.PROXY_ERROR, f"the proxy refused a tunnel to {origin.host}: {said}", passing=True
            )
        await connection.secure(self.tls(), origin.host, limits.connect)

    async def _addresses(self, host: str, outcome: Outcome) -> Sequence[str]:
        if is_literal(host):
            return (host,)
        try:
            addresses = await self.lookup(host)
        except (OSError, UnicodeError) as error:
            passing = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
            raise Failed(outcome, f"{host} has no address: {error}", passing=passing) from error
        if not addresses:
            raise Failed(outcome, f"{host} has no address")
        return addresses

    async def _connect(
        self,
        addresses: Sequence[str],
        port: int,
        origin: Origin,
        context: ssl.SSLContext | None,
        limits: Limits,
    ) -> Connection:
        """To the first address that answers; a silent one leaves time for the next."""
        loop = asyncio.get_running_loop()
        share = limits.connect / min(len(addresses), 3)
        name = origin.host.rstrip(".") if context else None
        problem: OSError = OSError("it has no address")
        for address in addresses:
            made = partial(Connection, origin, address, self.lost)
            try:
                async with asyncio.timeout(share):
                    _, connection = await loop.create_connection(
                        made, address, port, ssl=context, server_hostname=name
                    )
                    return connection
            except ssl.SSLError:
                raise
            except OSError as error:  # TimeoutError is one
                problem = error
        if isinstance(problem, TimeoutError):
            raise problem
        raise Failed(
            Outcome.CONNECT_ERROR, f"no connection to port {port}: {problem}", passing=True
        ) from problem


def _tls_failure(origin: Origin, error: ssl.SSLError) -> Failed:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failed(Outcome.TLS_ERROR, f"the certificate of {origin.host}: {error.verify_message}")
    if "no application protocol" in str(error).lower().replace("_", " "):  # has no `reason` in every OpenSSL
        return Failed(Outcome.HTTP2_ONLY, f"{origin.host} speaks HTTP/2 only")
    return Failed(Outcome.TLS_ERROR, f"TLS with {origin.host} failed: {error.reason or error}")
