"""Budgets against traps: addresses of one shape may cost only so many requests that bring nothing new.

A calendar, a maze of facets or a path without end makes ever new addresses of
few shapes. Each shape has a count of fruitless requests; a request that
brings a new article gives some of them back, so that real articles among
them are never cut off. Addresses that a sitemap or a feed names are exempt.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

FRUITLESS_ALLOWED = 150
_GIVEN_BACK = 4
EXEMPT_SOURCES = frozenset(["start", "request", "sitemap", "feed"])

_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[0-9a-f]{16,}|(?=[^-]*\d)(?=[^-]*[a-z])[0-9a-z]{12,}", re.IGNORECASE)
_SHOWN_SEGMENTS = 1


def pattern_of(url: str) -> str:
    """The shape of an address: its first path segment, what the rest looks like, and its query's names.

    >>> pattern_of("https://example.org/calendar/2026/11?view=list&day=3")
    '/calendar/#?day&view'
    >>> pattern_of("https://example.org/health/eczema-in-adults/")
    '/health/*'
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    shown = [_shape(segment) for segment in segments[:_SHOWN_SEGMENTS]]
    rest = segments[_SHOWN_SEGMENTS:]
    if rest:
        # Digits alone are a calendar's or a counter's; words may be articles.
        shown.append("#" if all(_is_counter(segment) for segment in rest) else "*")
    names = sorted({_shape(name.lower()) for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return "/" + "/".join(shown) + (f"?{'&'.join(names)}" if names else "")


def _shape(segment: str) -> str:
    return _DIGITS.sub("#", _TOKEN.sub("@", segment))


def _is_counter(segment: str) -> bool:
    return not re.search(r"[^\W\d_]", _TOKEN.sub("", segment))


class Budget:
    """What each shape of each site has cost, in the archive, and what is under way, in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._under_way: Counter[tuple[int, str]] = Counter()
        self._reserved: dict[int, list[tuple[int, str]]] = {}

    def rule(self, site_id: int, pattern: str) -> str | None:
        """The rule that excludes a shape whose budget is spent.

        A shape with a query also shares in the budget of all queries on its
        path: a maze of facets has a shape for each set of facets.
        """
        for shape in _shapes(pattern):
            if self._fruitless(site_id, shape) >= FRUITLESS_ALLOWED:
                return f"budget: {shape}"
        return None

    def reserve(self, page_id: int, site_id: int, pattern: str) -> bool:
        """Set a request of the budget aside for a page; False if others under way may use up what is left."""
        shapes = [(site_id, shape) for shape in _shapes(pattern)]
        if any(self._fruitless(*shape) + self._under_way[shape] >= FRUITLESS_ALLOWED for shape in shapes):
            return False
        self._reserved[page_id] = shapes
        self._under_way.update(shapes)
        return True

    def release(self, page_id: int) -> None:
        """A page is not under way any more."""
        for shape in self._reserved.pop(page_id, ()):
            self._under_way[shape] -= 1
            if not self._under_way[shape]:
                del self._under_way[shape]

    def count(self, site_id: int, pattern: str, *, fruitful: bool) -> None:
        """Note what a request to an address of this shape brought."""
        for shape in _shapes(pattern):
            self._connection.execute(
                "INSERT INTO url_patterns(site_id, pattern, fruitless) VALUES (?, ?, ?)"
                " ON CONFLICT(site_id, pattern) DO UPDATE SET fruitless = max(0, fruitless + ?)",
                (site_id, shape, 0 if fruitful else 1, -_GIVEN_BACK if fruitful else 1),
            )

    def _fruitless(self, site_id: int, shape: str) -> int:
        row = self._connection.execute(
            "SELECT fruitless FROM url_patterns WHERE site_id = ? AND pattern = ?", (site_id, shape)
        ).fetchone()
        return int(row[0]) if row else 0


def _shapes(pattern: str) -> tuple[str, ...]:
    path, mark, _ = pattern.partition("?")
    return (pattern, f"{path}?…") if mark else (pattern,)
