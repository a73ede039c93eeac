"""Versions: each article has them, in order, and each still says what its digest was taken of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from archive import records, versions
from archive.article import content_digest
from archive.store import Archive
from archive.verify.damage import Damage
from archive.versions import Version


def check(archive: Archive) -> Iterator[Damage]:
    """Read every version of every article, one article at a time."""
    connection = archive.connection
    last = 0
    while row := connection.execute(
        "SELECT id, url FROM articles WHERE id > ? ORDER BY id", (last,)
    ).fetchone():
        last, url = row
        yield from _check_article(connection, last, url)


def _check_article(connection: sqlite3.Connection, article_id: int, url: str) -> Iterator[Damage]:
    known = versions.history(connection, article_id)
    if not known:
        yield Damage("history", url, "has no version")
        return
    if [version.seq for version in known] != list(range(1, len(known) + 1)):
        yield Damage("history", url, f"its versions are numbered {', '.join(str(v.seq) for v in known)}")
        return
    if not _is_in_order(known):
        yield Damage("history", url, "its versions are not in the order of time")
    try:
        contents = versions.contents(connection, article_id)
    except (ValueError, TypeError, KeyError, IndexError, json.JSONDecodeError) as error:
        yield Damage("history", url, f"cannot be read: {error}")
        return
    if len(contents) != len(known):
        yield Damage("history", url, "an earlier version has lost its text")
        return
    for version, article in zip(known, contents, strict=True):
        if content_digest(article) != version.content_digest:
            yield Damage(
                "history", f"{url} version {version.seq}", "does not say what it said when it was stored"
            )
    yield from _check_shown(connection, article_id, url, known[-1])


def _is_in_order(known: list[Version]) -> bool:
    times = [time for version in known for time in (version.seen_from, version.seen_until)]
    return times == sorted(times)


def _check_shown(
    connection: sqlite3.Connection, article_id: int, url: str, newest: Version
) -> Iterator[Damage]:
    """The columns that repeat, for reading, what other rows say."""
    article = records.read(connection, article_id)
    digest, authors, reviewers = connection.execute(
        "SELECT content_digest, authors, reviewers FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    assert article is not None
    names = records.joined_names(article.authors)
    if (digest, authors, reviewers) != (newest.content_digest, *names):
        yield Damage(
            "history",
            url,
            "its row does not repeat what its versions and people say",
            lambda: connection.execute(
                "UPDATE articles SET content_digest = ?, authors = ?, reviewers = ? WHERE id = ?",
                (newest.content_digest, *names, article_id),
            ),
        )
