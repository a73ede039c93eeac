"""Visits: a row for each, whatever came of it, with every attempt it took."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.captures import Capture, get
from archive.times import stamp

# What a visit can come to; any other word is the reason why it failed.
CLASS_OF_OUTCOME = {
    "added": "added",  # first capture
    "changed": "changed",
    "unchanged": "unchanged",  # the same bytes, or the same article
    "not_modified": "unchanged",  # 304
    "redirected": "redirected",
    "gone": "gone",  # 404, 410
    "soft_404": "gone",  # another status, with a page that means the same
    "excluded": "excluded",  # a rule stopped the visit under way
    "needs_js": "needs_js",  # an application's empty shell
}
_GOOD = "('added', 'changed', 'unchanged')"


@dataclass(slots=True, frozen=True, kw_only=True)
class Visit:
    """One attempt series at a page."""

    page_id: int
    fetched_at: datetime
    outcome: str
    status_code: int | None = None
    attempts: Sequence[Mapping[str, Any]] = ()
    content_type: str | None = None
    size: int | None = None  # bytes of the body on the wire
    elapsed_ms: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    error: str | None = None
    capture_id: int | None = None


def class_of(outcome: str) -> str:
    """The class of pages that a visit's outcome puts its page in."""
    return CLASS_OF_OUTCOME.get(outcome, "failed")


def record(connection: sqlite3.Connection, run_id: int | None, visit: Visit) -> int:
    """Add a row; its id."""
    attempts = json.dumps(list(visit.attempts)) if visit.attempts else None
    row = connection.execute(
        "INSERT INTO fetches(run_id, page_id, fetched_at, status_code, outcome, attempts, attempts_json,"
        " content_type, bytes, elapsed_ms, etag, last_modified, error, capture_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            run_id,
            visit.page_id,
            stamp(visit.fetched_at),
            visit.status_code,
            visit.outcome,
            max(1, len(visit.attempts)),
            attempts,
            visit.content_type,
            visit.size,
            visit.elapsed_ms,
            visit.etag,
            visit.last_modified,
            visit.error,
            visit.capture_id,
        ),
    ).fetchone()
    return int(row[0])


def validators(connection: sqlite3.Connection, page_id: int) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of the last good visit: what a conditional request may send."""
    row = connection.execute(
        f"SELECT etag, last_modified FROM fetches WHERE page_id = ? AND outcome IN {_GOOD}"
        " AND status_code = 200 ORDER BY fetched_at DESC, id DESC LIMIT 1",
        (page_id,),
    ).fetchone()
    return row if row else (None, None)


def last_good(connection: sqlite3.Connection, page_id: int) -> Capture | None:
    """The capture that the last good visit brought a body for, or the head of one that may not be kept."""
    row = connection.execute(
        f"SELECT c.id FROM fetches f JOIN captures c ON c.id = f.capture_id WHERE f.page_id = ?"
        f" AND f.outcome IN {_GOOD} AND c.type IN ('response', 'metadata')"
        " ORDER BY f.fetched_at DESC, f.id DESC LIMIT 1",
        (page_id,),
    ).fetchone()
    return get(connection, row[0]) if row else None


def latest(connection: sqlite3.Connection, page_id: int, limit: int) -> list[tuple[str, str]]:
    """The last visits of a page, newest first: when, and what came of it."""
    return connection.execute(
        "SELECT fetched_at, outcome FROM fetches WHERE page_id = ? ORDER BY fetched_at DESC, id DESC LIMIT ?",
        (page_id, limit),
    ).fetchall()
