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
_HEAD = 64  # characters at the beginning of a block whose words are looked up
_WORD = re.compile(r"[^\W\d_]+|©")
_ONLY_LETTERS = {code: " " for code in range(128) if not chr(code).islower() and chr(code) != "\n"}

NAMES: tuple[str, ...] = (
    "names_sum", "names_min", "names_max", "names_own", "names_parent", "names_branch",
    "words_mean", "words_min", "heading_words",
)  # fmt: skip


def columns(
    layout: Layout, chain: Chain, names: Mapping[str, float], words: Mapping[str, float]
) -> list[Floats]:
    """One column a name in `NAMES`; both tables give log-odds, 0 for what they lack."""
    scores = _name_scores(layout, names)
    own, root = scores[layout.elements], scores[0]
    scores[0] = 0.0  # paths of unequal length all end in repeated roots
    paths = scores[layout.levels]
    paths[0] = own
    mean, least = _word_scores(layout, words)
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


def _name_scores(layout: Layout, names: Mapping[str, float]) -> Floats:
    """For each element the sum of its names' log-odds, bounded."""
    found: list[float] = [0.0] * len(layout.parents)
    document = layout.document
    scores: dict[tuple[str | None, ...], float] = {}  # elements of one class are many
    for element in layout.holders().tolist():
        attrs = document.attrs[element]
        if attrs:
            get = attrs.get
            key = (get("class"), get("id"), get("role"), get("itemprop"))
            if key not in scores:
                total = sum(map(names.get, document.names(element), itertools.repeat(0.0)))
                scores[key] = max(-_BOUND, min(_BOUND, total))
            found[element] = scores[key]
    return layout.column(found)


def _word_scores(layout: Layout, words: Mapping[str, float]) -> tuple[Floats, Floats]:
    """The mean, drawn towards 0, and the least of the log-odds of each block's first words."""
    found = _all_first_words([block.text for block in layout.document.blocks])
    counts = np.array(list(map(len, found)))
    scores = np.array(list(map(words.get, itertools.chain.from_iterable(found), itertools.repeat(0.0))))
    sums, least = np.zeros(layout.count), np.zeros(layout.count)
    some = np.flatnonzero(counts)
    if len(some):
        starts = (np.cumsum(counts) - counts)[some]
        sums[some] = np.add.reduceat(scores, starts)
        least[some] = np.minimum.reduceat(scores, starts)
    return layout.column(sums / (counts + 1)), layout.column(least)


def _all_first_words(texts: list[str]) -> list[list[str]]:
    """The same of many blocks, those in ASCII translated together and then split."""
    heads = [text[:_HEAD].lower() for text in texts]
    plain = "\n".join([head if head.isascii() else "" for head in heads]).translate(_ONLY_LETTERS)
    return [
        letters.split() if letters else _WORD.findall(head)
        for letters, head in zip(plain.split("\n"), heads, strict=True)
    ]
