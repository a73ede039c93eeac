"""What several groups of features need: a page's blocks and elements as columns of numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extract.document import HEADINGS, Document

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

# Ideographs, kana, hangul and the South-East Asian scripts: written without spaces, and a
# character says about as much as two letters.
WIDE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_STOPS = frozenset(".!?")
_OTHER_STOPS = "。！？؟।۔…"
_GOOD_SIZE = 60  # letters: a line shorter than this is rarely a paragraph


class Layout:
    """Columns over blocks and elements.

    `size` is a block's length in letters, `words` its number of words; both are made
    comparable between scripts with and without spaces.
    """

    def __init__(self, document: Document) -> None:
        blocks = document.blocks
        self.document = document
        self.count = len(blocks)
        self.elements: Ints = np.array([block.element for block in blocks], dtype=np.int64)
        self.parents: Ints = np.array(document.parents, dtype=np.int64)
        self.parents[0] = 0
        self.starts: Ints = np.array(document.block_starts, dtype=np.int64)
        self.ends: Ints = np.array(document.block_ends, dtype=np.int64)
        chars = self.column([len(block.text) for block in blocks])
        wide = self.column([wide_characters(block.text) for block in blocks])
        self.size: Floats = chars + wide
        self.words: Floats = self.column([block.text.count(" ") + 1 for block in blocks]) + wide / np.float32(
            2
        )
        self.link_share: Floats = self.column([block.link_chars for block in blocks]) / chars
        self.link_size: Floats = self.link_share * self.size
        self.sentences: Floats = self.column([sentences(block.text) for block in blocks])
        self.tags = [document.tags[block.element] for block in blocks]
        self.heading = np.array([tag in HEADINGS for tag in self.tags], dtype=bool)
        good = (
            (self.size >= _GOOD_SIZE) & (self.link_share < 0.3) & (self.sentences > 0) & ~self.heading
        )  # a paragraph of running text
        self.good: Floats = np.where(good, self.size, 0).astype(np.float32)
        self.size_to = running(self.size)
        self.links_to = running(self.link_size)
        self.good_to = running(self.good)
        self.total_size = float(self.size_to[-1])
        self.total_good = max(float(self.good_to[-1]), 1.0)
        self.levels = self._levels()

    def _levels(self) -> list[Ints]:
        """The blocks' elements, their parents, and so on until every one is the root."""
        at, levels = self.elements, [self.elements]
        while at.any():
            at = self.parents[at]
            levels.append(at)
        return levels

    def level(self, number: int) -> Ints:
        """The ancestors that many steps above the blocks' elements."""
        return self.levels[min(number, len(self.levels) - 1)]

    def holders(self) -> Ints:
        """Every element that is a block's own or stands around one."""
        held = np.zeros(len(self.parents), dtype=bool)
        for at in self.levels:
            held[at] = True
        return np.flatnonzero(held)

    def over(self, sums: Floats, elements: Ints) -> Floats:
        """The sum over the blocks of each element, from running sums over all."""
        found: Floats = sums[self.ends[elements]] - sums[self.starts[elements]]
        return found

    def column(self, values: list[int] | list[float] | list[bool]) -> Floats:
        """One number a block."""
        return np.array(values, dtype=np.float32)


def running(values: Floats) -> Floats:
    """Sums of the values before each position, and of all."""
    sums = np.zeros(len(values) + 1, dtype=np.float32)
    np.cumsum(values, out=sums[1:])
    return sums


def wide_characters(text: str) -> int:
    """How many characters are of scripts without spaces."""
    return 0 if text.isascii() else len(WIDE.findall(text))


def sentences(text: str) -> int:
    """About how many sentences end in the text."""
    found = text.count(". ") + text.count("? ") + text.count("! ") + (text.rstrip("\"'”’»)]")[-1:] in _STOPS)
    if not text.isascii():
        found += sum(text.count(stop) for stop in _OTHER_STOPS)
    return found
