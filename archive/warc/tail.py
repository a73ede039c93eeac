"""A writer that was killed may leave half a record at the end of its file."""

from __future__ import annotations

import os
from pathlib import Path

from archive.warc.members import iter_members


def mend_tail(path: Path, *, known_end: int = 0) -> int:
    """Cut a file after its last complete gzip member; how many bytes went.

    `known_end` is a byte offset up to which the file is known to be whole, so
    that only what follows is read. Complete records stay, also those that no
    row points to: what was captured is not thrown away.
    """
    size, end = path.stat().st_size, known_end
    for member in iter_members(path, start=known_end):
        end = member.end
    if end < size:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
    return size - end
