"""The distinct contents of an article over time, each confirmed by one or more visits.

The newest version's content is the article's own rows. An older version keeps,
field by field, what the version after it changed (`archive.deltas`); reading
one walks back from the newest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from archive import records
from archive.article import Article
from archive.deltas import difference, restored

LAST = "\uffff"


@dataclass(slots=True, frozen=True)
class Version:
    """One row of `article_versions`.

    `seen_from` and `seen_until` are the first and the last visit that
    confirmed the content, UTC. `capture_id` is the capture that it was read
    from, by `extractor` with the site profile `profile`.
    """

    id: int
    seq: int
    seen_from: str
    seen_until: str
    content_digest: str
    title: str | None
    body_size: int
    capture_id: int | None
    extractor: str
    profile: str | None


@dataclass(slots=True, frozen=True)
class Reading:
    """What one visit said, with where it came from: what a new version is made of.

    `rank` orders readings of one second: by default in the order in which they
    come, in a merge by their digest, so that it does not matter which came first.
    """

    article: Article
    content_digest: str
    seen_at: str
    capture_id: int | None
    extractor: str
    profile: str | None
    rank: str = LAST


_COLUMNS = "id, seq, seen_from, seen_until, content_digest, title, body_size, capture_id, extractor, profile"
_INSERT = (
    "INSERT INTO article_versions(id, article_id, seq, seen_from, seen_until, content_digest, title,"
    " body_size, capture_id, extractor, profile, fields)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_AS_JSON = frozenset(field.name for field in fields(Article) if field.default_factory is not MISSING) | {
    "confidence"
}


def newest(connection: sqlite3.Connection, article_id: int) -> Version | None:
    """The version that `articles` shows."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM article_versions WHERE article_id = ? ORDER BY seq DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    return Version(*row) if row else None


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


def unseen(known: Sequence[Version], moment: str) -> tuple[str, str | None] | None:
    """The visits before and after a moment at which nobody knows what the article said; None if it is known.

    `known` is a history. The second is None after the last visit.
    """
    before = [version for version in known if version.seen_from <= moment]
    if not before or moment <= before[-1].seen_until:
        return None
    after = known[len(before) :]
    return before[-1].seen_until, after[0].seen_from if after else None


def content(connection: sqlite3.Connection, article_id: int, seq: int) -> Article | None:
    """What a version of an article said; None where there is no such article."""
    article = records.read(connection, article_id)
    if article is None:
        return None
    record = article.to_json()
    older = connection.execute(
        "SELECT fields FROM article_versions WHERE article_id = ? AND seq >= ? AND fields IS NOT NULL"
        " ORDER BY seq DESC",
        (article_id, seq),
    )
    for (changes,) in older:
        record.update(_undone(json.loads(changes), record))
    return Article.from_json(record)


def contents(connection: sqlite3.Connection, article_id: int) -> list[Article]:
    """What every version of an article said, oldest first."""
    article = records.read(connection, article_id)
    if article is None:
        return []
    found, record = [article], article.to_json()
    for (changes,) in connection.execute(
        "SELECT fields FROM article_versions WHERE article_id = ? AND fields IS NOT NULL ORDER BY seq DESC",
        (article_id,),
    ):
        record |= _undone(json.loads(changes), record)
        found.append(Article.from_json(record))
    return found[::-1]


def insert(connection: sqlite3.Connection, article_id: int, reading: Reading, *, seq: int) -> int:
    """Add a version whose content `articles` shows; its id."""
    row = connection.execute(_INSERT, _row(article_id, _version(reading, seq), None)).fetchone()
    _note_sighting(connection, article_id, int(row[0]), reading.seen_at)
    return int(row[0])


def shelve(connection: sqlite3.Connection, article_id: int, seq: int, old: Article, new: Article) -> None:
    """Keep what sets a version apart from the one after it, which `articles` is about to show."""
    connection.execute(
        "UPDATE article_versions SET fields = ? WHERE article_id = ? AND seq = ?",
        (_changes(old, new), article_id, seq),
    )


def confirm(
    connection: sqlite3.Connection,
    article_id: int,
    version: Version,
    seen_at: str,
    capture_id: int | None = None,
) -> None:
    """A visit saw this content: widen the time over which it is known; its capture, if there was none."""
    _note_sighting(connection, article_id, version.id, seen_at)
    if capture_id is not None and version.capture_id is None:
        connection.execute(
            "UPDATE article_versions SET capture_id = ? WHERE id = ?", (capture_id, version.id)
        )
    if seen_at < version.seen_from or seen_at > version.seen_until:
        connection.execute(
            "UPDATE article_versions SET seen_from = min(seen_from, ?1), seen_until = max(seen_until, ?1)"
            " WHERE id = ?2",
            (seen_at, version.id),
        )


def is_sighted(connection: sqlite3.Connection, article_id: int, content_digest: str, seen_at: str) -> bool:
    """Whether it is known already that an article said this at that moment."""
    return bool(
        connection.execute(
            "SELECT 1 FROM version_sightings s JOIN article_versions v ON v.id = s.version_id"
            " WHERE s.article_id = ? AND s.seen_at = ? AND v.content_digest = ?",
            (article_id, seen_at, content_digest),
        ).fetchone()
    )


@dataclass(slots=True, frozen=True)
class Chapter:
    """A version in memory: its row, what it said, and every visit that confirmed it."""

    version: Version
    article: Article
    sightings: Sequence[str]


def chapters(connection: sqlite3.Connection, article_id: int) -> list[Chapter]:
    """The whole history of an article, oldest first."""
    sightings: dict[int, list[str]] = {}
    for version_id, seen_at in connection.execute(
        "SELECT version_id, seen_at FROM version_sightings WHERE article_id = ? ORDER BY seen_at",
        (article_id,),
    ):
        sightings.setdefault(version_id, []).append(seen_at)
    pairs = zip(history(connection, article_id), contents(connection, article_id), strict=True)
    return [
        Chapter(version, article, sightings.get(version.id) or [version.seen_from, version.seen_until])
        for version, article in pairs
    ]


def rewrite(connection: sqlite3.Connection, article_id: int, book: Sequence[Chapter]) -> None:
    """Replace the history of an article; the last chapter must be what `articles` shows.

    Versions are numbered anew in their order; a version that was there keeps its id.
    """
    new_id = connection.execute("SELECT max(id) FROM article_versions").fetchone()[0]
    connection.execute("DELETE FROM version_sightings WHERE article_id = ?", (article_id,))
    connection.execute("DELETE FROM article_versions WHERE article_id = ?", (article_id,))
    for seq, chapter in enumerate(book, 1):
        after = book[seq].article if seq < len(book) else None
        changes = _changes(chapter.article, after) if after else None
        first, last = min(chapter.sightings), max(chapter.sightings)
        version = replace(chapter.version, seq=seq, seen_from=first, seen_until=last)
        if not version.id:
            version = replace(version, id=(new_id := new_id + 1))
        connection.execute(_INSERT, _row(article_id, version, changes))
        for seen_at in chapter.sightings:
            _note_sighting(connection, article_id, version.id, seen_at)


def placed(book: Sequence[Chapter], reading: Reading) -> tuple[list[Chapter], int]:
    """A history with one more visit where it belongs in time, and the index of the chapter that it is in.

    A visit between two that saw something else parts their version in two.
    """
    moment = (reading.seen_at, reading.rank)
    here = sum((min(c.sightings), c.version.content_digest) <= moment for c in book) - 1
    follows = here < 0 or (max(book[here].sightings), book[here].version.content_digest) <= moment
    for n in (here, here + 1) if follows else (here,):
        if 0 <= n < len(book) and book[n].version.content_digest == reading.content_digest:
            version = replace(book[n].version, capture_id=book[n].version.capture_id or reading.capture_id)
            joined = Chapter(version, book[n].article, sorted({*book[n].sightings, reading.seen_at}))
            return [*book[:n], joined, *book[n + 1 :]], n
    new = Chapter(_version(reading, 0), reading.article, [reading.seen_at])
    if follows:
        return [*book[: here + 1], new, *book[here + 1 :]], here + 1
    digest = book[here].version.content_digest
    before = [seen_at for seen_at in book[here].sightings if (seen_at, digest) <= moment]
    later = [seen_at for seen_at in book[here].sightings if (seen_at, digest) > moment]
    second = replace(book[here], version=replace(book[here].version, id=0), sightings=later)
    return [*book[:here], replace(book[here], sightings=before), new, second, *book[here + 1 :]], here + 1


def size(article: Article) -> int:
    """The bytes of an article's text."""
    return len((article.body or "").encode())


def _version(reading: Reading, seq: int) -> Version:
    article = reading.article
    return Version(
        id=0,
        seq=seq,
        seen_from=reading.seen_at,
        seen_until=reading.seen_at,
        content_digest=reading.content_digest,
        title=article.title,
        body_size=size(article),
        capture_id=reading.capture_id,
        extractor=reading.extractor,
        profile=reading.profile,
    )


def _row(article_id: int, version: Version, changes: str | None) -> tuple[Any, ...]:
    return (
        version.id or None,
        article_id,
        version.seq,
        version.seen_from,
        version.seen_until,
        version.content_digest,
        version.title,
        version.body_size,
        version.capture_id,
        version.extractor,
        version.profile,
        changes,
    )


def _note_sighting(connection: sqlite3.Connection, article_id: int, version_id: int, seen_at: str) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO version_sightings(article_id, seen_at, version_id) VALUES (?, ?, ?)",
        (article_id, seen_at, version_id),
    )


def _changes(old: Article, new: Article) -> str:
    """The fields of `old` that differ from those of `new`, as JSON."""
    before, after = old.to_json(), new.to_json()
    changed: dict[str, Any] = {}
    for name, value in before.items():
        if value != after[name]:
            changed[name] = None if value is None else difference(_text(value), _text(after[name]))
    return json.dumps(changed, ensure_ascii=False, separators=(",", ":"))


def _undone(changes: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    """The values that a version had where the next one, `record`, has others."""
    return {
        name: None if pieces is None else _value(name, restored(pieces, _text(record[name])))
        for name, pieces in changes.items()
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(name: str, text: str) -> Any:
    return json.loads(text) if name in _AS_JSON else text
