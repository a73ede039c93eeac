"""What a run knows of its sites: a profile learnt from the archive, and rules of the configuration."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crawled.running import crawl, write_config
from crawled.site import Answer, Site, listing, serving
from test_site_profile import PROMOTIONS, WARNING, generated

from archive import Archive
from archive.errors import ConfigurationError
from scraper.config import Config
from scraper.reextract import reextract
from scraper.site_knowledge import freeze

PAGES = 24


def a_site() -> Site:
    paths = [f"/medicine/{number}" for number in range(PAGES)]
    pages = {path: Answer(generated(number)[0].encode()) for number, path in enumerate(paths)}
    return Site({"/": listing("Medicines", paths), **pages})


def rows(config: Config, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(config.archive_path)) as connection:
        return connection.execute(query).fetchall()


def test_a_profile_is_frozen_when_a_run_starts_and_named_in_what_is_read_with_it(tmp_path: Path) -> None:
    site = a_site()
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        assert rows(config, "SELECT DISTINCT profile FROM articles") == [(None,)]
        assert rows(config, "SELECT number FROM site_profiles") == []
        crawl(config)
        crawl(config)
    assert rows(config, "SELECT number, pages FROM site_profiles") == [(1, PAGES)]
    with Archive(config.archive_path) as archive:
        asyncio.run(reextract(archive))
    [(name,)] = rows(config, "SELECT DISTINCT profile FROM articles")
    assert name == f"{site.base.removeprefix('http://')}#1"
    bodies = [body for (body,) in rows(config, "SELECT body FROM articles")]
    assert len(bodies) == PAGES
    assert all(WARNING in body for body in bodies)
    assert not any(promotion in body for body in bodies for promotion in PROMOTIONS)


def test_what_an_earlier_profile_knew_is_not_forgotten(tmp_path: Path) -> None:
    site = a_site()
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        crawl(config)
    with Archive(config.archive_path) as archive:
        asyncio.run(reextract(archive))
        host = site.base.removeprefix("http://")
        first = freeze(archive, [host], {}, datetime(2026, 3, 1, tzinfo=UTC))
        again = freeze(archive, [host], {}, datetime(2026, 3, 2, tzinfo=UTC))
    assert first == again
    assert rows(config, "SELECT max(number) FROM site_profiles") == [(1,)]


def test_rules_of_the_configuration_reach_the_workers(tmp_path: Path) -> None:
    site = a_site()
    config = write_config(tmp_path, site, site='rules = { site_name = "nav > a" }')
    with serving(site):
        crawl(config)
    assert {row[0] for row in rows(config, "SELECT site_name FROM articles")} == {"Home"}


def test_a_wrong_rule_stops_a_run_before_it_begins(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive, pytest.raises(ConfigurationError, match="titel"):
        freeze(archive, [], {"a.example": [{"titel": "h1"}]}, datetime(2026, 3, 1, tzinfo=UTC))
