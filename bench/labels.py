"""Which text blocks of a page are its article: labels to train on, made from what the packs state."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from bench.packs import Page
from scraper.extract.document import Document

Floats = NDArray[np.float32]

WORD = re.compile(r"\w+")
_GRAM = 4  # words in a row that do not meet by chance


def words_of(document: Document) -> list[list[str]]:
    """Each block's words, lower case."""
    return [WORD.findall(block.text.lower()) for block in document.blocks]


def by_gold(blocks: list[list[str]], gold: str) -> Floats:
    """The share of each block's words that the gold text has, aligned in order.

    The longest common subsequence decides; text that the gold has in another
    order is found by runs of four words among what the alignment left over.
    """
    flat = [word for block in blocks for word in block]
    wanted = WORD.findall(gold.lower())
    hit = np.zeros(len(flat), dtype=bool)
    used = np.zeros(len(wanted), dtype=bool)
    for code in LCSseq.opcodes(flat, wanted):
        if code.tag == "equal":
            hit[code.src_start : code.src_end] = True
            used[code.dest_start : code.dest_end] = True
    shares = _shares(blocks, hit)
    left = Counter(
        tuple(wanted[i : i + _GRAM]) for i in range(len(wanted) - _GRAM + 1) if not used[i : i + _GRAM].any()
    )
    if not left:
        return shares
    for number, block in enumerate(blocks):
        if shares[number] < 0.5 and len(block) >= _GRAM:
            grams = [tuple(block[i : i + _GRAM]) for i in range(len(block) - _GRAM + 1)]
            found = sum(left[gram] > 0 for gram in grams)
            if found > 0.7 * len(grams):
                shares[number] = 1.0
                left.subtract(grams)
    return shares


def _shares(blocks: list[list[str]], hit: NDArray[np.bool_]) -> Floats:
    running = np.concatenate(([0], np.cumsum(hit)))
    counts = np.array([len(block) for block in blocks], dtype=np.int64)
    ends = np.cumsum(counts)
    return ((running[ends] - running[ends - counts]) / np.maximum(counts, 1)).astype(np.float32)


def by_snippets(document: Document, page: Page) -> Floats:
    """1 for blocks that hold a wanted snippet, 0 for those that hold an unwanted one, NaN for all others."""
    labels = np.full(len(document.blocks), np.nan, dtype=np.float32)
    texts = [block.text for block in document.blocks]
    for value, snippets in ((0.0, page.unwanted), (1.0, page.wanted)):
        for snippet in (" ".join(snippet.split()) for snippet in snippets):
            if not snippet:
                continue
            hits = [i for i, text in enumerate(texts) if snippet in text]
            if value == 0.0 or len(hits) == 1:
                labels[hits] = value
    return labels
