"""Tables, indexes, views and triggers as the migrations make them; what others have added is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from archive.schema.migrations import upgrade
from archive.store import Archive
from archive.verify.damage import Damage

_OBJECTS = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    " AND name NOT GLOB '*_fts_*' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY type = 'trigger', rowid"
)


def check(archive: Archive) -> Iterator[Damage]:
    """Compare with a fresh archive's schema; triggers, indexes and views can be made again."""
    with_all = sqlite3.connect(":memory:")
    upgrade(with_all)
    here = {name: sql for _, name, sql in archive.connection.execute(_OBJECTS)}
    for kind, name, sql in with_all.execute(_OBJECTS).fetchall():
        if name not in here:
            yield _missing(archive.connection, kind, name, sql)
        elif kind == "table":
            yield from _columns(archive.connection, with_all, name)
        elif here[name] != sql:
            mend = _remake(archive.connection, kind, name, sql)
            yield Damage("schema", f"{kind} {name}", "is not as the program makes it", mend)
    with_all.close()


def _missing(connection: sqlite3.Connection, kind: str, name: str, sql: str) -> Damage:
    mend = None if kind == "table" else _remake(connection, kind, name, sql)
    return Damage("schema", f"{kind} {name}", "is missing", mend)


def _remake(connection: sqlite3.Connection, kind: str, name: str, sql: str) -> Callable[[], object]:
    def remake() -> None:
        connection.execute(f"DROP {kind} IF EXISTS {name}")
        connection.execute(sql)

    return remake


def _columns(here: sqlite3.Connection, there: sqlite3.Connection, table: str) -> Iterator[Damage]:
    def columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
        return set(connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)))

    for name, kind in sorted(columns(there) - columns(here)):
        yield Damage("schema", f"table {table}", f"has no column {name} of type {kind}")
