"""How honest a site's own dates of change are: how often they moved with the text, and how often without."""

from __future__ import annotations

import sqlite3

_ENOUGH = 200  # observations after which older ones count half


def counts(connection: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """For each site: how often a page's date moved with its text, and how often without."""
    rows = connection.execute("SELECT id, lastmod_with_text, lastmod_without_text FROM sites")
    return {site: (with_text, without) for site, with_text, without in rows}


def observe(connection: sqlite3.Connection, page_id: int, *, changed: bool) -> None:
    """Note after a good visit whether a date that has moved since the last one told the truth."""
    site_id, stated, known = connection.execute(
        "SELECT site_id, lastmod, lastmod_visited FROM pages WHERE id = ?", (page_id,)
    ).fetchone()
    if stated == known:
        return
    connection.execute("UPDATE pages SET lastmod_visited = lastmod WHERE id = ?", (page_id,))
    if known is not None:
        connection.execute(
            "UPDATE sites SET lastmod_with_text = (lastmod_with_text + ?1) / ?3,"
            " lastmod_without_text = (lastmod_without_text + ?2) / ?3 WHERE id = ?4",
            (int(changed), int(not changed), _halving(connection, site_id), site_id),
        )


def _halving(connection: sqlite3.Connection, site_id: int) -> int:
    row = connection.execute(
        "SELECT lastmod_with_text + lastmod_without_text FROM sites WHERE id = ?", (site_id,)
    ).fetchone()
    return 2 if row[0] >= _ENOUGH else 1
