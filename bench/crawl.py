"""What a crawl costs beside other crawlers: CPU seconds of the whole process tree, peak memory, as ratios.

    python bench/crawl.py [--pages 2000] [--hosts 10] [--rounds 3] [--only NAME …]

A generated site of pages of 50 to 120 KB on loopback hosts served by nginx
(Debian: apt-get install nginx-light), crawled in turn by this project, by a
Scrapy spider with hand-written selectors, by the same with trafilatura, and
fetched by bare httpx (`pip install 'health-archive[bench]'`). All but the last
keep the full record, WARC, SQLite and FTS5. Compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from crawling import server, site, tree

HERE = Path(__file__).resolve().parent / "crawling"
OURS, SELECTORS, TRAFILATURA, HTTPX = "health-archive", "Scrapy", "Scrapy+trafilatura", "httpx, no parse"
_CONFIGURATION = """\
[crawler]
contact = "mailto:bench@example.org"
delay = 0
concurrency = 32

[archive]
path = "archive.db"
"""
_SITE = """
[[site]]
name = "bench{number}"
start_urls = ["{url}"]
max_pages = 1000000
"""


def command_of_ours(folder: Path, start: list[str]) -> list[str]:
    """This project's crawl, configured as anybody would."""
    sites = "".join(_SITE.format(number=number, url=url) for number, url in enumerate(start))
    (folder / "config.toml").write_text(_CONFIGURATION + sites)
    return [sys.executable, "-m", "scraper", "crawl", "--config", str(folder / "config.toml")]


def command_of_peer(script: str, *words: str) -> Callable[[Path, list[str]], list[str]]:
    """A peer's command, which takes a folder and the start URLs."""
    return lambda folder, start: [sys.executable, str(HERE / script), *words, str(folder), *start]


COMMANDS = {
    OURS: command_of_ours,
    SELECTORS: command_of_peer("scrapy_spider.py", "selectors"),
    TRAFILATURA: command_of_peer("scrapy_spider.py", "trafilatura"),
    HTTPX: command_of_peer("bare_httpx.py"),
}


def articles(folder: Path) -> int | None:
    """How many articles a crawler has stored; None for one that stores nothing."""
    for path in (*folder.glob("archive.db"), *folder.glob("peer.db")):
        with sqlite3.connect(path) as db:
            return int(db.execute("SELECT count(*) FROM articles WHERE body IS NOT NULL").fetchone()[0])
    return None


def measure(name: str, start: list[str], pages: int) -> tree.Cost:
    """One crawl by one crawler into a new folder."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cost = tree.run(COMMANDS[name](folder, start), folder / "log")
        stored = articles(folder)
        if cost.code != 0 or (stored is not None and stored < pages):
            print((folder / "log").read_text("utf-8", "replace")[-3000:], file=sys.stderr)
            print(f"{name}: exit code {cost.code}, {stored} of {pages} articles", file=sys.stderr)
        return cost


def report(costs: dict[str, list[tree.Cost]], pages: int) -> None:
    """A row a crawler: CPU per 1,000 pages, our share of it pair by pair, peak memory."""
    print(f"{'':22}{'CPU s per 1,000':>16}{'ours / theirs':>15}{'peak MB, tree':>15}{'parent':>8}")
    for name, found in costs.items():
        cpu = statistics.median(cost.cpu for cost in found) * 1000 / pages
        ratios = [ours.cpu / theirs.cpu for ours, theirs in zip(costs.get(OURS, []), found, strict=False)]
        ratio = f"{statistics.median(ratios):.2f}" if ratios else "–"
        peak = max(cost.peak for cost in found) / 1e6
        parent = max(cost.peak_parent for cost in found) / 1e6
        print(f"{name:22}{cpu:16.1f}{ratio:>15}{peak:15.0f}{parent:8.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18099)
    parser.add_argument("--only", nargs="*", default=list(COMMANDS), choices=list(COMMANDS))
    options = parser.parse_args()
    costs: dict[str, list[tree.Cost]] = {name: [] for name in options.only}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # nginx's worker may run as another user
        site.build(folder / "site", options.hosts, options.pages)
        with server.serve(folder / "site", folder, options.hosts, options.port) as start:
            for _ in range(options.rounds):
                for name in options.only:
                    costs[name].append(measure(name, start, options.pages // options.hosts * options.hosts))
    report(costs, options.pages)


if __name__ == "__main__":
    main()
