"""Read stored captures again with a newer extractor or profile: the readings change, the history does not.

What a newer extractor reads differently replaces what the older one read,
version by version. Versions that only an extractor had told apart become one.
Nothing of this shows as a change of the page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from archive import records, versions, writing
from archive.article import Article, content_digest
from archive.normal import normalised
from archive.store import Archive
from archive.versions import Chapter, Version

# The fields of which a reading tells something; the address is given, and confidence is about the others.
_FIELDS = tuple(
    name for name in Article.__slots__ if name not in ("url", "kind", "confidence", "breadcrumb_urls")
)

Effect = Literal["found", "lost", "changed"]


@dataclass(slots=True, frozen=True)
class Rereadable:
    """A version that can be read again: it has a capture, and another extractor or profile read it."""

    article_id: int
    url: str
    version: Version


def rereadable(
    connection: sqlite3.Connection, *, extractor: str | None = None, profile: str | None = None
) -> Iterator[Rereadable]:
    """The versions with captures, article by article, oldest first; without those that `extractor` has read.

    `extractor=None`: all of them.
    """
    last = 0
    while row := connection.execute(
        "SELECT id, url FROM articles WHERE id > ? ORDER BY id", (last,)
    ).fetchone():
        last, url = row
        for version in versions.history(connection, last):
            is_read = (version.extractor, version.profile) == (extractor, profile)
            if version.capture_id is not None and not is_read:
                yield Rereadable(last, url, version)


def outdated(
    connection: sqlite3.Connection, article_id: int, *, extractor: str, profile: str | None = None
) -> Version | None:
    """The newest version of an article if something else than this extractor and profile read it.

    A crawl reads its capture again, and hands the result to `reread`, before it
    adds a newer visit: else a newer extractor would look like a change of the page.
    """
    newest = versions.newest(connection, article_id)
    if newest is None or newest.capture_id is None:
        return None
    return None if (newest.extractor, newest.profile) == (extractor, profile) else newest


def effects(old: Article, new: Article) -> dict[str, Effect]:
    """What another reading does to each field: finds it, loses it, or reads it differently."""
    found: dict[str, Effect] = {}
    for name in _FIELDS:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        is_there, stays = before not in (None, []), after not in (None, [])
        found[name] = "changed" if is_there and stays else "found" if stays else "lost"
    return found


def reread(
    archive: Archive,
    article_id: int,
    readings: Mapping[int, Article],
    *,
    extractor: str,
    profile: str | None = None,
    evidence: Sequence[Mapping[str, Any]] = (),
) -> dict[int, dict[str, Effect]]:
    """Replace the readings of versions, named by number; the effects on each.

    `evidence` is that of the newest version, if it is among them. Readings that
    are what is stored change nothing but the name of what read them.
    """
    with archive.transaction() as connection:
        book = versions.chapters(connection, article_id)
        told = {
            chapter.version.seq: effects(chapter.article, normalised(readings[chapter.version.seq]))
            for chapter in book
            if chapter.version.seq in readings
        }
        again = [_read_again(chapter, readings, extractor, profile) for chapter in book]
        again = _joined(again)
        if again == book:
            return told
        newest = again[-1]
        if newest.article != book[-1].article or newest.version != book[-1].version:
            _show(connection, article_id, newest, evidence)
        versions.rewrite(connection, article_id, again)
    return told


def _read_again(
    chapter: Chapter, readings: Mapping[int, Article], extractor: str, profile: str | None
) -> Chapter:
    if chapter.version.seq not in readings:
        return chapter
    article = normalised(replace(readings[chapter.version.seq], url=chapter.article.url))
    version = replace(
        chapter.version,
        content_digest=content_digest(article),
        title=article.title,
        body_size=versions.size(article),
        extractor=extractor,
        profile=profile,
    )
    return Chapter(version, article, chapter.sightings)


def _joined(book: Sequence[Chapter]) -> list[Chapter]:
    """One chapter for neighbours that say the same; it keeps the number and capture of the first."""
    joined: list[Chapter] = []
    for chapter in book:
        if joined and joined[-1].version.content_digest == chapter.version.content_digest:
            sightings = sorted({*joined[-1].sightings, *chapter.sightings})
            joined[-1] = Chapter(joined[-1].version, chapter.article, sightings)
        else:
            joined.append(chapter)
    return joined


def _show(
    connection: sqlite3.Connection, article_id: int, chapter: Chapter, evidence: Sequence[Mapping[str, Any]]
) -> None:
    version = chapter.version
    reading = versions.Reading(
        chapter.article,
        version.content_digest,
        min(chapter.sightings),
        version.capture_id,
        version.extractor,
        version.profile,
    )
    kept = evidence or records.evidence(connection, article_id)
    about = writing.provenance(connection, article_id, reading, kept)
    records.update(connection, article_id, chapter.article, about)
