"""Which text blocks are the article: a learned verdict on each, then the set that is best as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scraper.extract import model, profile
from scraper.extract.document import Document
from scraper.extract.features import Layout
from scraper.extract.features.layout import Floats
from scraper.extract.finding import Chosen

_LONG = 40  # characters; shorter lines ("Yes", a table cell) may well stand twice


def choose(document: Document, doubts: Sequence[float] = ()) -> Chosen:
    """The blocks of the article, none if the page has no text.

    `doubts` are log-odds that what is known of the site takes from each block's score.
    """
    return choose_with(document, learned(), doubts)


def learned() -> model.Model:
    """The model that chooses: the one that is shipped."""
    return model.shipped()


def choose_with(document: Document, by: model.Model, doubts: Sequence[float] = ()) -> Chosen:
    """The same by a model of the caller's."""
    if not document.blocks:
        return Chosen()
    layout = Layout(document)
    scores = model.verdicts(layout, by)
    if any(doubts):
        scores = np.array(list(map(profile.lowered, scores.tolist(), doubts)), dtype=scores.dtype)
    chosen, expected = best_set(scores, layout.words)
    blocks = _once(document, chosen.tolist())
    return Chosen(blocks, scores.tolist(), _root(layout, blocks), expected)


def _once(document: Document, blocks: list[int]) -> list[int]:
    """The blocks without those that repeat an earlier one: pages print text again for narrow screens."""
    seen: set[str] = set()
    kept = []
    for index in blocks:
        text = document.blocks[index].text
        if len(text) < _LONG or text not in seen:
            seen.add(text)
            kept.append(index)
    return kept


def best_set(scores: Floats, words: Floats) -> tuple[np.ndarray, float]:
    """The blocks that maximise the expected F1 over the page's words, in order, and that F1.

    The best set of each size holds the likeliest blocks (Lewis 1995, "Evaluating
    and optimizing autonomous text classification systems"), so one sorted pass finds it.
    """
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum((scores * words)[order])
    f1 = 2 * right / (np.cumsum(words[order]) + right[-1])
    best = int(np.argmax(f1))
    return np.sort(order[: best + 1]), float(f1[best])


def _root(layout: Layout, blocks: list[int]) -> int:
    """The innermost element that holds more than half of the chosen text."""
    size = np.zeros(layout.count + 1)
    chosen = np.zeros(layout.count)
    chosen[blocks] = layout.size[blocks]
    np.cumsum(chosen, out=size[1:])
    held = size[layout.ends] - size[layout.starts]
    most = np.flatnonzero(held > 0.5 * size[-1])
    return int(most[-1]) if len(most) else 0
