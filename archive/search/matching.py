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
_RANKED_ROWS = 600  # rows that one statement may rank: about a millisecond
_RANKED_TITLES = 6_000  # where all words are common, only titles tell
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
    scores = _with_titles(
        index, _body(index, known), _holding_any(index, titled, TITLES) if titled else {}, words
    )
    return scores or dict.fromkeys(index.rows(any_of(t.word for t in known), CANDIDATES), 0.0)


def score_name(index: Index, words: Sequence[Term]) -> Scores:
    """Articles that hold all words of a name, in the title or in the text."""
    titled = all(term.title_count for term in words)
    if any(len(term.word) == 1 for term in words):
        # A single letter or number says nothing away from its neighbours.
        name = quoted([term.word for term in words])
        scores = index.ranked(name, CANDIDATES)
        titles = index.ranked(name, CANDIDATES, TITLES) if titled else {}
    else:
        scores = _holding_all(index, words, BODY)
        titles = _holding_all(index, words, TITLES) if titled else {}
    return _with_titles(index, scores, titles, words)


def _holding_all(index: Index, words: Sequence[Term], table: str) -> Scores:
    """Articles with all of the words; common ones are only sought, as bm25() counts the rows of each."""
    rare, common = _affordable(words, table)
    everything = all_of(term.word for term in words)
    if not common:
        return index.ranked(everything, CANDIDATES, table)
    if not rare:
        return _unless_too_many(index, everything, words, table)
    scores = index.ranked(all_of(term.word for term in rare), _RANKED_ROWS, table)
    more = sum(_presence(index, term, table) for term in common)
    return {row: scores[row] + more for row in index.rows(everything, _RANKED_ROWS, table) if row in scores}


def _with_titles(index: Index, scores: Scores, titles: Scores, words: Sequence[Term]) -> Scores:
    """Add what the titles say.

    A title that covers half of what was asked counts half: it may be beside the point.
    """
    whole = sum(math.log((index.documents + 1) / (term.title_count + 0.5)) for term in words)
    # What fell off the end of a full list has at most its last score; a page titled so, not much less.
    least = min(scores.values()) if len(scores) >= CANDIDATES else 0.0
    for row, value in titles.items():
        covered = min(1.0, value / whole) if whole > 0 else 1.0
        scores[row] = scores.get(row, least) + TITLE_WEIGHT * value * covered
    return scores


def _count(term: Term, table: str) -> int:
    return term.count if table == BODY else term.title_count


def _presence(index: Index, term: Term, table: str) -> float:
    return _PRESENCE * index.weight(_count(term, table))


def _affordable(words: Sequence[Term], table: str) -> tuple[list[Term], list[Term]]:
    """The words whose rows can be ranked one by one, rarest first, and the rest."""
    spent = 0
    rare: list[Term] = []
    common: list[Term] = []
    for term in sorted(words, key=lambda term: _count(term, table)):
        spent += _count(term, table)
        (rare if spent <= _RANKED_ROWS else common).append(term)
    return rare, common


def _body(index: Index, known: Sequence[Term]) -> Scores:
    telling = [term for term in known if index.weight(term.count) > 0] or list(known)
    return _holding_any(index, telling, BODY)


def _holding_any(index: Index, words: Sequence[Term], table: str) -> Scores:
    """Articles with any of the words that can be ranked; the others add to what those find."""
    rare, common = _affordable(words, table)
    if not rare:
        return _all_common(index, common, table)
    anything = any_of(term.word for term in rare)
    scores = index.ranked(anything, CANDIDATES, table)
    for term in common:
        for row in index.rows(f"({anything}) AND {quoted([term.word])}", _RANKED_ROWS, table):
            if row in scores:
                scores[row] += _presence(index, term, table)
    return scores


def _all_common(index: Index, words: Sequence[Term], table: str) -> Scores:
    """Articles with as many of the words as possible, the rarest words kept longest."""
    for kept in range(len(words), 0, -1):
        expression = all_of(term.word for term in words[:kept])
        if index.count(expression, table):
            return _unless_too_many(index, expression, words[:kept], table)
    return {}


def _unless_too_many(index: Index, expression: str, words: Sequence[Term], table: str) -> Scores:
    """The articles that match, ranked where that is affordable: among very many equals the newest will do."""
    if index.count(expression, table) <= (_RANKED_ROWS if table == BODY else _RANKED_TITLES):
        return index.ranked(expression, CANDIDATES, table)
    share = sum(_presence(index, term, table) for term in words)
    return dict.fromkeys(index.rows(expression, CANDIDATES, table), share)
