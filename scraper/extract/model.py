"""The learned part of the extractor: small decision trees and tables of log-odds, scored with plain numpy.

`bench/train_body.py` makes the data file; what it was trained on stands in
`body_model.json` beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extract.features import Layout, matrix, second
from scraper.extract.features.layout import Floats
from scraper.extract.features.odds import Odds

FILE = Path(__file__).with_name("body_model.npz")


@dataclass(slots=True, frozen=True)
class Forest:
    """Gradient-boosted trees in flat arrays.

    A node compares `features[node]` with `thresholds[node]` and goes on at
    `children[2 * node]`, or one further if the value is greater. A leaf leads to
    itself, so that every path has the same length.
    """

    roots: NDArray[np.intp]
    features: NDArray[np.intp]
    thresholds: Floats
    children: NDArray[np.intp]
    values: Floats  # of leaves
    depth: int

    def score(self, table: Floats) -> Floats:
        """The probability for each row."""
        count = len(table)
        flat = np.ascontiguousarray(table.T).reshape(-1)  # one column after the other
        columns, rows = self.features * count, np.arange(count)
        node = np.repeat(self.roots[:, None], count, axis=1)
        for _ in range(self.depth):  # all indexes are good; "clip" keeps numpy from checking them one by one
            value = flat.take(columns.take(node, mode="clip") + rows, mode="clip")
            right = value > self.thresholds.take(node, mode="clip")
            node = self.children.take(2 * node + right, mode="clip")
        total = np.ascontiguousarray(self.values.take(node).T).sum(axis=1)  # pairwise, so more exact
        probability: Floats = 1 / (1 + np.exp(-total))
        return probability


@dataclass(slots=True, frozen=True)
class Model:
    """Everything that was learned."""

    odds: Odds  # of class and id words, and of words at the beginning of a block
    blocks: Forest  # is a block article, from what it is and where it stands
    again: Forest  # the same, knowing what the first said about the blocks around


def load(path: Path) -> Model:
    """A model from its data file."""
    with np.load(path) as data:
        return from_arrays(data)


def from_arrays(data: Mapping[str, Any]) -> Model:
    """A model from the arrays of its data file."""
    return Model(
        odds=Odds(_table(data, "names"), _table(data, "words")),
        blocks=forest(data, "blocks"),
        again=forest(data, "again"),
    )


@cache
def shipped() -> Model:
    """The model that comes with the program, read once."""
    return load(FILE)


def verdicts(layout: Layout, learned: Model) -> Floats:
    """For each block the probability that it is article."""
    table = matrix(layout, learned.odds)
    first = learned.blocks.score(table)
    more = np.stack(
        [np.asarray(column, dtype=np.float32) for column in second.columns(layout, first)], axis=1
    )
    return learned.again.score(np.concatenate((table, more), axis=1))


def _table(data: Mapping[str, Any], name: str) -> dict[str, float]:
    words = bytes(data[f"{name}_words"]).decode().split("\n")
    return dict(zip(words, data[f"{name}_odds"].astype(np.float32).tolist(), strict=True))


def forest(data: Mapping[str, Any], name: str) -> Forest:
    """A forest from the arrays of a data file whose keys begin with `name`."""
    return Forest(
        roots=data[f"{name}_roots"].astype(np.intp),
        features=data[f"{name}_features"].astype(np.intp),
        thresholds=data[f"{name}_thresholds"],
        children=data[f"{name}_children"].astype(np.intp),
        values=data[f"{name}_values"].astype(np.float32),
        depth=int(data[f"{name}_depth"]),
    )
