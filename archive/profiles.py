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


def name(host: str, number: int) -> str:
    """How a reading names the profile that it was made with."""
    return f"{host}#{number}"


def take(
    connection: sqlite3.Connection, site_id: int, number: int, learned_at: str, pages: int, data: str
) -> int:
    """Keep a profile that another archive learnt; under which number it is here.

    Two archives number their profiles without knowing of each other: the same
    profile keeps the number that it has here, another one gets a free number.
    """
    row = connection.execute(
        "SELECT number FROM site_profiles WHERE site_id = ?"
        " AND json_remove(data, '$.number') = json_remove(?, '$.number')",
        (site_id, data),
    ).fetchone()
    if row:
        return int(row[0])
    taken = {
        n for (n,) in connection.execute("SELECT number FROM site_profiles WHERE site_id = ?", (site_id,))
    }
    free = max(taken) + 1 if number in taken else number
    connection.execute(
        "INSERT INTO site_profiles(site_id, number, learned_at, pages, data)"
        " VALUES (?1, ?2, ?3, ?4, json_set(?5, '$.number', ?2))",
        (site_id, free, learned_at, pages, data),
    )
    return free
