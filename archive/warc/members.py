"""A WARC file as its gzip members, front to back: for whoever checks, copies or rewrites whole files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.warc.reader import Record, parse_record

_CHUNK = 1 << 20


@dataclass(slots=True, frozen=True)
class Member:
    """One record with its place; `raw` is the compressed bytes, `record` None if it cannot be read."""

    offset: int
    raw: bytes
    record: Record | None

    @property
    def end(self) -> int:
        """The byte after it."""
        return self.offset + len(self.raw)


def iter_members(path: Path, *, start: int = 0) -> Iterator[Member]:
    """Every complete member from a byte offset on; stops where no further one ends.

    The last member's `end` tells where: before the file's size, the rest is torn or damaged.
    """
    offset, raw, parts = start, bytearray(), []
    with path.open("rb") as file:
        file.seek(start)
        member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        pending = b""
        while chunk := pending or file.read(_CHUNK):
            pending = b""
            try:
                parts.append(member.decompress(chunk))
            except zlib.error:
                return
            raw += chunk
            if member.eof:
                pending = member.unused_data
                del raw[len(raw) - len(pending) :]
                yield Member(offset, bytes(raw), _record(b"".join(parts)))
                offset += len(raw)
                raw, parts = bytearray(), []
                member = zlib.decompressobj(zlib.MAX_WBITS + 16)


def _record(data: bytes) -> Record | None:
    try:
        return parse_record(data)
    except (KeyError, ValueError):
        return None
