# ruff: noqa: E501 (tables and markup read best unbroken)
"""The headline: which heading it is, what is cut off it, and what stands in for a missing one."""

from __future__ import annotations

import pytest

from scraper.extract import extract, read

TEXT = (
    "<p>"
    + "</p><p>".join(
        ["A cold is common in winter, and most people get over it within a week or two." * 2] * 4
    )
    + "</p>"
)


def title(body: str, head: str = "", url: str = "https://www.example.org/colds") -> str | None:
    return extract(f"<html><head>{head}</head><body>{body}</body></html>", url=url).title


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<h1>Colds in winter</h1>{TEXT}", ""),
        (f"<h1>Colds in winter</h1>{TEXT}", "<title>Colds in winter | Example Health</title>"),
        (f'<h1><a href="/">Example Health</a></h1><h2>Colds in winter</h2>{TEXT}', "<title>Colds in winter - Example Health</title>"),
        (f'<h1>Example Health</h1><h2>Colds in winter</h2>{TEXT}', '<meta property="og:site_name" content="Example Health"><title>Colds in winter</title>'),
        (f'<div class="entry-title">Colds in winter</div>{TEXT}', '<meta property="og:title" content="Colds in winter">'),
        (f"<nav><h2>Winter topics and more</h2></nav><h2>Colds in winter</h2>{TEXT}", "<title>Colds in winter</title>"),
        (f"<h1>Colds in winter</h1>{TEXT}<h2>You might also like</h2><h1>Newsletter for everyone</h1>", ""),
        (f'<h1><span class="kicker">Infections</span> Colds in winter</h1>{TEXT}', ""),
        (f"<h1><small>Infections</small> <span>Colds in winter</span></h1>{TEXT}", '<meta property="og:title" content="Colds in winter">'),
    ],
)  # fmt: skip
def test_the_headline_is_the_heading_that_a_reader_sees(body: str, head: str) -> None:
    assert title(body, head) == "Colds in winter"


@pytest.mark.parametrize(
    "head",
    [
        "<title>Colds in winter | Example Health</title><meta property='og:site_name' content='Example Health'>",
        "<title>Example Health: Colds in winter</title><meta property='og:site_name' content='Example Health'>",
        "<title>Colds in winter - example.org</title>",
        "<meta property='og:title' content='Colds in winter'><title>Colds in winter and other infections | Health</title>",
    ],
)
def test_without_a_heading_the_machine_readable_title_counts_less_the_sites_name(head: str) -> None:
    assert title(TEXT, head) == "Colds in winter"


def test_a_title_is_not_cut_at_a_dash_that_is_its_own() -> None:
    assert title(TEXT, "<title>Colds - what helps | Somewhere</title>") == "Colds - what helps | Somewhere"


def test_the_displayed_heading_wins_over_another_og_title() -> None:
    head = '<meta property="og:title" content="Why colds come in winter and how to treat them">'
    assert title(f"<h1>Colds in winter</h1>{TEXT}", head) == "Colds in winter"


def test_a_page_without_any_title_has_none() -> None:
    assert title(TEXT) is None


def test_every_candidate_is_kept_as_evidence() -> None:
    reading = read(f"<title>Colds in winter | Example</title><h1>Colds in winter</h1>{TEXT}")
    found = {e.value: e.chosen for e in reading.evidence if e.field == "title"}
    assert found["Colds in winter"] is True
    assert found["Colds in winter | Example"] is False


@pytest.mark.parametrize("heading", ["Colds in winter – Example Health", "Colds in winter | example.org"])
def test_the_sites_name_at_the_end_of_a_heading_is_no_part_of_it(heading: str) -> None:
    markup = (
        '<html><head><meta property="og:site_name" content="Example Health"></head>'
        f"<body><article><h1>{heading}</h1><p>{'A cold is common in winter. ' * 8}</p></article></body></html>"
    )
    assert extract(markup, url="https://news.example.org/colds").title == "Colds in winter"
