"""Runs of the crawler: one row each, and what its known pages added up to."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.times import parse_stamp, stamp

RESUMABLE_FOR = timedelta(days=7)
# Each known page of a run is in exactly one of these.
CLASSES = (
    "added",
    "changed",
    "unchanged",
    "redirected",
    "gone",
    "excluded",
    "needs_js",
    "failed",
    "not_due",
    "not_reached",
)
COUNTERS = ("fetched", *CLASSES)


@dataclass(slots=True, frozen=True)
class Run:
    """A run: its sites and its starting time are fixed."""

    id: int
    started_at: str
    resumed: bool


def begin(
    connection: sqlite3.Connection, *, command: str, sites: Sequence[str], version: str, now: datetime
) -> Run:
    """Resume the unfinished run of the same command and sites if it is younger than 7 days, else begin one.

    An older unfinished run is closed.
    """
    key = json.dumps({"sites": sorted(sites)})
    row = connection.execute(
        "SELECT id, started_at FROM runs WHERE command = ? AND settings = ? AND finished_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        (command, key),
    ).fetchone()
    if row and now - parse_stamp(row[1]) < RESUMABLE_FOR:
        return Run(row[0], row[1], resumed=True)
    if row:
        connection.execute("UPDATE runs SET finished_at = ? WHERE id = ?", (stamp(now), row[0]))
    started_at = stamp(now)
    new = connection.execute(
        "INSERT INTO runs(started_at, command, version, settings, uid) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (started_at, command, version, key, str(uuid.uuid4())),
    ).fetchone()
    return Run(new[0], started_at, resumed=False)


def visits_by_site(connection: sqlite3.Connection, run_id: int) -> list[tuple[str, int]]:
    """How many visits a run has made, by the name of the site in the configuration."""
    return connection.execute(
        "SELECT s.name, count(*) FROM fetches f JOIN pages p ON p.id = f.page_id"
        " JOIN sites s ON s.id = p.site_id WHERE f.run_id = ? AND s.name IS NOT NULL GROUP BY s.name",
        (run_id,),
    ).fetchall()


def finish(
    connection: sqlite3.Connection, run_id: int, *, now: datetime, exit_code: int, counts: Mapping[str, int]
) -> None:
    """Close a run with its exit code and the size of each class of pages."""
    columns = ", ".join(f"{name} = ?" for name in COUNTERS)
    connection.execute(
        f"UPDATE runs SET finished_at = ?, exit_code = ?, {columns} WHERE id = ?",
        (stamp(now), exit_code, *(counts.get(name, 0) for name in COUNTERS), run_id),
    )
