"""The archive's tables, as numbered migrations: one SQL file each, never changed once released."""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 1212498248  # 'HEAH': lets file(1) and the commands recognise an archive
SET = "health-archive"
NAMES = ("m0001_first",)


def applied(connection: sqlite3.Connection) -> set[str]:
    """The migrations that a file has seen, as sqlite-utils notes them there."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,))
    return {name for (name,) in rows}
