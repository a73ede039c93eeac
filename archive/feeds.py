"""The feeds that a host's start pages announce: a start page that is as it was still leads to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

_FEEDS_A_HOST = 20


def announced(connection: sqlite3.Connection, host: str) -> list[str]:
    """The addresses that a host's start pages have named as its feeds."""
    rows = connection.execute("SELECT url FROM feeds WHERE host = ? ORDER BY url", (host,))
    return [url for (url,) in rows]


def announce(connection: sqlite3.Connection, host: str, urls: Iterable[str]) -> None:
    """Keep what a start page names as feeds; a host has as many as one reader would ever follow."""
    for url in urls:
        connection.execute(
            "INSERT OR IGNORE INTO feeds"
            " SELECT ?1, ?2 WHERE (SELECT count(*) FROM feeds WHERE host = ?1) < ?3",
            (host, url, _FEEDS_A_HOST),
        )
