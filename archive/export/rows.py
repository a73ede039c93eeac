"""The record that is exported: an article, with the capture and the version that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from archive import pages, versions
from archive import records as stored
from archive.article import Article
from archive.captures import get
from archive.errors import NotFound
from archive.store import Archive
from archive.times import end_stamp, stamp
from archive.versions import Version

KEYS = (*(field.name for field in fields(Article)), "captured_at", "payload_digest", "version")

_BATCH = 500


def exported(archive: Archive, url: str, *, at: datetime | str | None = None) -> dict[str, Any]:
    """The record of a page, now or at a moment (a bare date: the end of that day, UTC).

    Raises:
        NotFound: the archive has no article of that URL, or had none then.
    """
    connection = archive.connection
    page_id = pages.find(connection, url)
    if page_id is None or (newest := versions.newest(connection, page_id)) is None:
        raise NotFound(f"the archive has no article of {url}; `archive search` finds what it has")
    version = newest if at is None else versions.at(connection, page_id, end_stamp(at))
    if version is None:
        first = archive.history(url)[0].seen_from
        raise NotFound(f"{url} was first seen on {first}, after {end_stamp(at or first)}")
    article = versions.content(connection, page_id, version.seq)
    assert article is not None
    return _record(archive, article, version)


def records(
    archive: Archive, *, site: str | None = None, since: str | None = None
) -> Iterator[dict[str, Any]]:
    """Every article as it is now, in the order in which they came, optionally of one host.

    `since`: only those whose current text was captured at that time or later.
    """
    earliest = stamp(since) if since else ""
    for page_id in _article_ids(archive, site):
        article = stored.read(archive.connection, page_id)
        version = versions.newest(archive.connection, page_id)
        if article and version and (record := _record(archive, article, version))["captured_at"] >= earliest:
            yield record


def _article_ids(archive: Archive, site: str | None) -> Iterator[int]:
    """Ids in batches, so that memory does not grow and no cursor stays open."""
    last = 0
    while True:
        rows = archive.connection.execute(
            "SELECT a.id FROM articles a JOIN sites s ON s.id = a.site_id"
            " WHERE a.id > ?1 AND (?2 IS NULL OR s.host = ?2) ORDER BY a.id LIMIT ?3",
            (last, site.lower() if site else None, _BATCH),
        ).fetchall()
        if not rows:
            return
        yield from (row[0] for row in rows)
        last = rows[-1][0]


def _record(archive: Archive, article: Article, version: Version) -> dict[str, Any]:
    capture = get(archive.connection, version.capture_id) if version.capture_id else None
    return {
        **article.to_json(),
        "captured_at": capture.captured_at if capture else version.seen_from,
        "payload_digest": capture.payload_digest if capture else None,
        "version": version.seq,
    }
