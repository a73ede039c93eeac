"""Measure the extractor and its peers on the packs, in one run on the same pages.

    python bench/extraction.py --packs DIR                      the models that are shipped
    python bench/extraction.py --packs DIR --out-of-fold FOLDS  every page by models of other sites

Figures are given for the part to look at, the part to check on, and both, with
95 % intervals from resampling the sites. What is trained on these packs means
something out of fold only: `bench/train_body.py --folds FOLDS`, then
`bench/train_kind.py --folds FOLDS` make the models for it, and
`bench/out_of_fold.py` runs the packs' own scorers with them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import packs
from bench.out_of_fold import OutOfFold
from bench.split import part_of, site_of
from bench.systems import Extract, available
from scraper import extract

RESAMPLES = 500
PARTS = ("look", "check", "all")


@dataclass(slots=True)
class Measure:
    """A ratio of sums over pages: a mean, a share, or an F1 of counts."""

    rows: list[tuple[str, str, float, float]] = field(
        default_factory=list
    )  # site, part, above, below the line

    def add(self, page: packs.Page, above: float, below: float = 1.0) -> None:
        """Count a page."""
        self.rows.append((site_of(page.url), part_of(page.url), above, below))

    def figure(self, part: str) -> tuple[float, float, float, int] | None:
        """Value, lower and upper bound, number of pages; None if no page of the part counts."""
        by_site: dict[str, tuple[float, float]] = {}
        count = 0
        for site, where, above, below in self.rows:
            if part in (where, "all"):
                old = by_site.get(site, (0.0, 0.0))
                by_site[site] = (old[0] + above, old[1] + below)
                count += 1
        sums = list(by_site.values())
        if not count or not sum(below for _, below in sums):
            return None
        dice = random.Random(1)
        drawn = sorted(_ratio(dice.choices(sums, k=len(sums))) for _ in range(RESAMPLES))
        return _ratio(sums), drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES) - 1], count


def _ratio(sums: Iterable[tuple[float, float]]) -> float:
    above = below = 0.0
    for a, b in sums:
        above += a
        below += b
    return above / below if below else 0.0


Measures = defaultdict[str, Measure]


def scorer(path: Path, name: str) -> ModuleType:
    """A pack's own scorer as a module: its rules decide, not ours."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}: --packs must be the folder that holds the packs")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def score_extraction(page: packs.Page, record: Any, rules: ModuleType, found: Measures) -> None:
    """Body, title, author and date of an article; the kind of every page."""
    kind = getattr(record, "kind", None)
    if kind is not None:
        wanted = {"article": "article", "forum": "other"}.get(page.kind, "listing")
        found[f"kind: {page.kind} pages taken for {wanted}"].add(page, kind == wanted)
        if wanted == "listing":
            found["kind: listing and collection pages taken for article"].add(page, kind == "article")
    if page.kind != "article":
        return
    _, _, f1 = rules.word_prf(record.body, page.gold)
    found["extraction: body word-F1"].add(page, f1)
    found["extraction: pages below F1 0.8"].add(page, f1 < 0.8)
    score_fields("extraction", page, record, rules, found, date=page.labels.get("publish_date"))


def score_snippets(page: packs.Page, record: Any, rules: ModuleType, found: Measures) -> None:
    """Snippets, title, author and date of a page of the snippet pack."""
    body = " ".join((record.body or "").split())
    hits = sum(" ".join(snippet.split()) in body for snippet in page.wanted)
    wrong = sum(" ".join(snippet.split()) in body for snippet in page.unwanted)
    found["snippets: F1"].add(page, 2 * hits, hits + wrong + len(page.wanted))
    found["snippets: precision"].add(page, hits, hits + wrong)
    found["snippets: recall"].add(page, hits, len(page.wanted))
    score_fields("snippets", page, record, rules, found, date=page.labels.get("date"))


def score_fields(
    pack: str, page: packs.Page, record: Any, rules: ModuleType, found: Measures, date: str | None
) -> None:
    """Title, author, date where the page has the label."""
    if page.labels.get("title"):
        found[f"{pack}: title"].add(page, rules.fold(record.title) == rules.fold(page.labels["title"]))
    if page.labels.get("author"):
        names = [person.name for person in record.authors]
        found[f"{pack}: author"].add(page, rules.same_author(names, page.labels["author"]))
    if date:
        same = bool(set(rules.days(record.published)) & set(rules.days(date)))
        found[f"{pack}: published date"].add(page, same)


def score_health(page: packs.Page, record: Any, rules: ModuleType, found: Measures) -> None:
    """Every field of a page of the health pack, apart for pages that have it and pages that don't."""
    values, _, lists = rules.score_page(record, page.labels)
    for name, _ in rules.LABELS:
        where = "present" if rules.present(name, page.labels) else "absent"
        suffix = "" if name in ("must_in", "must_not", "title", "body") else f", {where}"
        found[f"health: {name}{suffix}"].add(page, values[name])
    for name, entries in lists.items():
        for entry in entries:
            found[f"health: {name}"].add(page, entry)


def confidence_share(rows: Sequence[tuple[float, float]]) -> float | None:
    """Of the pages below F1 0.8, the share that is among the 15 % of lowest confidence."""
    low = sum(f1 < 0.8 for _, f1 in rows)
    doubted = sorted(rows)[: int(0.15 * len(rows))]
    return sum(f1 < 0.8 for _, f1 in doubted) / low if low else None


def run(folder: Path, systems: dict[str, Extract]) -> tuple[dict[str, Measures], dict[str, float], Any]:
    """All measures by system, milliseconds a page by system, confidence and F1 of this project's bodies."""
    rules = scorer(folder / "extraction" / "run.py", "extraction_run")
    health_rules = scorer(folder / "health" / "score.py", "health_score")
    score: dict[str, Callable[[packs.Page, Any, ModuleType, Measures], None]] = {
        "extraction": score_extraction,
        "snippets": score_snippets,
        "health": score_health,
    }
    found: dict[str, Measures] = {name: defaultdict(Measure) for name in systems}
    spent = dict.fromkeys(systems, 0.0)
    sure: dict[str, list[tuple[float, float]]] = defaultdict(list)
    pages = [*packs.extraction(folder), *packs.snippets(folder), *packs.health(folder)]
    order = list(systems)
    for name in order:  # imports and caches before the clock
        timed(systems[name], pages[0])
    for number, page in enumerate(pages):
        for step in range(len(order)):  # each system is first as often as last
            name = order[(number + step) % len(order)]
            record, seconds = timed(systems[name], page)
            spent[name] += seconds
            score[page.pack](page, record, health_rules if page.pack == "health" else rules, found[name])
            if name == order[0] and page.pack == "extraction" and page.kind == "article":
                pair = (record.confidence, rules.word_prf(record.body, page.gold)[2])
                sure[part_of(page.url)].append(pair)
                sure["all"].append(pair)
    milliseconds = {name: 1000 * seconds / len(pages) for name, seconds in spent.items()}
    return found, milliseconds, sure


def timed(system: Extract, page: packs.Page) -> tuple[Any, float]:
    """A system's record and its CPU seconds; a crash counts as an empty record."""
    html = page.html()
    begin = time.process_time()
    try:
        record = system(html, page.url)
    except Exception as error:
        print(f"{page.pack} {page.id}: {type(error).__name__}: {error}", file=sys.stderr)
        record = extract(b"", url=page.url)
    return record, time.process_time() - begin


def table(
    found: dict[str, Measures],
) -> dict[str, dict[str, dict[str, tuple[float, float, float, int] | None]]]:
    """Figures by measure, system and part."""
    own = next(iter(found.values()))
    return {
        measure: {
            name: {part: measures[measure].figure(part) for part in PARTS}
            for name, measures in found.items()
            if measure in measures
        }
        for measure in own
    }


def show(figures: dict[str, Any], milliseconds: dict[str, float], sure: Any) -> None:
    """Print the table."""
    print(f"{'measure':48} {'system':13}" + "".join(f" {part:>26}" for part in PARTS))
    for measure, systems in figures.items():
        for number, (name, parts) in enumerate(systems.items()):
            cells = "".join(
                f" {value[0]:.3f} ({value[1]:.3f}–{value[2]:.3f}) {value[3]:>5}" if value else f" {'-':>26}"
                for value in parts.values()
            )
            print(f"{measure if not number else '':48} {name:13}{cells}")
    for part in PARTS:
        share = confidence_share(sure[part])
        if share is not None:
            print(f"pages below F1 0.8 among the 15 % of lowest confidence, {part}: {share:.2f}")
    own, *_ = milliseconds.values()
    for name, spent in milliseconds.items():
        print(f"CPU a page: {name:13} {spent:7.1f} ms, this project takes {own / spent:.3f} of it")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packs", type=Path, required=True, help="the folder that holds the packs")
    parser.add_argument("--out-of-fold", type=Path, metavar="FOLDS", help="the folder with the folds' models")
    parser.add_argument("--own", action="store_true", help="leave the peers out")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    own: Extract = OutOfFold(options.out_of_fold) if options.out_of_fold else extract
    systems = {"this project": own} if options.own else available(own)
    found, milliseconds, sure = run(options.packs, systems)
    figures = table(found)
    show(figures, milliseconds, sure)
    if options.json:
        options.json.write_text(json.dumps({"figures": figures, "milliseconds": milliseconds}, indent=1))


if __name__ == "__main__":
    main()
