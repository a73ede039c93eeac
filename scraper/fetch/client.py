"""httpx's client over this project's transport: the only room that knows httpx."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.request import Request

import ada_url
import httpx

from scraper.clock import Clock
from scraper.fetch.addresses import AddressPolicy
from scraper.fetch.connection import Origin
from scraper.fetch.exchange import Exchange
from scraper.fetch.framing import ResponseReader
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import TRUNCATION, Failed, Outcome
from scraper.fetch.transport import Transport
from scraper.fetch.tried import Tried

_PORTS = {"http:": 80, "https:": 443}
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
_NOTHING = httpx.ByteStream(b"")
# httpx would follow, or choke on, these by itself; redirects and cookies are the fetcher's.
_KEPT_FROM_HTTPX = frozenset(["location", "set-cookie"])


@dataclass(slots=True, frozen=True)
class _Order:
    """What the transport is told beside the request."""

    url: str
    origin: Origin
    limits: Limits
    policy: AddressPolicy


class Client:
    """Sends one request and gives what came; follows nothing and keeps nothing but connections."""

    def __init__(self, agent: str, transport: Transport, clock: Clock) -> None:
        self._headers = [
            ("User-Agent", agent),
            ("Accept", _ACCEPT),
            ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ]
        self._httpx = httpx.AsyncClient(
            transport=_HttpxTransport(transport, clock),
            trust_env=False,
            cookies=_NoCookies(),
        )

    async def get(
        self, url: str, headers: list[tuple[str, str]], limits: Limits, policy: AddressPolicy
    ) -> Tried:
        """GET a URL in WHATWG form, without a fragment; `headers` come besides those of every request."""
        parsed = ada_url.URL(url)
        host = parsed.hostname.strip("[]")
        port = int(parsed.port) if parsed.port else _PORTS[parsed.protocol]
        order = _Order(url, Origin(parsed.protocol.rstrip(":"), host, port), limits, policy)
        # The path as ada-url wrote it: httpx has a spelling of its own, and needs to know the origin alone.
        target = parsed.href.removeprefix(parsed.origin).encode("ascii")
        all_headers = _encoded([("Host", parsed.host), *self._headers, *headers])
        try:
            request = httpx.Request(
                "GET",
                _root(parsed.origin),
                headers=all_headers,
                extensions={"target": target, "order": order},
            )
            response = await self._httpx.send(request, stream=True, auth=None, follow_redirects=False)
        except httpx.InvalidURL as error:
            return Tried(None, Failed(Outcome.BAD_URL, str(error)))
        except Failed as failed:
            return Tried(None, failed.with_traceback(None))
        tried: Tried = response.extensions.pop("tried")
        response.stream = _NOTHING  # httpx's own refers back to the response, and would keep the body alive
        return tried

    async def close(self) -> None:
        """Drop the connections."""
        await self._httpx.aclose()


class _NoCookies(CookieJar):
    """Takes none: what a visit may remember is in `VisitCookies`."""

    def extract_cookies(self, response: HTTPResponse, request: Request) -> None:
        """Do not even look for them, which for every response would cost more than to parse its head."""


class _HttpxTransport(httpx.AsyncBaseTransport):
    """httpx's side of `Transport`."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; raises `Failed` if no response came, not even a part of one."""
        order: _Order = request.extensions["order"]
        head = _head(request, request.extensions["target"])
        reader = ResponseReader(order.limits)
        at, started = self._clock.now(), self._clock.monotonic()
        sent = self._for_proxy(request, order.origin) or head
        peer = await self._transport.send(order.origin, sent, reader, order.limits, order.policy)
        if reader.failure and not reader.head:
            raise reader.failure
        exchange = Exchange(
            url=order.url,
            requested_at=at,
            request_head=head,
            response_head=reader.head,
            status=reader.status,
            headers=tuple(reader.headers),
            body=reader.body,
            elapsed=self._clock.monotonic() - started,
            peer=peer,
            truncated=TRUNCATION.get(reader.failure.outcome) if reader.failure else None,
        )
        return httpx.Response(
            exchange.status,
            headers=_encoded(field for field in exchange.headers if field[0] not in _KEPT_FROM_HTTPX),
            stream=httpx.ByteStream(exchange.body),
            extensions={"tried": Tried(exchange, reader.failure)},
        )

    async def aclose(self) -> None:
        """Drop the connections."""
        self._transport.close()

    def _for_proxy(self, request: httpx.Request, origin: Origin) -> bytes | None:
        """The head for a proxy: the whole URL (RFC 9112, section 3.2.2); its login is for no WARC to hold."""
        proxy = self._transport.proxy(origin)
        if proxy is None:
            return None
        target = b"http://" + request.headers["host"].encode("ascii") + request.extensions["target"]
        login = [(b"Proxy-Authorization", proxy.authorization)] if proxy.authorization else []
        return _head(request, target, login)


@lru_cache(maxsize=1024)
def _root(origin: str) -> httpx.URL:
    return httpx.URL(f"{origin}/")


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """As bytes, so that httpx does not insist on ASCII."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _head(request: httpx.Request, target: bytes, more: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
    lines = [b"%b: %b" % field for field in (*request.headers.raw, *more)]
    return b"\r\n".join([b"%b %b HTTP/1.1" % (request.method.encode("ascii"), target), *lines, b"", b""])
