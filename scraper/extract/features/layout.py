"""What several groups of features need: a page's blocks and elements as columns of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extract.document import HEADINGS, Document
from scraper.extract.features.counts import Counts

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

_HEADING_LEVELS = {tag: level for level, tag in enumerate(HEADINGS, start=1)}
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
        self.counts = Counts([block.text for block in blocks])
        chars, wide = self.column(self.counts.length), self.column(self.counts.wide)
        self.size: Floats = chars + wide
        self.words: Floats = self.column(self.counts.spaces + 1) + wide / np.float32(2)
        self.link_share: Floats = self.column([block.link_chars for block in blocks]) / chars
        self.link_size: Floats = self.link_share * self.size
        self.sentences: Floats = self.column(self.counts.sentences)
        self.tags = [document.tags[block.element] for block in blocks]
        self.heading_level: Ints = np.array([_HEADING_LEVELS.get(tag, 0) for tag in self.tags])
        self.heading = self.heading_level > 0
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

    def _levels(self) -> Ints:
        """The blocks' elements, their parents, and so on until every one is the root, one row a level."""
        at, levels = self.elements, [self.elements]
        while at.any():
            at = self.parents[at]
            levels.append(at)
        return np.array(levels)

    def level(self, number: int) -> Ints:
        """The ancestors that many steps above the blocks' elements."""
        found: Ints = self.levels[min(number, len(self.levels) - 1)]
        return found

    def holders(self) -> Ints:
        """Every element that is a block's own or stands around one."""
        held = np.zeros(len(self.parents), dtype=bool)
        held[self.levels] = True
        return np.flatnonzero(held)

    def over(self, sums: Floats, elements: Ints) -> Floats:
        """The sum over the blocks of each element, from running sums over all."""
        found: Floats = sums[self.ends[elements]] - sums[self.starts[elements]]
        return found

    def column(self, values: list[int] | list[float] | list[bool] | NDArray[Any]) -> Floats:
        """One number a block."""
        return np.array(values, dtype=np.float32)


def running(values: Floats) -> Floats:
    """Sums of the values before each position, and of all."""
    sums = np.zeros(len(values) + 1, dtype=np.float32)
    np.cumsum(values, out=sums[1:])
    return sums
