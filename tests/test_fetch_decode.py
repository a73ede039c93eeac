"""Whatever bytes come, decoding is bounded, never raises, and never takes a part for the whole."""

from __future__ import annotations

import asyncio
import gzip
import random
import time
import zlib
from collections.abc import Callable
from dataclasses import replace

import brotli
import pytest
import zstandard
from hostile.script import GOOD, Stay, case, reply
from hostile.server import HostileServer
from hostile.visiting import anything, fetcher
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch import Limits
from scraper.fetch.decode import decode, encodings_of


def _bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=2),
    "zstd": zstandard.compress,
}
NAMES = st.sampled_from(sorted(PACKERS))
LIMITS = Limits(body=100_000)


@given(st.binary(max_size=5_000), st.lists(NAMES, max_size=4))
def test_what_was_encoded_comes_back(data: bytes, names: list[str]) -> None:
    body = data
    for name in names:
        body = PACKERS[name](body)
    decoded = decode(body, names, LIMITS)
    assert decoded.outcome is None
    assert decoded.content == data


LARGE = {
    "noise": random.Random(1).randbytes(3_000_000),
    "text": bytes(random.Random(2).choices(b"abcdefghijklmnop ", k=3_000_000)),
    "repetition": b"Take one tablet a day. " * 100_000,
}


@pytest.mark.parametrize("level", [1, 4])
@pytest.mark.parametrize("kind", LARGE)
def test_large_bodies_come_back_whole_from_every_encoder(kind: str, level: int) -> None:
    data, limits = LARGE[kind], Limits(ratio=10_000)
    packed = {
        "gzip": gzip.compress(data, level),
        "deflate": zlib.compress(data, level),
        "br": brotli.compress(data, quality=level - 1),
        "zstd": zstandard.compress(data, level),
    }
    for name, body in packed.items():
        assert decode(body, [name], limits).content == data, name
        assert decode(body[:-1], [name], limits).outcome == "truncated", name


@given(st.binary(max_size=5_000))
def test_deflate_without_its_wrapper_comes_back(data: bytes) -> None:
    assert decode(_bare_deflate(data), ["deflate"], LIMITS).content == data


@given(st.binary(min_size=1, max_size=3_000), NAMES, st.data())
def test_a_part_is_never_taken_for_the_whole(data: bytes, name: str, drawn: st.DataObject) -> None:
    body = PACKERS[name](data)
    cut = body[: drawn.draw(st.integers(1, len(body) - 1))]
    decoded = decode(cut, [name], LIMITS)
    assert decoded.outcome in ("truncated", "bad_encoding") or decoded.content == cut
    assert decoded.content == cut or data.startswith(decoded.content)


@given(st.binary(max_size=3_000), st.lists(NAMES | st.text(max_size=8), max_size=7))
def test_anything_is_decoded_to_something_within_the_bound(body: bytes, names: list[str]) -> None:
    assert len(decode(body, names, replace(LIMITS, body=1_000)).content) <= 1_000


@given(NAMES, st.integers(1, 3))
def test_a_bomb_stops_at_the_bound(name: str, layers: int) -> None:
    body = bytes(2_000_000)
    for _ in range(layers):
        body = PACKERS[name](body)
    decoded = decode(body, [name] * layers, LIMITS)
    assert decoded.outcome in ("bomb", "too_large")
    assert len(decoded.content) <= LIMITS.body


@given(st.lists(st.sampled_from(["gzip", " BR ", "", "zstd,gzip"]), max_size=4))
def test_encodings_are_listed_in_order_over_all_fields(values: list[str]) -> None:
    assert encodings_of(values) == ",".join(values).replace(" ", "").lower().replace(",", " ").split()


def test_the_loop_goes_on_while_a_large_body_is_unpacked() -> None:
    page = b"<html>" + bytes(random.Random(3).choices(b"abcdefghijklmnop ", k=4_000_000))
    packed = {
        "gzip": gzip.compress(page, 1),
        "br": brotli.compress(page, quality=0),
        "zstd": zstandard.compress(page),
    }
    members = gzip.compress(b"") * 90_000
    rows = [case(name, reply(body, f"Content-Encoding: {name}"), Stay()) for name, body in packed.items()]
    rows.append(case("members", reply(members + gzip.compress(GOOD), "Content-Encoding: gzip"), Stay()))

    async def run() -> float:
        longest, last = 0.0, time.monotonic()

        async def watch() -> None:
            nonlocal longest, last
            while True:
                await asyncio.sleep(0.005)
                longest, last = max(longest, time.monotonic() - last), time.monotonic()

        async with (
            HostileServer(rows) as server,
            fetcher(server.base, total=30, silence=30, wire=10_000_000, body=10_000_000) as fetch,
        ):
            watcher = asyncio.create_task(watch())
            for row in rows:
                fetched = await fetch.fetch(f"{server.base}/{row.name}", admit=anything)
                assert fetched.content == (page if row.name in packed else b""), fetched.outcome
            watcher.cancel()
        return longest

    assert asyncio.run(run()) < 0.25
