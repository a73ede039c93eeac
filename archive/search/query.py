"""From what somebody typed to words that FTS5 can look for. Any string is a query."""

from __future__ import annotations

import re
from importlib.resources import files

_WORD = re.compile(r"\w+", re.UNICODE)
STOP_WORDS = frozenset((files(__package__) / "stopwords.txt").read_text("utf-8").split())


def words(query: str) -> list[str]:
    """The words of a query in order, each once; stop words only count when there is nothing else."""
    clean = query.encode("utf-8", "ignore").decode("utf-8")
    found = list(dict.fromkeys(_WORD.findall(clean.lower())))
    telling = [word for word in found if word not in STOP_WORDS]
    return telling or found


def any_of(terms: list[str]) -> str:
    """An FTS5 expression that matches any of the words, each quoted so that none is an operator."""
    return " OR ".join(f'"{term}"' for term in terms)
