"""Names are looked up beside everything else, and a name server that is slow holds up nobody."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scraper.fetch.resolver import Resolver

STUCK = """
import asyncio, socket, time
socket.getaddrinfo = lambda *_, **__: time.sleep(60)
from scraper.fetch.resolver import Resolver
async def run():
    try:
        async with asyncio.timeout(0.05):
            await Resolver()("slow.example")
    except TimeoutError:
        print("given up")
asyncio.run(run())
"""


def test_a_name_has_the_addresses_that_the_system_knows() -> None:
    async def run() -> None:
        addresses = await Resolver()("localhost")
        assert set(addresses) <= {"127.0.0.1", "::1"}
        assert addresses

    asyncio.run(run())


@pytest.mark.parametrize("name", ["nowhere.invalid", "a" * 70 + ".example", "-\udcff.example"])
def test_a_name_without_address_is_an_error(name: str) -> None:
    async def run() -> None:
        with pytest.raises((OSError, UnicodeError)):
            await Resolver()(name)

    asyncio.run(run())


def test_names_are_looked_up_side_by_side_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def slowly(name: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(name)
        time.sleep(0.1)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))] * 2

    monkeypatch.setattr(socket, "getaddrinfo", slowly)

    async def run() -> None:
        resolver = Resolver()
        names = [f"host{number}.example" for number in range(20)]
        begun = time.monotonic()
        assert await asyncio.gather(*map(resolver, names)) == [("93.184.216.34",)] * 20
        assert await resolver("host3.example") == ("93.184.216.34",)
        assert time.monotonic() - begun < 1
        assert sorted(asked) == sorted(names)

    asyncio.run(run())


def test_a_program_ends_without_waiting_for_a_name_server() -> None:
    root = Path(__file__).parents[1]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", STUCK], cwd=root, capture_output=True, text=True, timeout=50, check=True
    )
    assert done.stdout == "given up\n"
    assert time.monotonic() - begun < 30
