# ruff: noqa: E501 (tables and markup read best unbroken)
"""Who wrote, reviewed and edited a page: bylines in eight languages, and whom a page does not credit."""

from __future__ import annotations

import pytest

from archive import Person
from scraper.extract import extract
from scraper.extract.names import split_people
from scraper.extract.people import parse_byline

TEXT = (
    "<p>"
    + "</p><p>".join(
        ["A cold is common in winter, and most people get over it within a week or two." * 2] * 4
    )
    + "</p>"
)


def page(before: str = "", after: str = "", head: str = "") -> str:
    return (
        f'<html lang="en"><head><title>Colds in winter</title>{head}</head>'
        f"<body><article><h1>Colds in winter</h1>{before}{TEXT}{after}</article></body></html>"
    )


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def credited(markup: str) -> list[tuple[str, str | None, str]]:
    return [
        (p.name, p.credentials, p.role) for p in extract(markup, url="https://www.example.org/colds").authors
    ]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Written By: Jane Roe, M.D.", [("Jane Roe", "M.D.", "author")]),
        ("By Jane Roe and John Doe, RN | Published May 3, 2024", [("Jane Roe", None, "author"), ("John Doe", "RN", "author")]),
        ("Medically reviewed by Jane Roe RDN, CDCES on March 7, 2025", [("Jane Roe", "RDN, CDCES", "reviewer")]),
        ("Fact checked by Jane Roe", [("Jane Roe", None, "reviewer")]),
        ("Edited by Dr. Jane Roe", [("Jane Roe", None, "editor")]),
        ("Medizinisch geprüft von Dr. med. Anna Weber", [("Anna Weber", "Dr. med.", "reviewer")]),
        ("Von Anna Weber am 3. Mai 2024", [("Anna Weber", None, "author")]),
        ("Autorin: Dipl.-Psych. Anna Weber", [("Anna Weber", "Dipl.-Psych.", "author")]),
        ("Écrit par Marie Dupont, diététicienne, le 3 mars 2021", [("Marie Dupont", "diététicienne", "author")]),
        ("Validé médicalement par le Dr Paul Martin", [("Paul Martin", None, "reviewer")]),
        ("Escrito por María López", [("María López", None, "author")]),
        ("Revisado médicamente por la Dra. María López, el 3 de mayo de 2020", [("María López", None, "reviewer")]),
        ("Scritto da Maria Rossi il 3 maggio 2020", [("Maria Rossi", None, "author")]),
        ("Revisione medica di Dott.ssa Anna Bianchi", [("Anna Bianchi", None, "reviewer")]),
        ("Escrito por Ana Souza, nutricionista", [("Ana Souza", "nutricionista", "author")]),
        ("Revisado clinicamente por Dr. João Costa", [("João Costa", None, "reviewer")]),
        ("Geschreven door Jan Janssen op 3 mei 2020", [("Jan Janssen", None, "author")]),
        ("Medisch beoordeeld door Anke de Vries, huisarts", [("Anke de Vries", "huisarts", "reviewer")]),
        ("Autor: lek. med. Anna Kowalska", [("Anna Kowalska", "lek. med.", "author")]),
        ("Zweryfikowane przez: dr n. med. Jan Nowak", [("Jan Nowak", "dr n. med.", "reviewer")]),
        (
            "Medically reviewed by Jane Roe, MD — Written by John Doe, MS, RD — Updated on May 3, 2024",
            [("Jane Roe", "MD", "reviewer"), ("John Doe", "MS, RD", "author")],
        ),
        ("This post was written by Jane Roe, MD, of our clinic.", [("Jane Roe", "MD", "author")]),
        ("By Ask the Nurses", [("Ask the Nurses", None, "author")]),
        ("03/01/2017 by Jane Roe, Staff Writer", [("Jane Roe", None, "author")]),
        ("By Jane RoePublished: Jan 29, 2025", [("Jane Roe", None, "author")]),
        ("by freeman1984 on 3 May 2008", [("freeman1984", None, "author")]),
    ],
)  # fmt: skip
def test_a_byline_gives_names_credentials_and_roles(
    line: str, people: list[tuple[str, str | None, str]]
) -> None:
    assert [(p.name, p.credentials, p.role) for p in parse_byline(line)] == people


@pytest.mark.parametrize(
    "line",
    [
        "By the way, this is harmless",
        "By clicking you agree to our terms",
        "Reviewed on May 3, 2024",
        "Reviewed by Staff",
        "Reviewed by a Student",
        "Geprüft von unserem Team",
        "Por favor, inicie sesión",
        "The study was reviewed by experts in 2019",
        "By adapting to each patient, clinics can help",
        "More by Jane Roe",
        "Photo by Jane Roe",
        "",
    ],
)
def test_other_lines_are_no_bylines(line: str) -> None:
    assert parse_byline(line) == []


def test_a_line_with_two_roles_is_shown_in_its_parts() -> None:
    people = parse_byline("Medically reviewed by Jane Roe, MD — Written by John Doe, RN")
    assert [p.display for p in people] == ["Medically reviewed by Jane Roe, MD", "Written by John Doe, RN"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Jane Roe1, PhD; John Doe1,2, MS", [("Jane Roe", "PhD"), ("John Doe", "MS")]),
        (
            "P Giacomo, Jr., Z Reis, J Fletcher",
            [("P Giacomo, Jr.", None), ("Z Reis", None), ("J Fletcher", None)],
        ),
        ("Jane Roe, BA, LVT, VTS (Behavior)", [("Jane Roe", "BA, LVT, VTS (Behavior)")]),
        ("Jean DUPONT et Marie CURIE", [("Jean DUPONT", None), ("Marie CURIE", None)]),
        ("Jane Roe, QZX", [("Jane Roe", None)]),
        ("Jane Roe, RN, QZX", [("Jane Roe", "RN, QZX")]),
        ("Jane Roe Staff Writer", [("Jane Roe", None)]),
        ("Jane Roe, RN (she/her)", [("Jane Roe", "RN")]),
        ("Anna de la Cruz", [("Anna de la Cruz", None)]),
        ("Staff", []),
    ],
)
def test_a_list_of_names_is_split(text: str, people: list[tuple[str, str | None]]) -> None:
    assert [(named.name, named.credentials) for named in split_people(text)] == people


def test_display_is_the_words_on_the_page() -> None:
    article = extract(page("<p>Written By: Jane Roe, M.D.</p>"))
    assert article.authors == [Person("Jane Roe", "M.D.", "author", "Written By: Jane Roe, M.D.")]


def test_a_byline_can_stand_at_the_end_of_the_text() -> None:
    assert credited(page(after="<p>Written By: Jane Roe, M.D.</p>")) == [("Jane Roe", "M.D.", "author")]


def test_names_can_stand_in_the_block_after_their_label() -> None:
    assert credited(page("<div>Medically reviewed by</div><div>Jane Roe, MD</div>")) == [
        ("Jane Roe", "MD", "reviewer")
    ]


def test_a_contributors_box_gives_the_role_over_it() -> None:
    after = "<section><h3>Article reviewed by:</h3><h3>Jane Roe, MD, FOMA</h3></section>"
    assert credited(page(after=after)) == [("Jane Roe", "MD, FOMA", "reviewer")]


def test_an_element_named_after_authors_names_one() -> None:
    assert credited(page('<div class="post-author"><a href="/authors/jane">Jane Roe</a></div>')) == [
        ("Jane Roe", None, "author")
    ]


def test_a_name_that_only_metadata_has_is_not_shown() -> None:
    article = extract(
        page(head=json_ld('{"@type": "Article", "author": {"@type": "Person", "name": "Jane Roe"}}'))
    )
    assert article.authors == [Person("Jane Roe", None, "author", None)]


def test_a_shown_byline_beats_metadata() -> None:
    head = '<meta name="author" content="John Doe">'
    assert credited(page("<p>By Jane Roe</p>", head=head)) == [("Jane Roe", None, "author")]


def test_metadata_fills_in_a_reviewer_beside_a_shown_author() -> None:
    head = json_ld('{"@type": "MedicalWebPage", "reviewedBy": {"name": "John Doe", "honorificSuffix": "MD"}}')
    assert credited(page("<p>By Jane Roe</p>", head=head)) == [
        ("Jane Roe", None, "author"),
        ("John Doe", "MD", "reviewer"),
    ]


def test_the_site_is_no_person_unless_the_page_credits_it() -> None:
    head = (
        '<meta property="og:site_name" content="Example Health"><meta name="author" content="Example Health">'
    )
    assert credited(page(head=head)) == []
    assert credited(page("<p>By Example Health</p>", head=head)) == [("Example Health", None, "author")]


@pytest.mark.parametrize(
    "after",
    [
        '<div class="comments"><div class="comment-author">John Doe</div><p>By John Doe</p></div>',
        '<aside class="related"><a href="/x">Sore throats</a><p>By John Doe</p></aside>',
        '<p><a href="mailto:x@example.org">Email the author</a></p>',
        "<footer><p>Photo by John Doe</p></footer>",
    ],
)
def test_others_on_the_page_are_not_its_authors(after: str) -> None:
    assert credited(page(after=after)) == []
    assert credited(page("<p>By Jane Roe</p>", after=after)) == [("Jane Roe", None, "author")]


def test_a_page_without_byline_names_nobody() -> None:
    assert credited(page()) == []


@pytest.mark.parametrize("name", ["admin", "Staff", "Redaktion", "null", "https://www.example.org/author/x"])
def test_placeholders_in_metadata_name_nobody(name: str) -> None:
    assert credited(page(head=f'<meta name="author" content="{name}">')) == []


def test_names_in_a_line_of_their_own_need_one_common_given_name_among_them() -> None:
    markup = page("<p>Qwandri Roe, Xolbert Doe, Maria Lopez</p>")
    assert credited(markup) == [
        (name, None, "author") for name in ("Qwandri Roe", "Xolbert Doe", "Maria Lopez")
    ]


def test_a_byline_under_the_headline_counts_though_its_box_is_named_after_teasers() -> None:
    assert credited(page('<div class="teaser"><span class="author">Jane Roe</span></div>')) == [
        ("Jane Roe", None, "author")
    ]


def test_what_stands_behind_a_name_in_its_byline_is_no_part_of_it() -> None:
    assert credited(page('<p class="byline">von Anna Weber Kategorien: Winter</p>')) == [
        ("Anna Weber", None, "author")
    ]
