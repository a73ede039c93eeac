"""What changed in an archive over time: each new version against the one before it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from archive import pages, versions
from archive.diff import Change, compare
from archive.errors import NotFound
from archive.meaning import Class
from archive.store import Archive
from archive.times import end_stamp, stamp
from archive.versions import Version


@dataclass(slots=True, frozen=True)
class Revision:
    """The way from one version of an article to another.

    It happened after `last_seen`, when a visit last saw the old one, and not
    later than `first_seen`. `kind` is the class of the weightiest change.
    """

    url: str
    title: str | None
    before: int
    after: int
    last_seen: str
    first_seen: str
    kind: Class
    changes: list[Change]


def changes(
    archive: Archive, *, since: datetime | str | None = None, kinds: Collection[str] = ()
) -> Iterator[Revision]:
    """Every revision first seen at a moment or later, in the order of time.

    `kinds` are classes or details (`numbers`, `advice` …): only revisions with
    a change of one of them are given, with just these changes.
    """
    rows = archive.connection.execute(
        "SELECT article_id, seq FROM article_versions WHERE seq > 1 AND seen_from >= ?"
        " ORDER BY seen_from, id",
        (stamp(since) if since else "",),
    ).fetchall()
    for article_id, seq in rows:
        history = {version.seq: version for version in versions.history(archive.connection, article_id)}
        revision = _revision(archive, article_id, history[seq - 1], history[seq])
        found = [c for c in revision.changes if not kinds or c.kind in kinds or set(c.details) & set(kinds)]
        if found:
            yield replace(revision, kind=found[0].kind, changes=found)


def difference(archive: Archive, url: str, first: str | None = None, last: str | None = None) -> Revision:
    """The way from one version of a page to another.

    `first` and `last` are numbers of versions, or times at which they stood;
    by default the last two.

    Raises:
        NotFound: there is no such page or version, or only one.
        BadInput: a time that is none.
    """
    history = archive.history(url)
    new = _pick(history, last, url) if last else history[-1]
    old = _pick(history, first, url) if first else history[max(new.seq - 2, 0)]
    if old.seq == new.seq and not (first and last):
        raise NotFound(f"the archive has only one version of {url}, seen from {new.seen_from}")
    page_id = pages.find(archive.connection, url)
    assert page_id is not None
    return _revision(archive, page_id, old, new)


def _pick(history: list[Version], which: str, url: str) -> Version:
    if which.isdecimal() and len(which) < 4:
        found = [version for version in history if version.seq == int(which)]
    else:
        found = [version for version in history if version.seen_from <= end_stamp(which)][-1:]
    if not found:
        raise NotFound(f"{url} has no version {which}; it has {len(history)}, from {history[0].seen_from} on")
    return found[0]


def _revision(archive: Archive, article_id: int, old: Version, new: Version) -> Revision:
    before, after = (versions.content(archive.connection, article_id, v.seq) for v in (old, new))
    assert before is not None
    assert after is not None
    found = compare(before, after)
    kind = found[0].kind if found else "cosmetic"
    return Revision(after.url, after.title, old.seq, new.seq, old.seen_until, new.seen_from, kind, found)
