"""Purged pages: what stays of them is the address, a digest, the reason and the time."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.urls import url_key


@dataclass(slots=True, frozen=True)
class Tombstone:
    """A page that is not to be archived again."""

    url_key: str
    content_digest: str | None
    reason: str
    purged_at: str


def find(connection: sqlite3.Connection, url: str) -> Tombstone | None:
    """The tombstone of a page, None if it was not purged."""
    row = connection.execute(
        "SELECT url_key, content_digest, reason, purged_at FROM tombstones WHERE url_key = ?", (url_key(url),)
    ).fetchone()
    return Tombstone(*row) if row else None


def every(connection: sqlite3.Connection) -> list[Tombstone]:
    """All of them."""
    rows = connection.execute("SELECT url_key, content_digest, reason, purged_at FROM tombstones ORDER BY 1")
    return [Tombstone(*row) for row in rows]


def place(connection: sqlite3.Connection, tombstone: Tombstone) -> None:
    """Keep a tombstone; of two for one page the earlier stays."""
    connection.execute(
        "INSERT INTO tombstones(url_key, content_digest, reason, purged_at) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT(url_key) DO UPDATE SET content_digest = ?2, reason = ?3, purged_at = ?4"
        " WHERE (?4, ?3) < (purged_at, reason)",
        (tombstone.url_key, tombstone.content_digest, tombstone.reason, tombstone.purged_at),
    )
