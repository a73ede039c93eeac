"""Evidence of removal: pages that were there and are gone, with the last good copy and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from archive.fetches import CLASS_OF_OUTCOME
from archive.store import Archive
from archive.times import parse_stamp, stamp

_CONFIRMED_AFTER = timedelta(days=1)
_MISSED = [outcome for outcome, seen in CLASS_OF_OUTCOME.items() if seen == "gone"]
_GOOD = [outcome for outcome, seen in CLASS_OF_OUTCOME.items() if seen in ("added", "changed", "unchanged")]


@dataclass(slots=True, frozen=True)
class Removal:
    """A page that is gone.

    `first_missed` is the first visit that missed it after the last that found
    it; `confirmed_gone` the first miss a day or more later, else the last one.
    The last good copy is `payload_digest`, in `warc_file` at `warc_offset`.
    """

    url: str
    title: str | None
    status: str
    last_good: str | None
    first_missed: str
    confirmed_gone: str
    payload_digest: str | None
    warc_file: str | None
    warc_offset: int | None
    record_id: str | None


def removals(archive: Archive, *, since: date | str | None = None) -> list[Removal]:
    """The pages that are gone, confirmed at a moment or later, in the order of time."""
    earliest = stamp(since) if since else ""
    rows = archive.connection.execute(
        "SELECT p.id, p.url, a.title, p.status FROM pages p LEFT JOIN articles a ON a.id = p.id"
        " WHERE p.status IN ('gone', 'soft_gone')"
    ).fetchall()
    found = [removal for row in rows if (removal := _removal(archive, *row)) is not None]
    late = [removal for removal in found if removal.confirmed_gone >= earliest]
    return sorted(late, key=lambda removal: (removal.confirmed_gone, removal.url))


def _removal(archive: Archive, page_id: int, url: str, title: str | None, status: str) -> Removal | None:
    last_good = archive.connection.execute(
        f"SELECT max(fetched_at) FROM fetches WHERE page_id = ? AND outcome IN ({_marks(_GOOD)})",
        (page_id, *_GOOD),
    ).fetchone()[0]
    misses = archive.connection.execute(
        "SELECT fetched_at FROM fetches WHERE page_id = ? AND fetched_at > ?"
        f" AND outcome IN ({_marks(_MISSED)}) ORDER BY fetched_at",
        (page_id, last_good or "", *_MISSED),
    ).fetchall()
    if not misses:
        return None
    first, last = misses[0][0], misses[-1][0]
    confirmed = stamp(parse_stamp(first) + _CONFIRMED_AFTER)
    confirming = next((seen_at for (seen_at,) in misses if seen_at >= confirmed), last)
    copy = archive.connection.execute(
        "SELECT payload_digest, warc_file, warc_offset, record_id FROM captures WHERE page_id = ?"
        " AND type IN ('response', 'resource', 'conversion') AND captured_at <= ?"
        " ORDER BY captured_at DESC, id DESC LIMIT 1",
        (page_id, last_good or ""),
    ).fetchone()
    return Removal(url, title, status, last_good, first, confirming, *(copy or (None,) * 4))


def _marks(values: list[str]) -> str:
    return ", ".join("?" * len(values))
