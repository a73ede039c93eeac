"""Train what tells articles from listings and threads, on the bodies that the folds' models chose.

    python bench/train_kind.py --packs DIR --folds DIR2

`DIR2` is what `bench/train_body.py --folds` wrote; the folds' models of this
script go there too. Prints, out of fold, how many pages of each type are taken
for what. Needs the `bench` extra.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench import packs
from bench.forest import flatten
from bench.split import fold_of, part_of
from scraper.extract import body, charset, kind, model, parsing, shape
from scraper.extract.model import forest

FOLDS = 5
ROUNDS = 80
BALANCE = 0.7  # 0: every page counts the same, 1: both answers do, however rare one is
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 6,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(slots=True)
class Row:
    """A page as numbers, once with its address and once without."""

    page: packs.Page
    numbers: NDArray[np.float32]
    nameless: NDArray[np.float32]


def rows(pages: Sequence[packs.Page], folds: Sequence[model.Model]) -> list[Row]:
    """The pages described, each with the body that a model chose which has not seen its site."""
    found = []
    for page in pages:
        markup, _ = charset.decode(page.html())
        if shape.refuse(markup):
            continue
        parsed = parsing.parse(markup, page.url)
        chosen = body.choose_with(parsed, folds[fold_of(page.url, FOLDS)])
        if not chosen.blocks:
            continue
        numbers = kind.describe(parsed, chosen)
        parsed.url = ""
        found.append(Row(page, numbers, kind.describe(parsed, chosen)))
    return found


def train(pages: Sequence[Row]) -> dict[str, NDArray[np.generic]]:
    """The arrays of the data file: article or not; and of the others, thread or not."""
    others = [row for row in pages if row.page.kind != "article"]
    return {
        **flatten("article", _boost(pages, [row.page.kind == "article" for row in pages])),
        **flatten("thread", _boost(others, [row.page.kind == "forum" for row in others])),
    }


def _boost(pages: Sequence[Row], answers: Sequence[bool]) -> lightgbm.Booster:
    table = np.stack([row.numbers for row in pages] + [row.nameless for row in pages])
    truth = np.tile(np.array(answers, dtype=float), 2)
    weights = np.where(truth > 0, 1 - truth.mean(), truth.mean()) ** BALANCE
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(table, truth, weight=weights), ROUNDS)


def verdicts(pages: Sequence[Row], arrays: dict[str, NDArray[np.generic]], nameless: bool) -> list[str]:
    """What each page is taken for."""
    table = np.stack([row.nameless if nameless else row.numbers for row in pages])
    article = forest(arrays, "article").score(table) > 0.5
    thread = forest(arrays, "thread").score(table) > 0.5
    return ["article" if a else "other" if t else "listing" for a, t in zip(article, thread, strict=True)]


def report(pages: Sequence[Row], trained: Sequence[dict[str, NDArray[np.generic]]]) -> None:
    """Print out-of-fold verdicts by type and part."""
    for nameless in (False, True):
        counts: Counter[tuple[str, str, str]] = Counter()
        for fold, arrays in enumerate(trained):
            mine = [row for row in pages if fold_of(row.page.url, FOLDS) == fold]
            for row, verdict in zip(mine, verdicts(mine, arrays, nameless), strict=True):
                counts[part_of(row.page.url), f"{row.page.pack} {row.page.kind}", verdict] += 1
        print("without addresses" if nameless else "with addresses")
        for part, name in sorted({key[:2] for key in counts}):
            total = sum(counts[part, name, verdict] for verdict in ("article", "listing", "other"))
            shares = [f"{v} {counts[part, name, v] / total:.3f}" for v in ("article", "listing", "other")]
            print(f"  {part:5} {name:22} n={total:4}  {'  '.join(shares)}")


def main() -> None:
    """Report out of fold, then train on all and save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packs", type=Path, required=True, help="the folder that holds the packs")
    parser.add_argument("--folds", type=Path, required=True, help="the folder with the folds' body models")
    parser.add_argument("--out", type=Path, default=kind.FILE, help="the data file")
    options = parser.parse_args()
    folds = [model.load(options.folds / f"fold{fold}.npz") for fold in range(FOLDS)]
    pages = rows([*packs.extraction(options.packs), *packs.snippets(options.packs)], folds)
    trained = [train([row for row in pages if fold_of(row.page.url, FOLDS) != fold]) for fold in range(FOLDS)]
    for fold, arrays in enumerate(trained):
        np.savez_compressed(options.folds / f"kind{fold}.npz", **arrays)  # type: ignore[arg-type]
    report(pages, trained)
    np.savez_compressed(options.out, **train(pages))  # type: ignore[arg-type]
    provenance = {
        "what": "decision trees that tell articles from listings and threads by numbers about the page",
        "made": datetime.now(UTC).strftime("%Y-%m-%d"),
        "by": "bench/train_kind.py",
        "pages": len(pages),
        "sources": "see body_model.json",
    }
    options.out.with_suffix(".json").write_text(json.dumps(provenance, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
