"""What the second look knows more: the first look's verdict on a block and on what is around it."""

from __future__ import annotations

import numpy as np

from scraper.extract.features.layout import Floats, Layout, running
from scraper.extract.features.place import heading_above

_LEVELS = 6

NAMES: tuple[str, ...] = (
    "first",
    *(f"first_up{level}" for level in range(_LEVELS)),
    "first_page", "first_size", "first_before2", "first_before1", "first_after1", "first_after2",
    "first_share_before", "first_heading", "first_section",
)  # fmt: skip


def columns(layout: Layout, first: Floats) -> list[Floats]:
    """One column a name in `NAMES`; `first` is a probability a block."""
    likely = running(first * layout.size)
    total = max(float(likely[-1]), 1e-6)
    padded = np.concatenate(([0, 0], first, [0, 0]))
    above = heading_above(layout)
    return [
        first,
        *(_mean(layout, likely, number) for number in range(_LEVELS)),
        np.full(layout.count, likely[-1] / layout.total_size, dtype=np.float32),
        np.full(layout.count, np.log1p(likely[-1]), dtype=np.float32),
        padded[:-4],
        padded[1:-3],
        padded[3:-1],
        padded[4:],
        likely[:-1] / total,
        np.where(above >= 0, first[above], 0),
        _section(layout, likely),
    ]


def _mean(layout: Layout, likely: Floats, number: int) -> Floats:
    """The mean verdict on the text of the blocks' ancestors that many levels up."""
    at = layout.level(number)
    mean: Floats = layout.over(likely, at) / np.maximum(layout.over(layout.size_to, at), 1)
    return mean


def _section(layout: Layout, likely: Floats) -> Floats:
    """The mean verdict on the text between the heading before a block and the next one."""
    start = np.flatnonzero(np.concatenate(([True], layout.heading[1:])))
    number = np.cumsum(np.concatenate(([1], layout.heading[1:]))) - 1
    bounds = np.append(start, layout.count)
    text = np.diff(likely[bounds]) / np.maximum(np.diff(layout.size_to[bounds]), 1)
    section: Floats = text[number]
    return section
