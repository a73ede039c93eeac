"""Budgets against traps: what a calendar, a maze or an endless path may cost, and what they never cost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from crawled.running import crawl, rows, write_config
from crawled.site import SITE_FILES, Answer, Site, article, listing, serving
from hypothesis import given
from hypothesis import strategies as st

from archive.urls import parse
from scraper.traps import FRUITLESS_ALLOWED, pattern_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/calendar/2026/11", "/calendar/1987/02"),
        ("/calendar?month=11&year=2026", "/calendar?year=1&month=2"),
        ("/loop/a/b/a/b", "/loop/b/b/a/a/b/a"),
        ("/print/12345", "/print/9"),
        ("/item-17", "/item-1899"),
    ],
)
def test_addresses_of_one_trap_have_one_shape(one: str, other: str) -> None:
    base = "https://example.org"
    assert pattern_of(base + one) == pattern_of(base + other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/calendar/2026/11", "/conditions/eczema"),
        ("/events/2026/11", "/events/flu-day"),
        ("/a?id=1", "/a?month=1"),
        ("/a", "/b"),
    ],
)
def test_articles_have_another_shape_than_traps(one: str, other: str) -> None:
    base = "https://example.org"
    assert pattern_of(base + one) != pattern_of(base + other)


@given(st.text(max_size=60), st.text(max_size=30))
def test_every_address_has_a_shape(path: str, query: str) -> None:
    url = parse(f"https://example.org/{path.replace('#', '')}?{query.replace('#', '')}")
    assert pattern_of(url).startswith("/")


def calendar(path: str) -> Answer:
    """A calendar without end: each month leads to the next and the one before."""
    match = re.fullmatch(r"/calendar/(\d+)/(\d+)", path)
    if not match:
        return Answer(status=404)
    month = int(match[1]) * 12 + int(match[2])
    links = [f"/calendar/{n // 12}/{n % 12}" for n in (month - 1, month + 1, month + 12)]
    return listing(f"Month {month}", links)


def maze(path: str) -> Answer:
    """A maze of facets: every page leads to each set of facets."""
    _, _, query = path.partition("?")
    chosen = {pair.partition("=")[0] for pair in query.split("&") if pair}
    links = [
        "/find?" + "&".join(f"{name}={value}" for name in sorted(chosen | {facet}))
        for facet in ("age", "body", "care", "drug", "exam", "form", "gland", "hand", "ill")
        for value in range(4)
    ]
    return listing("Find", links) if path.startswith("/find") else Answer(status=404)


def endless(path: str) -> Answer:
    return (
        listing("Deeper", [f"{path}/on", f"{path}/down"]) if path.startswith("/deep") else Answer(status=404)
    )


@pytest.mark.parametrize(
    ("trap", "entry"), [(calendar, "/calendar/2026/1"), (maze, "/find?age=1"), (endless, "/deep")]
)
def test_a_trap_costs_a_bounded_number_of_requests_and_starves_nothing(
    tmp_path: Path, trap: object, entry: str
) -> None:
    articles = [f"/conditions/condition-{n}" for n in range(40)]
    site = Site({"/": listing("Home", [entry, *articles])}, fallback=trap)  # type: ignore[arg-type]
    site.pages |= {path: article(f"Condition {path}", [entry]) for path in articles}
    config = write_config(tmp_path, site, crawler="failure_limit = 1")
    with serving(site):
        summary = crawl(config).summary
    fruitless = [path for path in site.paths() if path not in site.pages and path not in SITE_FILES]
    assert len(fruitless) <= FRUITLESS_ALLOWED + 1
    assert all(site.asked(path) == 1 for path in articles)
    assert any(rule.startswith("budget: ") for rule in summary.excluded_by)
    assert sum(summary.classes.values()) == summary.known
    assert summary.classes["not_reached"] == 0


def test_what_a_sitemap_names_is_exempt(tmp_path: Path) -> None:
    months = [f"/calendar/{n // 12}/{n % 12}" for n in range(12, 12 + FRUITLESS_ALLOWED + 30)]
    site = Site({}, fallback=calendar)
    entries = "".join(f"<url><loc>{site.base}{path}</loc></url>" for path in months)
    site.pages["/"] = listing("Home", ["/calendar/5000/1"])
    site.pages["/robots.txt"] = Answer(f"Sitemap: {site.base}/map.xml\n".encode(), "text/plain")
    site.pages["/map.xml"] = Answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode(),
        "application/xml",
    )
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
    assert all(site.asked(path) == 1 for path in months)
    spent = rows(config, "SELECT max(fruitless) FROM url_patterns")
    assert spent[0][0] <= FRUITLESS_ALLOWED + 1


def test_articles_of_one_shape_are_never_cut_off(tmp_path: Path) -> None:
    """Every second one is missing: fruitless requests among fruitful ones spend no budget."""
    paths = [f"/a/{n}" for n in range(2 * FRUITLESS_ALLOWED + 80)]
    site = Site({"/": listing("Home", paths)})
    site.pages |= {path: article(f"Article {path}") for path in paths[::2]}
    config = write_config(tmp_path, site, crawler="failure_limit = 1")
    with serving(site):
        crawl(config)
    assert all(site.asked(path) == 1 for path in paths)
