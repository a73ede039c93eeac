"""What a search answers with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.snippets import snippet


@dataclass(slots=True, frozen=True)
class Hit:
    """One answer. A higher `score` is better; `published` is the page's own date."""

    url: str
    title: str | None
    snippet: str
    score: float
    published: str | None


def hits(
    connection: sqlite3.Connection, ranked: Sequence[tuple[int, float]], stems: Sequence[str]
) -> list[Hit]:
    """Read the articles of a ranking, each with the passage that answers."""
    rows = {
        row: values
        for row, *values in connection.execute(
            "SELECT a.id, a.url, a.title, a.published_at, coalesce(a.body, a.summary, '')"
            " FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value",
            (json.dumps([row for row, _ in ranked]),),
        )
    }
    found = []
    for row, score in ranked:
        if row in rows:
            url, title, published, text = rows[row]
            found.append(Hit(url, title, snippet(text, stems), round(score, 4), published))
    return found
