"""The review ledger: dates that moved without the text, reviews that are long past, who reviewed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive import versions
from archive.article import Article
from archive.store import Archive

_TEXTS = ("title", "summary", "body")


@dataclass(slots=True, frozen=True)
class MovedDate:
    """A page that states a newer date above the same text."""

    url: str
    title: str | None
    field: Literal["reviewed", "modified"]
    before: str | None
    after: str | None
    first_seen: str


@dataclass(slots=True, frozen=True)
class Overdue:
    """A page whose last stated review is long past."""

    url: str
    title: str | None
    reviewed: str


@dataclass(slots=True, frozen=True)
class Reviewer:
    """Somebody who reviewed pages, and which."""

    name: str
    credentials: str | None
    site: str
    urls: list[str]


@dataclass(slots=True, frozen=True)
class Ledger:
    """All three lists."""

    moved: list[MovedDate]
    overdue: list[Overdue]
    reviewers: list[Reviewer]


def ledger(archive: Archive, *, months: int = 24) -> Ledger:
    """The review ledger; a page is overdue if its stated review is more than `months` ago."""
    return Ledger(_moved(archive), _overdue(archive, _cutoff(archive.now(), months)), _reviewers(archive))


def _moved(archive: Archive) -> list[MovedDate]:
    rows = archive.connection.execute(
        "SELECT DISTINCT article_id FROM article_versions WHERE seq > 1 ORDER BY 1"
    )
    found = []
    for (article_id,) in rows.fetchall():
        history = versions.history(archive.connection, article_id)
        contents = versions.contents(archive.connection, article_id)
        for old, new, version in zip(contents, contents[1:], history[1:], strict=False):
            found += _dates_without_text(old, new, version.seen_from)
    return found


def _dates_without_text(old: Article, new: Article, first_seen: str) -> list[MovedDate]:
    if any(getattr(old, name) != getattr(new, name) for name in _TEXTS):
        return []
    dates: tuple[Literal["reviewed", "modified"], ...] = ("reviewed", "modified")
    return [
        MovedDate(new.url, new.title, name, getattr(old, name), getattr(new, name), first_seen)
        for name in dates
        if getattr(old, name) != getattr(new, name)
    ]


def _cutoff(now: datetime, months: int) -> str:
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return f"{year:04}-{month + 1:02}-{now.day:02}"


def _overdue(archive: Archive, cutoff: str) -> list[Overdue]:
    """A date counts as precisely as it is stated: a month or year is past when it is over."""
    rows = archive.connection.execute(
        "SELECT url, title, reviewed_at FROM articles"
        " WHERE substr(reviewed_at, 1, 10) < substr(?, 1, length(substr(reviewed_at, 1, 10)))"
        " ORDER BY reviewed_at, url",
        (cutoff,),
    )
    return [Overdue(*row) for row in rows]


def _reviewers(archive: Archive) -> list[Reviewer]:
    rows = archive.connection.execute(
        "SELECT p.id, p.name, p.credentials, s.host, a.url FROM article_people ap"
        " JOIN people p ON p.id = ap.person_id JOIN articles a ON a.id = ap.article_id"
        " JOIN sites s ON s.id = a.site_id WHERE ap.role = 'reviewer' ORDER BY p.name, p.id, a.url"
    )
    found: dict[int, Reviewer] = {}
    for person_id, name, credentials, site, url in rows:
        found.setdefault(person_id, Reviewer(name, credentials or None, site, [])).urls.append(url)
    return sorted(found.values(), key=lambda reviewer: -len(reviewer.urls))
