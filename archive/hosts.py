"""What the crawl has to remember of a host between runs: when it may be asked again, and its robots.txt."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.times import parse_stamp, stamp


@dataclass(slots=True, frozen=True)
class Host:
    """One row of `hosts`. `failures` counts visits in a row that found no server at all."""

    host: str
    not_before: datetime | None = None
    failures: int = 0
    robots_checked_at: datetime | None = None
    robots_status: str | None = None
    robots_body: str | None = None


def get(connection: sqlite3.Connection, host: str) -> Host:
    """What is known of a host; an empty row for a new one."""
    row = connection.execute(
        "SELECT host, not_before, failures, robots_checked_at, robots_status, robots_body FROM hosts"
        " WHERE host = ?",
        (host,),
    ).fetchone()
    if row is None:
        return Host(host)
    name, not_before, failures, checked_at, status, body = row
    return Host(name, _moment(not_before), failures, _moment(checked_at), status, body)


def pause(connection: sqlite3.Connection, host: str, *, until: datetime | None, failures: int) -> None:
    """Note that a host is to be left alone until a moment, or that it answers again (None)."""
    connection.execute(
        "INSERT INTO hosts(host, not_before, failures) VALUES (?, ?, ?) ON CONFLICT(host)"
        " DO UPDATE SET not_before = excluded.not_before, failures = excluded.failures",
        (host, stamp(until) if until else None, failures),
    )


def keep_robots(
    connection: sqlite3.Connection, host: str, *, checked_at: datetime, status: str, body: str | None
) -> None:
    """Keep what a host answered for its robots.txt."""
    connection.execute(
        "INSERT INTO hosts(host, robots_checked_at, robots_status, robots_body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT(host) DO UPDATE SET robots_checked_at = excluded.robots_checked_at,"
        " robots_status = excluded.robots_status, robots_body = excluded.robots_body",
        (host, stamp(checked_at), status, body),
    )


def rights_checked_at(connection: sqlite3.Connection, host: str) -> datetime | None:
    """When a host was last asked for its statements about rights; None if it never was."""
    row = connection.execute("SELECT rights_checked_at FROM hosts WHERE host = ?", (host,)).fetchone()
    return _moment(row[0]) if row else None


def note_rights_checked(connection: sqlite3.Connection, host: str, at: datetime) -> None:
    """Note that a host was asked for its statements about rights."""
    connection.execute(
        "INSERT INTO hosts(host, rights_checked_at) VALUES (?, ?) ON CONFLICT(host)"
        " DO UPDATE SET rights_checked_at = excluded.rights_checked_at",
        (host, stamp(at)),
    )


def _moment(text: str | None) -> datetime | None:
    return parse_stamp(text) if text else None
