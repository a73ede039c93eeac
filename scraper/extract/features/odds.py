"""What names and words say: learned log-odds that what is called so, or begins so, is article."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

import numpy as np

from scraper.extract.document import Document
from scraper.extract.features.chain import Chain
from scraper.extract.features.layout import Floats, Ints, Layout
from scraper.extract.features.place import heading_above

_BOUND = 4.0
_MOST_KNOWN = 20_000  # names, and beginnings of blocks
_HEAD = 64  # characters at the beginning of a block whose words are looked up
_WORD = re.compile(r"[^\W\d_]+|©")
_ONLY_LETTERS = {code: " " for code in range(128) if not chr(code).islower() and chr(code) != "\n"}

NAMES: tuple[str, ...] = (
    "names_sum", "names_min", "names_max", "names_own", "names_parent", "names_branch",
    "words_mean", "words_min", "heading_words",
)  # fmt: skip


class Odds:
    """What was learned of class and id words, and of words at the beginning of a block: their log-odds.

    Words that are in neither table have log-odds of 0. The pages of a site repeat most of their names and
    many of their blocks, so what was looked up is kept.
    """

    def __init__(self, names: Mapping[str, float], words: Mapping[str, float]) -> None:
        self.names = names
        self.words = words
        self.known_names: dict[tuple[str | None, ...], float] = {}
        self.known_heads: dict[str, tuple[float, float]] = {}

    def forget(self) -> None:
        """Keep no more than has its use."""
        for known in (self.known_names, self.known_heads):
            if len(known) > _MOST_KNOWN:
                known.clear()


def columns(layout: Layout, chain: Chain, odds: Odds) -> list[Floats]:
    """One column a name in `NAMES`."""
    odds.forget()
    scores = _name_scores(layout, odds)
    own, root = scores[layout.elements], scores[0]
    scores[0] = 0.0  # paths of unequal length all end in repeated roots
    paths = scores[layout.levels]
    paths[0] = own
    mean, least = _word_scores(layout, odds)
    above = heading_above(layout)
    return [
        paths.sum(axis=0) + root,
        paths.min(axis=0),
        paths.max(axis=0),
        scores[layout.elements],
        scores[layout.level(1)],
        scores[chain.branch],
        mean,
        least,
        np.where(above >= 0, mean[above], 0),
    ]


def names_of(document: Document, elements: Ints) -> list[tuple[int, tuple[str, ...]]]:
    """The words of class, id, role and itemprop of those elements that have any."""
    return [(e, document.names(e)) for e in elements.tolist() if document.attrs[e]]


def first_words(text: str) -> list[str]:
    """The words at the beginning of a block, lower case."""
    return _WORD.findall(text[:_HEAD].lower())


def _name_scores(layout: Layout, odds: Odds) -> Floats:
    """For each element the sum of its names' log-odds, bounded."""
    found: list[float] = [0.0] * len(layout.parents)
    document, known = layout.document, odds.known_names
    for element in layout.holders().tolist():
        attrs = document.attrs[element]
        if attrs:
            get = attrs.get
            key = (get("class"), get("id"), get("role"), get("itemprop"))
            if key not in known:
                total = sum(map(odds.names.get, document.names(element), itertools.repeat(0.0)))
                known[key] = max(-_BOUND, min(_BOUND, total))
            found[element] = known[key]
    return layout.column(found)


def _word_scores(layout: Layout, odds: Odds) -> tuple[Floats, Floats]:
    """The mean, drawn towards 0, and the least of the log-odds of each block's first words."""
    known = odds.known_heads
    heads = [block.text[:_HEAD] for block in layout.document.blocks]
    new = list(set(heads) - known.keys())
    if new:
        known.update(zip(new, _of_words(_all_first_words(new), odds.words), strict=True))
    table = np.array([known[head] for head in heads], dtype=np.float32)
    return table[:, 0], table[:, 1]


def _of_words(lists: list[list[str]], odds: Mapping[str, float]) -> list[tuple[float, float]]:
    """Mean and least for each list of words."""
    counts = np.array(list(map(len, lists)), dtype=np.int64)
    scores = np.array(list(map(odds.get, itertools.chain.from_iterable(lists), itertools.repeat(0.0))))
    sums, least = np.zeros(len(lists)), np.zeros(len(lists))
    some = np.flatnonzero(counts)
    if len(some):
        starts = (np.cumsum(counts) - counts)[some]
        sums[some] = np.add.reduceat(scores, starts)
        least[some] = np.minimum.reduceat(scores, starts)
    return list(zip((sums / (counts + 1)).tolist(), least.tolist(), strict=True))


def _all_first_words(texts: list[str]) -> list[list[str]]:
    """`first_words` of many blocks: those in ASCII are translated together and then split."""
    heads = [text[:_HEAD].lower() for text in texts]
    plain = "\n".join([head if head.isascii() else "" for head in heads]).translate(_ONLY_LETTERS)
    return [
        letters.split() if letters else _WORD.findall(head)
        for letters, head in zip(plain.split("\n"), heads, strict=True)
    ]
