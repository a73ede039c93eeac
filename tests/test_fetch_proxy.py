"""A proxy works, is told no more than it needs, and is never a way inside."""

from __future__ import annotations

import asyncio
import ssl

import pytest
import trustme
from hostile.proxy import Proxy
from hostile.script import GOOD, Stay, case, redirect
from hostile.server import HostileServer
from hostile.visiting import anything, fetcher

from archive.errors import ConfigurationError

LOGIN = "Basic dXNlcjpwJmRvb3I="  # user:p&door


def test_a_plain_page_comes_through_the_proxy_which_knows_the_name() -> None:
    async def run() -> None:
        async with HostileServer() as server, Proxy() as proxy, fetcher(proxy=proxy.url) as fetch:
            fetched = await fetch.fetch(
                f"http://only-the-proxy-knows.example:{server.port}/good", admit=anything
            )
            again = await fetch.fetch(
                f"http://only-the-proxy-knows.example:{server.port}/good", admit=anything
            )
        assert fetched.content == again.content == GOOD
        assert proxy.heads[0].startswith(
            f"GET http://only-the-proxy-knows.example:{server.port}/good HTTP".encode()
        )
        assert len(proxy.heads) == 1
        assert fetched.exchanges[0].request_head.startswith(b"GET /good HTTP/1.1\r\n")

    asyncio.run(run())


def test_a_safe_page_comes_through_a_tunnel_and_its_certificate_is_checked() -> None:
    async def run() -> None:
        authority = trustme.CA()
        ours, theirs = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.configure_trust(ours)
        authority.issue_cert("a.example").configure_cert(theirs)
        async with (
            HostileServer(tls=theirs) as server,
            Proxy() as proxy,
            fetcher(proxy=proxy.url, tls=ours) as fetch,
        ):
            for _ in range(2):
                fetched = await fetch.fetch(f"https://a.example:{server.port}/good", admit=anything)
                assert fetched.content == GOOD
            other = await fetch.fetch(f"https://b.example:{server.port}/good", admit=anything)
        assert other.outcome == "tls_error"
        assert [head.split(b" ")[0] for head in proxy.heads] == [b"CONNECT"] * 2
        assert proxy.heads[0].startswith(f"CONNECT a.example:{server.port} HTTP/1.1\r\n".encode())

    asyncio.run(run())


def test_the_login_goes_to_the_proxy_and_into_no_capture() -> None:
    async def run() -> None:
        async with HostileServer() as server, Proxy() as proxy:
            url = proxy.url.replace("http://", "http://user:p%26door@")
            async with fetcher(proxy=url) as fetch:
                fetched = await fetch.fetch(f"http://a.example:{server.port}/good", admit=anything)
        assert f"Proxy-Authorization: {LOGIN}\r\n".encode() in proxy.heads[0]
        assert b"Proxy-Authorization" not in fetched.exchanges[0].request_head

    asyncio.run(run())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_inside_names_are_refused_before_the_proxy_hears_of_them(scheme: str) -> None:
    async def run() -> None:
        row = case("hop", redirect(f"{scheme}://metadata.internal/"), Stay())
        async with HostileServer([row]) as server, Proxy() as proxy, fetcher(proxy=proxy.url) as fetch:
            hop = await fetch.fetch(f"http://a.example:{server.port}/hop", admit=anything)
            literal = await fetch.fetch(f"{scheme}://127.0.0.1:{server.port}/good", admit=anything)
        assert [hop.outcome, literal.outcome] == ["inside_address"] * 2
        assert len(proxy.heads) == 1

    asyncio.run(run())


@pytest.mark.parametrize("refusal", ["407 Proxy Authentication Required", "502 Bad Gateway", "nonsense"])
def test_a_proxy_that_refuses_a_tunnel_is_a_proxy_error(refusal: str) -> None:
    async def run() -> None:
        async with Proxy(refuse=refusal) as proxy, fetcher(proxy=proxy.url) as fetch:
            fetched = await fetch.fetch("https://a.example/", admit=anything)
        assert fetched.outcome == "proxy_error"
        assert fetched.exchanges == ()

    asyncio.run(run())


def test_a_proxy_that_is_not_there_is_a_proxy_error() -> None:
    async def run() -> None:
        async with Proxy() as gone:
            pass
        async with fetcher(proxy=gone.url) as fetch:
            fetched = await fetch.fetch("http://a.example/", admit=anything)
        assert fetched.outcome == "proxy_error"

    asyncio.run(run())


ENVIRONMENTS = [
    ({"HTTPS_PROXY": "$PROXY"}, "a.example", True),
    ({"https_proxy": "$PROXY"}, "a.example", True),
    ({"HTTP_PROXY": "$PROXY", "HTTPS_PROXY": "http://127.0.0.1:9"}, "a.example", True),
    ({"HTTPS_PROXY": "$PROXY", "NO_PROXY": "b.example,.a.example"}, "www.a.example", False),
    ({"HTTPS_PROXY": "$PROXY", "NO_PROXY": "*"}, "a.example", False),
    ({"HTTPS_PROXY": "$PROXY"}, "127.0.0.1", False),
    ({"HTTPS_PROXY": "$PROXY"}, "localhost", False),
    ({}, "a.example", False),
]


@pytest.mark.parametrize(("environ", "host", "proxied"), ENVIRONMENTS)
def test_the_environment_names_a_proxy_and_its_exceptions(
    environ: dict[str, str], host: str, proxied: bool
) -> None:
    async def run() -> None:
        async with HostileServer() as server, Proxy() as proxy:
            settings = {key: value.replace("$PROXY", proxy.url) for key, value in environ.items()}
            names = {"a.example": ["127.0.0.1"], "www.a.example": ["127.0.0.1"]}
            async with fetcher(environ=settings, names=names, networks=["127.0.0.1"]) as fetch:
                fetched = await fetch.fetch(f"http://{host}:{server.port}/good", admit=anything)
        assert fetched.content == GOOD
        assert bool(proxy.heads) is proxied

    asyncio.run(run())


def test_a_configured_proxy_beats_the_environment() -> None:
    async def run() -> None:
        async with (
            HostileServer() as server,
            Proxy() as proxy,
            fetcher(proxy=proxy.url, environ={"NO_PROXY": "*"}) as fetch,
        ):
            await fetch.fetch(f"http://a.example:{server.port}/good", admit=anything)
        assert len(proxy.heads) == 1

    asyncio.run(run())


@pytest.mark.parametrize("url", ["socks5://127.0.0.1:1080", "https://proxy.example", "http://", "::"])
def test_a_proxy_of_another_kind_is_a_configuration_error(url: str) -> None:
    async def run() -> None:
        with pytest.raises(ConfigurationError, match=r"proxy is .* write http://host:port"):
            fetcher(proxy=url)
        with pytest.raises(ConfigurationError, match="HTTPS_PROXY is"):
            fetcher(environ={"HTTPS_PROXY": url})

    asyncio.run(run())
