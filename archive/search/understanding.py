"""What a query is about: its words, spelt as the archive spells them, and other names of what they name."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from itertools import islice

from archive.search import abbreviations, names, spelling
from archive.search.index import TITLES, Index, quoted
from archive.search.query import STOP_WORDS, Query, without_possessives
from archive.search.tokens import tokens

_MOST_CORRECTED = 4
_MOST_NAMED = 6
_MOST_SHORT_FORMS = 3
_MOST_WORDS = 40
_TYPED = re.compile(r"\w+")


@dataclass(slots=True, frozen=True)
class Change:
    """A typed word that no page holds, and the words looked for in its place."""

    typed: str
    words: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Named:
    """Words of the query that are a name, and what else the same thing is called."""

    words: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Understanding:
    """A query as it will be asked."""

    words: list[str]
    changes: list[Change] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    spelt_out: dict[str, dict[int, float]] = field(default_factory=dict)


def understand(index: Index, query: Query) -> Understanding:
    """Correct, split, spell out and name again what a query says."""
    typed = tokens.words(without_possessives(query.text))
    said, changes = _spelt(index, typed)
    understood = Understanding(_telling(index, said), changes)
    seen = set()
    for found in names.other_names(said):
        own = tuple(_without_stop_words(said[found.start : found.end]))
        if own in seen or len(understood.named) >= _MOST_NAMED:
            continue
        seen.add(own)
        others = tuple(
            other
            for name in found.names
            if (other := tuple(_without_stop_words(name.split()))) and not _holds(other, own)
        )
        if others:
            understood.named.append(Named(own, others))
    corrected = {change.typed for change in changes}
    unexplained = (
        short
        for short in dict.fromkeys(_TYPED.findall(query.text))
        if _is_unexplained(index, short, corrected)
    )
    for short in islice(unexplained, _MOST_SHORT_FORMS):
        if rows := abbreviations.spelt_out(index, short):
            understood.spelt_out[short] = rows
    return understood


def _spelt(index: Index, typed: list[str]) -> tuple[list[str], list[Change]]:
    said: list[str] = []
    changes: dict[str, Change] = {}
    for word in typed:
        if word in STOP_WORDS or index.count(quoted([word])) or len(changes) >= _MOST_CORRECTED:
            said.append(word)
            continue
        if word not in changes:
            corrections = spelling.correct(index, word)
            instead = (corrections[0].word,) if corrections else tuple(spelling.split(index, word))
            changes[word] = Change(word, instead)
        said += changes[word].words or (word,)
    return said, [change for change in changes.values() if change.words]


def _holds(other: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Does a page with the other name have the words of the name asked for anyway?"""
    return set(tokens.stems(list(other))) >= set(tokens.stems(list(own)))


def _without_stop_words(words: list[str]) -> list[str]:
    return [word for word in words if word not in STOP_WORDS] or words


def _telling(index: Index, said: list[str]) -> list[str]:
    """The words to look for: without stop words, and of a very long query the rarest."""
    words = list(dict.fromkeys(_without_stop_words(said)))
    if len(words) <= _MOST_WORDS:
        return words
    counts = {word: index.count(quoted([word])) for word in words}
    return sorted((word for word in words if counts[word]), key=counts.__getitem__)[:_MOST_WORDS] or words[:1]


def _is_unexplained(index: Index, short: str, corrected: Container[str]) -> bool:
    """Does a typed word look like a short form that no title uses?"""
    if len(short) > abbreviations.LONGEST or index.count(quoted([short]), TITLES):
        return False
    if abbreviations.looks_abbreviated(short):
        return True
    return short.lower() not in corrected and not index.count(quoted([short]))
