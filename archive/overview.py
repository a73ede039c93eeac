"""What the archive holds, in numbers; what is known of one page beside its text."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive import pages, records, versions
from archive.errors import NotFound
from archive.store import Archive

_TOTALS = {
    "articles": "SELECT count(*) FROM articles",
    "versions": "SELECT count(*) FROM article_versions",
    "pages": "SELECT count(*) FROM pages",
    "sites": "SELECT count(*) FROM sites WHERE id IN (SELECT site_id FROM pages)",
    "visits": "SELECT count(*) FROM fetches",
    "captures": "SELECT count(*) FROM captures",
    "people": "SELECT count(*) FROM people",
    "citations": "SELECT count(*) FROM citations",
    "words": "SELECT coalesce(sum(word_count), 0) FROM articles",
}


@dataclass(slots=True, frozen=True)
class Stats:
    """How much there is, over all and by site."""

    totals: dict[str, int]
    sites: list[dict[str, Any]]


def stats(archive: Archive) -> Stats:
    """Count what the archive holds; `bytes` is the size of the database, `warc_bytes` of the captures."""
    totals = {name: int(archive.connection.execute(sql).fetchone()[0]) for name, sql in _TOTALS.items()}
    totals["bytes"] = archive.path.stat().st_size
    totals["warc_bytes"] = sum(path.stat().st_size for path in archive.captures_folder.glob("*.warc.gz"))
    return Stats(totals, _rows(archive.connection, "SELECT * FROM site_summary ORDER BY articles DESC, host"))


def visits(archive: Archive, url: str) -> list[dict[str, Any]]:
    """Every visit to a page, oldest first, with its attempts.

    Raises:
        NotFound: the archive does not know the page.
    """
    found = _rows(
        archive.connection,
        "SELECT fetched_at, outcome, status_code, attempts, attempts_json, content_type, bytes, elapsed_ms,"
        " etag, last_modified, error, capture_id, run_id"
        " FROM fetches WHERE page_id = ? ORDER BY fetched_at, id",
        _page(archive, url),
    )
    for visit in found:
        visit["attempts_made"] = json.loads(visit.pop("attempts_json") or "[]")
    return found


def evidence(archive: Archive, url: str, field: str) -> list[dict[str, Any]]:
    """The candidates that were weighed for a field of an article, the chosen one first.

    Raises:
        NotFound: the archive has no article of that URL.
    """
    page_id = _page(archive, url)
    if versions.newest(archive.connection, page_id) is None:
        raise NotFound(f"the archive has no article of {url}")
    found = [entry for entry in records.evidence(archive.connection, page_id) if entry.get("field") == field]
    return sorted(found, key=lambda entry: (not entry.get("chosen"), -float(entry.get("score", 0))))


def _page(archive: Archive, url: str) -> int:
    page_id = pages.find(archive.connection, url)
    if page_id is None:
        raise NotFound(f"the archive does not know {url}")
    return page_id


def _rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
