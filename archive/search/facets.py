"""How the answers to a query spread over sites, sections, years and reviewers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

_COUNTS = {
    "site": "SELECT s.host, count(*) FROM found JOIN articles a USING (id) JOIN sites s ON s.id = a.site_id",
    "section": "SELECT a.section, count(*) FROM found JOIN articles a USING (id) WHERE a.section IS NOT NULL",
    "year": "SELECT substr(a.published_at, 1, 4), count(*) FROM found JOIN articles a USING (id)"
    " WHERE a.published_at IS NOT NULL",
    "reviewer": "SELECT p.name, count(DISTINCT ap.article_id) FROM found"
    " JOIN article_people ap ON ap.article_id = found.id AND ap.role = 'reviewer'"
    " JOIN people p ON p.id = ap.person_id",
}


@dataclass(slots=True, frozen=True)
class FacetCount:
    """One value of a facet, and how many of the articles have it."""

    value: str
    count: int


def facets(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[str, list[FacetCount]]:
    """Counts by `site`, `section`, `year` (published) and `reviewer`, the most frequent value first."""
    found = json.dumps(list(rows))
    return {
        name: [
            FacetCount(*entry)
            for entry in connection.execute(
                f"WITH found(id) AS (SELECT value FROM json_each(?)) {query} GROUP BY 1 ORDER BY 2 DESC, 1",
                (found,),
            )
        ]
        for name, query in _COUNTS.items()
    }
