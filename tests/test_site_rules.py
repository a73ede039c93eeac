# ruff: noqa: E501 (markup reads best unbroken)
"""Rules for single sites: selectors that decide fields, checked when they are read, overridden by a configuration."""

from __future__ import annotations

from typing import Any

import pytest
from markup import PARAGRAPHS, TITLE, page

from archive import SidebarItem
from archive.errors import ConfigurationError
from scraper.demo.site import build_site
from scraper.extract import extract, parsing, read, rules, selectors
from scraper.extract.knowledge import Knowledge

URL = "https://skin.example/winter-air/"


def read_with(markup: str, **table: Any) -> Any:
    knowledge = Knowledge(rules=(rules.parse(table, "config.toml, site 'skin'"),))
    return read(markup, URL, None, knowledge).article


MARKUP = page(
    under_title='<div class="x1">Cold air and warm skin</div><div class="x2">Skin; Winter; Dry air</div>',
    after='<div class="x3">Mara Lindqvist, M.D.</div><time class="x4" datetime="2024-02-03">yesterday</time>'
    '<div class="x5">Okafor J. On frost. 2019. PMID: 12345678</div>'
    '<div class="x6"><h4>Shop</h4><p>Gloves of wool, in four colours.</p></div><div class="x7">Winter skin</div>',
)
FIELDS = {
    "title": (".x7", "Winter skin"),
    "summary": (".x1", "Cold air and warm skin"),
    "breadcrumb": (".main-menu a", ["Skin", "Hair"]),
    "published": ("time.x4", "2024-02-03"),
    "modified": ("time.x4", "2024-02-03"),
    "reviewed": ("time.x4", "2024-02-03"),
    "tags": ("header a", ["The Skin Journal", "Skin", "Hair"]),
    "site_name": ("header > a", "The Skin Journal"),
    "sidebar": (".x6", [SidebarItem("Shop", "Shop", "Gloves of wool, in four colours.")]),
    "body": (".x1", "Cold air and warm skin"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_rule_decides_its_field(field: str) -> None:
    selector, value = FIELDS[field]
    assert getattr(read_with(MARKUP, **{field: selector}), field) == value


def test_a_rule_for_authors_reads_a_byline() -> None:
    markup = page(
        after='<div class="who">Text: Mara Lindqvist, M.D.</div><div class="by">By Jonas Okafor, RN</div>'
    )
    people = read_with(markup, authors=".by").authors
    assert [(p.name, p.credentials) for p in people] == [("Jonas Okafor", "RN")]


def test_a_rule_for_sources_reads_their_numbers() -> None:
    assert [c.pmid for c in read_with(MARKUP, citations=".x5").citations] == ["12345678"]


def test_what_a_rule_drops_is_not_in_the_body() -> None:
    body = read_with(page(), drop=".post-content h2").body
    assert "What helps" not in body
    assert "Cold air holds little water" in body


def test_a_rule_that_finds_nothing_leaves_the_field_as_on_any_site() -> None:
    assert read_with(page(), title=".nowhere", body="#nowhere").title == TITLE


def test_rules_are_for_their_hosts_and_pages_only() -> None:
    assert read_with(page(), hosts=["hair.example"], title="footer a").title == TITLE
    assert read_with(page(), hosts=["skin.example"], title="footer a").title == "About us"
    assert read_with(page(), when=".nowhere", title="footer a").title == TITLE


def test_the_configuration_overrides_a_shipped_rule_field_by_field() -> None:
    base = rules.parse({"name": "shipped", "title": "h1", "summary": ".x1"}, "shipped.toml")
    own = rules.parse({"title": "footer a"}, "config.toml")
    both = rules.overridden(base, own)
    assert both is not None
    assert (both.fields["title"].text, both.fields["summary"].text) == ("footer a", ".x1")


WRONG = {
    "a field that there is not": ({"titel": "h1"}, "did you mean 'title'"),
    "a selector that is no text": ({"title": 3}, "must be a CSS selector"),
    "a selector that is not known": ({"title": "h1:hover"}, "is no selector"),
    "an empty selector": ({"title": "h1,,h2"}, "an empty selector"),
    "a child of nothing": ({"body": "> p"}, "nothing stands before"),
    "hosts that are no list": ({"hosts": "a.example"}, "must be a list"),
}


@pytest.mark.parametrize("rule", WRONG)
def test_wrong_rules_are_refused_with_file_key_and_remedy(rule: str) -> None:
    table, message = WRONG[rule]
    with pytest.raises(ConfigurationError, match=message) as caught:
        rules.parse(table, "config.toml, site 'skin'")
    assert "config.toml, site 'skin'" in str(caught.value)


SELECTORS = {
    "p": 3, "*": 9, ".a": 2, "p.a": 1, "#b": 1, "div > p": 2, "div p": 3, "[lang]": 1, "[lang=en]": 1, "[lang='de']": 0,
    "[href^='/x']": 1, '[href$="y"]': 1, "[href*=x]": 1, "p.a, #b": 2, "section > p": 1, "div section > p": 1, ".a.c": 1,
}  # fmt: skip


@pytest.mark.parametrize("selector", SELECTORS)
def test_selectors(selector: str) -> None:
    markup = (
        '<html><head></head><body><div><p class="a">1</p><p id="b" lang="en">2</p><section class="a c"><p>3</p>'
        '<a href="/x/y">4</a></section></div></body></html>'
    )
    assert len(selectors.parse(selector).find(parsing.parse(markup))) == SELECTORS[selector]


def test_shipped_rules_are_for_the_demo_and_give_what_the_general_rooms_give() -> None:
    assert {host for rule in rules.shipped() for host in rule.hosts} == {"localhost", "127.0.0.1"}
    for path, answer in build_site("http://localhost:1").items():
        if b'<h1 class="entry-title">' in answer.body or b'class="article-body"' in answer.body:
            ruled = extract(answer.body, url=f"http://localhost:1{path}")
            plain = extract(answer.body, url=f"https://elsewhere.example{path}")
            assert (ruled.title, ruled.breadcrumb, ruled.summary) == (
                plain.title,
                plain.breadcrumb,
                plain.summary,
            )
            assert ruled.body
            assert PARAGRAPHS not in ruled.body
