"""An `Article` as rows, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from archive.article import Article, Citation, Person, RightsSignal, SidebarItem
from archive.outlinks import LINKS_KEPT, StoredLink
from archive.search.indexing import leave_for_later

_COLUMNS = (
    "url",
    "site_id",
    "canonical_url",
    "title",
    "summary",
    "body",
    "body_html",
    "language",
    "site_name",
    "section",
    "word_count",
    "published_at",
    "modified_at",
    "reviewed_at",
    "image_url",
    "authors",
    "reviewers",
    "kind",
    "tags_json",
    "protections_json",
    "rights_json",
    "evidence_json",
    "confidence",
    "content_digest",
    "archived_at",
    "extractor",
    "profile",
)
_INSERT = f"INSERT INTO articles(id, {', '.join(_COLUMNS)}) VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"
_UPDATE = f"UPDATE articles SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?"
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM articles WHERE id = ?"
_CHILDREN = ("article_people", "breadcrumbs", "sidebar_items", "citations")


@dataclass(slots=True, frozen=True)
class Provenance:
    """What stands beside an article's content in its row."""

    site_id: int
    content_digest: str
    archived_at: str
    extractor: str
    profile: str | None
    evidence: Sequence[Mapping[str, Any]]


def insert(connection: sqlite3.Connection, article_id: int, article: Article, about: Provenance) -> None:
    """Write a new article with everything that belongs to it."""
    leave_for_later(connection, article_id)
    connection.execute(_INSERT, (article_id, *_values(article, about)))
    _insert_children(connection, article_id, article, about.site_id)


def update(connection: sqlite3.Connection, article_id: int, article: Article, about: Provenance) -> None:
    """Replace an article's row and all that belongs to it; its versions are kept elsewhere."""
    connection.execute(_UPDATE, (*_values(article, about), article_id))
    for table in _CHILDREN:
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    _insert_children(connection, article_id, article, about.site_id)


def replace_links(connection: sqlite3.Connection, article_id: int, links: Iterable[StoredLink]) -> None:
    """Keep an article's links as its newest capture has them."""
    connection.execute("DELETE FROM article_links WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO article_links(article_id, area, heading, position, title, url)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (article_id, link.area, link.heading, position, link.title, link.url)
            for position, link in enumerate(links)
            if position < LINKS_KEPT
        ],
    )


def read(connection: sqlite3.Connection, article_id: int) -> Article | None:
    """The current record of an article."""
    row = connection.execute(_SELECT, (article_id,)).fetchone()
    if row is None:
        return None
    values = dict(zip(_COLUMNS, row, strict=True))
    crumbs = connection.execute(
        "SELECT name, url FROM breadcrumbs WHERE article_id = ? ORDER BY position", (article_id,)
    ).fetchall()
    return Article(
        url=values["url"],
        canonical_url=values["canonical_url"],
        kind=values["kind"],
        title=values["title"],
        summary=values["summary"],
        breadcrumb=[name for name, _ in crumbs],
        breadcrumb_urls=[url for _, url in crumbs],
        body=values["body"],
        body_html=values["body_html"],
        authors=_people(connection, article_id),
        published=values["published_at"],
        modified=values["modified_at"],
        reviewed=values["reviewed_at"],
        language=values["language"],
        site_name=values["site_name"],
        image_url=values["image_url"],
        tags=json.loads(values["tags_json"] or "[]"),
        citations=[
            Citation(*entry)
            for entry in connection.execute(
                "SELECT text, url, doi, pmid, pmcid, nct FROM citations"
                " WHERE article_id = ? ORDER BY position",
                (article_id,),
            )
        ],
        sidebar=[
            SidebarItem(*item)
            for item in connection.execute(
                "SELECT section, title, text, url FROM sidebar_items WHERE article_id = ? ORDER BY position",
                (article_id,),
            )
        ],
        protections=json.loads(values["protections_json"] or "[]"),
        rights=[RightsSignal(**signal) for signal in json.loads(values["rights_json"] or "[]")],
        confidence=values["confidence"] or 0.0,
    )


def evidence(connection: sqlite3.Connection, article_id: int) -> list[dict[str, Any]]:
    """The candidates that were weighed for the fields of an article's current record."""
    row = connection.execute("SELECT evidence_json FROM articles WHERE id = ?", (article_id,)).fetchone()
    return json.loads(row[0] or "[]") if row else []


def latest_rights(connection: sqlite3.Connection, page_id: int) -> list[RightsSignal]:
    """The rights signals of a page as they were last observed."""
    rows = connection.execute(
        "SELECT source, value FROM rights_signals WHERE page_id = ?1 AND observed_at ="
        " (SELECT max(observed_at) FROM rights_signals WHERE page_id = ?1) ORDER BY id",
        (page_id,),
    )
    return [RightsSignal(*row) for row in rows]


def observe_rights(
    connection: sqlite3.Connection, page_id: int, signals: list[RightsSignal], at: str
) -> None:
    """Add a page's rights signals if they are not what was last observed; earlier ones stay as history."""
    if not signals or signals == latest_rights(connection, page_id):
        return
    connection.executemany(
        "INSERT INTO rights_signals(page_id, source, value, observed_at) VALUES (?, ?, ?, ?)",
        [(page_id, signal.source, signal.value, at) for signal in signals],
    )


def _values(article: Article, about: Provenance) -> tuple[Any, ...]:
    return (
        article.url,
        about.site_id,
        article.canonical_url,
        article.title,
        article.summary,
        article.body,
        article.body_html,
        article.language,
        article.site_name,
        article.breadcrumb[1] if len(article.breadcrumb) > 2 else None,
        len(article.body.split()) if article.body else None,
        article.published,
        article.modified,
        article.reviewed,
        article.image_url,
        *joined_names(article.authors),
        article.kind,
        _json_list(article.tags),
        _json_list(article.protections),
        _json_list([asdict(signal) for signal in article.rights]),
        _json_list(list(about.evidence)),
        article.confidence,
        about.content_digest,
        about.archived_at,
        about.extractor,
        about.profile,
    )


def joined_names(people: list[Person]) -> tuple[str | None, str | None]:
    """The names of the authors and those of the reviewers, as the columns of `articles` show them."""
    return _names(people, "author"), _names(people, "reviewer")


def _names(people: list[Person], role: str) -> str | None:
    return "; ".join(person.name for person in people if person.role == role) or None


def _json_list(values: list[Any]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None


def _insert_children(connection: sqlite3.Connection, article_id: int, article: Article, site_id: int) -> None:
    if article.breadcrumb:
        connection.executemany(
            "INSERT INTO breadcrumbs(article_id, position, name, url) VALUES (?, ?, ?, ?)",
            [
                (article_id, n, *crumb)
                for n, crumb in enumerate(zip(article.breadcrumb, article.breadcrumb_urls, strict=True))
            ],
        )
    if article.sidebar:
        connection.executemany(
            "INSERT INTO sidebar_items(article_id, position, section, title, text, url)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(article_id, n, i.section, i.title, i.text, i.url) for n, i in enumerate(article.sidebar)],
        )
    if article.citations:
        connection.executemany(
            "INSERT INTO citations(article_id, position, text, url, doi, pmid, pmcid, nct)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (article_id, n, c.text, c.url, c.doi, c.pmid, c.pmcid, c.nct)
                for n, c in enumerate(article.citations)
            ],
        )
    for position, person in enumerate(article.authors):
        _insert_credit(connection, article_id, site_id, position, person)


def _insert_credit(
    connection: sqlite3.Connection, article_id: int, site_id: int, position: int, person: Person
) -> None:
    key = (site_id, person.name, person.credentials or "")
    row = (
        connection.execute(
            "SELECT id FROM people WHERE site_id = ? AND name = ? AND credentials = ?", key
        ).fetchone()
        or connection.execute(
            "INSERT INTO people(site_id, name, credentials, url) VALUES (?, ?, ?, ?) RETURNING id",
            (*key, person.url),
        ).fetchone()
    )
    connection.execute(
        "INSERT INTO article_people(article_id, person_id, role, display, url, position)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (article_id, row[0], person.role, person.display, person.url, position),
    )


def _people(connection: sqlite3.Connection, article_id: int) -> list[Person]:
    rows = connection.execute(
        "SELECT p.name, p.credentials, ap.role, ap.display, ap.url FROM article_people ap"
        " JOIN people p ON p.id = ap.person_id WHERE ap.article_id = ? ORDER BY ap.position",
        (article_id,),
    )
    return [
        Person(name, credentials or None, role, display, url)
        for name, credentials, role, display, url in rows
    ]
