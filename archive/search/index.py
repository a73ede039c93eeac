"""What the full-text tables can say: how common a word is, and which articles hold it, at what cost.

SQLite's bm25() costs about a microsecond a matching row, a count 0.03. So
counts are free to ask for, and a ranked statement must be kept to words that
few articles hold.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence

from archive.search.indexing import index_waiting

BODY, TITLES = "articles_fts", "article_titles_fts"


class Index:
    """The full-text tables of one connection, with the counts of words seen so far."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.documents = 0
        self._state = (-1, -1)
        self._counts: dict[tuple[str, str], int] = {}
        self._title_stems: dict[tuple[str, str], list[tuple[str, int]]] = {}
        connection.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.title_stems USING fts5vocab(main, {TITLES}, row)"
        )

    def refresh(self) -> None:
        """Make ready for a search after what was written since the last one.

        Counts only weigh words, so they may be a little old; but a word that
        had no article may have one now.
        """
        if self.connection.in_transaction:
            index_waiting(self.connection)
        version = self.connection.execute("PRAGMA data_version").fetchone()[0]
        state = (version, self.connection.total_changes)
        if state == self._state:
            return
        self._state = state
        self._title_stems = {}
        self._counts = {key: count for key, count in self._counts.items() if count}
        record = self.connection.execute("SELECT block FROM articles_fts_data WHERE id = 1").fetchone()
        documents = _first_varint(record[0]) if record and record[0] else 0
        if abs(documents - self.documents) * 50 > self.documents:
            self._counts = {}
            self.documents = documents

    def count(self, expression: str, table: str = BODY) -> int:
        """How many articles match an expression."""
        key = (table, expression)
        if key not in self._counts:
            if len(self._counts) > 100_000:
                self._counts = {}
            self._counts[key] = self.connection.execute(
                f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (expression,)
            ).fetchone()[0]
        return self._counts[key]

    def ranked(self, expression: str, limit: int, table: str = BODY) -> dict[int, float]:
        """The best articles of an expression with bm25 scores (higher is better)."""
        return {
            row: -rank
            for row, rank in self.connection.execute(
                f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?",
                (expression, limit),
            )
        }

    def rows(self, expression: str, limit: int, table: str = BODY) -> list[int]:
        """Articles that match an expression, newest first, unranked."""
        return [
            row
            for (row,) in self.connection.execute(
                f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?",
                (expression, limit),
            )
        ]

    def weight(self, count: int) -> float:
        """How much a word tells that `count` articles hold: BM25's inverse document frequency."""
        return max(math.log((max(self.documents - count, 0) + 0.5) / (count + 0.5)), 0.0)

    def title_stems(self, first: str, last: str) -> list[tuple[str, int]]:
        """The stems in titles from `first` up to but not `last`, with the number of titles."""
        if (first, last) not in self._title_stems:
            self._title_stems[first, last] = self.connection.execute(
                "SELECT term, doc FROM temp.title_stems WHERE term >= ? AND term < ?", (first, last)
            ).fetchall()
        return self._title_stems[first, last]

    def titles(self, rows: Iterable[int]) -> dict[int, str]:
        """The titles of articles; those without one are left out."""
        return dict(
            self.connection.execute(
                "SELECT id, title FROM articles WHERE title IS NOT NULL"
                " AND id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(rows)),),
            )
        )

    def texts(self, rows: Iterable[int], characters: int) -> list[tuple[str, str]]:
        """Title and beginning of the text of articles."""
        return self.connection.execute(
            "SELECT coalesce(title, ''), substr(coalesce(body, summary, ''), 1, ?) FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (characters, json.dumps(list(rows))),
        ).fetchall()


def quoted(words: Sequence[str]) -> str:
    """An FTS5 phrase."""
    return '"' + " ".join(words) + '"'


def any_of(words: Iterable[str]) -> str:
    """An FTS5 expression that matches any of the words; quoted, so that none is an operator."""
    return " OR ".join(quoted([word]) for word in words)


def all_of(words: Iterable[str]) -> str:
    """An FTS5 expression that matches all of the words."""
    return " AND ".join(quoted([word]) for word in words)


def _first_varint(block: bytes) -> int:
    """The number of rows: FTS5 keeps it first in its averages record (fts5_index.c, `%_data` id 1)."""
    value = 0
    for position, byte in enumerate(block[:9]):
        if position == 8:
            return value << 8 | byte
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    return value
