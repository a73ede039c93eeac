"""Trees as LightGBM grows them, laid out as `scraper.extract.model.Forest` reads them."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray


def flatten(name: str, booster: lightgbm.Booster) -> dict[str, NDArray[np.generic]]:
    """A booster's trees as arrays, each key beginning with `name`."""
    features: list[int] = []
    thresholds: list[float] = []
    children: list[int] = []
    values: list[float] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        number = len(features)
        features.append(node.get("split_feature", 0))
        thresholds.append(node.get("threshold", np.inf))
        children.extend((number, number))
        values.append(node.get("leaf_value", 0.0))
        deepest = max(deepest, depth)
        if "split_feature" in node:
            children[2 * number] = add(node["left_child"], depth + 1)
            children[2 * number + 1] = add(node["right_child"], depth + 1)
        return number

    roots = [add(tree["tree_structure"], 0) for tree in booster.dump_model()["tree_info"]]
    return {
        f"{name}_roots": np.array(roots, dtype=np.uint16),
        f"{name}_features": np.array(features, dtype=np.uint8),
        f"{name}_thresholds": np.array(thresholds, dtype=np.float32),
        f"{name}_children": np.array(children, dtype=np.uint16),
        f"{name}_values": np.array(values, dtype=np.float32),
        f"{name}_depth": np.array(deepest, dtype=np.uint8),
    }
