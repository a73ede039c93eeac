"""However a response is cut into packets, it reads the same; and whatever comes, reading it ends."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch import Limits
from scraper.fetch.framing import ResponseReader

LIMITS = Limits(wire=20_000, head_bytes=2_000, head_fields=30)
BODIES = st.binary(max_size=600)
NAMES = st.from_regex(r"X-[A-Za-z0-9]{1,8}", fullmatch=True)
FIELDS = st.lists(st.tuples(NAMES, st.text("abc ;=,é", max_size=12)), max_size=20)
STARTS = st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])


def fields(pairs: list[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in pairs).encode("latin-1")


def chunks(body: bytes, sizes: list[int]) -> bytes:
    framed = b""
    for size in sizes:
        part, body = body[:size], body[size:]
        if part:
            framed += b"%x;ext=1\r\n%b\r\n" % (len(part), part)
    if body:
        framed += b"%X\r\n%b\r\n" % (len(body), body)
    return framed + b"0\r\nX-Trailer: 1\r\n\r\n"


@st.composite
def responses(draw: st.DrawFn) -> tuple[bytes, bytes, bool]:
    """A good response, its body, and whether its end shows by itself."""
    body, more = draw(BODIES), fields(draw(FIELDS))
    hints = b"HTTP/1.1 103 Early Hints\r\n%b\r\n" % more if draw(st.booleans()) else b""
    start = hints + b"HTTP/1.1 200 OK\r\n" + more
    match draw(st.sampled_from(["length", "chunks", "close"])):
        case "length":
            return start + b"Content-Length: %d\r\n\r\n%b" % (len(body), body), body, True
        case "chunks":
            sizes = draw(st.lists(st.integers(1, 90), max_size=12))
            return start + b"Transfer-Encoding: chunked\r\n\r\n" + chunks(body, sizes), body, True
        case _:
            return start + b"\r\n" + body, body, False


def read(data: bytes, cuts: list[int], limits: Limits = LIMITS) -> ResponseReader:
    """Feed the data in packets, then close the connection."""
    reader = ResponseReader(limits)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in pairwise(edges):
        if end > start and not reader.over:
            reader.feed(data[start:end])
    reader.end()
    return reader


CUTS = st.lists(st.integers(0, 5_000), max_size=40)


@given(responses(), CUTS)
def test_packets_make_no_difference(response: tuple[bytes, bytes, bool], cuts: list[int]) -> None:
    data, body, ends_itself = response
    reader = read(data, cuts)
    assert reader.failure is None
    assert (reader.status, reader.body) == (200, body)
    assert reader.head in data
    assert reader.keep_alive is ends_itself
    assert all(name != "x-trailer" for name, _ in reader.headers)


@given(responses(), st.data())
def test_a_response_that_is_cut_is_not_whole(
    response: tuple[bytes, bytes, bool], drawn: st.DataObject
) -> None:
    data, body, ends_itself = response
    cut = data[: drawn.draw(st.integers(0, len(data) - 1))]
    reader = read(cut, [])
    if reader.body == body and cut.endswith(b"\n0\r\n"):
        return  # only trailers are missing
    if ends_itself or not reader.head:
        assert reader.failure is not None
        assert reader.failure.outcome in ("truncated", "disconnected")
    assert body.startswith(reader.body)
    assert not reader.keep_alive


@given(st.binary(max_size=3_000), STARTS, CUTS)
def test_reading_ends_whatever_comes(data: bytes, before: bytes, cuts: list[int]) -> None:
    reader = read(before + data, cuts)
    assert reader.over
    assert reader.failure is not None or reader.head


@given(responses(), st.integers(0, 300), st.integers(20, 400), CUTS)
def test_no_limit_is_passed(
    response: tuple[bytes, bytes, bool], wire: int, head: int, cuts: list[int]
) -> None:
    data, body, _ = response
    reader = read(data, cuts, replace(LIMITS, wire=wire, head_bytes=head))
    assert len(reader.body) <= wire
    assert len(reader.head) <= head
    if reader.failure is None:
        assert reader.body == body
