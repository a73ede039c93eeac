"""Over TLS the name is what counts: sent, checked, and never given up for the address that was dialled."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from hostile.script import GOOD, Case, Flood, Hold, Reset, Stay, case, head, redirect, reply
from hostile.server import HostileServer
from hostile.visiting import anything, fetcher

from scraper.fetch import Fetched

AUTHORITY = trustme.CA()
NAMES = {"a.example": ["127.0.0.1"], "b.example": ["127.0.0.1"]}
LONG_AGO = datetime.now(UTC) - timedelta(days=9)


def context(*names: str, authority: trustme.CA = AUTHORITY, until: datetime | None = None) -> ssl.SSLContext:
    """A server's context with a certificate for the names."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, not_after=until).configure_cert(made)
    return made


def trust() -> ssl.SSLContext:
    """What the fetcher trusts."""
    made = ssl.create_default_context()
    AUTHORITY.configure_trust(made)
    return made


def visit(server_context: ssl.SSLContext | None, *rows: Case, host: str = "a.example") -> Fetched:
    """Fetch the first case, else `/good`, over https."""

    async def run() -> Fetched:
        async with (
            HostileServer(rows, tls=server_context) as server,
            fetcher(names=NAMES, networks=["127.0.0.1"], tls=trust()) as fetch,
        ):
            path = rows[0].name if rows else "good"
            return await fetch.fetch(f"https://{host}:{server.port}/{path}", admit=anything)

    return asyncio.run(run())


def test_a_page_comes_over_tls_and_the_connection_is_kept() -> None:
    async def run() -> None:
        async with (
            HostileServer(tls=context("a.example")) as server,
            fetcher(names=NAMES, networks=["127.0.0.1"], tls=trust()) as fetch,
        ):
            for _ in range(3):
                fetched = await fetch.fetch(f"https://a.example:{server.port}/good", admit=anything)
                assert fetched.content == GOOD
        assert server.connections == 1

    asyncio.run(run())


def test_the_name_is_sent_for_the_server_to_choose_by() -> None:
    asked: list[str | None] = []
    made = context("a.example")
    made.sni_callback = lambda _socket, name, _context: asked.append(name)
    assert visit(made).content == GOOD
    assert asked == ["a.example"]


def test_only_http_1_1_is_offered() -> None:
    made = context("a.example")
    made.set_alpn_protocols(["h2", "http/1.1"])
    assert visit(made).content == GOOD


BAD = {
    "for another name": context("b.example"),
    "of an unknown authority": context("a.example", authority=trustme.CA()),
    "out of date": context("a.example", until=LONG_AGO),
}


@pytest.mark.parametrize("server_context", BAD.values(), ids=BAD.keys())
def test_a_bad_certificate_is_a_tls_error_and_not_tried_again(server_context: ssl.SSLContext) -> None:
    fetched = visit(server_context)
    assert fetched.outcome == "tls_error"
    assert "certificate" in (fetched.error or "")
    assert len(fetched.attempts) == 1


def test_a_certificate_for_an_address_is_good_for_that_address() -> None:
    assert visit(context("127.0.0.1"), host="127.0.0.1").content == GOOD
    assert visit(context("a.example"), host="127.0.0.1").outcome == "tls_error"


def test_a_redirect_to_an_unsafe_page_loses_the_cookie() -> None:
    async def run() -> None:
        async with HostileServer() as plain:
            there = f"http://a.example:{plain.port}/good"
            row = case("hop", redirect(there, "302 Found", "Set-Cookie: secret=1"), Stay())
            async with (
                HostileServer([row], tls=context("a.example")) as server,
                fetcher(names=NAMES, networks=["127.0.0.1"], tls=trust()) as fetch,
            ):
                fetched = await fetch.fetch(f"https://a.example:{server.port}/hop", admit=anything)
        assert fetched.content == GOOD
        assert plain.requests[0].header("cookie") is None

    asyncio.run(run())


OVER_TLS = [
    case("cut", head("Content-Length: 900") + GOOD, outcome="truncated"),
    case("until_close", head() + GOOD),
    case("reset", Reset(), outcome="disconnected"),
    case("stalls", head("Content-Length: 900"), Hold(), outcome="timeout"),
    case("endless", head(), Flood(b"a" * 8192), outcome="too_large"),
    case("http2", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18), Hold(), outcome="http2_only"),
    case("slow_to_close", reply(GOOD, "Connection: close"), Hold()),
]


@pytest.mark.parametrize("row", OVER_TLS, ids=[row.name for row in OVER_TLS])
def test_misbehaviour_over_tls_has_the_same_outcome(row: Case) -> None:
    assert visit(context("a.example"), row).outcome == row.outcome


RAW = [
    ("plain http", reply(), "tls_error"),
    ("an alert: no application protocol", b"\x15\x03\x03\x00\x02\x02\x78", "http2_only"),
    ("an alert: handshake failure", b"\x15\x03\x03\x00\x02\x02\x28", "tls_error"),
    ("nothing", b"", "connect_error"),
    ("silence", None, "connect_error"),
]


@pytest.mark.parametrize(("answer", "outcome"), [row[1:] for row in RAW], ids=[row[0] for row in RAW])
def test_a_handshake_that_fails_has_an_outcome(answer: bytes | None, outcome: str) -> None:
    async def run() -> Fetched:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(2000)
            if answer is None:
                await reader.read()
            else:
                writer.write(answer)
            writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, fetcher(names=NAMES, networks=["127.0.0.1"], tls=trust()) as fetch:
            return await fetch.fetch(f"https://a.example:{port}/", admit=anything)

    fetched = asyncio.run(run())
    assert fetched.outcome == outcome, fetched.error
