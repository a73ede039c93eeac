"""The distinct contents of an article over time, each confirmed by one or more visits."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.article import Article
from archive.blocks import BlockStore


@dataclass(slots=True, frozen=True)
class Version:
    """One row of `article_versions`.

    `seen_from` and `seen_until` are the first and last visit that confirmed
    the content. `fields` is None for the version that `articles` shows.
    """

    id: int
    seq: int
    seen_from: str
    seen_until: str
    content_digest: str
    title: str | None
    body_size: int
    capture_id: int | None
    fields: str | None


_COLUMNS = "id, seq, seen_from, seen_until, content_digest, title, body_size, capture_id, fields"


def history(connection: sqlite3.Connection, article_id: int) -> list[Version]:
    """Every version of an article, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM article_versions WHERE article_id = ? ORDER BY seq", (article_id,)
    )
    return [Version(*row) for row in rows]


def at(connection: sqlite3.Connection, article_id: int, moment: str) -> Version | None:
    """The version that the last visit up to a moment saw; None before the first."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM article_versions WHERE article_id = ? AND seen_from <= ?"
        " ORDER BY seq DESC LIMIT 1",
        (article_id, moment),
    ).fetchone()
    return Version(*row) if row else None


def add(
    connection: sqlite3.Connection,
    article_id: int,
    article: Article,
    *,
    seq: int,
    digest: str,
    seen_at: str,
    capture_id: int | None,
) -> int:
    """Add a version whose content `articles` shows; its id."""
    row = connection.execute(
        "INSERT INTO article_versions(article_id, seq, capture_id, seen_from, seen_until, content_digest, title,"
        " body_size) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (article_id, seq, capture_id, seen_at, seen_at, digest, article.title, _size(article)),
    ).fetchone()
    connection.execute("UPDATE articles SET version_id = ? WHERE id = ?", (row[0], article_id))
    return int(row[0])


def shelve(connection: sqlite3.Connection, article_id: int, version_id: int, article: Article) -> None:
    """Pack a version's content into blocks, since `articles` will show another."""
    record = article.to_json()
    del record["confidence"]
    fields = BlockStore(connection, article_id).pack(record)
    connection.execute("UPDATE article_versions SET fields = ? WHERE id = ?", (fields, version_id))


def unshelve(connection: sqlite3.Connection, article_id: int, version: Version) -> Article:
    """The content of an earlier version."""
    assert version.fields is not None
    return Article.from_json(BlockStore(connection, article_id).unpack(version.fields))


def confirm(connection: sqlite3.Connection, version: Version, seen_at: str) -> None:
    """A visit saw this content: widen the time over which it is known."""
    if seen_at < version.seen_from or seen_at > version.seen_until:
        connection.execute(
            "UPDATE article_versions SET seen_from = min(seen_from, ?1), seen_until = max(seen_until, ?1)"
            " WHERE id = ?2",
            (seen_at, version.id),
        )


def insert_earlier(
    connection: sqlite3.Connection,
    article_id: int,
    article: Article,
    *,
    digest: str,
    seen_at: str,
    capture_id: int | None,
) -> int:
    """Add a version that is older than the current one, where it belongs in time; its number.

    If the version before or after it has the same content, that one is confirmed instead.
    """
    known = history(connection, article_id)
    before = [version for version in known if version.seen_from <= seen_at]
    neighbours = before[-1:] + known[len(before) : len(before) + 1]
    for version in neighbours:
        if version.content_digest == digest:
            confirm(connection, version, seen_at)
            return version.seq
    seq = len(before) + 1
    for version in reversed(known[len(before) :]):
        connection.execute("UPDATE article_versions SET seq = ? WHERE id = ?", (version.seq + 1, version.id))
    row = connection.execute(
        "INSERT INTO article_versions(article_id, seq, capture_id, seen_from, seen_until, content_digest, title,"
        " body_size) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (article_id, seq, capture_id, seen_at, seen_at, digest, article.title, _size(article)),
    ).fetchone()
    shelve(connection, article_id, int(row[0]), article)
    return seq


def _size(article: Article) -> int:
    return len((article.body or "").encode("utf-8", "surrogatepass"))
