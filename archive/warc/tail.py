"""A writer that was killed may leave half a record at the end of its file."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

_CHUNK = 1 << 20


def mend_tail(path: Path, *, known_end: int = 0) -> int:
    """Cut a file after its last complete gzip member; how many bytes went.

    `known_end` is a byte offset up to which the file is known to be whole, so
    that only what follows is read. Complete records stay, also those that no
    row points to: what was captured is not thrown away.
    """
    size = path.stat().st_size
    end = _last_complete_end(path, known_end)
    if end < size:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
    return size - end


def _last_complete_end(path: Path, start: int) -> int:
    """Where the last gzip member that ends, checksum and all, ends."""
    end = position = start
    with path.open("rb") as file:
        file.seek(start)
        member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        pending = b""
        while chunk := pending or file.read(_CHUNK):
            pending = b""
            try:
                member.decompress(chunk)
            except zlib.error:
                return end
            position += len(chunk)
            if member.eof:
                pending = member.unused_data
                position -= len(pending)
                end = position
                member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    return end
