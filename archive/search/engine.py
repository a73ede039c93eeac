"""One search, from what somebody typed to hits."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from archive.search.explaining import explained
from archive.search.facets import FacetCount, facets
from archive.search.hits import Hit, hits
from archive.search.index import Index, any_of, quoted
from archive.search.matching import CANDIDATES, Scores
from archive.search.query import DateFilter, NameFilter, Query, parse
from archive.search.ranking import FIRST_PAGE, add_led_to, best, led_to, rank
from archive.search.scope import Scope, scope_of
from archive.search.tokens import tokens
from archive.search.understanding import Understanding, understand
from archive.times import end_stamp, stamp

_COUNTED = 1_000
_RUN = re.compile(r"\w+")


@dataclass(slots=True, frozen=True)
class Limits:
    """Filters given beside the query, as the operators of the same names would."""

    site: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None

    def apply(self, query: Query) -> None:
        """Add these filters to a query's own.

        Raises:
            BadInput: a bound is no date.
        """
        query.names += [
            NameFilter(name, value) for name, value in (("site", self.site), ("author", self.author)) if value
        ]
        if self.since:
            query.dates.append(DateFilter("published", ">=", stamp(self.since)[:10]))
        if self.until:
            query.dates.append(DateFilter("published", "<=", end_stamp(self.until)[:10]))


class Searcher:
    """Searches one connection's archive; keeps the counts of words between searches."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.index = Index(connection)

    def search(self, text: str, *, limit: int = 20, limits: Limits | None = None) -> list[Hit]:
        """The articles that answer a query best, best first. Any string is a query.

        Raises:
            BadInput: a bound in `limits` is no date.
        """
        query = parse(text)
        if limits:
            limits.apply(query)
        if limit <= 0:
            return []
        scores, understood = self._scored(query, limit)
        # What the first answers lead to need not hold a word of the query, as operators demand.
        led = limit > FIRST_PAGE and not query.has_filters
        ordered = add_led_to(self.index, scores) if led else best(scores, limit)
        ranked = [(row, scores[row]) for row in ordered[:limit]]
        return hits(self.connection, ranked, _stems(understood.words))

    def explain(self, text: str) -> list[str]:
        """How a query is understood: its words, corrections, other names and filters, a line each."""
        query = parse(text)
        self.index.refresh()
        return list(explained(self.index, query, understand(self.index, query)))

    def facets(self, text: str, *, limits: Limits | None = None) -> dict[str, list[FacetCount]]:
        """How the best thousand answers spread over `site`, `section`, `year` and `reviewer`.

        Raises:
            BadInput: a bound in `limits` is no date.
        """
        query = parse(text)
        if limits:
            limits.apply(query)
        scores, _ = self._scored(query, _COUNTED)
        return facets(self.connection, best(scores, _COUNTED))

    def similar(self, article_id: int, limit: int = 10) -> list[Hit]:
        """The articles most like one, best first."""
        self.index.refresh()
        scores = led_to(self.index, [article_id])
        scores.pop(article_id, None)
        title = self.index.titles([article_id]).get(article_id, "")
        return hits(
            self.connection, [(row, scores[row]) for row in best(scores, limit)], _stems(tokens.words(title))
        )

    def _scored(self, query: Query, limit: int) -> tuple[Scores, Understanding]:
        """The articles of a query's scope with their scores, and how the query was understood."""
        self.index.refresh()
        scope = scope_of(query)
        understood = understand(self.index, query)
        if not understood.words and scope.condition:
            newest = scope.newest(self.connection, limit)
            return {row: -float(place) for place, row in enumerate(newest)}, understood
        scores = rank(self.index, understood, query.text) if understood.words else {}
        if scope.condition:
            scores = self._within(scope, scores, understood, limit)
        return scores or self._last_resort(query), understood

    def _last_resort(self, query: Query) -> Scores:
        """Pages with any run of letters that was typed: the tokenizer may have joined several to one word."""
        if query.has_filters:
            return {}
        runs = [
            run for run in dict.fromkeys(_RUN.findall(query.text.lower())) if self.index.count(quoted([run]))
        ]
        return dict.fromkeys(self.index.rows(any_of(runs), CANDIDATES), 0.0) if runs else {}

    def _within(self, scope: Scope, scores: Scores, understood: Understanding, limit: int) -> Scores:
        """The scores of what the scope lets in; asked again inside it when too little is left."""
        kept = scope.keep(self.connection, scores)
        inside = {row: score for row, score in scores.items() if row in kept}
        if len(inside) < limit:
            more = scope.matching(self.connection, any_of(understood.words), max(limit, CANDIDATES))
            inside = {row: score for row, score in more.items() if row not in inside} | inside
        return inside


def _stems(words: list[str]) -> list[str]:
    """The beginnings that the forms of each word share: of `therapies`, stem `therapi`, that is `therap`."""
    pairs = zip(words, tokens.stems(words), strict=True)
    return list(dict.fromkeys(_shared_beginning(word, stem) for word, stem in pairs))


def _shared_beginning(word: str, stem: str) -> str:
    end = next((n for n, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), len(stem))
    return word[:end] or word
