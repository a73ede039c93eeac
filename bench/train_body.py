"""Train the body model on the packs.

    python bench/train_body.py --packs DIR                  the model that is shipped
    python bench/train_body.py --packs DIR --folds DIR2     … and one for each fold, for out-of-fold figures

Needs the `bench` extra. Every random choice is seeded. Labels: blocks of the
extraction pack by alignment with the gold text; blocks of the snippet pack by
their snippets, all other blocks of theirs by what a model says that was trained
on the other pack alone ("teacher"). A fold's teacher has not seen the fold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench import labels, odds, packs
from bench.forest import flatten
from bench.split import fold_of, site_of
from scraper.extract import charset, features, model, parsing, shape
from scraper.extract.features import Layout, second
from scraper.extract.features.chain import Chain
from scraper.extract.features.odds import Odds
from scraper.extract.features.odds import columns as odds_columns

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[np.generic]]
FOLDS = 5
INNER_FOLDS = 2  # for the first look's verdicts that the second look learns from
MIN_SITES = {"names": 6, "words": 10}
THINNED = 5
ROUNDS = {"blocks": 40, "again": 40}
SNIPPET_WEIGHTS = (0.5, 4.0)  # of a snippet page's blocks: judged by the teacher, by a snippet
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.15,
    "num_leaves": 24,
    "max_depth": 6,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "max_bin": 63,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(slots=True)
class Sample:
    """A page to learn from."""

    page: packs.Page
    layout: Layout
    labels: Floats  # share of each block that is article; NaN: not known
    fixed: Floats  # the features that nothing learned goes into
    name_shares: dict[str, float]
    word_shares: dict[str, float]
    weights: Floats
    kept: NDArray[np.int64]  # the blocks to learn from

    @property
    def site(self) -> str:
        """The site, which cross-validation keeps together."""
        return site_of(self.page.url)

    def table(self, tables: tuple[dict[str, float], dict[str, float]]) -> Floats:
        """All features, given log-odds of names and words."""
        more = odds_columns(self.layout, Chain(self.layout), Odds(*tables))
        return np.concatenate((self.fixed, _stack(more)), axis=1)

    def relabelled(self, known: Floats, emphasis: Floats) -> Sample:
        """The page with all labels known, each counting so many times as much."""
        return replace(
            self,
            labels=known,
            weights=self.weights * emphasis,
            name_shares=odds.name_shares(self.layout, known),
            word_shares=odds.word_shares(self.layout, known),
        )


def _stack(columns: Sequence[Floats]) -> Floats:
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def samples(pages: Sequence[packs.Page]) -> list[Sample]:
    """The pages read, labelled and described."""
    found = []
    for page in pages:
        markup, _ = charset.decode(page.html())
        if shape.refuse(markup):
            continue
        parsed = parsing.parse(markup, page.url)
        if not parsed.blocks:
            continue
        if page.gold is not None:
            known = labels.by_gold(labels.words_of(parsed), page.gold)
        else:
            known = labels.by_snippets(parsed, page)
        layout = Layout(parsed)
        weights, kept = _weights(layout, known)
        fixed = _stack(features.fixed(layout, Chain(layout)))
        sample = Sample(page, layout, known, fixed, {}, {}, weights, kept)
        found.append(sample if page.gold is None else sample.relabelled(known, np.ones_like(known)))
    return found


def _weights(layout: Layout, known: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """How much each block counts, and which blocks to learn from.

    A page counts by the root of its length, and so does a block: a long one has
    more to say, but is one. Of the many links outside the article one in five
    is enough, and counts five times.
    """
    weights = np.minimum(np.sqrt(layout.words + 1), 12)
    weights = weights / np.sqrt(weights.sum())
    open_question = np.isnan(known)
    menu = (layout.link_share > 0.5) & (open_question if open_question.any() else known < 0.1)
    weights[menu] *= THINNED
    kept = np.flatnonzero(~menu | (np.arange(layout.count) % THINNED == 0))
    return weights.astype(np.float32), kept


def train(pages: Sequence[Sample], banned: frozenset[str]) -> Arrays:
    """The arrays of a model's data file, learned from these pages."""
    names = odds.Counts(MIN_SITES["names"], banned)
    words = odds.Counts(MIN_SITES["words"], banned)
    for sample in pages:
        names.add(sample.site, sample.name_shares)
        words.add(sample.site, sample.word_shares)
    tables = {site: (names.table(site), words.table(site)) for site in {sample.site for sample in pages}}
    rows = [sample.table(tables[sample.site]) for sample in pages]
    first = _first_verdicts(pages, rows)
    more = [
        np.concatenate((row, _stack(second.columns(sample.layout, verdict))), axis=1)
        for sample, row, verdict in zip(pages, rows, first, strict=True)
    ]
    return {
        **_packed("names", names.table()),
        **_packed("words", words.table()),
        **flatten("blocks", _boost(pages, rows, "blocks")),
        **flatten("again", _boost(pages, more, "again")),
    }


def _first_verdicts(pages: Sequence[Sample], rows: Sequence[Floats]) -> list[Floats]:
    """What the first look says of each page when it was trained on other sites."""
    inner = [hashlib.sha256(sample.site.encode()).digest()[31] % INNER_FOLDS for sample in pages]
    verdicts: list[Floats] = [np.zeros(0, dtype=np.float32)] * len(pages)
    for fold in range(INNER_FOLDS):
        others = [i for i, mine in enumerate(inner) if mine != fold]
        booster = _boost([pages[i] for i in others], [rows[i] for i in others], "blocks")
        for i, mine in enumerate(inner):
            if mine == fold:
                verdicts[i] = np.asarray(booster.predict(rows[i], num_threads=1), dtype=np.float32)
    return verdicts


def _boost(pages: Sequence[Sample], rows: Sequence[Floats], stage: str) -> lightgbm.Booster:
    weights = np.concatenate([sample.weights for sample in pages])
    data = lightgbm.Dataset(
        np.concatenate(rows),
        np.concatenate([sample.labels for sample in pages]),
        weight=weights / weights.mean(),
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS[stage])


def _packed(name: str, table: dict[str, float]) -> Arrays:
    words = sorted(table)
    return {
        f"{name}_words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        f"{name}_odds": np.array([table[word] for word in words], dtype=np.float16),
    }


def learn(full: Sequence[Sample], partly: Sequence[Sample], banned: frozenset[str]) -> Arrays:
    """A model from pages whose labels are all known and pages that snippets speak of.

    A teacher trained on the first judges the blocks of the others that no snippet speaks of.
    """
    teacher = model.from_arrays(train(full, banned))
    return train([*full, *(_taught(sample, teacher) for sample in partly)], banned)


def _taught(sample: Sample, teacher: model.Model) -> Sample:
    unknown = np.isnan(sample.labels)
    known = np.where(unknown, model.verdicts(sample.layout, teacher), sample.labels)
    return sample.relabelled(known.astype(np.float32), np.where(unknown, *SNIPPET_WEIGHTS).astype(np.float32))


def site_words(pages: Sequence[packs.Page]) -> frozenset[str]:
    """Words that a pack's site is called by: the labels of its host name and their parts."""
    found: set[str] = set()
    for page in pages:
        for label in site_of(page.url).split(".")[:-1]:
            found.add(label)
            found.update(part for part in label.split("-") if len(part) > 3)
    return frozenset(found)


def save(path: Path, arrays: Arrays) -> None:
    """Write a model's data file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def provenance(learned_from: Sequence[Sample], arrays: Arrays) -> dict[str, object]:
    """Where the model comes from, for the file beside it."""
    count: Callable[[str], int] = lambda pack: sum(s.page.pack == pack for s in learned_from)  # noqa: E731
    return {
        "what": "decision trees and log-odds that tell article text blocks from others",
        "made": datetime.now(UTC).strftime("%Y-%m-%d"),
        "by": "bench/train_body.py",
        "trees": {name: len(arrays[f"{name}_roots"]) for name in ("blocks", "again")},
        "learned_from": [
            {
                "pages": count("extraction"),
                "source": "WCXB, the Web Content Extraction Benchmark, by Murrough Foley (2026)",
                "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/legalcode",
            },
            {
                "pages": count("snippets"),
                "source": "evaluation set of trafilatura, by Adrien Barbaresi and contributors",
                "licence": "Apache-2.0",
            },
        ],
        "holds": "numbers, and single words that stand on many sites; no text of any page, no site's name",
    }


def main() -> None:
    """Train every fold if their models are wanted, then the model that is shipped."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packs", type=Path, required=True, help="the folder that holds the packs")
    parser.add_argument("--out", type=Path, default=model.FILE, help="the model's data file")
    parser.add_argument("--folds", type=Path, help="a folder for the folds' models")
    options = parser.parse_args()
    extraction, snippets = packs.extraction(options.packs), packs.snippets(options.packs)
    articles = [page for page in extraction if page.kind == "article"]
    banned = site_words([*extraction, *snippets, *packs.health(options.packs)])
    full, partly = samples(articles), samples(snippets)
    if options.folds:
        for fold in range(FOLDS):
            others = [[s for s in group if fold_of(s.page.url, FOLDS) != fold] for group in (full, partly)]
            save(options.folds / f"fold{fold}.npz", learn(others[0], others[1], banned))
    arrays = learn(full, partly, banned)
    save(options.out, arrays)
    text = json.dumps(provenance([*full, *partly], arrays), indent=2) + "\n"
    options.out.with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
