"""Every URL that the archive knows: one row a page, found by its key."""

from __future__ import annotations

import sqlite3

from archive.urls import host_of, url_key


def site_id(connection: sqlite3.Connection, url: str) -> int:
    """The row of the site that a URL belongs to, made if needed. A `urn:` address belongs to the site ''."""
    host = host_of(url)
    row = connection.execute("SELECT id FROM sites WHERE host = ?", (host,)).fetchone()
    if row:
        return int(row[0])
    return int(connection.execute("INSERT INTO sites(host) VALUES (?) RETURNING id", (host,)).fetchone()[0])


def find(connection: sqlite3.Connection, url: str) -> int | None:
    """The page that a URL means, None if it is unknown."""
    row = connection.execute("SELECT id FROM pages WHERE url_key = ?", (url_key(url),)).fetchone()
    return int(row[0]) if row else None


def ensure(
    connection: sqlite3.Connection, url: str, *, at: str, source: str = "import", kind: str | None = None
) -> int:
    """The page that a URL means, made if it is new."""
    found = find(connection, url)
    if found is not None:
        return found
    row = connection.execute(
        "INSERT INTO pages(site_id, url, url_key, source, first_seen_at, kind) VALUES (?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        (site_id(connection, url), url, url_key(url), source, at, kind),
    ).fetchone()
    return int(row[0])


def kind(connection: sqlite3.Connection, page_id: int) -> str | None:
    """What a page was when it was last read: 'article', 'listing' or 'other'; None if it never was."""
    row = connection.execute("SELECT kind FROM pages WHERE id = ?", (page_id,)).fetchone()
    return row[0] if row else None
