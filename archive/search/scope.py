"""Which articles a query lets in at all: its phrases, exclusions, names and dates, as SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from archive.search.index import quoted
from archive.search.query import DateFilter, Query

_MATCHING = "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
_PERSON = (
    "EXISTS (SELECT 1 FROM article_people ap JOIN people p ON p.id = ap.person_id"
    " WHERE ap.article_id = a.id AND ap.role = '{role}' AND instr(lower(p.name), lower(?)))"
)
_NAMED = {
    # A host stands for its subdomains too.
    "site": "a.site_id IN (SELECT id FROM sites WHERE '.' || host LIKE '%.' || lower(?))",
    "section": "a.id IN (SELECT b.article_id FROM breadcrumbs b WHERE instr(lower(b.name), lower(?)))",
    "author": _PERSON.format(role="author"),
    "reviewer": _PERSON.format(role="reviewer"),
}


@dataclass(slots=True, frozen=True)
class Scope:
    """A condition on `articles a`, with its values; empty when everything is let in."""

    condition: str = ""
    values: tuple[str, ...] = ()

    def keep(self, connection: sqlite3.Connection, rows: Iterable[int]) -> set[int]:
        """Those of the articles that are let in."""
        if not self.condition:
            return set(rows)
        found = connection.execute(
            "SELECT a.id FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value"
            f" WHERE {self.condition}",
            (json.dumps(list(rows)), *self.values),
        )
        return {row for (row,) in found}

    def newest(self, connection: sqlite3.Connection, limit: int) -> list[int]:
        """The articles let in, those with the latest date of their own first."""
        found = connection.execute(
            f"SELECT a.id FROM articles a WHERE {self.condition}"
            " ORDER BY coalesce(a.reviewed_at, a.modified_at, a.published_at) DESC, a.id LIMIT ?",
            (*self.values, limit),
        )
        return [row for (row,) in found]

    def matching(self, connection: sqlite3.Connection, expression: str, limit: int) -> dict[int, float]:
        """The best of the articles let in that match an expression, with bm25 scores."""
        found = connection.execute(
            "SELECT f.rowid, f.rank FROM articles_fts f JOIN articles a ON a.id = f.rowid"
            f" WHERE articles_fts MATCH ? AND {self.condition} ORDER BY f.rank LIMIT ?",
            (expression, *self.values, limit),
        )
        return {row: -rank for row, rank in found}


def scope_of(query: Query) -> Scope:
    """The scope that a query's operators set."""
    parts = [(_MATCHING, quoted(phrase), False) for phrase in query.phrases]
    parts += [(_MATCHING, quoted(phrase), True) for phrase in query.excluded]
    parts += [(_NAMED[name.field], name.text, name.negated) for name in query.names]
    parts += [(_dated(date), date.date, date.negated) for date in query.dates]
    conditions = [f"NOT ({condition})" if negated else condition for condition, _, negated in parts]
    return Scope(" AND ".join(conditions), tuple(value for _, value, _ in parts))


def _dated(date: DateFilter) -> str:
    """A page without the date is never let in, whichever way the comparison goes."""
    column = f"a.{date.field}_at"
    return f"coalesce(substr({column}, 1, {len(date.date)}) {date.operator} ?, 0)"
