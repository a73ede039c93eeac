# ruff: noqa: E501 (tables and markup read best unbroken)
"""Whose page it is, in which language, and its own tags."""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.extract.site import language_tag


def page(head: str = "", body: str = "", html: str = "") -> str:
    return f"<html {html}><head>{head}</head><body><h1>Colds in winter</h1>{body}</body></html>"


@pytest.mark.parametrize(
    ("stated", "tag"),
    [("en", "en"), ("en_us", "en-US"), ("DE-de", "de-DE"), ("zh-hans-cn", "zh-Hans-CN"), ("pt_BR.UTF-8", "pt-BR"), ("english", None), ("", None)],
)  # fmt: skip
def test_a_language_becomes_a_bcp_47_tag(stated: str, tag: str | None) -> None:
    assert language_tag(stated) == tag


def test_the_html_elements_language_wins() -> None:
    assert extract(page('<meta property="og:locale" content="en_US">', html='lang="de"')).language == "de"
    assert extract(page('<meta property="og:locale" content="en_US">')).language == "en-US"
    assert extract(page()).language is None


def test_the_sites_name_is_as_it_states_it() -> None:
    json_ld = '<script type="application/ld+json">{"@type": "WebSite", "name": "Example"}</script>'
    assert (
        extract(page('<meta property="og:site_name" content="Example Health">' + json_ld)).site_name
        == "Example Health"
    )
    assert extract(page(json_ld)).site_name == "Example"
    assert extract(page("<title>Colds in winter | Somewhere</title>")).site_name is None


def test_tags_that_the_page_shows_win() -> None:
    shown = '<a rel="tag" href="/t/colds">Colds</a> <a rel="category tag" href="/c/health">Health</a> <a rel="tag" href="/t/flu">Flu</a>'
    head = '<meta property="article:tag" content="Viruses">'
    assert extract(page(head, shown)).tags == ["Colds", "Flu"]
    assert extract(page(head)).tags == ["Viruses"]


def test_keywords_are_split_and_kept_once() -> None:
    assert extract(page('<meta name="keywords" content="colds, Flu; colds,  viruses ">')).tags == [
        "colds",
        "Flu",
        "viruses",
    ]
    assert extract(page()).tags == []
