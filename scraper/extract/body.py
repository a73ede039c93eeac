"""Which text blocks are the article."""

from __future__ import annotations

from scraper.extract.document import Document
from scraper.extract.finding import Chosen


def choose(document: Document) -> Chosen:
    """The blocks of the article."""
    weights = [
        len(block.text) * (1 - block.link_chars / len(block.text)) ** 2 if len(block.text) > 80 else 0.0
        for block in document.blocks
    ]
    outside = {
        element
        for tag in ("nav", "footer", "aside", "form", "button", "label")
        for element in document.by_tag.get(tag, ())
    }
    held: dict[int, float] = {}
    for block, weight in zip(document.blocks, weights, strict=True):
        share = weight
        for element in document.ancestors(block.element):
            held[element] = held.get(element, 0.0) + share
            share *= 0.7
    if not held or max(held.values()) == 0:
        return Chosen(scores=[0.0] * len(document.blocks))
    root = max(held, key=lambda element: held[element])
    scores = [0.0] * len(document.blocks)
    for block in document.blocks_in(root):
        if outside.isdisjoint(document.ancestors(block.element)) and block.link_chars < 0.6 * len(block.text):
            scores[block.index] = 0.9
    return Chosen([i for i, score in enumerate(scores) if score > 0.5], scores, root)
