"""A crawl among misbehaving servers: it ends by itself, has every good page once, and goes nowhere inside."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from crawled.running import rows
from crawled.site import article, listing
from hostile.cases import cookies, encodings, framing, kinds, redirects
from hostile.script import Stay, case, reply
from hostile.server import HostileServer
from hostile.visiting import LIMITS

from archive import Archive
from scraper.clock import SystemClock
from scraper.config import load
from scraper.crawl import Crawl
from scraper.plan import whole_sites
from scraper.progress import Silent

GOOD = [f"advice-{number}" for number in range(30)]
CASES = [*framing.CASES, *encodings.CASES, *redirects.CASES, *kinds.CASES, *cookies.CASES]
CONFIG = """
[crawler]
contact = "mailto:archive@example.org"
delay = 0
max_body = "300 kB"
failure_limit = 1

[[site]]
name = "hostile"
start_urls = ["{base}/home"]
"""


def good_pages() -> list[str]:
    """Paths of good pages and of misbehaving ones, in turn."""
    names = [row.name for row in CASES]
    step = len(names) // len(GOOD) + 1
    mixed = []
    for number, good in enumerate(GOOD):
        mixed += [*names[number * step : (number + 1) * step], good]
    return [f"/{name}" for name in mixed]


async def crawl_among(folder: Path) -> tuple[Counter[str], int, float]:
    """How often good pages were served, connections to the inside server, the event loop's longest hold."""
    always = [
        case("home", reply(listing("Home", good_pages()).body), Stay()),
        *(case(name, reply(article(f"Advice {name}").body), Stay()) for name in GOOD),
        *(
            case(name, reply(b"", status="404 Not Found"), Stay())
            for name in ("robots.txt", "ai.txt", ".well-known")
        ),
    ]
    async with HostileServer() as inside, HostileServer([*CASES, *always], inside=inside.base) as server:
        (folder / "config.toml").write_text(CONFIG.format(base=server.base))
        config = load(folder / "config.toml")
        watch = asyncio.create_task(longest_hold())
        with Archive(config.archive_path) as archive:
            plan = whole_sites(config, config.sites)
            clock, limits = SystemClock(), replace(LIMITS, attempts=1)
            crawl = Crawl(plan, archive, clock=clock, reporter=Silent(), workers=1, limits=limits)
            result = await asyncio.wait_for(crawl.run(), timeout=120)
        watch.cancel()
        hold = await watch
        served = Counter({name: server.count(name) for name in GOOD})
    assert sum(result.summary.classes.values()) == result.summary.known
    return served, inside.connections, hold


async def longest_hold() -> float:
    longest = 0.0
    try:
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - begun - 0.01)
    except asyncio.CancelledError:
        return longest


def test_every_good_page_is_archived_once_among_misbehaving_ones(tmp_path: Path) -> None:
    served, inside, hold = asyncio.run(crawl_among(tmp_path))
    assert inside == 0
    assert served == Counter(dict.fromkeys(GOOD, 1))
    with Archive(tmp_path / "archive.db") as archive:
        titles = Counter(
            title
            for (title,) in archive.connection.execute(
                "SELECT title FROM articles WHERE title LIKE 'Advice %'"
            )
        )
    assert titles == Counter({f"Advice {name}": 1 for name in GOOD})
    assert hold < 0.25, "the event loop is never held up for long"
    config = load(tmp_path / "config.toml")
    assert rows(config, "SELECT count(*) FROM pages WHERE queued_run IS NOT NULL") == [(0,)]
