"""The body of a record without its content-encoding, where that can be undone."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import zstandard

from archive.warc.reader import Record


def decoded(record: Record) -> bytes | None:
    """The decoded body; None if its encoding is unknown, or the body is not what its header says."""
    content = record.body
    names = (record.http_header("content-encoding") or "").lower().split(",")
    for name in reversed([name.strip() for name in names]):
        if name in ("", "identity"):
            continue
        if name not in _DECODERS:
            return None
        try:
            content = _DECODERS[name](content)
        except (zlib.error, brotli.error, zstandard.ZstdError, EOFError):
            return None
    return content


def _gzip(data: bytes) -> bytes:
    """One member after the other; bytes after the last are no part of it."""
    parts = []
    while data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        parts.append(member.decompress(data))
        if not member.eof:
            raise EOFError
        data = member.unused_data
    return b"".join(parts)


def _deflate(data: bytes) -> bytes:
    """With the header that RFC 9110 asks for, or raw as some servers send it."""
    try:
        return zlib.decompress(data)
    except zlib.error:
        return zlib.decompress(data, -zlib.MAX_WBITS)


def _brotli(data: bytes) -> bytes:
    return bytes(brotli.decompress(data))


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj(read_across_frames=True).decompress(data)


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
