"""How a block lies to the chain: the nested containers that hold most of the page's good paragraphs.

A hard choice of one container loses text that is spread over siblings (cards,
tabs, columns), so the chain is described, not cut.
"""

from __future__ import annotations

import numpy as np

from scraper.extract.features.layout import Floats, Ints, Layout

_LEVELS = 5  # ancestors that are described one by one
_LEVEL_NAMES = ("log_size", "link_share", "good", "mean_size")

NAMES: tuple[str, ...] = (
    "chain_depth", "chain_left", "chain_good", "to_chain", "branch_log_size", "branch_link_share",
    "branch_good", "branch_blocks", "branch_before_tip", "alike_count", "alike_good", "alike_link_share",
    *(f"up{level}_{name}" for level in range(1, _LEVELS + 1) for name in _LEVEL_NAMES),
    "group_count", "group_mean_size", "group_link_share", "group_good",
)  # fmt: skip


class Chain:
    """The chain, and for each block the child of the chain (its branch) that it stands in."""

    def __init__(self, layout: Layout) -> None:
        # Elements that hold more than half of the good text are nested in one another.
        self.held: Floats = layout.good_to[layout.ends] - layout.good_to[layout.starts]
        on_chain = self.held > 0.5 * layout.total_good
        on_chain[0] = True
        self.elements: Ints = np.flatnonzero(on_chain)
        self.depths: Ints = np.cumsum(on_chain)
        self.branch: Ints = layout.elements
        self.joint: Ints = layout.elements  # the chain's innermost element around the block
        self.distance: Ints = np.zeros(layout.count, dtype=np.int64)
        for parents in layout.levels[1:]:
            moving = ~on_chain[self.joint]
            if not moving.any():
                break
            self.branch = np.where(moving, self.joint, self.branch)
            self.joint = np.where(moving, parents, self.joint)
            self.distance += moving


def columns(layout: Layout, chain: Chain) -> list[Floats]:
    """One column a name in `NAMES`."""
    branch, total = chain.branch, layout.total_good
    size = layout.over(layout.size_to, branch)
    depth = chain.depths[chain.joint]
    return [
        depth,
        len(chain.elements) - depth,
        chain.held[chain.joint] / total,
        chain.distance,
        np.log1p(size),
        layout.over(layout.links_to, branch) / np.maximum(size, 1),
        chain.held[branch] / total,
        np.log1p(layout.ends[branch] - layout.starts[branch]),
        branch < chain.elements[-1],
        *_alike(layout, chain),
        *_levels(layout),
        *_groups(layout),
    ]


def _alike(layout: Layout, chain: Chain) -> list[Floats]:
    """A branch and its siblings of the same tag and first class: how many, and what they hold together."""
    document = layout.document
    branches, places = np.unique(chain.branch, return_inverse=True)
    keys: dict[tuple[int, str, str], int] = {}
    groups = np.array(
        [
            keys.setdefault(
                (document.parents[e], document.tags[e], (document.attrs[e].get("class") or "").split(" ")[0]),
                len(keys),
            )
            for e in branches.tolist()
        ]
    )
    count = np.bincount(groups)
    size = np.maximum(np.bincount(groups, layout.over(layout.size_to, branches)), 1)
    links = np.bincount(groups, layout.over(layout.links_to, branches))
    good = np.bincount(groups, chain.held[branches])
    mine = groups[places]
    return [np.log1p(count)[mine], (good / layout.total_good)[mine], (links / size)[mine]]


def _levels(layout: Layout) -> list[Floats]:
    found: list[Floats] = []
    for number in range(1, _LEVELS + 1):
        at = layout.level(number)
        size = layout.over(layout.size_to, at)
        found += [
            np.log1p(size),
            layout.over(layout.links_to, at) / np.maximum(size, 1),
            layout.over(layout.good_to, at) / layout.total_good,
            size / np.maximum(layout.ends[at] - layout.starts[at], 1),
        ]
    return found


def _groups(layout: Layout) -> list[Floats]:
    """Blocks of one make (tag and class of the element, tag of its parent) and what they have in common."""
    tags, attrs, parents = layout.document.tags, layout.document.attrs, layout.document.parents
    keys: dict[tuple[str, str | None, str], int] = {}
    groups = np.array(
        [
            keys.setdefault((tags[e], attrs[e].get("class"), tags[max(parents[e], 0)]), len(keys))
            for e in layout.elements.tolist()
        ]
    )
    count = np.bincount(groups)
    size = np.bincount(groups, layout.size)
    links = np.bincount(groups, layout.link_size)
    good = np.bincount(groups, layout.good)
    return [
        np.log1p(count)[groups],
        np.log1p(size / count)[groups],
        (links / size)[groups],
        (good / layout.total_good)[groups],
    ]
