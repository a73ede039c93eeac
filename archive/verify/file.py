"""The database file itself: its pages, and the order in its tables and indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive.store import Archive
from archive.verify.damage import Damage

_INDEX_ONLY = ("missing from index", "wrong # of entries in index", "non-unique entry in index")


def check(archive: Archive) -> Iterator[Damage]:
    """What SQLite's own check finds. An index can be built again, a page cannot."""
    try:
        rows = archive.connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        yield Damage("file", str(archive.path), f"cannot be read through: {error}; restore it from a backup")
        return
    for (message,) in rows:
        if message == "ok":
            continue
        # SQLite 3.4x reports a damaged full-text index here as well; that is the index room's business.
        if "fts5" in message.lower():
            continue
        mendable = any(words in message for words in _INDEX_ONLY)
        yield Damage(
            "file",
            str(archive.path),
            message if mendable else f"{message}; restore it from a backup",
            (lambda: archive.connection.execute("REINDEX")) if mendable else None,
        )
