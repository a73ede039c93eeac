"""Rows that point to rows: nothing may point to what is not there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from archive.store import Archive
from archive.verify.damage import Damage

# A column that may be empty loses its pointer; a row of these means nothing without its parent.
_PART_OF_A_PARENT = frozenset(
    [
        "article_fingerprints",
        "article_links",
        "article_people",
        "article_versions",
        "breadcrumbs",
        "citations",
        "sidebar_items",
        "site_profiles",
        "url_patterns",
        "version_sightings",
    ]
)


def check(archive: Archive) -> Iterator[Damage]:
    """Foreign keys that lead nowhere, and pages that were purged but are here."""
    connection = archive.connection
    for table, rowid, parent, number in connection.execute("PRAGMA foreign_key_check").fetchall():
        column = _column(connection, table, number)
        where = f"{table}.{column}" + (f" of row {rowid}" if rowid is not None else "")
        mend = _mend(connection, table, column, parent)
        yield Damage("references", where, f"points to a row of {parent} that is not there", mend)
    for (key,) in connection.execute(
        "SELECT t.url_key FROM tombstones t JOIN pages p USING(url_key) JOIN articles a ON a.id = p.id"
    ).fetchall():
        yield Damage("references", key, "was purged, but its article is here; `archive purge` it again")


def _column(connection: sqlite3.Connection, table: str, number: int) -> str:
    row = connection.execute(
        'SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = ?', (table, number)
    ).fetchone()
    return str(row[0])


def _mend(
    connection: sqlite3.Connection, table: str, column: str, parent: str
) -> Callable[[], object] | None:
    lost = f"{column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {parent})"
    if table in _PART_OF_A_PARENT:
        return lambda: connection.execute(f"DELETE FROM {table} WHERE {lost}")
    required = connection.execute(
        'SELECT "notnull" OR pk FROM pragma_table_info(?) WHERE name = ?', (table, column)
    ).fetchone()[0]
    if required:
        return None
    return lambda: connection.execute(f"UPDATE {table} SET {column} = NULL WHERE {lost}")
