"""A small archive with everything in it that can be damaged: pages, versions, captures, revisits."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from articles import ECZEMA

from archive import Archive, captures, pages
from archive.warc import WarcWriter

START = datetime(2026, 1, 1, tzinfo=UTC)
HOST = "https://health.example.org"


def digest(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


def url_of(number: int) -> str:
    return f"{HOST}/page/{number}"


def fill(
    path: Path, numbers: range = range(4), *, versions: int = 2, start: datetime = START, word: str = "sleep"
) -> Archive:
    """Each page with its versions, a day apart, each with its capture; on the last day a revisit."""
    archive = Archive(path)
    with WarcWriter(archive.captures_folder, now=lambda: start) as warc, archive.transaction():
        for number in numbers:
            for day in range(versions):
                add_visit(archive, warc, number, day, start, word)
            confirm_visit(archive, warc, number, versions, start, word)
        warc.sync()
    return archive


def add_visit(archive: Archive, warc: WarcWriter, number: int, day: int, start: datetime, word: str) -> None:
    url, at = url_of(number), start + timedelta(days=day)
    html = f"<p>Page {number} on {word}, day {day}.</p>".encode()
    stored = warc.write_exchange(
        url=url,
        captured_at=at,
        request_head=f"GET {url} HTTP/1.1\r\n\r\n".encode(),
        response_head=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
        body=gzip.compress(html, mtime=0),
        payload_digest=digest(html),
    )
    page_id = pages.ensure(archive.connection, url, at="2026-01-01T00:00:00Z")
    capture = captures.record(archive.connection, stored, page_id=page_id, url=url, captured_at=at)
    article = replace(
        ECZEMA, url=url, canonical_url=None, title=f"On {word} {number}", body=f"About {word}.\n\nDay {day}."
    )
    archive.add(article, captured_at=at, capture=capture)
    note_visit(archive, page_id, at, "changed", capture)


def confirm_visit(
    archive: Archive, warc: WarcWriter, number: int, day: int, start: datetime, word: str
) -> None:
    url, at = url_of(number), start + timedelta(days=day)
    page_id = pages.ensure(archive.connection, url, at="2026-01-01T00:00:00Z")
    original = captures.latest_with_body(archive.connection, page_id)
    assert original is not None
    stored = warc.write_exchange(
        url=url,
        captured_at=at,
        request_head=f"GET {url} HTTP/1.1\r\n\r\n".encode(),
        response_head=b"HTTP/1.1 304 Not Modified\r\n\r\n",
        body=b"",
        payload_digest=original.payload_digest,
        revisit_of=original.as_original(),
    )
    capture = captures.record(archive.connection, stored, page_id=page_id, url=url, captured_at=at)
    archive.confirm(page_id, at)
    note_visit(archive, page_id, at, "not_modified", capture)


def note_visit(archive: Archive, page_id: int, at: datetime, outcome: str, capture: int) -> None:
    archive.connection.execute(
        "INSERT INTO fetches(page_id, fetched_at, outcome, capture_id) VALUES (?, ?, ?, ?)",
        (page_id, at.strftime("%Y-%m-%dT%H:%M:%SZ"), outcome, capture),
    )
