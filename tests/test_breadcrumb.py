# ruff: noqa: E501 (markup reads best unbroken)
"""The trail of sections: which rows of links are one, and what their labels are."""

from __future__ import annotations

import json

import pytest
from markup import TITLE, page

from scraper import extract

URL = "https://skin.example/conditions/dry-skin/winter-air/"

NAMED = {
    "spans with arrow icons between them": (
        '<div class="entry-crumbs"><span><a class="entry-crumb" href="/">Home</a></span>'
        ' <i class="icon-right bread-sep"></i> <span><a href="/conditions/">Conditions</a></span>'
        f' <i class="icon-right"></i> <span class="bread-last">{TITLE}</span></div>',
        ["Home", "Conditions", TITLE],
    ),
    "an ordered list in a nav with an accessible label": (
        '<nav aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/conditions/">Conditions</a>'
        "</li></ol></nav>",
        ["Home", "Conditions"],
    ),
    "a German accessible label": (
        '<nav aria-label="Brotkrümelnavigation"><ul><li><a href="/">Startseite</a></li>'
        '<li><a href="/haut/">Haut</a></li></ul></nav>',
        ["Startseite", "Haut"],
    ),
    "separators as text, the page itself at the end": (
        f'<p id="breadcrumbs"><a href="/">Home</a> » <a href="/conditions/">Conditions</a> » {TITLE}</p>',
        ["Home", "Conditions", TITLE],
    ),
    "slashes between links": (
        '<div class="breadcrumb"><a href="/">Home</a> / <a href="/conditions/">Conditions</a> / Dry skin</div>',
        ["Home", "Conditions", "Dry skin"],
    ),
    "microdata without any class": (
        '<ul itemscope itemtype="https://schema.org/BreadcrumbList">'
        '<li itemprop="itemListElement"><a href="/"><span itemprop="name">Home</span></a></li>'
        '<li itemprop="itemListElement"><a href="/hair/"><span itemprop="name">Hair</span></a></li></ul>',
        ["Home", "Hair"],
    ),
    "RDFa without any class": (
        '<div vocab="https://schema.org/" typeof="BreadcrumbList"><span property="itemListElement"><a href="/">Home'
        '</a></span><span property="itemListElement"><a href="/hair/">Hair</a></span></div>',
        ["Home", "Hair"],
    ),
    "a repeated label stays": (
        '<div class="breadcrumbs"><a href="/">Journal</a> | <a href="/blog/">Blog</a> | <a href="/c/blog/">Blog</a></div>',
        ["Journal", "Blog", "Blog"],
    ),
    "the lead-in goes": (
        '<div class="breadcrumbs"><span>You are here:</span> <a href="/">Home</a> &gt; <a href="/hair/">Hair</a></div>',
        ["Home", "Hair"],
    ),
    "buttons beside the trail go": (
        '<section class="c-breadcrumb"><ul class="share-tools"><li><a href="/share">Share</a></li>'
        '<li><a href="/print">Print</a></li></ul><ol><li><a href="/">Home</a></li><li><a href="/hair/">Hair</a></li>'
        "</ol></section>",
        ["Home", "Hair"],
    ),
    "an icon takes its accessible label": (
        '<nav class="breadcrumb"><a href="/" aria-label="Home"><svg></svg></a> <span>/</span> '
        '<a href="/hair/">Hair</a></nav>',
        ["Home", "Hair"],
    ),
    "a shortened last label stays as it is shown": (
        '<nav class="breadcrumb"><a href="/">Home</a> › <a href="/hair/">Hair</a> › <span>Why winter air…</span></nav>',
        ["Home", "Hair", "Why winter air…"],
    ),
    "the full trail wins over the one for narrow screens": (
        '<ol class="breadcrumb narrow"><li><a href="/hair/">Hair</a></li></ol><ol class="breadcrumb wide">'
        '<li><a href="/">Home</a></li><li><a href="/hair/">Hair</a></li><li><a href="/hair/cut/">Cuts</a></li></ol>',
        ["Home", "Hair", "Cuts"],
    ),
    "a trail printed twice counts once": (
        '<div class="crumbs"><a href="/">Home</a> › <a href="/hair/">Hair</a></div>' * 2,
        ["Home", "Hair"],
    ),
    "the page itself first in the markup is last in reading order": (
        f'<ul class="breadcrumb"><li>{TITLE}</li><li><a href="/">Home</a></li><li><a href="/hair/">Hair</a></li></ul>',
        ["Home", "Hair", TITLE],
    ),
}


@pytest.mark.parametrize("rule", NAMED)
def test_a_trail_that_its_markup_names(rule: str) -> None:
    markup, labels = NAMED[rule]
    assert extract(page(before=markup), url=URL).breadcrumb == labels


UNNAMED = {
    "a list that ends at the headline": (
        f'<ul><li><a href="/">Home</a></li><li><a href="/hair/">Hair</a></li><li>{TITLE}</li></ul>',
        ["Home", "Hair", TITLE],
    ),
    "links each of which is the parent of the next": (
        '<div><a href="/conditions/">Conditions</a> / <a href="/conditions/dry-skin/">Dry skin</a></div>',
        ["Conditions", "Dry skin"],
    ),
}


@pytest.mark.parametrize("rule", UNNAMED)
def test_a_row_above_the_headline_that_nothing_names(rule: str) -> None:
    markup, labels = UNNAMED[rule]
    assert extract(page(before=markup), url=URL).breadcrumb == labels


NO_TRAIL = {
    "a single category": '<div class="breadcrumb"><a href="/skin/">Skin</a></div>',
    "a row of tags": '<div class="topics"><a href="/tag/skin">Skin</a> <a href="/tag/winter">Winter</a></div>',
    "the main menu": "",
    "a kicker over the headline": '<p class="kicker"><a href="/skin/">Skin</a></p>',
}


@pytest.mark.parametrize("rule", NO_TRAIL)
def test_what_is_no_trail(rule: str) -> None:
    assert extract(page(before=NO_TRAIL[rule]), url=URL).breadcrumb == []


def stated(*entries: tuple[str, str | None]) -> str:
    items = [
        {"@type": "ListItem", "position": position, "name": name, **({"item": url} if url else {})}
        for position, (name, url) in enumerate(entries, 1)
    ]
    data = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items[::-1]}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_stated_trail_counts_where_none_is_shown_in_the_order_of_its_positions() -> None:
    head = stated(("Home", "https://skin.example/"), ("Dry &amp; cracked skin", None))
    article = extract(page(head=head), url=URL)
    assert article.breadcrumb == ["Home", "Dry & cracked skin"]
    assert article.breadcrumb_urls == ["https://skin.example/", None]


def test_shown_trail_wins_over_the_stated_one() -> None:
    head = stated(("Somewhere", "https://skin.example/x/"), ("Else", None), ("Entirely", None))
    assert extract(page(head=head, before=NAMED["slashes between links"][0]), url=URL).breadcrumb[0] == "Home"


def test_an_icon_takes_the_stated_name_of_its_address() -> None:
    head = stated(("The Skin Journal", "https://skin.example/"), ("Hair", "https://skin.example/hair/"))
    markup = (
        '<nav class="breadcrumb"><a href="/" title="Go home"><i></i></a> / <a href="/hair/">Hair</a></nav>'
    )
    assert extract(page(head=head, before=markup), url=URL).breadcrumb == ["The Skin Journal", "Hair"]


def test_a_trail_is_no_part_of_the_body() -> None:
    markup = (
        '<div class="breadcrumbs"><a href="/">Home</a> › <a href="/q/">Questions of winter skin</a></div>'
    )
    assert "Questions of winter skin" not in (
        extract(page(text=markup + page.__kwdefaults__["text"]), url=URL).body or ""
    )
