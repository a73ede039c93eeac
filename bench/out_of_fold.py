"""Extract each page with the models that have not seen its site; run a pack's own scorer that way.

    python bench/train_body.py --packs DIR --folds FOLDS --out all.npz
    python bench/out_of_fold.py --folds FOLDS DIR/extraction/run.py --worst 20
    python bench/out_of_fold.py --folds FOLDS DIR/snippets/run.py
    python bench/out_of_fold.py --folds FOLDS DIR/health/score.py --html DIR

What follows the scorer's path are its own arguments.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import scraper
from archive.article import Article
from bench.split import fold_of
from scraper.extract import body, extract, kind, model

FOLDS = 5


class OutOfFold:
    """The extractor, which for each page takes the models trained without the page's site."""

    def __init__(self, folder: Path) -> None:
        self.bodies = [model.load(folder / f"fold{fold}.npz") for fold in range(FOLDS)]
        self.kinds = [kind.load(folder / f"kind{fold}.npz") for fold in range(FOLDS)]

    def __call__(self, page: bytes | str, url: str | None = None, content_type: str | None = None) -> Article:
        """As `scraper.extract`."""
        fold = fold_of(url or "", FOLDS)
        body.learned = lambda: self.bodies[fold]
        kind.learned = lambda: self.kinds[fold]
        return extract(page, url, content_type)


def main() -> None:
    """Run a scorer with the out-of-fold extractor in the place of the shipped one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=Path, required=True, help="the folder with the folds' models")
    parser.add_argument("scorer", type=Path)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    scraper.extract = OutOfFold(options.folds)  # type: ignore[assignment, misc]
    sys.argv = [str(options.scorer), *options.arguments]
    runpy.run_path(str(options.scorer), run_name="__main__")


if __name__ == "__main__":
    main()
