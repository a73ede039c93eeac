"""The order of the answers: what was asked, what it is also called, and what the first answers lead to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from operator import itemgetter

from archive.search.index import TITLES, Index, all_of, quoted
from archive.search.matching import TITLE_WEIGHT, Scores, score_any, score_name, terms, worth
from archive.search.query import STOP_WORDS
from archive.search.tokens import tokens
from archive.search.understanding import Named, Understanding

# Another name is worth less than the one asked for, least where pages bear that one as their title.
_OTHER_NAME = 0.8
_OTHER_NAME_OF_A_TITLE = 0.6
_OTHER_NAMES = 5
_OTHER_NAMES_OF_A_TITLE = 3
_RAREST_SHORT_NAME = 3.0
_SPELT_OUT = 0.8

_LOOKED_AT = 30
_SAID_WORD = 0.05
_SAID_WORDS = 8
_SAID_TO_THE_LETTER = 0.05

FIRST_PAGE = 10
_LED_BY = 5
_LED_TO_WORDS = 15
_LED_TO = 0.5
_READ_CHARACTERS = 4_000
_COMMONEST_WORDS = 60


def rank(index: Index, understood: Understanding, text: str) -> Scores:
    """Articles with their scores for a query."""
    scores = score_any(index, terms(index, understood.words))
    for named in understood.named:
        _credit_other_names(index, scores, named, alone=set(named.words) >= set(understood.words))
    most = index.weight(0) * (1 + TITLE_WEIGHT)
    for rows in understood.spelt_out.values():
        for row, fit in rows.items():
            scores[row] = scores.get(row, 0.0) + _SPELT_OUT * fit * most
    _prefer_said_titles(index, scores, text)
    return scores


def used_names(index: Index, named: Named) -> tuple[list[tuple[str, ...]], float]:
    """The other names worth asking for, best first, and what a page is credited for one."""
    in_titles = index.count(all_of(named.words), TITLES) > 0
    usable = []
    for other in named.others:
        if any(not index.count(quoted([word])) for word in other) or not _is_telling(index, other):
            continue
        titles = index.count(all_of(other), TITLES)
        if titles or (not in_titles and index.count(all_of(other))):
            usable.append((not titles, other))
    usable.sort(key=lambda entry: entry[0])
    most = _OTHER_NAMES_OF_A_TITLE if in_titles else _OTHER_NAMES
    credit = _OTHER_NAME_OF_A_TITLE if in_titles else _OTHER_NAME
    return [other for _, other in usable[:most]], credit


def _is_telling(index: Index, name: Sequence[str]) -> bool:
    """A name of one short word may be many things; only a rare one helps."""
    if len(name) > 1 or len(name[0]) > 4:
        return True
    return len(name[0]) > 2 and index.weight(index.count(quoted(name))) >= _RAREST_SHORT_NAME


def _credit_other_names(index: Index, scores: Scores, named: Named, *, alone: bool) -> None:
    """Give a page the worth of another name where that exceeds what it has of the name asked for."""
    others, credit = used_names(index, named)
    if not others:
        return
    asked = terms(index, named.words)
    own = dict(scores) if alone else score_any(index, asked)
    best: Scores = {}
    for other in others:
        called = terms(index, other)
        if not (worth_of_other := worth(index, called)):
            continue
        # A name of common words must not count for more than they do.
        share = credit * min(1.0, worth(index, asked) / worth_of_other)
        for row, value in score_name(index, called).items():
            best[row] = max(best.get(row, 0.0), share * value)
    for row, value in best.items():
        lacking = value - own.get(row, 0.0)
        if lacking > 0:
            scores[row] = scores.get(row, 0.0) + lacking


def _prefer_said_titles(index: Index, scores: Scores, text: str) -> None:
    """A title that stands in the query as it is names what was asked for; the longer, the surer."""
    said = f" {' '.join(tokens.words(text))} "
    for row, title in index.titles(best(scores, _LOOKED_AT)).items():
        words = tokens.words(title)
        if words and f" {' '.join(words)} " in said:
            share = _SAID_WORD * min(len(words), _SAID_WORDS) + _SAID_TO_THE_LETTER * (title in text)
            scores[row] += share * scores[row]


def best(scores: Scores, limit: int) -> list[int]:
    """The rows with the highest scores; of equals the older article."""
    return sorted(scores, key=lambda row: (-scores[row], row))[:limit]


def led_to(index: Index, rows: Iterable[int]) -> Scores:
    """Articles on what the given ones are on: those with their most telling words."""
    return score_any(index, terms(index, telling_words(index, rows)))


def add_led_to(index: Index, scores: Scores) -> list[int]:
    """All rows in order, those behind the first page also by what the first answers lead to.

    Feedback finds pages that use other words, and spoils the first hit; so
    the first page stays as it is.
    """
    first = best(scores, FIRST_PAGE)
    kept = {row: scores[row] for row in first}
    more = led_to(index, first[:_LED_BY])
    if first and more:
        share = _LED_TO * scores[first[0]] / max(max(more.values()), 1e-9)
        for row, value in more.items():
            scores[row] = scores.get(row, 0.0) + share * value
    rest = [row for row in best(scores, len(scores)) if row not in kept]
    least = min(kept.values(), default=0.0)
    scores.update({row: min(scores[row], least) for row in rest} | kept)  # scores fall as the order does
    return first + rest


def telling_words(index: Index, rows: Iterable[int]) -> list[str]:
    """The words that set some articles apart from the rest."""
    used: dict[str, float] = defaultdict(float)
    for title, text in index.texts(rows, _READ_CHARACTERS):
        words = [w for w in tokens.words(f"{title} {text}") if len(w) > 3 and w not in STOP_WORDS]
        for word, times in Counter(words).most_common(_COMMONEST_WORDS):
            used[word] += times / len(words)
    weighed = [
        (share * index.weight(count), word)
        for word, share in nlargest(2 * _COMMONEST_WORDS, used.items(), key=itemgetter(1))
        if (count := index.count(quoted([word]))) > 1
    ]
    return [word for _, word in sorted(weighed, reverse=True)[:_LED_TO_WORDS]]
