"""Where the raw bytes are: rows that point into the WARC files."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.times import parse_stamp, stamp
from archive.warc import RevisitOf, Stored, mend_tail

# A revisit's body is that of the capture it refers to.
_WITH_BODY = "('response', 'resource', 'conversion')"


@dataclass(slots=True, frozen=True)
class Capture:
    """One row of `captures`."""

    id: int
    page_id: int | None
    url: str
    type: str
    record_id: str
    captured_at: str
    warc_file: str
    warc_offset: int
    warc_length: int
    payload_digest: str

    def as_original(self) -> RevisitOf:
        """This capture as the one that a revisit refers to."""
        return RevisitOf(
            self.record_id, self.url, parse_stamp(self.captured_at), self.warc_file, self.warc_offset
        )


_COLUMNS = (
    "id, page_id, url, type, record_id, captured_at, warc_file, warc_offset, warc_length, payload_digest"
)


def record(
    connection: sqlite3.Connection,
    stored: Stored,
    *,
    page_id: int | None,
    url: str,
    captured_at: datetime | str,
) -> int:
    """Add a row for a record that has been written; its id."""
    what = (page_id, url, stored.type, stored.record_id, stamp(captured_at))
    where = (stored.warc_file, stored.offset, stored.length, stored.payload_digest)
    row = connection.execute(
        "INSERT INTO captures(page_id, url, type, record_id, captured_at, warc_file, warc_offset,"
        " warc_length, payload_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        what + where,
    ).fetchone()
    return int(row[0])


def latest_with_body(connection: sqlite3.Connection, page_id: int) -> Capture | None:
    """The newest capture of a page that holds a body."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE page_id = ? AND type IN {_WITH_BODY}"
        " ORDER BY captured_at DESC, id DESC LIMIT 1",
        (page_id,),
    ).fetchone()
    return Capture(*row) if row else None


def latest_of_url(connection: sqlite3.Connection, url: str) -> Capture | None:
    """The newest capture with a body of an address that is no page: a robots.txt, a sitemap."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE page_id IS NULL AND url = ? AND type IN {_WITH_BODY}"
        " ORDER BY captured_at DESC, id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return Capture(*row) if row else None


def original_of(
    connection: sqlite3.Connection, record_id: str, *, except_ids: Collection[int] = ()
) -> Capture | None:
    """A capture that holds the body of a revisit, the newest before it if there is one."""
    marks = ", ".join("?" * len(except_ids))
    row = connection.execute(
        f"SELECT {', '.join(f'o.{name}' for name in _COLUMNS.split(', '))} FROM captures r JOIN captures o"
        f" ON o.payload_digest = r.payload_digest AND o.type IN {_WITH_BODY} AND o.id NOT IN ({marks})"
        " WHERE r.record_id = ? ORDER BY o.captured_at <= r.captured_at DESC, o.captured_at DESC LIMIT 1",
        (*except_ids, record_id),
    ).fetchone()
    return Capture(*row) if row else None


def get(connection: sqlite3.Connection, capture_id: int) -> Capture | None:
    """One capture by its id."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM captures WHERE id = ?", (capture_id,)).fetchone()
    return Capture(*row) if row else None


def ends(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """For each WARC file the byte after its last record that a row points to."""
    yield from connection.execute(
        "SELECT warc_file, max(warc_offset + warc_length) FROM captures GROUP BY warc_file"
    )


def mend_tails(connection: sqlite3.Connection, folder: Path) -> int:
    """Cut torn records off the ends of files that a killed writer left; how many bytes went."""
    known = dict(ends(connection))
    files = folder.glob("*.warc.gz") if folder.is_dir() else ()
    return sum(
        mend_tail(path, known_end=known.get(path.name, 0))
        for path in files
        if path.stat().st_size > known.get(path.name, 0)
    )
