"""Search beside other engines: what is found, how fast, and what adding costs.

    python bench/search.py PACK                    the table: known items, vocabulary gap, typing slips
    python bench/search.py PACK --large 1000000    also CPU time a query over so many made-up articles of 5 KB
    python bench/search.py PACK --fuzz 1000000     also that many random strings

PACK is a folder with corpus.jsonl.gz and query sets ({"queries": {id: text}, "qrels": {id: {url: grade}}}).
Intervals are of the paired bootstrap over queries: 95 % of 2,000 resamples.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from search_engines import (
    Ask,
    Page,
    bm25s_engine,
    fill_archive,
    fill_plain,
    plain_engine,
    tantivy_engine,
    words,
)

from archive import Archive, Article

SETS = ("known", "gap", "typo")
_RESAMPLES = 2_000
_ARTICLE = 5_000
_SAMPLE = 40


def read_pages(pack: Path) -> list[Page]:
    """The pages of a pack."""
    with gzip.open(pack / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [Page(row["url"], row["title"], row["body"]) for row in rows]


def ndcg10(found: Sequence[str], right: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten; the gain is the grade."""

    def gain(grades: Sequence[int]) -> float:
        return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades[:10]))

    return gain([right.get(url, 0) for url in found]) / gain(sorted(right.values(), reverse=True))


def recall100(found: Sequence[str], right: dict[str, int]) -> float:
    """The share of the right pages among the first hundred."""
    return sum(url in right for url in found[:100]) / len(right)


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the mean of resampled differences."""
    chance = random.Random(0)
    size = len(differences)
    means = sorted(sum(chance.choices(differences, k=size)) / size for _ in range(_RESAMPLES))
    return means[int(_RESAMPLES * 0.025)], means[int(_RESAMPLES * 0.975)]


def cpu(call: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of this process, and the answer."""
    start = time.process_time()
    answer = call()
    return time.process_time() - start, answer


def quantile(values: Sequence[float], share: float) -> float:
    """A value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def compare(pack: Path, engines: dict[str, Ask]) -> None:
    """Print a table a query set: each engine's figures, and the archive's lead over it."""
    for name in SETS:
        data = json.loads((pack / f"{name}.json").read_text("utf-8"))
        scores: dict[str, list[float]] = {engine: [] for engine in engines}
        recalls: dict[str, list[float]] = {engine: [] for engine in engines}
        spent: dict[str, list[float]] = {engine: [] for engine in engines}
        for key, query in data["queries"].items():
            right = data["qrels"][key]
            for engine, ask in engines.items():
                seconds, found = cpu(lambda ask=ask, query=query: ask(query, 100))
                scores[engine].append(ndcg10(found, right))
                recalls[engine].append(recall100(found, right))
                spent[engine].append(seconds * 1e3)
        print(f"\n{name}, {len(data['queries'])} queries  nDCG@10  R@100  CPU ms p50   p95  archive leads by")
        for engine in engines:
            lead = [a - b for a, b in zip(scores["archive"], scores[engine], strict=True)]
            low, high = interval(lead)
            mean, recall = sum(scores[engine]) / len(lead), sum(recalls[engine]) / len(lead)
            beside = f"{sum(lead) / len(lead):+.3f} [{low:+.3f}, {high:+.3f}]" if engine != "archive" else ""
            print(
                f"  {engine:20} {mean:9.3f} {recall:6.3f} {quantile(spent[engine], 0.5):10.1f}"
                f" {quantile(spent[engine], 0.95):6.1f}  {beside}"
            )


def made_up(pages: Sequence[Page], count: int) -> Iterator[Page]:
    """Articles of 5 KB: the title of a page with half of its text, filled up with sentences of two others."""
    chance = random.Random(1)
    sentences = [re.split(r"(?<=[.?!])\s+", page.body) for page in pages]
    for number in range(count):
        first = chance.randrange(len(pages))
        text, size = [], 0
        for source, most in ((first, 2_500), *((chance.randrange(len(pages)), _ARTICLE) for _ in range(2))):
            for sentence in sentences[source]:
                if size > most:
                    break
                text.append(sentence)
                size += len(sentence)
        title = pages[first].title + (f" {number}" if number >= len(pages) and number % 3 else "")
        yield Page(f"https://host{number % 20}.example.org/{number}", title, " ".join(text))


def adding(folder: Path, pages: Sequence[Page]) -> None:
    """Print articles a CPU second through the API and through plain triggers, in equal transactions."""
    made = list(made_up(pages, 6_000))
    for per in (100, 1_000):
        ours, _ = cpu(lambda per=per: fill_archive(folder / f"a{per}.db", made, per))
        plain, _ = cpu(lambda per=per: fill_plain(folder / f"p{per}.db", made, per))
        print(
            f"adding, {per} a transaction: archive {len(made) / ours:.0f} a CPU second,"
            f" plain FTS5 {len(made) / plain:.0f}: {plain / ours:.2f} times"
        )


def large(folder: Path, pack: Path, pages: Sequence[Page], count: int) -> None:
    """Print CPU time a query, top ten with snippets, beside plain FTS5 on the same file."""
    path = folder / "large.db"
    with Archive(path) as archive:
        batch: list[Page] = []
        for page in made_up(pages, count):
            batch.append(page)
            if len(batch) == 1_000:
                _add(archive, batch)
        _add(archive, batch)
    text = count * _ARTICLE
    with Archive(path) as archive:
        db = archive.connection
        size = sum(
            db.execute(f"SELECT sum(length(block)) FROM {table}_data").fetchone()[0]
            for table in ("articles_fts", "article_titles_fts")
        )
        print(
            f"\n{count} articles: {path.stat().st_size / 1e9:.2f} GB,"
            f" index {size / text:.2f} bytes a byte of text"
        )
        spent: dict[str, list[float]] = {"archive": [], "plain": []}
        queries = list(sample(pack))
        for query in queries:
            archive.search(query, limit=10)
        for query in queries:
            spent["archive"].append(cpu(lambda query=query: archive.search(query, limit=10))[0] * 1e3)
            spent["plain"].append(cpu(lambda query=query: plain_top10(db, query))[0] * 1e3)
    for share in (0.5, 0.95):
        ours, plain = quantile(spent["archive"], share), quantile(spent["plain"], share)
        print(f"p{share * 100:.0f}: archive {ours:.1f} ms, plain FTS5 {plain:.1f} ms: 1/{plain / ours:.1f}")


def _add(archive: Archive, batch: list[Page]) -> None:
    archive.add_all(Article(url=p.url, title=p.title, body=p.body) for p in batch)
    batch.clear()


def sample(pack: Path) -> Iterator[str]:
    """Some queries of each set."""
    chance = random.Random(3)
    for name in SETS:
        queries = json.loads((pack / f"{name}.json").read_text("utf-8"))["queries"]
        yield from chance.sample(list(queries.values()), min(_SAMPLE, len(queries)))


def plain_top10(db: sqlite3.Connection, query: str) -> list[Any]:
    """What FTS5's documentation shows: any word, bm25, snippet."""
    expression = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(query)))
    return db.execute(
        "SELECT url, snippet(articles_fts, 2, '', '', '…', 24) FROM articles_fts"
        " WHERE articles_fts MATCH ? ORDER BY rank LIMIT 10",
        (expression,),
    ).fetchall()


def fuzz(archive: Archive, pack: Path, count: int) -> None:
    """Search for random strings; print how many raised."""
    chance = random.Random(5)
    known = sorted({word for query in sample(pack) for word in query.split()})
    signs = [
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        ")",
        '"',
        "'",
        "*",
        "^",
        "-",
        ":",
        "site:",
        "reviewed:<",
        "\0",
        "\ud800",
    ]
    raised = 0
    for _ in range(count):
        letters = "".join(chr(chance.randrange(0x3000)) for _ in range(chance.randrange(12)))
        parts = [chance.choice((chance.choice(known), chance.choice(signs), letters)) for _ in range(5)]
        try:
            archive.search(chance.choice(("", " ")).join(parts), limit=10)
        except Exception as error:
            raised += 1
            print(f"raised {error!r} for {parts!a}")
    print(f"\n{count} random strings: {raised} raised")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pack", type=Path)
    parser.add_argument("--large", type=int, default=0, metavar="N")
    parser.add_argument("--fuzz", type=int, default=0, metavar="N")
    parser.add_argument("--folder", type=Path, help="where to build (default: a temporary folder)")
    options = parser.parse_args()
    pages = read_pages(options.pack)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        fill_archive(folder / "archive.db", pages)
        fill_plain(folder / "plain.db", pages)
        with Archive(folder / "archive.db") as archive:
            compare(
                options.pack,
                {
                    "archive": lambda query, limit: [hit.url for hit in archive.search(query, limit=limit)],
                    "plain FTS5, any word": plain_engine(folder / "plain.db"),
                    "tantivy": tantivy_engine(pages),
                    "bm25s": bm25s_engine(pages),
                },
            )
            if options.fuzz:
                fuzz(archive, options.pack, options.fuzz)
        adding(folder, pages)
        if options.large:
            large(folder, options.pack, pages, options.large)


if __name__ == "__main__":
    main()
