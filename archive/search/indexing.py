"""Index many new articles at once: a trigger would make FTS5 flush what it holds after every row."""

from __future__ import annotations

import sqlite3


def leave_for_later(connection: sqlite3.Connection, article_id: int) -> None:
    """Say, before an article is inserted, that `index_waiting` will index it in the same transaction."""
    connection.execute("INSERT OR IGNORE INTO articles_to_index(id) VALUES (?)", (article_id,))


def index_waiting(connection: sqlite3.Connection) -> None:
    """Index the articles left for later; whoever commits calls this first."""
    if connection.execute("SELECT 1 FROM articles_to_index LIMIT 1").fetchone() is None:
        return
    connection.execute(
        "INSERT INTO articles_fts(rowid, title, summary, body)"
        " SELECT id, title, summary, body FROM articles_to_index CROSS JOIN articles USING (id)"
    )
    connection.execute(
        "INSERT INTO article_titles_fts(rowid, title)"
        " SELECT id, title FROM articles_to_index CROSS JOIN articles USING (id)"
    )
    connection.execute("DELETE FROM articles_to_index")
