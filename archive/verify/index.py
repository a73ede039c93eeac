"""The full-text indexes against the table that they index, with the deep check.

FTS5's ordinary `integrity-check` only looks at the index itself; the form with
rank 1 compares it with its content table (https://sqlite.org/fts5.html, 6.5).
An index without content is compared, word by word, with one made anew.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from archive.store import Archive
from archive.verify.damage import Damage

_FTS5 = re.compile(r"\bUSING\s+fts5\s*\(", re.IGNORECASE)
_CONTENTLESS = re.compile(r"content\s*=\s*(?:''|\"\")", re.IGNORECASE)


def full_text_tables(connection: sqlite3.Connection) -> dict[str, str]:
    """Every FTS5 table of the file, with the statement that made it."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%fts5%' ORDER BY rowid")
    return {name: sql for name, sql in rows if _FTS5.search(sql)}


def check(archive: Archive) -> Iterator[Damage]:
    """Every full-text index of the file, and articles that were left for later and forgotten."""
    connection = archive.connection
    waiting = connection.execute("SELECT count(*) FROM articles_to_index").fetchone()[0]
    if waiting:
        what = f"{waiting:,} articles wait to be indexed, of a transaction that is over"
        yield Damage("index", "articles_to_index", what, lambda: _forget_waiting(connection))
    for name, sql in full_text_tables(connection).items():
        problem = _deep_check(connection, name)
        if _CONTENTLESS.search(sql):
            problem = problem or _compare(connection, name, sql)
            yield from _damage(connection, name, problem, contentless=True)
        else:
            yield from _damage(connection, name, problem, contentless=False)


def _damage(
    connection: sqlite3.Connection, name: str, problem: str | None, *, contentless: bool
) -> Iterator[Damage]:
    if problem:
        rebuild = _refill if contentless else _rebuild
        yield Damage("index", name, problem, lambda: rebuild(connection, name))


def _deep_check(connection: sqlite3.Connection, name: str) -> str | None:
    try:
        connection.execute(f"INSERT INTO {name}({name}, rank) VALUES('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        return f"does not match its table: {error}"
    return None


def _columns(connection: sqlite3.Connection, name: str) -> str:
    return ", ".join(row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,)))


def _compare(connection: sqlite3.Connection, name: str, sql: str) -> str | None:
    """Compare a contentless index of articles with a new one: which words, in how many rows, how often."""
    columns = _columns(connection, name)
    connection.execute("DROP TABLE IF EXISTS temp.made_anew")
    connection.execute(re.sub(rf"\b{name}\b", "temp.made_anew", sql, count=1))
    connection.execute(f"INSERT INTO made_anew(rowid, {columns}) SELECT id, {columns} FROM articles")
    connection.execute(f"CREATE VIRTUAL TABLE temp.words_here USING fts5vocab(main, {name}, row)")
    connection.execute("CREATE VIRTUAL TABLE temp.words_anew USING fts5vocab(temp, made_anew, row)")
    try:
        for one, other in (("words_here", "words_anew"), ("words_anew", "words_here")):
            row = connection.execute(f"SELECT * FROM {one} EXCEPT SELECT * FROM {other} LIMIT 1").fetchone()
            if row:
                return f"does not match its table: {row[0]!r} stands in other rows"
    except sqlite3.DatabaseError as error:
        return f"cannot be read: {error}"
    finally:
        for table in ("words_here", "words_anew", "made_anew"):
            connection.execute(f"DROP TABLE temp.{table}")
    return None


def _forget_waiting(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM articles_to_index")
    for name, sql in full_text_tables(connection).items():
        (_refill if _CONTENTLESS.search(sql) else _rebuild)(connection, name)


def _rebuild(connection: sqlite3.Connection, name: str) -> None:
    connection.execute(f"INSERT INTO {name}({name}) VALUES('rebuild')")


def _refill(connection: sqlite3.Connection, name: str) -> None:
    columns = _columns(connection, name)
    connection.execute(f"INSERT INTO {name}({name}) VALUES('delete-all')")
    connection.execute(f"INSERT INTO {name}(rowid, {columns}) SELECT id, {columns} FROM articles")
