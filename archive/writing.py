"""Put what a visit said where it belongs: the article's rows, and its history."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archive import records, tombstones, versions
from archive.article import Article
from archive.errors import PagePurged
from archive.records import Provenance
from archive.versions import Reading, Version

Evidence = Sequence[Mapping[str, Any]]


@dataclass(slots=True, frozen=True)
class Added:
    """What adding an article did: `change` tells a first capture from a new version and a confirmation."""

    article_id: int
    seq: int
    change: Literal["added", "changed", "unchanged"]


def store(connection: sqlite3.Connection, page_id: int, reading: Reading, evidence: Evidence) -> Added:
    """Add a reading as the first version, a new one, or a confirmation of one that is known.

    Raises:
        PagePurged: the page was purged.
    """
    newest = versions.newest(connection, page_id)
    if newest is None:
        _refuse_purged(connection, reading.article.url)
        records.insert(
            connection, page_id, reading.article, provenance(connection, page_id, reading, evidence)
        )
        versions.insert(connection, page_id, reading, seq=1)
        return Added(page_id, 1, "added")
    if (reading.seen_at, reading.rank) < (newest.seen_until, newest.content_digest):
        return _store_earlier(connection, page_id, reading)
    if reading.content_digest == newest.content_digest:
        versions.confirm(connection, page_id, newest, reading.seen_at, reading.capture_id)
        _refresh(connection, page_id, newest, reading, evidence)
        return Added(page_id, newest.seq, "unchanged")
    before = _current(connection, page_id)
    records.update(connection, page_id, reading.article, provenance(connection, page_id, reading, evidence))
    versions.shelve(connection, page_id, newest.seq, before, _current(connection, page_id))
    versions.insert(connection, page_id, reading, seq=newest.seq + 1)
    return Added(page_id, newest.seq + 1, "changed")


def _refuse_purged(connection: sqlite3.Connection, url: str) -> None:
    stone = tombstones.find(connection, url)
    if stone is not None:
        raise PagePurged(
            f"{url} was purged on {stone.purged_at[:10]} ({stone.reason}); it is not archived again"
        )


def _store_earlier(connection: sqlite3.Connection, page_id: int, reading: Reading) -> Added:
    """A reading from before the last visit; `articles` goes on to show what that visit saw."""
    known = versions.chapters(connection, page_id)
    book, index = versions.placed(known, reading)
    versions.rewrite(connection, page_id, book)
    connection.execute(
        "UPDATE articles SET archived_at = ?1 WHERE id = ?2 AND archived_at != ?1",
        (min(book[-1].sightings), page_id),
    )
    return Added(page_id, index + 1, "changed" if len(book) > len(known) else "unchanged")


def _refresh(
    connection: sqlite3.Connection, page_id: int, newest: Version, reading: Reading, evidence: Evidence
) -> None:
    """The article says the same; what stands beside it (sidebar, confidence) may be new."""
    if reading.article == _current(connection, page_id):
        return
    before = versions.content(connection, page_id, newest.seq - 1) if newest.seq > 1 else None
    about = provenance(connection, page_id, reading, evidence, since=newest.seen_from)
    records.update(connection, page_id, reading.article, about)
    if before is not None:
        versions.shelve(connection, page_id, newest.seq - 1, before, _current(connection, page_id))


def _current(connection: sqlite3.Connection, page_id: int) -> Article:
    article = records.read(connection, page_id)
    assert article is not None
    return article


def provenance(
    connection: sqlite3.Connection,
    page_id: int,
    reading: Reading,
    evidence: Evidence,
    *,
    since: str | None = None,
) -> Provenance:
    """What stands beside the content; `since` is when it was first seen, if not by this reading."""
    site_id = connection.execute("SELECT site_id FROM pages WHERE id = ?", (page_id,)).fetchone()[0]
    first_seen = since or reading.seen_at
    return Provenance(
        site_id, reading.content_digest, first_seen, reading.extractor, reading.profile, evidence
    )
