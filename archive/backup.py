"""A copy of the file and its captures that fits together, also while a crawl writes."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from archive import captures
from archive.errors import BadInput
from archive.store import Archive

_CHUNK = 1 << 20


@dataclass(slots=True, frozen=True)
class BackedUp:
    """What was copied, and how many bytes of it."""

    path: Path
    files: int
    size: int


def backup(archive: Archive, out: Path) -> BackedUp:
    """Copy an archive to the file `out`, its captures to `warc/` beside it.

    The database is copied as of one moment, then the captures that it names:
    they are written before any row points to them. A backup that is made again
    copies only what is new.

    Raises:
        BadInput: the folder is the archive's own, is missing, or cannot be written.
    """
    if out.is_dir():
        out = out / archive.path.name
    if out.parent.resolve() == archive.path.parent.resolve():
        raise BadInput(f"{out} lies beside the archive, where its captures are: choose another folder")
    if not out.parent.is_dir():
        raise BadInput(f"the folder {out.parent} does not exist")
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.unfinished")
    try:
        size = _copy_database(archive.connection, unfinished)
        files = _copy_captures(archive.captures_folder, unfinished, out.parent / "warc")
        unfinished.replace(out)
    except OSError as error:
        raise BadInput(f"cannot write {error.filename or out}: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return BackedUp(out, len(files), size + sum(files.values()))


def _copy_database(source: sqlite3.Connection, path: Path) -> int:
    path.unlink(missing_ok=True)
    target = sqlite3.connect(path)
    try:
        # All pages in one step: a reader's snapshot, which no writer has to wait for.
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
    return path.stat().st_size


def _copy_captures(folder: Path, database: Path, target: Path) -> dict[str, int]:
    """Copy each file of captures as far as the copied rows reach; sizes by name."""
    connection = sqlite3.connect(database)
    try:
        wanted = dict(captures.ends(connection))
    finally:
        connection.close()
    target.mkdir(exist_ok=True)
    for name, end in wanted.items():
        copy = target / name
        if copy.is_file() and copy.stat().st_size == end:
            continue
        unfinished = target / f".{name}.unfinished"
        with (folder / name).open("rb") as read, unfinished.open("wb") as write:
            left = end  # what a crawl appends meanwhile belongs to no row of the copy
            while left and (chunk := read.read(min(left, _CHUNK))):
                write.write(chunk)
                left -= len(chunk)
            write.flush()
            os.fsync(write.fileno())
        unfinished.replace(copy)
    return wanted
