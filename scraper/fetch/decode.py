"""Content-encodings undone within bounds: gzip, deflate, br, zstd, and stacks of them. No I/O."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import brotli
import zstandard

from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Outcome
from scraper.sniff import looks_binary

_MAX_LAYERS = 4
_MAX_MEMBERS = 1_000  # of one gzip body; servers send one, block-wise compressors one per 64 KB
_WINDOW = 65_536
# A zstd block of 4 bytes gives up to 128 KB (RFC 8878, section 3.1.1.2), and its decoder has no bound of
# its own: so much input gives 8 MB at most.
_ZSTD_WINDOW = 256
_ZSTD_MAX_WINDOW_SIZE = 8 * 1024 * 1024  # what RFC 9659 allows on the web
_RATIO_COUNTS_FROM = 1_000_000


@dataclass(slots=True, frozen=True)
class Decoded:
    """A body without its encodings; `outcome` is None if it is whole, and `content` what came out."""

    content: bytes
    outcome: Outcome | None = None
    message: str | None = None


class _Broken(Exception):
    """The data is not of that encoding, from here on."""


class _Incomplete(Exception):
    """The data ends before its encoding does."""


def decode(body: bytes, encodings: Sequence[str], limits: Limits) -> Decoded:
    """Undo encodings, named in the order in which they were applied.

    A name that is not known, and a body that is not what its header says, are
    taken as no encoding at all if the bytes read as text: browsers show such
    pages too.
    """
    layers = [name for name in encodings if name not in _NO_ENCODING]
    if len(layers) > _MAX_LAYERS:
        return Decoded(b"", Outcome.BAD_ENCODING, f"{len(layers)} encodings on top of each other")
    content = body
    for name in reversed(layers):
        if not content:
            break
        layer = _undo(name, content, limits.body)
        if layer.outcome is Outcome.TOO_LARGE and limits.body > limits.ratio * len(body):
            return Decoded(layer.content, Outcome.BOMB, f"{len(body):,} bytes unpack to over {limits.body:,}")
        if layer.outcome:
            return layer
        content = layer.content
    if len(content) > limits.body:
        return Decoded(content[: limits.body], Outcome.TOO_LARGE, f"more than {limits.body:,} bytes")
    if len(content) > max(_RATIO_COUNTS_FROM, limits.ratio * len(body)):
        return Decoded(content, Outcome.BOMB, f"{len(body):,} bytes unpack to {len(content):,}")
    return Decoded(content)


def encodings_of(values: Sequence[str]) -> list[str]:
    """The names in Content-Encoding headers, in lower case and order."""
    return [name for value in values for part in value.split(",") if (name := part.strip().lower())]


def _undo(name: str, data: bytes, bound: int) -> Decoded:
    unpack = _UNPACKERS.get(name)
    if unpack is None:
        return _taken_as_text(data, f"unknown encoding {name[:40]!r}")
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in unpack(data):
            pieces.append(piece)
            size += len(piece)
            if size > bound:
                content = b"".join(pieces)[:bound]
                return Decoded(content, Outcome.TOO_LARGE, f"unpacks to more than {bound:,} bytes")
    except _Incomplete:
        if size == 0 and not looks_binary(data):  # plain text may begin like a brotli stream
            return Decoded(data)
        return Decoded(b"".join(pieces), Outcome.TRUNCATED, f"the {name} stream ends early")
    except _Broken as error:
        if size == 0:
            return _taken_as_text(data, f"the body is not {name}: {error}")
        return Decoded(b"".join(pieces), Outcome.BAD_ENCODING, f"broken {name}: {error}")
    return Decoded(b"".join(pieces))


def _taken_as_text(data: bytes, message: str) -> Decoded:
    return Decoded(b"", Outcome.BAD_ENCODING, message) if looks_binary(data) else Decoded(data)


def _gzip(data: bytes) -> Iterator[bytes]:
    """Every member (RFC 1952, section 2.2); padding and garbage behind the last one do not count."""
    offset = 0
    for _ in range(_MAX_MEMBERS):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            window = data[offset : offset + _WINDOW]
            if not window:
                raise _Incomplete
            offset += len(window)
            yield from _inflate(member, window)
        offset -= len(member.unused_data)
        if not data.startswith(b"\x1f\x8b", offset):
            return
    raise _Broken(f"more than {_MAX_MEMBERS} members")


def _deflate(data: bytes) -> Iterator[bytes]:
    """A zlib stream (RFC 9110, section 8.4.1.2), or the bare deflate that some servers send."""
    try:
        zlib.decompressobj().decompress(data[:64], 1)
        stream = zlib.decompressobj()
    except zlib.error:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for offset in range(0, len(data), _WINDOW):
        yield from _inflate(stream, data[offset : offset + _WINDOW])
        if stream.eof:
            return
    raise _Incomplete


def _inflate(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    try:
        while data and not stream.eof:
            yield stream.decompress(data, 16 * _WINDOW)
            data = stream.unconsumed_tail
    except zlib.error as error:
        raise _Broken(str(error)) from error


def _brotli(data: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    try:
        for offset in range(0, len(data), _WINDOW):
            yield stream.process(data[offset : offset + _WINDOW], output_buffer_limit=16 * _WINDOW)
            while not stream.can_accept_more_data():
                yield stream.process(b"", output_buffer_limit=16 * _WINDOW)
            if stream.is_finished():
                return
        while not stream.is_finished():  # it may have taken all input and hold back output
            piece = stream.process(b"", output_buffer_limit=16 * _WINDOW)
            if not piece:
                raise _Incomplete
            yield piece
    except brotli.error as error:
        raise _Broken(str(error)) from error


def _zstd(data: bytes) -> Iterator[bytes]:
    """Every frame (RFC 8878, section 3)."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_MAX_WINDOW_SIZE)
    frame = decompressor.decompressobj()
    try:
        for offset in range(0, len(data), _ZSTD_WINDOW):
            window = data[offset : offset + _ZSTD_WINDOW]
            while window:
                if frame.eof:
                    frame = decompressor.decompressobj()
                yield frame.decompress(window)
                window = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise _Broken(str(error)) from error
    if not frame.eof:
        raise _Incomplete


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
# Names that say nothing was done; the latter ones are seen in the wild.
_NO_ENCODING = frozenset(["identity", "none", "utf-8", "iso-8859-1", "binary", "8bit", "text"])
