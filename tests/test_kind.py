"""What a page is, and how sure the extractor is of its body."""

from __future__ import annotations

from scraper import extract
from tests.pages import PARAGRAPHS, article, page, paragraphs

SITE = "https://willow.example/"
TOPICS = (
    "Iron deficiency", "Migraine", "Back pain", "Eczema", "Asthma", "Gout", "Vertigo", "Insomnia",
    "Hay fever", "Tinnitus", "Reflux", "Shingles", "Arthritis", "Cataract", "Anaemia", "Bronchitis",
)  # fmt: skip
LISTING = page(
    "<main><h1>All conditions</h1><div class='grid'>"
    + "".join(
        f"<div class='teaser'><a href='/c/{topic.lower().replace(' ', '-')}'><img src='/{n}.jpg' alt=''>"
        f"<h2>{topic}</h2></a><p>Signs and treatment.</p><time>{n + 1} May 2026</time></div>"
        for n, topic in enumerate(TOPICS)
    )
    + "</div><ul class='pagination'><li><a href='?p=2'>2</a></li><li><a href='?p=3'>3</a></li></ul></main>",
    "All conditions",
)
THREAD = page(
    "<main class='topic'><h1>How long until iron tablets help?</h1>"
    + "".join(
        f"<div class='message post' id='reply{n}'><div class='message-author'>"
        f"<a href='/u/{name}'>{name}</a>"
        f"<span>Posts: {n * 7}</span></div><time>{n + 1} May 2026</time>"
        f"<div class='message-body'><p>{text}</p>"
        f"</div><a class='reply-link' href='#'>Reply</a> <a class='vote' href='#'>{n} votes</a></div>"
        for n, (name, text) in enumerate(
            (
                (
                    "marta",
                    "Hi all, I started tablets two weeks ago and still feel tired. How long did it take you?",
                ),
                ("ilse", "Six weeks for me. Do you take them on an empty stomach?"),
                ("tom", "Same here, and my doctor said every other day is enough."),
                ("marta", "Thanks! No, with breakfast and coffee. Was that wrong?"),
                ("ilse", "Coffee is the problem, try orange juice instead."),
            )
        )
    )
    + "</main>",
    "How long until iron tablets help? - Forum",
)


def test_an_article_is_an_article() -> None:
    assert extract(article(paragraphs()), url=f"{SITE}iron-deficiency-signs-and-tests").kind == "article"


def test_an_article_is_recognised_without_its_address() -> None:
    assert extract(article(paragraphs())).kind == "article"


def test_a_page_of_teasers_is_a_listing() -> None:
    assert extract(LISTING, url=f"{SITE}conditions/").kind == "listing"


def test_a_forum_thread_is_neither() -> None:
    assert extract(THREAD, url=f"{SITE}forum/viewtopic.php?t=1204").kind == "other"


def test_a_page_without_text_is_neither() -> None:
    found = extract("<html><body><div id='app'></div></body></html>", url=SITE)
    assert (found.kind, found.body, found.body_html, found.confidence) == ("other", None, None, 0.0)


def test_confidence_is_higher_where_the_body_is_plain() -> None:
    plain = extract(article(paragraphs()), url=f"{SITE}iron-deficiency-signs-and-tests").confidence
    spots = "".join(
        f"<div class='x{n}'><a href='/{n}'>{text[:30]}</a><span>{text[30:90]}</span></div>"
        for n, text in enumerate(PARAGRAPHS)
    )
    torn = extract(page(spots), url=f"{SITE}iron").confidence
    listing = extract(LISTING, url=f"{SITE}conditions/").confidence
    assert 0.9 < plain <= 1
    assert torn < plain
    assert listing < plain


SHORT = "<p>Gout hurts most at night. Rest the joint, cool it, and ask for tablets within a day.</p>"
MENU = (
    "<nav>" + "".join(f"<a href='/c/{n}'>{topic} and more</a>" for n, topic in enumerate(TOPICS)) + "</nav>"
)


def test_a_short_page_that_is_declared_an_article_is_one() -> None:
    declared = '<script type=\'application/ld+json\'>{"@type": "MedicalWebPage", "name": "Gout"}</script>'
    assert extract(page(f"{declared}{MENU}<main><h1>Gout</h1>{SHORT}</main>", "Gout")).kind == "article"


def test_a_short_page_that_was_reviewed_is_an_article() -> None:
    reviewed = "<p>Page last reviewed: 12 May 2025</p>"
    record = extract(page(f"{MENU}<main><h1>Gout</h1>{SHORT}{reviewed}</main>", "Gout"))
    assert (record.reviewed, record.kind) == ("2025-05-12", "article")


def test_running_text_with_hardly_a_link_is_an_article() -> None:
    text = "".join(
        f"<p>{sentence}</p>"
        for sentence in (
            "A blister is a cushion that the skin makes for itself, and most of them are best left alone.",
            "If it is in the way, a clean needle at the edge lets the water out and the roof stays on.",
            "Walk on in dry socks, and look at it again in the evening before you go to bed.",
        )
    )
    assert extract(f"<html><body><h1>Blisters</h1>{text}</body></html>").kind == "article"


def test_headings_that_lead_away_with_a_line_under_each_are_a_listing() -> None:
    teasers = "".join(
        f"<div><h2><a href='/c/{n}'>{topic}: signs, tests and treatment</a></h2>"
        "<p>What it feels like, when to see a doctor, and what helps until then.</p></div>"
        for n, topic in enumerate(TOPICS[:3])
    )
    assert (
        extract(f"<html><body><main><h1>Health A to Z</h1>{teasers}</main></body></html>").kind == "listing"
    )
