"""Remove a page for good: from rows, history, index, free pages, the write-ahead log and the captures."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from archive import captures, pages, tombstones, versions
from archive.errors import ArchiveLocked, BadInput, NotFound
from archive.store import Archive
from archive.times import stamp
from archive.tombstones import Tombstone
from archive.urls import url_key
from archive.verify.index import full_text_tables
from archive.warc.reader import Record
from archive.warc.rewrite import Place, repointed, rewrite

_OF_ARTICLE = (
    "version_sightings",
    "article_versions",
    "article_fingerprints",
    "article_people",
    "article_links",
    "breadcrumbs",
    "sidebar_items",
    "citations",
)


@dataclass(slots=True, frozen=True)
class Purged:
    """What went: versions of the article, captures, and files of captures that were written anew."""

    url_key: str
    versions: int
    captures: int
    files_rewritten: int


def purge(archive: Archive, url: str, *, reason: str) -> Purged:
    """Remove everything of a page but its address and a tombstone that keeps it out from now on.

    Safe to run again if it was interrupted. Readers that are open keep the old
    bytes alive; they must end first.

    Raises:
        NotFound: the archive knows no such page.
        BadInput: no reason is given.
        ArchiveLocked: another process writes, or reads what has to go.
    """
    if not reason.strip():
        raise BadInput("a purge needs a reason, which stays with the tombstone: --reason TEXT")
    with archive.lock():
        buried = tombstones.find(archive.connection, url)
        page_id = pages.find(archive.connection, url)
        if page_id is None and buried is None:
            raise NotFound(f"the archive does not know {url}")
        newest = versions.newest(archive.connection, page_id or 0)
        digest = newest.content_digest if newest else None
        purged = erase(archive, buried or Tombstone(url_key(url), digest, reason, stamp(archive.now())))
        scrub(archive)
    return purged


def erase(archive: Archive, stone: Tombstone) -> Purged:
    """Remove the rows and captures of a page, and keep its tombstone. `scrub` then clears what they left."""
    connection, key = archive.connection, stone.url_key
    page_id = pages.find(connection, key)
    dropped = _captures_of(connection, page_id, key)
    moves, obsolete = _rewrite_captures(archive, key, dropped)
    count = len(versions.history(connection, page_id or 0))
    with archive.transaction():
        tombstones.place(connection, stone)
        _delete_rows(connection, page_id, dropped)
        connection.executemany(
            "UPDATE captures SET warc_file = ?, warc_offset = ?, warc_length = ? WHERE record_id = ?",
            [(p.warc_file, p.offset, p.length, record_id) for record_id, p in moves.items()],
        )
    for path in obsolete:
        path.unlink()
    return Purged(key, count, len(dropped), len(obsolete))


def _captures_of(connection: sqlite3.Connection, page_id: int | None, key: str) -> dict[str, int]:
    """Record ids of the page's captures with their row's id, and of revisits whose only original they are."""
    rows = connection.execute(
        "SELECT record_id, id, url FROM captures WHERE page_id = ?1 OR url IN ("
        " SELECT url FROM pages WHERE id = ?1 UNION SELECT url FROM articles WHERE id = ?1 UNION SELECT ?2)",
        (page_id, key),
    ).fetchall()
    found = {record_id: capture_id for record_id, capture_id, _ in rows}
    marks = ", ".join("?" * len(found))
    bereft = connection.execute(
        f"SELECT r.record_id, r.id FROM captures r WHERE r.type = 'revisit' AND r.id NOT IN ({marks})"
        f" AND r.payload_digest IN (SELECT payload_digest FROM captures WHERE id IN ({marks}))"
        " AND NOT EXISTS (SELECT 1 FROM captures o WHERE o.payload_digest = r.payload_digest"
        f" AND o.type NOT IN ('revisit', 'metadata') AND o.id NOT IN ({marks}))",
        [*found.values()] * 3,
    )
    return found | dict(bereft.fetchall())


def _rewrite_captures(
    archive: Archive, key: str, dropped: dict[str, int]
) -> tuple[dict[str, Place], list[Path]]:
    """Write each file that holds something of the page anew; where its other records are, the old files."""
    moves: dict[str, Place] = {}
    obsolete = []
    for path in sorted(archive.captures_folder.glob("*.warc.gz")):

        def decide(record: Record, name: str = path.name) -> Record | None:
            return _decide(archive.connection, record, name, key, dropped)

        if (written := rewrite(path, decide)) is not None:
            new, places = written
            moves |= places
            obsolete.append(path)
            if not places:
                new.unlink()
    return moves, obsolete


def _decide(
    connection: sqlite3.Connection, record: Record, name: str, key: str, dropped: dict[str, int]
) -> Record | None:
    """Whether a record stays, goes, or has to refer to another one."""
    subject = record.headers.get("WARC-Concurrent-To", record.record_id)
    recorded = connection.execute(
        "SELECT warc_file, id FROM captures WHERE record_id = ?", (subject,)
    ).fetchone()
    if subject in dropped:
        return None
    if record.url is not None and url_key(record.url) == key:
        if recorded:  # under another spelling of the address, or of no page
            dropped[subject] = recorded[1]
        return None
    if recorded and recorded[0] != name:
        return None  # what an interrupted purge left: the record has moved on
    if record.type == "revisit" and record.headers.get("WARC-Refers-To") in dropped:
        original = captures.original_of(connection, record.record_id, except_ids=dropped.values())
        return repointed(record, original.as_original()) if original else None
    return record


def _delete_rows(connection: sqlite3.Connection, page_id: int | None, dropped: dict[str, int]) -> None:
    for table in _OF_ARTICLE:
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (page_id,))
    connection.execute("DELETE FROM articles WHERE id = ?", (page_id,))
    connection.execute("DELETE FROM people WHERE id NOT IN (SELECT person_id FROM article_people)")
    connection.execute(
        "DELETE FROM rights_signals WHERE page_id = ?1"
        " OR fetch_id IN (SELECT id FROM fetches WHERE page_id = ?1)",
        (page_id,),
    )
    connection.execute("DELETE FROM fetches WHERE page_id = ?", (page_id,))
    for capture_id in dropped.values():
        connection.execute("UPDATE fetches SET capture_id = NULL WHERE capture_id = ?", (capture_id,))
        connection.execute(
            "UPDATE article_versions SET capture_id = NULL WHERE capture_id = ?", (capture_id,)
        )
        connection.execute("DELETE FROM captures WHERE id = ?", (capture_id,))
    connection.execute("DELETE FROM replaced_articles")
    connection.execute(
        "UPDATE pages SET status = 'purged', kind = NULL, canonical_page_id = NULL, lastmod = NULL,"
        " lastmod_visited = NULL, excluded_by = NULL, next_check_at = NULL, queued_run = NULL,"
        " attempts_json = NULL WHERE id = ?",
        (page_id,),
    )


def scrub(archive: Archive) -> None:
    """Leave no deleted byte behind: merge the segments of each index, rewrite the file, empty the log.

    Raises:
        ArchiveLocked: a reader keeps the log in use.
    """
    connection = archive.connection
    for name in full_text_tables(connection):
        connection.execute(f"INSERT INTO {name}({name}) VALUES('optimize')")
    connection.execute("VACUUM")
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise ArchiveLocked(
            f"another program still reads {archive.path}; the page is purged, but its bytes are in the"
            " write-ahead log until you run the purge again"
        )
