# ruff: noqa: E501 (markup reads best unbroken)
"""What stands beside, in and after the article: which groups count, and how their items are read."""

from __future__ import annotations

import pytest
from markup import PARAGRAPHS, page

from archive import SidebarItem
from scraper import extract

URL = "https://skin.example/winter-air/"
STORIES = [
    ("Five oils for cracked hands", "/oils/", "A test of five oils on forty pairs of hands."),
    ("Why wool makes you itch", "/wool/", "Not an allergy: it is the thickness of the fibre."),
    ("Showers: how hot is too hot?", "/showers/", "The skin's fat melts earlier than you think."),
]
LIST = "<ul>" + "".join(f'<li><a href="{url}">{title}</a></li>' for title, url, _ in STORIES) + "</ul>"
CARDS = (
    '<div class="grid">'
    + "".join(
        f'<div class="card"><a href="{url}"><img src="{url}a.jpg" alt=""></a><p class="date">May 3, 2025</p>'
        f'<h3><a href="{url}">{title}</a></h3><p>{text}</p><a href="{url}">Read more</a></div>'
        for title, url, text in STORIES
    )
    + "</div>"
)


def items(section: str | None, *, texts: bool) -> list[SidebarItem]:
    return [
        SidebarItem(section, title, text if texts else None, "https://skin.example" + url)
        for title, url, text in STORIES
    ]


GROUPS = {
    "a list in a side column": ({"beside": f'<aside class="sidebar"><h4>Recent posts</h4>{LIST}</aside>'}, "Recent posts", False),
    "a list after the article": ({"after": f"<h3>Related articles</h3>{LIST}"}, "Related articles", False),
    "cards after the article": ({"beside": f"<section><h2>Related articles</h2>{CARDS}</section>"}, "Related articles", True),
    "cards that no heading names": ({"beside": f"<section>{CARDS}</section>"}, None, True),
    "a list set into the text": (
        {"text": PARAGRAPHS.replace("<h2>What helps", f"<aside><h6>Related stories</h6>{LIST}</aside><h2>What helps")},
        "Related stories",
        False,
    ),
    "cards in a nav that opens with 'Related articles'": (
        {"beside": f'<nav class="blog-sidebar"><h3>Related articles</h3>{LIST}</nav>'},
        "Related articles",
        False,
    ),
    "cards whose classes carry numbers": (
        {
            "beside": '<div class="widget"><h4>Recent posts</h4>'
            + "".join(f'<article class="post-{n} post"><h6><a href="{u}">{t}</a></h6></article>' for n, (t, u, _) in enumerate(STORIES))
            + "</div>"
        },
        "Recent posts",
        False,
    ),
    "a heading that is no h element": (
        {"beside": f'<div class="rail"><div class="title">Most read</div>{LIST}</div>'},
        "Most read",
        False,
    ),
    "a German heading": ({"after": f"<h3>Das könnte Sie auch interessieren</h3>{LIST}"}, "Das könnte Sie auch interessieren", False),
    "a Spanish heading": ({"after": f"<h3>Te puede interesar</h3>{LIST}"}, "Te puede interesar", False),
    "a heading in a box of its own": (
        {"beside": f'<div class="more"><div class="head"><h2>Read this next</h2></div>{CARDS}</div>'},
        "Read this next",
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", GROUPS)
def test_a_group_of_stories(rule: str) -> None:
    parts, section, texts = GROUPS[rule]
    assert extract(page(**parts), url=URL).sidebar == items(section, texts=texts)


BOXES = {
    "a newsletter box": (
        '<div class="newsletter"><h3>Get our newsletter</h3><p>Skin news, once a month in your inbox.</p>'
        '<form><input name="email"><button>Sign up</button></form></div>',
        SidebarItem("Get our newsletter", "Get our newsletter", "Skin news, once a month in your inbox."),
    ),
    "a promotion with a link": (
        "<aside><h4>Share your story</h4><p>Tell us what helped your skin through the winter.</p>"
        '<a href="/stories/">Write to us</a></aside>',
        SidebarItem(
            "Share your story",
            "Share your story",
            "Tell us what helped your skin through the winter.",
            "https://skin.example/stories/",
        ),
    ),
    "one story in a widget": (
        '<aside class="widget"><h4>Article of the month</h4><div><h3><a href="/oils/">Five oils for cracked hands</a>'
        "</h3><div>A test of five oils on forty pairs of hands.</div></div></aside>",
        SidebarItem(
            "Article of the month",
            "Five oils for cracked hands",
            "A test of five oils on forty pairs of hands.",
            "https://skin.example/oils/",
        ),
    ),
    "a text in a widget": (
        '<aside class="widget"><h4>Tip of the day</h4><p>Keep the tub of cream beside the towel.</p></aside>',
        SidebarItem("Tip of the day", "Tip of the day", "Keep the tub of cream beside the towel."),
    ),
}


@pytest.mark.parametrize("rule", BOXES)
def test_a_box_with_a_single_thing(rule: str) -> None:
    markup, item = BOXES[rule]
    assert extract(page(beside=f'<div class="sidebar">{markup}</div>'), url=URL).sidebar == [item]


NONE = {
    "a menu": f"<nav><h3>Sections</h3>{LIST}</nav>",
    "a footer": f"<footer><h3>Latest</h3>{LIST}</footer>",
    "a list of categories": f"<aside><h4>Categories</h4>{LIST}</aside>",
    "tags": '<div class="tags"><h4>Related topics</h4><a href="/t/skin">Skin</a> <a href="/t/cold">Cold</a></div>',
    "a table of contents": '<aside class="toc"><h4>On this page</h4><ul><li><a href="#a">What helps against it</a></li></ul></aside>',
    "share buttons": '<div class="share"><h4>Share this article</h4><a href="https://a.example/">Share it with your friends</a></div>',
    "an author box": '<aside class="author-bio"><h4>About the author</h4><p>Mara Lindqvist is a skin doctor by the sea.</p></aside>',
    "a comment form": '<div class="comment-respond"><h3>Leave a reply</h3><form><textarea></textarea></form></div>',
    "an empty box": '<aside class="widget"><h4>Stay connected</h4></aside>',
    "a call-out of the article's own": "<aside><h3>Not only in winter</h3></aside>",
    "a cookie banner": f'<div class="cookie-banner"><h3>Recommended settings</h3>{LIST}</div>',
    "what is hidden": f'<div style="display:none"><h3>Related articles</h3>{LIST}</div>',
}


@pytest.mark.parametrize("rule", NONE)
def test_what_is_no_sidebar(rule: str) -> None:
    assert extract(page(beside=NONE[rule]), url=URL).sidebar == []


def test_the_same_block_for_wide_and_narrow_screens_counts_once() -> None:
    block = f"<section><h2>Related articles</h2>{CARDS}</section>"
    assert extract(page(beside=block * 2), url=URL).sidebar == items("Related articles", texts=True)


def test_a_story_in_two_sections_counts_in_both() -> None:
    beside = f'<div class="sidebar"><div><h3>Latest</h3>{LIST}</div><div><h3>Most read</h3>{LIST}</div></div>'
    sections = [item.section for item in extract(page(beside=beside), url=URL).sidebar]
    assert sections == ["Latest"] * 3 + ["Most read"] * 3


def test_cards_among_the_paragraphs_of_an_article_are_its_content() -> None:
    text = PARAGRAPHS.replace("<h2>What helps", f"{CARDS}<h2>What helps")
    assert extract(page(text=text), url=URL).sidebar == []
