"""What the body model sees of each text block: numbers, one row a block.

Sums over containers are differences of running sums, so that the cost hardly
grows with the depth of the tree. Nothing assumes that words are set apart by
spaces: lengths are in letters, and scripts without spaces are brought to the
same scale.
"""

from __future__ import annotations

import numpy as np

from scraper.extract.features import chain, odds, own, place
from scraper.extract.features.layout import Floats, Layout

NAMES: tuple[str, ...] = (*own.NAMES, *place.NAMES, *chain.NAMES, *odds.NAMES)


def matrix(layout: Layout, learned: odds.Odds) -> Floats:
    """One row a block, one column a name in `NAMES`."""
    links = chain.Chain(layout)
    columns = (*fixed(layout, links), *odds.columns(layout, links, learned))
    table = np.empty((len(NAMES), layout.count), dtype=np.float32)
    for row, column in zip(table, columns, strict=True):
        row[:] = column
    return table.T


def fixed(layout: Layout, links: chain.Chain) -> tuple[Floats, ...]:
    """The columns that nothing learned goes into: all but those of `odds`."""
    return (*own.columns(layout), *place.columns(layout), *chain.columns(layout, links))


__all__ = ["NAMES", "Layout", "fixed", "matrix"]
