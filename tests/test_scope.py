"""Which addresses belong to a site, and which rule says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scraper.commands.crawling import fetch
from scraper.config import Site
from scraper.discover.patterns import Pattern
from scraper.discover.scope import Scope, decide

HOST = "https://health.example.org"


def site(allow: tuple[str, ...] = (), deny: tuple[str, ...] = (), **more: Any) -> Site:
    starts = more.pop("start_urls", (f"{HOST}/",))
    return Site(
        name="a", start_urls=starts, allow=tuple(map(Pattern, allow)), deny=tuple(map(Pattern, deny)), **more
    )


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        (f"{HOST}/conditions/eczema", "host"),
        (f"{HOST}/conditions/eczema?page=2", "host"),
        (f"{HOST}/leaflet.pdf", "host"),
        (f"{HOST}/a.b/c", "host"),
        (f"{HOST}/version-1.2", "host"),
        (f"{HOST}", "start URL"),
        (f"{HOST}/#top", "start URL"),
        ("https://HEALTH.example.org:443/x", "host"),
        ("http://health.example.org/x", "host"),
    ],
)
def test_a_host_is_in_scope_as_a_whole(url: str, rule: str) -> None:
    verdict = decide(url, site())
    assert (verdict.allowed, verdict.rule) == (True, rule)


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("https://www.health.example.org/", "other host"),
        ("https://example.org/", "other host"),
        ("https://health.example.org.evil.example/", "other host"),
        ("https://health.example.org@evil.example/", "other host"),
        (f"{HOST}:8443/", "other host"),
        ("ftp://health.example.org/", "no http or https URL"),
        ("mailto:a@health.example.org", "no http or https URL"),
        ("javascript:alert(1)", "no http or https URL"),
        ("/conditions", "no http or https URL"),
        (f"{HOST}/photo.jpg", "file type .jpg"),
        (f"{HOST}/PHOTO.JPG?w=200", "file type .jpg"),
        (f"{HOST}/data/table.xlsx", "file type .xlsx"),
        (f"{HOST}/film.mp4#t=10", "file type .mp4"),
        (f"{HOST}/feed.rss", "file type .rss"),
        (f"{HOST}/" + "a/" * 1_000, "address of more than 2000 characters"),
    ],
)
def test_what_lies_outside_says_why(url: str, rule: str) -> None:
    verdict = decide(url, site())
    assert (verdict.allowed, verdict.rule) == (False, rule)


@pytest.mark.parametrize(
    ("allow", "deny", "path", "allowed", "rule"),
    [
        # An empty list allows all of the host, one pattern only what it covers.
        ((), (), "/x", True, "host"),
        (("/conditions/*",), (), "/conditions/eczema", True, "allow /conditions/*"),
        (("/conditions/*",), (), "/conditions/", True, "allow /conditions/*"),
        (("/conditions/*",), (), "/conditions", False, "no allow rule matches"),
        (("/conditions/*",), (), "/shop/conditions/x", False, "no allow rule matches"),
        (("/a/*", "/b/*"), (), "/b/x", True, "allow /b/*"),
        # Deny beats allow, however long the rules are, and comes before the type of a file.
        (("/conditions/*",), ("*/print",), "/conditions/eczema/print", False, "deny */print"),
        (("/a/b/c/*",), ("/a/*",), "/a/b/c/d", False, "deny /a/*"),
        ((), ("/img/*",), "/img/a.png", False, "deny /img/*"),
        # "*" goes over slashes and question marks; all else is literal.
        (("*",), (), "/a/b?c=d", True, "allow *"),
        (("/a/*/z",), (), "/a/b/c/z", True, "allow /a/*/z"),
        (("/a?b=*",), (), "/a?b=1", True, "allow /a?b=*"),
        (("/a?b=*",), (), "/axb=1", False, "no allow rule matches"),
        (("/a[1]",), (), "/a[1]", True, "allow /a[1]"),
        (("/a[1]",), (), "/a1", False, "no allow rule matches"),
        (("/a.b",), (), "/axb", False, "no allow rule matches"),
        # A rule for a path holds with any query; one for a query sees it.
        (("/a",), (), "/a?x=1", True, "allow /a"),
        (("*.html",), (), "/a.html?x=1", True, "allow *.html"),
        ((), ("*print=1*",), "/a?x=2&print=1", False, "deny *print=1*"),
        ((), ("*?*",), "/a?x", False, "deny *?*"),
        ((), ("*?*",), "/a", True, "host"),
        # Case counts; the spelling of percent escapes does not.
        ((), ("/Shop/*",), "/shop/x", True, "host"),
        ((), ("/shop/*",), "/%73hop/x", False, "deny /shop/*"),
        ((), ("/\u00fcber/*",), "/%C3%BCber/uns", False, "deny /\u00fcber/*"),
        ((), ("/%C3%BCber/*",), "/%C3%BCber/uns", False, "deny /%C3%BCber/*"),
        # Regular expressions match anywhere in path and query.
        (("re:^/(en|de)/",), (), "/de/x", True, "allow re:^/(en|de)/"),
        (("re:^/(en|de)/",), (), "/x/de/", False, "no allow rule matches"),
        ((), (r"re:/\d{4}/\d\d/",), "/news/2026/02/x", False, r"deny re:/\d{4}/\d\d/"),
        ((), ("re:[?&]sort=",), "/a?x=1&sort=y", False, "deny re:[?&]sort="),
        # A start URL needs no allow rule; deny beats it too.
        (("/conditions/*",), (), "/", True, "start URL"),
        ((), ("/*",), "/", False, "deny /*"),
    ],
)
def test_allow_and_deny(
    allow: tuple[str, ...], deny: tuple[str, ...], path: str, allowed: bool, rule: str
) -> None:
    verdict = decide(HOST + path, site(allow, deny))
    assert (verdict.allowed, verdict.rule) == (allowed, rule)


def test_every_start_url_brings_its_host() -> None:
    scope = Scope(site(start_urls=(f"{HOST}/", "http://localhost:8731/x")))
    assert scope.hosts == {"health.example.org", "localhost:8731"}
    assert scope.decide("http://localhost:8731/y").allowed
    assert not scope.decide("http://localhost:8732/y").allowed


def test_a_host_that_a_start_url_led_to_is_in_scope() -> None:
    scope = Scope(site(), ["www.health.example.org"])
    assert scope.decide("https://www.health.example.org/x").allowed


def test_a_glob_of_many_stars_is_tried_in_no_time() -> None:
    scope = Scope(site(deny=("*a" * 40 + "*b",)))
    assert scope.decide(f"{HOST}/" + "a" * 1_900).allowed


def test_fetch_explain_says_which_rule_decided_and_fetches_nothing(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[crawler]\ncontact = "mailto:archive@example.org"\n[[site]]\nname = "health"\n'
        f'start_urls = ["{HOST}/"]\nallow = ["/conditions/*"]\ndeny = ["*?print=*"]\n'
    )
    urls = [
        f"{HOST}/conditions/eczema",
        f"{HOST}/conditions/a?print=1",
        f"{HOST}/shop",
        "https://other.example/",
    ]
    result = CliRunner().invoke(fetch, ["--explain", "--json", "--config", str(config), *urls])
    assert result.exit_code == 0
    assert [(entry["site"], entry["allowed"], entry["rule"]) for entry in json.loads(result.stdout)] == [
        ("health", True, "allow /conditions/*"),
        ("health", False, "deny *?print=*"),
        ("health", False, "no allow rule matches"),
        (None, False, "host of no site in the configuration"),
    ]
    assert not (tmp_path / "archive.db").exists()
