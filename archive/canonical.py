"""Which pages are another page's duplicate: rel=canonical, where the page that it names agrees.

A page that names another one may be wrong, by accident or template. So it is
merged only with a page that is an article itself and names itself or nobody.
"""

from __future__ import annotations

import sqlite3

from archive import pages
from archive.urls import url_key


def settle(connection: sqlite3.Connection, page_id: int) -> None:
    """Set, or take back, what an article that was just stored is a duplicate of, and what is one of it."""
    row = connection.execute("SELECT url, canonical_url FROM articles WHERE id = ?", (page_id,)).fetchone()
    if row is None:
        return
    url, canonical_url = row
    _point(connection, page_id, canonical_url)
    naming = connection.execute(
        "SELECT id, canonical_url FROM articles WHERE canonical_url IN (?, ?) AND id != ?",
        (url, url_key(url), page_id),
    ).fetchall()
    for other_id, named in naming:
        _point(connection, other_id, named)


def _point(connection: sqlite3.Connection, page_id: int, canonical_url: str | None) -> None:
    target = pages.find(connection, canonical_url) if canonical_url else None
    if target is None or target == page_id or not _names_itself(connection, target):
        target = None
    connection.execute(
        "UPDATE pages SET canonical_page_id = ?1 WHERE id = ?2 AND canonical_page_id IS NOT ?1",
        (target, page_id),
    )


def _names_itself(connection: sqlite3.Connection, page_id: int) -> bool:
    row = connection.execute(
        "SELECT a.canonical_url, p.url_key FROM articles a JOIN pages p ON p.id = a.id WHERE a.id = ?",
        (page_id,),
    ).fetchone()
    return row is not None and (row[0] is None or url_key(row[0]) == row[1])
