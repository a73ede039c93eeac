"""Site profiles: which text blocks a site's pages share, numbered, as the scraper learnt and froze them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.times import stamp


@dataclass(slots=True, frozen=True)
class StoredProfile:
    """One profile of a site; `data` is the scraper's own."""

    number: int
    pages: int  # that it was learnt from
    data: str


def bodies(connection: sqlite3.Connection, host: str) -> Iterator[str]:
    """The text of every stored article of a host."""
    rows = connection.execute(
        "SELECT body FROM articles WHERE body IS NOT NULL AND site_id = (SELECT id FROM sites WHERE host = ?)"
        " ORDER BY id",
        (host,),
    )
    for (body,) in rows:
        yield body


def newest(connection: sqlite3.Connection, host: str) -> StoredProfile | None:
    """The profile of a host that was learnt last."""
    row = connection.execute(
        "SELECT number, pages, data FROM site_profiles JOIN sites ON sites.id = site_id WHERE host = ?"
        " ORDER BY number DESC LIMIT 1",
        (host,),
    ).fetchone()
    return StoredProfile(*row) if row else None


def newest_of_all(connection: sqlite3.Connection) -> dict[str, StoredProfile]:
    """For each host that has one the profile that was learnt last."""
    rows = connection.execute(
        "SELECT host, number, pages, data FROM site_profiles JOIN sites ON sites.id = site_id ORDER BY number"
    )
    return {host: StoredProfile(*rest) for host, *rest in rows}


def add(connection: sqlite3.Connection, host: str, profile: StoredProfile, at: datetime) -> None:
    """Keep a new profile; its number must be free."""
    connection.execute(
        "INSERT INTO site_profiles(site_id, number, learned_at, pages, data)"
        " SELECT id, ?, ?, ?, ? FROM sites WHERE host = ?",
        (profile.number, stamp(at), profile.pages, profile.data, host),
    )
