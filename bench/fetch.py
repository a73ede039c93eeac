"""What a fetch costs: CPU per request at 10 and at 400 hosts, this fetcher beside bare httpx, in one run.

    python bench/fetch.py [--requests 4000] [--rounds 3]

A loopback server in a process of its own answers with a page of 60 KB; hosts
are addresses of 127.0.0.0/8, ten requests in flight over all of them. Only
this process's CPU counts. The figures that matter are ratios within the run:
the candidates take turns, and each one's best round counts. Bare httpx with
many hosts is measured once, for it is that slow.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx

from scraper.clock import SystemClock
from scraper.fetch import AddressPolicy, Fetcher, Limits, user_agent

FEW, MANY = 10, 400
PAGE = b"<!DOCTYPE html><title>Page</title>" + bytes(random.Random(1).choices(b"abcdefgh <>\n", k=60_000))
RESPONSE = (
    b"HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"
    % len(PAGE)
    + b"Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT\r\nCache-Control: max-age=60\r\n\r\n"
    + PAGE
)

Get = Callable[[str], Awaitable[None]]
Candidate = Callable[[], AbstractAsyncContextManager[Get]]


def hosts(count: int) -> list[str]:
    """So many loopback addresses."""
    return [f"127.0.{1 + number // 200}.{1 + number % 200}" for number in range(count)]


class Answer(asyncio.Protocol):
    """Answers every request alike."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if data.endswith(b"\r\n\r\n"):
            self.transport.write(RESPONSE)  # type: ignore[attr-defined]


def serve(ready: multiprocessing.connection.Connection) -> None:
    """The server process: listens on every address, tells its port, and goes on until it is ended."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        port = 0
        for host in hosts(MANY):
            listening = socket.create_server((host, port), backlog=16)
            port = listening.getsockname()[1]
            await loop.create_server(Answer, sock=listening)
        ready.send(port)
        await asyncio.Event().wait()

    asyncio.run(run())


@asynccontextmanager
async def turn(_url: str) -> AsyncIterator[None]:
    yield


async def anything(_url: str) -> str | None:
    return None


@asynccontextmanager
async def ours() -> AsyncIterator[Get]:
    """This project's fetcher, whole visits: vetting, redirects, retries, decoding, sniffing."""
    policy = AddressPolicy(networks=["127.0.0.0/8"])
    agent = user_agent("mailto:bench@example.org")
    async with Fetcher(agent, Limits(), policy, SystemClock(), turn=turn) as fetcher:

        async def get(url: str) -> None:
            fetched = await fetcher.fetch(url, admit=anything)
            assert fetched.content == PAGE, fetched.error

        yield get


@asynccontextmanager
async def bare_httpx() -> AsyncIterator[Get]:
    """httpx as it comes, its pool without bounds."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=None)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:

        async def get(url: str) -> None:
            response = await client.get(url)
            assert response.content == PAGE

        yield get


async def cost(candidate: Candidate, count: int, port: int, requests: int) -> float:
    """CPU milliseconds per request with so many hosts, all their connections open."""
    async with candidate() as get:

        async def tour(own: list[str], times: int) -> None:
            for _ in range(times):
                for host in own:
                    await get(f"http://{host}:{port}/page")

        async def tours(times: int) -> None:
            addresses = hosts(count)
            await asyncio.gather(*(tour(addresses[first::FEW], times) for first in range(FEW)))

        await tours(1)
        start = time.process_time()
        await tours(requests // count)
        spent = time.process_time() - start
    return spent / (requests // count * count) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    ready, tell = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(tell,), daemon=True)
    server.start()
    port = ready.recv()
    measured: dict[tuple[str, int], list[float]] = {}
    for number in range(arguments.rounds):
        for candidate, count in ((ours, FEW), (ours, MANY), (bare_httpx, FEW), (bare_httpx, MANY)):
            slow = candidate is bare_httpx and count == MANY
            if slow and number:
                continue
            spent = asyncio.run(cost(candidate, count, port, MANY if slow else arguments.requests))
            measured.setdefault((candidate.__name__, count), []).append(spent)
    server.terminate()
    report(measured)


def report(measured: dict[tuple[str, int], list[float]]) -> None:
    """A row per candidate: its CPU per request, and the ratios."""
    best = {key: min(values) for key, values in measured.items()}
    print(f"CPU per request {FEW:>6} hosts {MANY:>7} hosts   growth   times ours")
    for name in ("ours", "bare_httpx"):
        few, many = best[name, FEW], best[name, MANY]
        times = f"{few / best['ours', FEW]:.1f} and {many / best['ours', MANY]:.0f}"
        print(f"{name:16}{few:>9.2f} ms{many:>11.2f} ms{many / few:>9.2f}   {times}")


if __name__ == "__main__":
    main()
