"""What one visit asks for, in what order, and what it brings back."""

from __future__ import annotations

import asyncio
import gc
import gzip

import pytest
from hostile.script import GOOD, Case, Flood, Hold, Reset, Stay, case, chunked, head, redirect, reply, turns
from hostile.server import HostileServer
from hostile.visiting import SkippingClock, Turns, anything, fetcher

from archive.errors import ConfigurationError
from scraper.fetch import Exchange, Fetched, Validators, user_agent
from scraper.fetch.framing import ResponseReader

NONE = Validators()
WRITTEN = [
    "/page/%7Euser/%e4?b=1&a=2&a=",
    "/page/a|b[c]'d",
    "/page//double/",
    "/page?",
    "/page/../page/x",
    "/page/?q=ä b#part",
]
SENT = [*WRITTEN[:4], "/page/x", "/page/?q=%C3%A4%20b"]


def visit(*cases: Case, validators: Validators = NONE, path: str = "") -> tuple[Fetched, HostileServer]:
    """Fetch the first case from a server that knows them all."""

    async def run() -> tuple[Fetched, HostileServer]:
        async with HostileServer(cases) as server, fetcher(server.base) as fetch:
            url = f"{server.base}/{path or cases[0].name}"
            return await fetch.fetch(url, admit=anything, validators=validators), server

    return asyncio.run(run())


def test_the_capture_is_what_went_over_the_wire() -> None:
    zipped = gzip.compress(GOOD)
    wire = head("Transfer-Encoding: chunked", "X-ODD:  kept ", "Content-Encoding: gzip")
    fetched, server = visit(case("page", wire + chunked(zipped[:9], zipped[9:]), Stay()))
    (exchange,) = fetched.exchanges
    assert exchange.request_head == server.requests[0].head
    assert exchange.response_head == wire
    assert exchange.body == zipped
    assert exchange.header("x-odd") == "kept"
    assert exchange.peer == "127.0.0.1"
    assert exchange.truncated is None
    assert fetched.content == GOOD
    assert fetched.status == 200


def test_requests_tell_who_asks_and_what_is_understood() -> None:
    _, server = visit(case("page", reply()))
    request = server.requests[0]
    assert (request.header("user-agent") or "").startswith("health-archive/")
    assert request.header("host") == server.base.removeprefix("http://")
    assert request.header("accept-encoding") == "gzip, deflate, br, zstd"
    for name in ("cookie", "authorization", "referer", "if-none-match", "if-modified-since"):
        assert request.header(name) is None


@pytest.mark.parametrize(("written", "sent"), list(zip(WRITTEN, SENT, strict=True)))
def test_a_url_is_asked_for_as_it_is_written_as_far_as_a_browser_would(written: str, sent: str) -> None:
    _, server = visit(case("page", reply()), path=written[1:])
    assert server.requests[0].path == sent


def test_validators_lead_to_a_304() -> None:
    fetched, server = visit(
        case("page", head('ETag: "b"', status="304 Not Modified"), Stay()),
        validators=Validators(etag='"a"', last_modified="Sun, 01 Mar 2026 12:00:00 GMT"),
    )
    assert fetched.outcome == "not_modified"
    assert fetched.content is None
    assert server.requests[0].header("if-none-match") == '"a"'
    assert server.requests[0].header("if-modified-since") == "Sun, 01 Mar 2026 12:00:00 GMT"


def test_validators_do_not_go_to_the_page_behind_a_redirect() -> None:
    _, server = visit(case("page", redirect("/good"), Stay()), validators=Validators(etag='"a"'))
    assert [request.header("if-none-match") for request in server.requests] == ['"a"', None]


def test_validators_go_to_the_page_that_they_came_from() -> None:
    async def run() -> None:
        rows = [
            case("page", redirect("/kept"), Stay()),
            case("kept", head(status="304 Not Modified"), Stay()),
        ]
        async with HostileServer(rows) as server, fetcher(server.base) as fetch:
            validators = Validators(etag='"a"', url=f"{server.base}/kept")
            fetched = await fetch.fetch(f"{server.base}/page", admit=anything, validators=validators)
        assert fetched.outcome == "not_modified"
        assert [request.header("if-none-match") for request in server.requests] == [None, '"a"']

    asyncio.run(run())


def test_every_hop_is_admitted_before_it_is_asked() -> None:
    async def run() -> None:
        asked: list[str] = []

        async def admit(url: str) -> str | None:
            asked.append(url)
            return "robots.txt disallows /private" if "/private" in url else None

        rows = [case("page", redirect("/hop"), Stay()), case("hop", redirect("/private"), Stay())]
        async with HostileServer(rows) as server, fetcher(server.base) as fetch:
            fetched = await fetch.fetch(f"{server.base}/page", admit=admit)
        assert asked == [f"{server.base}/{name}" for name in ("page", "hop", "private")]
        assert fetched.outcome == "excluded"
        assert fetched.error == "robots.txt disallows /private"
        assert fetched.final_url.endswith("/private")
        assert [request.path for request in server.requests] == ["/page", "/hop"]

    asyncio.run(run())


def test_secrets_do_not_cross_hosts() -> None:
    async def run() -> None:
        names = {"a.example": ["127.0.0.1"], "b.example": ["127.0.0.1"]}
        async with HostileServer() as other:
            there = f"http://user:pass@b.example:{other.port}/back"
            row = case("page", redirect(there, "302 Found", "Set-Cookie: secret=1"), Stay())
            async with (
                HostileServer([row]) as server,
                fetcher(names=names, networks=["127.0.0.1"]) as fetch,
            ):
                other.add(case("back", redirect(f"http://a.example:{server.port}/good")))
                start = f"http://user:pass@a.example:{server.port}/page"
                fetched = await fetch.fetch(start, admit=anything)
        assert fetched.outcome == "ok"
        assert [request.header("authorization") for request in [*server.requests, *other.requests]] == [
            None
        ] * 3
        assert [request.header("cookie") for request in other.requests] == [None]
        assert [request.header("cookie") for request in server.requests] == [None, "secret=1"]
        assert "pass" not in fetched.final_url

    asyncio.run(run())


def test_cookies_do_not_outlive_a_visit() -> None:
    async def run() -> None:
        row = case("page", reply(GOOD, "Set-Cookie: a=1"), Stay())
        async with HostileServer([row]) as server, fetcher(server.base) as fetch:
            for _ in range(2):
                await fetch.fetch(f"{server.base}/page", admit=anything)
        assert [request.header("cookie") for request in server.requests] == [None, None]

    asyncio.run(run())


@pytest.mark.parametrize(
    "url", ["", "page", "ftp://example.org/", "file:///etc/passwd", "http://", "javascript:1"]
)
def test_what_is_no_web_address_is_an_outcome(url: str) -> None:
    async def run() -> Fetched:
        async with fetcher() as fetch:
            return await fetch.fetch(url, admit=anything)

    fetched = asyncio.run(run())
    assert fetched.outcome == "bad_url"
    assert fetched.attempts == ()


def test_attempts_are_recorded_with_reason_and_wait() -> None:
    async def run() -> None:
        clock = SkippingClock()
        row = turns(
            "page", (Reset(),), (reply(b"", "Retry-After: 4", status="503 Busy"), Stay()), (reply(), Stay())
        )
        async with HostileServer([row]) as server, fetcher(server.base, clock=clock) as fetch:
            fetched = await fetch.fetch(f"{server.base}/page", admit=anything)
        assert fetched.content == GOOD
        assert [attempt.reason.split(":")[0] for attempt in fetched.attempts] == [
            "disconnected",
            "http_503",
            "ok",
        ]
        assert [attempt.status for attempt in fetched.attempts] == [None, 503, 200]
        first, second, third = (attempt.waited for attempt in fetched.attempts)
        assert (first, third) == (0, 4)
        assert 0.5 <= second <= 1
        assert clock.waits == [second, third]
        assert [exchange.status for exchange in fetched.exchanges] == [503, 200]

    asyncio.run(run())


def test_waits_grow_and_differ() -> None:
    async def run() -> None:
        clock = SkippingClock()
        row = case("page", reply(b"", status="500 Oops"), Stay())
        async with HostileServer([row]) as server, fetcher(server.base, clock=clock, attempts=4) as fetch:
            await fetch.fetch(f"{server.base}/page", admit=anything)
            await fetch.fetch(f"{server.base}/page", admit=anything)
        for first, wait in zip([0.5, 1, 2] * 2, clock.waits, strict=True):
            assert first <= wait <= 2 * first
        assert clock.waits[:3] != clock.waits[3:]

    asyncio.run(run())


def test_a_visit_that_has_cost_enough_time_tries_no_more() -> None:
    async def run() -> None:
        async with (
            HostileServer([case("page", Hold())]) as server,
            fetcher(server.base, visit=0.15, silence=0.1) as fetch,
        ):
            fetched = await fetch.fetch(f"{server.base}/page", admit=anything)
        assert fetched.outcome == "timeout"
        assert fetched.status is None
        assert len(server.requests) == 2

    asyncio.run(run())


def test_a_connection_is_used_again() -> None:
    async def run() -> None:
        async with HostileServer() as server, fetcher(server.base) as fetch:
            for _ in range(5):
                assert (await fetch.fetch(f"{server.base}/good", admit=anything)).outcome == "ok"
        assert server.connections == 1

    asyncio.run(run())


CLOSING = [
    case("says_so", reply(GOOD, "Connection: close"), Stay()),
    case("old", reply(version="HTTP/1.0"), Stay()),
    case("until_close", head() + GOOD),
    case("more_than_it_says", reply() + b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", Stay()),
]


@pytest.mark.parametrize("row", CLOSING, ids=[row.name for row in CLOSING])
def test_a_connection_that_cannot_be_trusted_is_not_used_again(row: Case) -> None:
    async def run() -> None:
        async with HostileServer([row]) as server, fetcher(server.base) as fetch:
            for name in (row.name, "good"):
                fetched = await fetch.fetch(f"{server.base}/{name}", admit=anything)
                assert fetched.content == GOOD
                assert len(fetched.attempts) == 1
        assert server.connections == 2

    asyncio.run(run())


def test_an_old_server_that_keeps_alive_is_asked_on_the_same_connection() -> None:
    async def run() -> None:
        row = case("old", reply(GOOD, "Connection: keep-alive", version="HTTP/1.0"), Stay())
        async with HostileServer([row]) as server, fetcher(server.base) as fetch:
            for _ in range(2):
                await fetch.fetch(f"{server.base}/old", admit=anything)
        assert server.connections == 1

    asyncio.run(run())


def test_a_connection_closed_at_the_moment_of_use_is_replaced_at_once() -> None:
    async def run() -> None:
        clock, turn = SkippingClock(), Turns()
        row = turns("race", (reply(), Stay()), (), (reply(), Stay()))
        async with HostileServer([row]) as server, fetcher(server.base, clock=clock, turn=turn) as fetch:
            for _ in range(2):
                fetched = await fetch.fetch(f"{server.base}/race", admit=anything)
        assert fetched.content == GOOD
        assert [attempt.reason for attempt in fetched.attempts] == [
            "disconnected: a kept connection was closed",
            "ok",
        ]
        assert clock.waits == []
        assert len(turn.taken) == 3  # the host's delay is kept all the same

    asyncio.run(run())


def test_a_connection_that_speaks_unasked_is_dropped() -> None:
    async def run() -> None:
        row = case("late", reply(), b"", Stay())
        async with HostileServer([row]) as server, fetcher(server.base) as fetch:
            await fetch.fetch(f"{server.base}/late", admit=anything)
            await server.say(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
            fetched = await fetch.fetch(f"{server.base}/late", admit=anything)
        assert fetched.content == GOOD
        assert server.connections == 2

    asyncio.run(run())


def test_a_contact_is_needed_and_stands_in_the_user_agent() -> None:
    assert user_agent("mailto:a@example.org").endswith("; mailto:a@example.org)")
    for contact in ("", "  ", "a\r\nX-Injected: 1", "ä@example.org", "a) Mozilla/5.0 ("):
        with pytest.raises(ConfigurationError, match="contact"):
            user_agent(contact)


def test_a_failed_visit_leaves_no_body_behind_for_the_garbage_collector() -> None:
    async def run() -> None:
        rows = [
            case("endless", head(), Flood(b"a" * 65_536)),
            case("cut", head("Content-Length: 99")),
            case("until_close", head() + GOOD),
        ]
        async with HostileServer(rows) as server, fetcher(server.base) as fetch:
            for name in ("endless", "cut", "until_close", "good"):
                await fetch.fetch(f"{server.base}/{name}", admit=anything)
            assert [left for left in gc.get_objects() if isinstance(left, (Exchange, ResponseReader))] == []

    gc.collect()
    gc.disable()
    try:
        asyncio.run(run())
    finally:
        gc.enable()


def test_a_fragment_or_another_spelling_is_no_redirect() -> None:
    fetched, _ = visit(case("page", reply()), path="./page#part")
    assert fetched.final_url == fetched.url
    assert not fetched.redirected


def test_validators_beyond_ascii_go_back_as_they_came_and_broken_ones_do_not() -> None:
    _, server = visit(
        case("page", reply()), validators=Validators(etag='"é"', last_modified="a\r\nX-Evil: 1")
    )
    assert server.requests[0].header("if-none-match") == '"é"'
    assert b"Evil" not in server.requests[0].head


def test_a_silent_host_holds_up_no_other() -> None:
    async def run() -> None:
        async with (
            HostileServer([case("silent", Hold())]) as slow,
            HostileServer() as quick,
            fetcher(slow.base, quick.base, silence=30, total=30) as fetch,
        ):
            waiting = asyncio.create_task(fetch.fetch(f"{slow.base}/silent", admit=anything))
            for _ in range(20):
                assert (await fetch.fetch(f"{quick.base}/good", admit=anything)).outcome == "ok"
            assert not waiting.done()
            waiting.cancel()

    asyncio.run(run())


def test_a_visit_that_is_cancelled_and_a_fetcher_that_is_closed_leave_no_connection() -> None:
    async def run() -> None:
        async with HostileServer([case("silent", Hold())]) as server:
            async with fetcher(server.base, silence=30, total=30) as fetch:
                waiting = asyncio.create_task(fetch.fetch(f"{server.base}/silent", admit=anything))
                while not server.requests:
                    await asyncio.sleep(0.005)
                waiting.cancel()
                assert await server.left_alone()
                await fetch.fetch(f"{server.base}/good", admit=anything)
            assert await server.left_alone()

    asyncio.run(run())
