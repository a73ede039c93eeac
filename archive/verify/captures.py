"""Rows of `captures` against the WARC files: place, identity, length, digests. One pass over each file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from archive.store import Archive
from archive.verify.damage import Damage
from archive.warc.members import Member, iter_members
from archive.warc.payload import decoded
from archive.warc.reader import Record
from archive.warc.record import warc_digest
from archive.warc.tail import mend_tail

Row = tuple[int, str, int, int, str, str, str]  # id, record_id, offset, length, url, type, payload_digest

_ROWS = (
    "SELECT id, record_id, warc_offset, warc_length, url, type, payload_digest FROM captures"
    " WHERE warc_file = ? AND warc_offset > ? ORDER BY warc_offset LIMIT 1000"
)
_MOVE = "UPDATE captures SET warc_offset = ?, warc_length = ? WHERE id = ?"


def check(archive: Archive) -> Iterator[Damage]:
    """Every WARC file that a row names, then the revisits whose original is not there."""
    files = archive.connection.execute("SELECT DISTINCT warc_file FROM captures ORDER BY 1").fetchall()
    for (name,) in files:
        yield from _check_file(archive, name)
    yield from _check_revisits(archive.connection)


def _check_file(archive: Archive, name: str) -> Iterator[Damage]:
    path = archive.captures_folder / name
    if not path.is_file():
        count = archive.connection.execute(
            "SELECT count(*) FROM captures WHERE warc_file = ?", (name,)
        ).fetchone()
        yield Damage(
            "captures", str(path), f"is missing, with {count[0]:,} captures; restore it from a backup"
        )
        return
    members, end, displaced = iter_members(path), 0, []
    for row in _rows(archive.connection, name):
        place = row[2]
        member = next((m for m in members if (end := m.end) and m.offset >= place), None)
        if member is None:  # the file ends, or cannot be read on: go on where the next record should be
            if place > end:
                yield Damage("captures", f"{name} at {end}", "no record can be read there")
            members = iter_members(path, start=place)
            member = next(members, None)
        if member is not None and member.offset > place:
            members = chain([member], members)
            end = member.offset
        elif member is not None and member.record is not None and member.record.record_id == row[1]:
            yield from _check_capture(archive.connection, name, row, member)
            continue
        displaced.append(row)
    yield from _check_displaced(archive, path, displaced)
    end = max([end, *(member.end for member in members)])
    if end < path.stat().st_size and not displaced:
        mend = partial(mend_tail, path, known_end=end)
        yield Damage("captures", f"{name} at {end}", "a torn record, of no capture", mend)


def _rows(connection: sqlite3.Connection, name: str) -> Iterator[Row]:
    """The rows of a file in the order of their places, some at a time."""
    last = -1
    while rows := connection.execute(_ROWS, (name, last)).fetchall():
        yield from rows
        last = rows[-1][2]


def _check_capture(connection: sqlite3.Connection, name: str, row: Row, member: Member) -> Iterator[Damage]:
    capture_id, _, offset, length, url, kind, digest = row
    record, where = member.record, f"{name} at {offset}"
    assert record is not None
    if length != len(member.raw):
        mend = partial(connection.execute, _MOVE, (offset, len(member.raw), capture_id))
        yield Damage("captures", where, f"is {len(member.raw):,} bytes long, not {length:,}", mend)
    if (record.type, record.url) != (kind, url):
        yield Damage("captures", where, f"is the {record.type} of {record.url}, not the {kind} of {url}")
    if not _holds_its_digests(record):
        yield Damage("captures", where, f"of {url}: its bytes are not those of its digests")
    elif not _is_payload(record, digest):
        yield Damage("captures", where, f"of {url}: its body has another digest than its row")


def _check_displaced(archive: Archive, path: Path, displaced: list[Row]) -> Iterator[Damage]:
    """Rows that point to nothing of theirs: the record may stand elsewhere in the file."""
    if not displaced:
        return
    lost = {row[1] for row in displaced}
    places = {
        member.record.record_id: (member.offset, len(member.raw))
        for member in iter_members(path)
        if member.record is not None and member.record.record_id in lost
    }
    for capture_id, record_id, offset, _, url, _, _ in displaced:
        place, mend, what = places.get(record_id), None, "its record cannot be read; restore it from a backup"
        if place is not None:
            mend = partial(archive.connection.execute, _MOVE, (*place, capture_id))
            what = "another record stands there"
        yield Damage("captures", f"{path.name} at {offset}", f"of {url}: {what}", mend)


def _holds_its_digests(record: Record) -> bool:
    block = (record.http_head or b"") + record.body
    for name, data in (("WARC-Block-Digest", block), ("WARC-Payload-Digest", record.body)):
        stated = record.headers.get(name, "")
        if name == "WARC-Payload-Digest" and record.type == "revisit":
            continue  # that of the capture which it refers to
        if stated.startswith("sha256:") and stated != warc_digest(data):
            return False
    return True


def _is_payload(record: Record, digest: str) -> bool:
    """Whether a row's digest is that of the body, decoded or as it came; heads and revisits hold no body."""
    if record.type in ("revisit", "metadata") or "WARC-Truncated" in record.headers:
        return True
    bodies = [record.body, decoded(record)]
    return None in bodies or digest in {
        "sha256:" + hashlib.sha256(body).hexdigest() for body in bodies if body is not None
    }


def _check_revisits(connection: sqlite3.Connection) -> Iterator[Damage]:
    rows = connection.execute(
        "SELECT r.warc_file, r.warc_offset, r.url FROM captures r WHERE r.type = 'revisit' AND NOT EXISTS ("
        " SELECT 1 FROM captures o WHERE o.payload_digest = r.payload_digest AND o.type != 'revisit')"
    ).fetchall()
    for name, offset, url in rows:
        yield Damage(
            "captures", f"{name} at {offset}", f"of {url}: the capture that it refers to is not there"
        )
