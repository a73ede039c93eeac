"""A made-up year on loopback: pages change, move, vanish, flap, come back and lie, and the clock is ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import ceil
from pathlib import Path

import pytest
from crawled.running import crawl, rows, write_config
from crawled.site import Answer, Site, article, listing, robots, serving

from archive.times import parse_stamp
from scraper.clock import SystemClock

pytestmark = pytest.mark.xdist_group("year")  # the year passes once

START = datetime(2026, 1, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
GONE = Answer(b"<html><body>gone</body></html>", status=410)
MISSING = Answer(b"<html><body>not found</body></html>", status=404)
DOWN = Answer(b"<html><body>maintenance</body></html>", status=403)
SORRY = article("Page not found", words=90)


class Calendar(SystemClock):
    """A clock that the test sets to a day; within it, time goes on as ever."""

    def __init__(self) -> None:
        self.day = 0
        self._begun = super().now()

    def now(self) -> datetime:
        return START + self.day * DAY + (super().now() - self._begun)


def pages(day: int) -> dict[str, Answer]:
    """What the site shows on a day of the year."""
    shown = {
        "/steady": article("Steady"),
        "/monthly": article(f"Month {day // 30}"),
        "/moves": article("Moves") if day < 100 else Answer(status=301, headers={"Location": "/moved"}),
        "/vanishes": article("Vanishes") if day < 120 else GONE,
        "/returns": article("Returns") if not 60 <= day < 200 else MISSING,
        "/flaps": MISSING if day in (5, 18, 19, 50) else article("Flaps"),
        "/fails": article("Fails") if not 40 <= day < 90 else DOWN,
        "/soft": article("Soft") if day < 150 else SORRY,
        "/homeward": article("Homeward") if day < 180 else Answer(status=302, headers={"Location": "/"}),
        "/late": article("Late") if day >= 300 else MISSING,
    }
    if day >= 100:
        shown["/moved"] = article("Moves")
    return shown


PATHS = list(pages(0))


@dataclass
class Year:
    """Each visit in order: its day, path, outcome and the state after it; versions held in the end."""

    visits: list[tuple[int, str, str, str]]
    versions: dict[str, int]

    def story(self, path: str) -> list[tuple[str, str]]:
        """Outcomes and states of a path, repeated ones once."""
        found = [(outcome, status) for _, seen, outcome, status in self.visits if seen == path]
        return [entry for entry, _ in groupby(found)]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year of daily runs; days on which nothing is due are passed over, for they would visit nothing."""
    site = Site({}, fallback=lambda path: SORRY if len(path) > 20 else MISSING)  # an invented address is long
    folder = tmp_path_factory.mktemp("year")
    config = write_config(folder, site, crawler="failure_limit = 1", site='revisit = { max = "60 days" }')
    clock, visits, last = Calendar(), [], 0
    with serving(site):
        while clock.day < 365:
            site.pages = pages(clock.day) | {"/": listing("Home", PATHS), "/robots.txt": robots("")}
            crawl(config, clock=clock)
            new = rows(
                config,
                "SELECT f.id, p.url, f.outcome, p.status FROM fetches f JOIN pages p ON p.id = f.page_id"
                " WHERE f.id > ? AND p.source != 'start' ORDER BY f.id",
                last,
            )
            visits += [(clock.day, url.removeprefix(site.base), *seen) for _, url, *seen in new]
            last = max([last, *(row[0] for row in new)])
            [(due,)] = rows(config, "SELECT min(next_check_at) FROM pages WHERE source != 'start'")
            clock.day = max(clock.day + 1, ceil((parse_stamp(due) - START) / DAY))
    versions = rows(
        config,
        "SELECT a.url, count(*) FROM article_versions v JOIN articles a ON a.id = v.article_id GROUP BY 1",
    )
    return Year(visits, {url.removeprefix(site.base): count for url, count in versions})


SAME = ("not_modified", "live")


@pytest.mark.parametrize(
    ("path", "story"),
    [
        ("/steady", [("added", "live"), SAME]),
        ("/moves", [("added", "live"), SAME, ("redirected", "redirect")]),
        ("/moved", [("added", "live"), SAME]),
        ("/vanishes", [("added", "live"), SAME, ("gone", "live"), ("gone", "gone")]),
        ("/returns", [("added", "live"), SAME, ("gone", "live"), ("gone", "gone"), SAME]),
        ("/fails", [("added", "live"), SAME, ("http_403", "live"), SAME]),
        ("/soft", [("added", "live"), SAME, ("soft_404", "live"), ("soft_404", "soft_gone")]),
        ("/homeward", [("added", "live"), SAME, ("soft_404", "live"), ("soft_404", "soft_gone")]),
        ("/late", [("gone", "gone"), ("added", "live"), SAME]),
    ],
)
def test_every_visit_leaves_its_page_in_the_right_state(
    year: Year, path: str, story: list[tuple[str, str]]
) -> None:
    assert year.story(path) == story


def test_a_page_that_is_back_at_the_next_visit_is_never_called_gone(year: Year) -> None:
    assert ("gone", "live") in year.story("/flaps")
    assert ("gone", "gone") not in year.story("/flaps")


def test_the_last_good_copy_of_everything_is_kept_and_nothing_else_takes_its_place(year: Year) -> None:
    monthly = year.versions.pop("/monthly")
    assert monthly >= 8
    assert year.versions == {path: 1 for path in [*PATHS, "/moved"] if path != "/monthly"}


def test_a_year_costs_a_fifth_of_daily_visits(year: Year) -> None:
    assert len(year.visits) <= 365 * (len(PATHS) + 1) / 5


def test_dates_of_change_bring_visits_until_they_turn_out_to_be_lies(tmp_path: Path) -> None:
    lying, honest = Site({}), Site({})
    config = write_config(tmp_path, lying, honest, site='revisit = { min = "20 days" }')
    paths = ["/a", "/b", "/c"]
    clock = Calendar()
    with serving(lying, honest):
        for clock.day in range(8):
            for site in (lying, honest):
                entries = "".join(
                    f"<url><loc>{site.base}{path}</loc><lastmod>2026-01-{clock.day + 1:02}</lastmod></url>"
                    for path in paths
                )
                site.pages = {
                    "/": listing("Home", []),
                    "/robots.txt": robots(f"Sitemap: {site.base}/map.xml\n"),
                    "/map.xml": Answer(f"<urlset>{entries}</urlset>".encode(), "application/xml"),
                }
                edition = clock.day if site is honest else 0
                site.pages |= {path: article(f"Page {path}, edition {edition}") for path in paths}
            crawl(config, clock=clock)
    assert [honest.asked(path) for path in paths] == [8, 8, 8]
    assert max(lying.asked(path) for path in paths) <= 4
