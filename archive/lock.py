"""One writer at a time: an advisory lock beside the archive. Readers need none."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import ArchiveLocked, BadInput


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Hold the lock of the archive at `path` until the block ends, or the process does, however that happens.

    Raises:
        ArchiveLocked: another process holds it; the message names it.
        BadInput: the lock file cannot be written.
    """
    lock_path = path.with_name(path.name + ".lock")
    try:
        descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise BadInput(f"cannot write {lock_path}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise ArchiveLocked(
                f"{path} is being written by process {holder}; try again when it is done"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
