"""`scraper demo`: serve the bundled site, crawl it as any site would be, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from archive import Archive
from archive.fetches import class_of
from archive.runs import CLASSES
from archive.times import utc_now
from scraper.clock import SystemClock
from scraper.config import load
from scraper.crawl import Crawl, Result
from scraper.demo.server import free_or_any, serve
from scraper.plan import whole_sites
from scraper.progress import Reporter

_CONFIGURATION = """\
# Written by `scraper demo`: the bundled site, at the address that its pages are archived under.
[crawler]
contact = "mailto:archive@example.org"
delay = 0.02   # for a server on this machine; leave the default of 1.0 for others

[archive]
path = "archive.db"

[[site]]
name = "demo"
start_urls = ["{base}/"]
feeds = ["{base}/feed.xml"]
"""

Run = Callable[[Crawl], tuple[Result, int]]

# Where the site stands unless something else does: the documentation's examples name it.
_PORT = 8765


def demonstrate(folder: Path, reporter: Reporter, run: Run) -> tuple[list[str], int]:
    """Crawl the bundled site into a folder: lines for the reader, and the exit code.

    The folder's config.toml remembers the port that the site took the first
    time, so that a second time finds the same pages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config_path = folder / "config.toml"
    port = _port(config_path) if config_path.exists() else free_or_any(_PORT)
    with serve(port) as base:
        if not config_path.exists():
            config_path.write_text(_CONFIGURATION.format(base=base), "utf-8")
        config = load(config_path)
        with Archive(config.archive_path, now=utc_now) as archive:
            plan = whole_sites(config, config.sites, every_page=True)
            result, code = run(Crawl(plan, archive, clock=SystemClock(), reporter=reporter))
            lines = list(_report(archive, result, base))
    return [*lines, *_next_steps(folder, base)], code


def _port(config_path: Path) -> int:
    start = load(config_path).sites[0].start_urls[0]
    return urlsplit(start).port or 0


def _report(archive: Archive, result: Result, base: str) -> Iterator[str]:
    summary = result.summary
    yield ""
    yield f"The bundled site at {base}: {summary.known} pages known, {summary.fetched} fetched."
    for name in CLASSES:
        if summary.classes[name]:
            yield f"  {summary.classes[name]:>3} {name.replace('_', ' '):<12}{_why(archive, result, name)}"
    stored = _count(archive, "SELECT count(*) FROM articles")
    captures = _count(archive, "SELECT count(*) FROM captures")
    withheld = _count(archive, "SELECT count(DISTINCT page_id) FROM captures WHERE type = 'metadata'")
    yield f"Stored: {stored} articles in {archive.path}, {captures} captures in {archive.captures_folder}."
    if withheld:
        yield f"  {withheld} page marked noarchive: only its metadata is kept, its text nowhere."


def _count(archive: Archive, query: str) -> int:
    return int(archive.connection.execute(query).fetchone()[0])


def _why(archive: Archive, result: Result, name: str) -> str:
    """What the pages of a class have in common, with the reason where a rule or a failure is one."""
    if name == "excluded":
        return ", ".join(f"{rule}: {count}" for rule, count in result.summary.excluded_by.items())
    if name == "failed":
        return ", ".join(f"{reason}: {count}" for reason, count in result.summary.failed_by.items())
    outcomes = archive.connection.execute(
        "SELECT outcome, status_code, count(*) FROM fetches WHERE run_id = ? GROUP BY 1, 2", (result.run_id,)
    )
    found = [(status, count) for outcome, status, count in outcomes if class_of(outcome) == name]
    return ", ".join(f"{count} answered {status}" for status, count in found if status)


def _next_steps(folder: Path, base: str) -> Iterator[str]:
    archive = folder / "archive.db"
    yield ""
    yield "Try next:"
    for command in (
        f"archive search --archive {archive} itchy skin at night",
        f"archive show --archive {archive} {base}/clinic/eczema-in-adults/",
        f"archive history --archive {archive} {base}/clinic/gout/",
        f"archive export --archive {archive} --format jsonl articles.jsonl",
        f"sqlite3 {archive} \"select title, url from articles_fts('eczema') order by rank limit 3\"",
        f"scraper demo --folder {folder}    # again: every page is asked whether it changed",
    ):
        yield f"  {command}"
