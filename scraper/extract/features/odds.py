"""What names and words say: learned log-odds that what is called so, or begins so, is article."""

from __future__ import annotations

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
_ASCII_WORD = re.compile("[a-z]+")  # the same in lower-case ASCII, in half the time

NAMES: tuple[str, ...] = (
    "names_sum", "names_min", "names_max", "names_own", "names_parent", "names_branch",
    "words_mean", "words_min", "heading_words",
)  # fmt: skip


def columns(
    layout: Layout, chain: Chain, names: Mapping[str, float], words: Mapping[str, float]
) -> list[Floats]:
    """One column a name in `NAMES`; both tables give log-odds, 0 for what they lack."""
    scores = _name_scores(layout, names)
    total, lowest, highest = scores[layout.elements], scores[layout.elements], scores[layout.elements]
    root = scores[0]
    scores[0] = 0.0  # paths of unequal length all end in repeated roots
    for at in layout.levels[1:]:
        score = scores[at]
        total = total + score
        lowest = np.minimum(lowest, score)
        highest = np.maximum(highest, score)
    mean, least = _word_scores(layout, words)
    above = heading_above(layout)
    return [
        total + root,
        lowest,
        highest,
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
    head = text[:_HEAD].lower()
    return (_ASCII_WORD if head.isascii() else _WORD).findall(head)


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
                total = sum(names.get(word, 0.0) for word in document.names(element))
                scores[key] = max(-_BOUND, min(_BOUND, total))
            found[element] = scores[key]
    return layout.column(found)


def _word_scores(layout: Layout, words: Mapping[str, float]) -> tuple[Floats, Floats]:
    means, lows = [], []
    get = words.get
    for block in layout.document.blocks:
        scores = [get(word, 0.0) for word in first_words(block.text)]
        means.append(sum(scores) / (len(scores) + 1))
        lows.append(min(scores) if scores else 0.0)
    return layout.column(means), layout.column(lows)
