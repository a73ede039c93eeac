"""Ask the index and order what it finds.

A page answers best when its title does: bm25 over the text (weights are
kept in the index) and bm25 over the title alone are added.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.search.query import any_of, words
from archive.times import end_stamp, stamp

_CANDIDATES = 400
_TITLE_WEIGHT = 1.5


@dataclass(slots=True, frozen=True)
class Hit:
    """One answer. A higher `score` is better; `published` is the page's own date."""

    url: str
    title: str | None
    snippet: str
    score: float
    published: str | None


def search(
    connection: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    site: str | None = None,
    author: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> list[Hit]:
    """The articles that hold any of the query's words, best first.

    `site` is a host; `author` a part of a name; `since` and `until` bound the
    page's own published date.
    """
    terms = words(query)
    if not terms or limit <= 0:
        return []
    expression = any_of(terms)
    where, values = _filters(site, author, since, until)
    scores = dict(
        connection.execute(
            "SELECT f.rowid, -f.rank FROM articles_fts f JOIN articles a ON a.id = f.rowid"
            f" WHERE articles_fts MATCH ? {where} ORDER BY f.rank LIMIT ?",
            (expression, *values, max(limit, _CANDIDATES)),
        )
    )
    titles = connection.execute(
        "SELECT rowid, -bm25(article_titles_fts) FROM article_titles_fts"
        " WHERE article_titles_fts MATCH ? ORDER BY rank LIMIT ?",
        (expression, max(limit, _CANDIDATES)),
    )
    for article_id, score in titles:
        if article_id in scores:
            scores[article_id] += _TITLE_WEIGHT * score
    best = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]
    return [_hit(connection, expression, article_id, score) for article_id, score in best]


def _filters(
    site: str | None, author: str | None, since: str | None, until: str | None
) -> tuple[str, list[str]]:
    conditions, values = [], []
    if site:
        conditions.append("a.site_id IN (SELECT id FROM sites WHERE host = ?)")
        values.append(site.lower())
    if author:
        conditions.append("instr(lower(a.authors), ?) > 0")
        values.append(author.lower())
    if since:
        conditions.append("a.published_at >= ?")
        values.append(stamp(since)[:10])
    if until:
        conditions.append("substr(a.published_at, 1, 10) <= ?")
        values.append(end_stamp(until)[:10])
    return "".join(f" AND {condition}" for condition in conditions), values


def _hit(connection: sqlite3.Connection, expression: str, article_id: int, score: float) -> Hit:
    url, title, published, snippet = connection.execute(
        "SELECT a.url, a.title, a.published_at, snippet(articles_fts, -1, '', '', '…', 24)"
        " FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid"
        " WHERE articles_fts MATCH ? AND articles_fts.rowid = ?",
        (expression, article_id),
    ).fetchone()
    return Hit(url, title, " ".join((snippet or "").split()), round(score, 4), published)
