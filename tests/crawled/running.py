"""Crawls of a site: in this process, or as the command that users run."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from archive import Archive
from crawled.site import Asked, Site
from scraper.clock import Clock, SystemClock
from scraper.config import Config, load
from scraper.crawl import Crawl, Result
from scraper.fetch.resolver import Lookup
from scraper.plan import whole_sites
from scraper.progress import Reporter, Silent


def write_config(folder: Path, *sites: Site, delay: float = 0.0, crawler: str = "", site: str = "") -> Config:
    """A configuration of these sites, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        f'[crawler]\ncontact = "mailto:archive@example.org"\ndelay = {delay}\n{crawler}\n',
        '[archive]\npath = "archive.db"\n',
    ]
    parts += [
        f'[[site]]\nname = "site{number}"\nstart_urls = ["{one.base}/"]\n{site}\n'
        for number, one in enumerate(sites, 1)
    ]
    path = folder / "config.toml"
    path.write_text("\n".join(parts), "utf-8")
    return load(path)


async def everything_is_here(_name: str) -> list[str]:
    """A resolver for which every name is this machine."""
    return ["127.0.0.1"]


def crawl(
    config: Config,
    *,
    every_page: bool = False,
    clock: Clock | None = None,
    lookup: Lookup | None = None,
    reporter: Reporter | None = None,
) -> Result:
    """Crawl in this process."""
    clock = clock or SystemClock()
    with Archive(config.archive_path, now=clock.now) as archive:
        plan = whole_sites(config, config.sites, every_page=every_page)
        return asyncio.run(
            Crawl(plan, archive, clock=clock, reporter=reporter or Silent(), workers=1, lookup=lookup).run()
        )


def command(*arguments: object, folder: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `scraper` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "scraper", *map(str, arguments)],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        env=_environment(),
    )


def started(*arguments: object, folder: Path) -> subprocess.Popen[str]:
    """Begin to run `scraper`."""
    return subprocess.Popen(
        [sys.executable, "-m", "scraper", *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": root}


def rows(config: Config, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query finds in the archive."""
    with Archive(config.archive_path, create=False) as archive:
        return archive.connection.execute(query, values).fetchall()


def outcomes(config: Config, site: Site) -> dict[str, str]:
    """The outcome of the last visit of each path."""
    found = rows(
        config,
        "SELECT p.url, f.outcome FROM fetches f JOIN pages p ON p.id = f.page_id ORDER BY f.id",
    )
    return {url.removeprefix(site.base): outcome for url, outcome in found}


def records(config: Config) -> list[str]:
    """Every article of the archive as JSON, without what depends on the moment; sorted."""
    with Archive(config.archive_path, create=False) as archive:
        urls = [url for (url,) in archive.connection.execute("SELECT url FROM articles")]
        found = []
        for url in urls:
            article = archive.get(url)
            assert article is not None
            found.append(json.dumps(article.to_json(), sort_keys=True))
    return sorted(found)


def assert_polite(log: Iterable[Asked], *, delay: float, disallowed: str = "/never/") -> None:
    """One request at a time, the delay after each, and nothing that robots.txt keeps to itself."""
    asked = sorted(log, key=lambda entry: entry.begun)
    for before, after in itertools.pairwise(asked):
        gap = after.begun - before.ended
        assert gap >= 0, f"{after.path} was asked for while {before.path} was under way"
        # The server ends a moment before the client has read the end.
        assert gap >= delay - 0.005, f"only {gap:.3f} s between {before.path} and {after.path}"
    assert not [entry.path for entry in asked if entry.path.startswith(disallowed)]
