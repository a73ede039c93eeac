"""From words to scored articles, at a bounded cost.

A page answers best when its title does: bm25 over the text and bm25 over the
title alone are added, the latter by how much of the query the title covers.
What a statement costs is the number of rows that it ranks, so only words that
few articles hold are ranked by SQLite; a common word adds to the score of
what the rare ones found. Where all words are common, titles lead, and pages
that hold all of the words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.index import BODY, TITLES, Index, all_of, any_of, quoted

TITLE_WEIGHT = 1.5
CANDIDATES = 400
_RANKED_ROWS = 3_000  # rows that one statement may rank: about 5 ms
_PRESENCE = 0.8  # a common word's part of its weight where it is known to occur, but not how often

Scores = dict[int, float]


@dataclass(slots=True, frozen=True)
class Term:
    """A word with the number of articles, and of titles, that hold it."""

    word: str
    count: int
    title_count: int


def terms(index: Index, words: Sequence[str]) -> list[Term]:
    """The words, each once, with their counts."""
    found = []
    for word in dict.fromkeys(words):
        count = index.count(quoted([word]))
        found.append(Term(word, count, index.count(quoted([word]), TITLES) if count else 0))
    return found


def worth(index: Index, words: Sequence[Term]) -> float:
    """How much the words tell together; one that no page holds tells most."""
    return sum(index.weight(term.count) for term in words)


def score_any(index: Index, words: Sequence[Term]) -> Scores:
    """Articles that hold any of the words, with a score: higher is better."""
    known = [term for term in words if term.count]
    if not known:
        return {}
    titled = [term for term in known if term.title_count]
    scores = _with_titles(index, _body(index, known), _titles(index, titled), words)
    return scores or dict.fromkeys(index.rows(any_of(t.word for t in known), CANDIDATES), 0.0)


def score_name(index: Index, words: Sequence[Term]) -> Scores:
    """Articles that hold all words of a name, in the title or in the text."""
    # A single letter or number says nothing away from its neighbours.
    loose = all(len(term.word) > 1 for term in words)
    name = [term.word for term in words]
    expression = all_of(name) if loose else quoted(name)
    scores = index.ranked(expression, CANDIDATES) if index.count(expression) <= _RANKED_ROWS else {}
    titled = all(term.title_count for term in words)
    titles = index.ranked(expression, CANDIDATES, TITLES) if titled else {}
    return _with_titles(index, scores, titles, words)


def _with_titles(index: Index, scores: Scores, titles: Scores, words: Sequence[Term]) -> Scores:
    """Add what the titles say.

    A title that covers half of what was asked counts half: it may be beside the point.
    """
    whole = sum(math.log((index.documents + 1) / (term.title_count + 0.5)) for term in words)
    for row, value in titles.items():
        covered = min(1.0, value / whole) if whole > 0 else 1.0
        scores[row] = scores.get(row, 0.0) + TITLE_WEIGHT * value * covered
    return scores


def _affordable(words: Sequence[Term], counts: list[int]) -> tuple[list[Term], list[Term]]:
    """The words whose rows can be ranked one by one, rarest first, and the rest."""
    spent = 0
    rare: list[Term] = []
    common: list[Term] = []
    for count, term in sorted(zip(counts, words, strict=True), key=lambda pair: pair[0]):
        spent += count
        (rare if spent <= _RANKED_ROWS else common).append(term)
    return rare, common


def _body(index: Index, known: Sequence[Term]) -> Scores:
    telling = [term for term in known if index.weight(term.count) > 0] or list(known)
    rare, common = _affordable(telling, [term.count for term in telling])
    if not rare:
        return _all_common(index, common, BODY)
    anything = any_of(term.word for term in rare)
    scores = index.ranked(anything, CANDIDATES)
    for term in common:
        for row in index.rows(f"({anything}) AND {quoted([term.word])}", _RANKED_ROWS):
            if row in scores:
                scores[row] += _PRESENCE * index.weight(term.count)
    return scores


def _titles(index: Index, titled: Sequence[Term]) -> Scores:
    if not titled:
        return {}
    rare, common = _affordable(titled, [term.title_count for term in titled])
    if not rare:
        return _all_common(index, common, TITLES)
    words = any_of(term.word for term in rare)
    if common:
        words = f"({words}) AND ({words} OR {any_of(term.word for term in common)})"
    return index.ranked(words, CANDIDATES, TITLES)


def _all_common(index: Index, words: Sequence[Term], table: str) -> Scores:
    """Pages with as many of the words as possible, the rarest words kept longest."""
    kept = [term.word for term in words]
    while kept:
        expression = all_of(kept)
        found = index.count(expression, table)
        if found and (found <= _RANKED_ROWS or table == TITLES):
            return index.ranked(expression, CANDIDATES, table)
        if found:
            return dict.fromkeys(index.rows(expression, CANDIDATES, table), _PRESENCE * worth(index, words))
        kept.pop()
    return {}
