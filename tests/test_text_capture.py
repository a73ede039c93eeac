"""Text captures: pages of which only the visible text is left, in the layout of several kinds of site."""

from __future__ import annotations

import hashlib
import html
import time
from pathlib import Path

import pytest

from archive import Article
from scraper import extract
from scraper.demo.pages import magazine_crumbs, render

CAPTURES = Path(__file__).parent / "captures"


def read(name: str) -> Article:
    return extract((CAPTURES / f"{name}.txt").read_bytes(), content_type="text/plain; charset=utf-8")


# File, title, trail, beginning of the summary, first words of body, last words of body.
LAYOUTS = [
    ("magazine", "More Than a Blush: Azelaic Acid for Rosacea", ["Home", "Health Conditions", "Rosacea", "="],
     "A cream that began", "As many people with rosacea", "in three cities will tell."),
    ("separators", "Migraine with aura", ["Home", "Conditions", "Migraine", "="],
     None, "Flickering zigzag lines", "other methods are safe."),
    ("german", "Heuschnupfen: Was wirklich hilft", ["Startseite", "Krankheiten", "Atemwege", "="],
     "Wenn Hasel und Birke", "Bei Heuschnupfen hält", "deutlich weniger Beschwerden."),
    ("french", "Mal de dos : bouger plutôt que se reposer", ["Accueil", "Santé", "Dos", "="],
     None, "Huit personnes sur dix", "mais ils ne trompent pas."),
    ("spanish", "Diabetes tipo 2: los primeros pasos", ["Inicio", "Enfermedades", "Diabetes", "="],
     None, "El diagnóstico asusta", "desaparecer en dos semanas."),
    ("italian", "Vitamina D: quanta ne serve davvero", ["Home", "Alimentazione", "Vitamine", "="],
     None, "La pelle produce", "bambini sotto l'anno."),
    ("portuguese", "Insônia: o que fazer à noite", ["Início", "Saúde", "Sono", "="],
     None, "Quem acorda", "sete em cada dez pessoas."),
    ("dutch", "Likdoorns: snijden of weken", ["Home", "Gezondheid", "Voeten", "="],
     None, "Een likdoorn is", "een deskundige bekijken."),
    ("polish", "Przeziębienie: co pomaga, a co nie", ["Strona główna", "Choroby", "Przeziębienie", "="],
     None, "Przeziębienie trwa siedem dni", "albo duszność."),
    ("wrapped", "Ear wax and how to leave it alone", [], None, "Ear wax is not dirt.", "in earlier years."),
    ("wet", "Athlete's foot: how to get rid of it", ["Home", "Feet", "="],
     None, "The fungus that causes", "does not cure anything."),
    ("plain_note", "Nosebleeds", [], None, "Sit down, lean forward", "drink nothing hot."),
    ("truncated_trail", "Hot flushes at work: what helps and what to say",
     ["Home", "Women's Health", "Menopause", "Hot flushes at work: what..."],
     None, "A flush comes without", "tested in careful trials."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "title", "trail", "summary", "first", "last"), LAYOUTS)
def test_the_parts_of_a_capture(
    name: str, title: str, trail: list[str], summary: str | None, first: str, last: str
) -> None:
    article = read(name)
    assert article.kind == "article"
    assert article.title == title
    assert article.breadcrumb == [title if label == "=" else label for label in trail]
    assert (article.summary or "").startswith(summary or "")
    assert (article.summary is None) == (summary is None)
    assert article.body is not None
    assert article.body.startswith(first)
    assert article.body.endswith(last)


PEOPLE = [
    ("magazine", [("Nora Feld", "M.D.", "author")]),
    ("separators", [("Ines Halloran", "RN", "author"), ("Tom Achebe", "MD", "reviewer")]),
    ("german", [("Klara Westphal", "Dr. med.", "author")]),
    ("french", [("Hélène Moreau", "kinésithérapeute", "author")]),
    ("italian", [("Paolo Rinaldi", "MD", "reviewer")]),
    ("wet", [("Samuel Oyelaran", "DPM", "author")]),
    ("truncated_trail", [("Ruth Adeyemi", "MD, FACOG", "reviewer")]),
    ("plain_note", []),
]


@pytest.mark.parametrize(("name", "people"), PEOPLE)
def test_people_of_a_capture(name: str, people: list[tuple[str, str | None, str]]) -> None:
    assert [(p.name, p.credentials, p.role) for p in read(name).authors] == people


DATES = [
    ("separators", None, "2025-03-04", None),
    ("german", "2024-02-12", None, None),
    ("french", "2023-05-03", None, None),
    ("portuguese", None, "2022-06-09", None),
    ("wet", "2022-08-14", None, None),
    ("truncated_trail", None, None, "2024-01"),
    ("plain_note", None, None, None),
]


@pytest.mark.parametrize(("name", "published", "modified", "reviewed"), DATES)
def test_dates_of_a_capture(
    name: str, published: str | None, modified: str | None, reviewed: str | None
) -> None:
    article = read(name)
    assert (article.published, article.modified, article.reviewed) == (published, modified, reviewed)


SIDEBARS = [
    ("magazine", [("Article of the month", "One in nine adults sleeps less than six hours a night"),
                  ("Joke Of The Day", "Joke Of The Day")]),
    ("separators", [("Related articles", "Tension headache"), ("Related articles", "Migraine in children"),
                    ("Related articles", "How to keep a headache diary")]),
    ("german", [("Das könnte Sie auch interessieren", "Asthma bei Kindern"),
                ("Das könnte Sie auch interessieren", "Pollenkalender für das Frühjahr")]),
    ("french", [("À lire aussi", "Bien choisir son matelas"), ("À lire aussi", "Les étirements du matin")]),
    ("wet", [("Related posts", "Ingrown nails"), ("Related posts", "Why feet smell")]),
    ("truncated_trail", [("Subscribe to our newsletter", "Subscribe to our newsletter")]),
    ("plain_note", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "items"), SIDEBARS)
def test_sidebar_of_a_capture(name: str, items: list[tuple[str, str]]) -> None:
    assert [(item.section, item.title) for item in read(name).sidebar] == items


LEFT_OUT = [
    "comment", "kommentar", "commentaire", "comentario", "flipboard", "share", "teilen", "partager",
    "written by", "copy-protected", "kopiergeschützt", "all rights reserved", "skip to",
]  # fmt: skip


@pytest.mark.parametrize("name", [entry[0] for entry in LAYOUTS])
def test_no_line_of_form_share_bar_or_notice_is_left(name: str) -> None:
    article = read(name)
    stored = f"{article.body} {article.summary}".casefold()
    assert [line for line in LEFT_OUT if line in stored] == []


def test_protection_is_named_where_a_notice_stands() -> None:
    assert read("magazine").protections == ["wp-content-copy-protection notice"]
    assert read("german").protections == ["wp-content-copy-protection notice"]
    assert read("french").protections == []


def test_sources_of_a_capture() -> None:
    found = read("separators").citations
    assert [(c.doi, c.pmid) for c in found] == [("10.1000/jhn.2021.12", None), (None, "31234567")]


def test_headings_and_lists_become_markup() -> None:
    markup = read("separators").body_html or ""
    assert "<h2>What happens in the brain</h2>" in markup
    assert "<li>" in markup


def test_a_capture_without_address_is_named_by_its_bytes() -> None:
    data = (CAPTURES / "plain_note.txt").read_bytes()
    assert read("plain_note").url == "urn:sha256:" + hashlib.sha256(data).hexdigest()
    assert extract(data, url="https://a.example/", content_type="text/plain").url == "https://a.example/"


LONG = [
    "Home" + "Label" * 100_000 + "\n" + "x" * 200,
    "a short line\n" * 50_000,
    "word " * 200_000,
    "A title that is one\n\n" + "A paragraph of the text. " * 8 + "\n" + " \n" * 100_000,
    "<div>" * 50_000,
]


@pytest.mark.parametrize("number", range(len(LONG)))
def test_a_long_capture_is_read_in_no_time(number: int) -> None:
    begun = time.process_time()
    extract(LONG[number], content_type="text/plain")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text", ["", "\n\n", "error: Content is protected !!", "one line", "\x00\x01", "a\n" * 5_000]
)
def test_a_capture_that_holds_no_article_is_none(text: str) -> None:
    article = extract(text, content_type="text/plain")
    assert article.kind == "other"


def as_page(capture: str) -> str:
    """The look-alike poured into the markup of the demo's magazine template."""
    lines = [" ".join(line.split()) for line in capture.splitlines() if line.strip()]
    trail = [("Home", "/"), ("Health Conditions", "/conditions/"), ("Rosacea", "/conditions/rosacea/")]
    values = {
        "title": lines[1], "standfirst": lines[2], "byline": lines[7], "promo_title": lines[13],
        "promo_text": lines[14], "tip": lines[16], "url": "https://magazine.example/rosacea/",
        "promo_url": "https://magazine.example/sleep/", "base": "https://magazine.example",
    }  # fmt: skip
    values = {name: html.escape(value) for name, value in values.items()}
    values["body"] = "".join(f"<p>{html.escape(line)}</p>" for line in lines[3:7])
    values["crumbs"] = magazine_crumbs(trail, lines[1])
    return render("magazine", values).replace("Tip Of The Day", lines[15])


def test_a_page_and_its_text_capture_give_the_same_record() -> None:
    text = read("magazine")
    page = extract(
        as_page((CAPTURES / "magazine.txt").read_text("utf-8")), url="https://magazine.example/rosacea/"
    )
    assert (page.title, page.breadcrumb, page.summary) == (text.title, text.breadcrumb, text.summary)
    assert page.body == text.body
    assert page.authors == text.authors
    assert [(i.section, i.title, i.text) for i in page.sidebar] == [
        (i.section, i.title, i.text) for i in text.sidebar
    ]
    assert set(text.protections) < set(page.protections)
