# ruff: noqa: E501 (tables and markup read best unbroken)
"""When a page was published, modified and reviewed: printed dates, labels, metadata, and dates that are not the page's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import datetext, extract

TEXT = (
    "<p>"
    + "</p><p>".join(
        ["A cold is common in winter, and most people get over it within a week or two." * 2] * 4
    )
    + "</p>"
)


def page(before: str = "", after: str = "", head: str = "", lang: str = "en") -> str:
    return (
        f'<html lang="{lang}"><head><title>Colds in winter</title>{head}</head>'
        f"<body><article><h1>Colds in winter</h1>{before}{TEXT}{after}</article></body></html>"
    )


def dates(
    markup: str, url: str = "https://www.example.org/colds"
) -> tuple[str | None, str | None, str | None]:
    article = extract(markup, url=url)
    return article.published, article.modified, article.reviewed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("May 3rd, 2024", "2024-05-03"),
        ("Sept. 5, 2021", "2021-09-05"),
        ("3 MAY 2024", "2024-05-03"),
        ("3. März 2024", "2024-03-03"),
        ("1er août 2024", "2024-08-01"),
        ("3 de mayo de 2024", "2024-05-03"),
        ("3 maggio 2024", "2024-05-03"),
        ("3 de março de 2024", "2024-03-03"),
        ("3 mei 2024", "2024-05-03"),
        ("5 września 2024", "2024-09-05"),
        ("26.05.08", "2008-05-26"),
        ("7. 5. 2024", "2024-05-07"),
        ("2024/05/03", "2024-05-03"),
        ("2024年5月3日", "2024-05-03"),
        ("May 2024", "2024-05"),
        ("25/05/2024", "2024-05-25"),
        ("05/25/2024", "2024-05-25"),
    ],
)
def test_a_printed_date_is_as_precise_as_it_is_printed(text: str, value: str) -> None:
    assert [printed.value for printed in datetext.find(f"Updated: {text}.")] == [value]


@pytest.mark.parametrize(
    "text", ["in 2024", "version 1.2.2024.4", "May 45, 2024", "30 February 2024", "12/2024", "10-20"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert datetext.find(text) == []


def test_a_numeric_date_follows_the_language() -> None:
    assert dates(page("<p>Published 03/05/2024</p>", lang="en-US"))[0] == "2024-03-05"
    assert dates(page("<p>Published 03/05/2024</p>", lang="en-GB"))[0] == "2024-05-03"
    assert dates(page("<p>Publié le 03/05/2024</p>", lang="fr"))[0] == "2024-05-03"


def test_a_numeric_date_that_nothing_settles_is_dropped() -> None:
    assert dates(page("<p>Published 03/05/2024</p>").replace(' lang="en"', "")) == (None, None, None)


def test_metadata_settles_a_numeric_date() -> None:
    head = '<meta property="article:published_time" content="2024-05-03T09:00:00Z">'
    assert dates(page("<p>Published 03/05/2024</p>", head=head))[0] == "2024-05-03"


@pytest.mark.parametrize(
    ("lines", "lang"),
    [
        (("Published: May 3, 2024", "Last updated: June 4, 2024", "Medically reviewed on July 5, 2024"), "en"),
        (("Veröffentlicht am 3. Mai 2024", "Zuletzt aktualisiert: 4. Juni 2024", "Medizinisch geprüft am 5. Juli 2024"), "de"),
        (("Publié le 3 mai 2024", "Mis à jour le 4 juin 2024", "Dernière révision : 5 juillet 2024"), "fr"),
        (("Publicado el 3 de mayo de 2024", "Última actualización: 4 de junio de 2024", "Revisado el 5 de julio de 2024"), "es"),
        (("Pubblicato il 3 maggio 2024", "Ultimo aggiornamento: 4 giugno 2024", "Ultima revisione: 5 luglio 2024"), "it"),
        (("Publicado em 3 de maio de 2024", "Atualizado em 4 de junho de 2024", "Última revisão: 5 de julho de 2024"), "pt"),
        (("Gepubliceerd op 3 mei 2024", "Laatst bijgewerkt: 4 juni 2024", "Laatst beoordeeld op 5 juli 2024"), "nl"),
        (("Opublikowano: 3 maja 2024", "Ostatnia aktualizacja: 4 czerwca 2024", "Zweryfikowano 5 lipca 2024"), "pl"),
    ],
)  # fmt: skip
def test_labels_tell_the_kind(lines: tuple[str, str, str], lang: str) -> None:
    markup = page("".join(f"<p>{line}</p>" for line in lines), lang=lang)
    assert dates(markup) == ("2024-05-03", "2024-06-04", "2024-07-05")


def test_a_label_can_stand_in_the_block_before() -> None:
    assert dates(page("<div>Last reviewed</div><div>May 3, 2024</div>")) == (None, None, "2024-05-03")


def test_a_date_without_label_is_published() -> None:
    assert dates(page('<time datetime="2024-05-03">3 days ago</time>')) == ("2024-05-03", None, None)


def test_a_date_without_label_that_metadata_knows_as_modified_is_modified() -> None:
    head = (
        '<meta property="article:published_time" content="2012-09-12">'
        '<meta property="article:modified_time" content="2021-09-08">'
    )
    assert dates(page("<p>September 8, 2021</p>", head=head)) == ("2012-09-12", "2021-09-08", None)


def test_the_shown_date_beats_metadata_and_metadata_fills_the_rest() -> None:
    head = (
        '<meta property="article:published_time" content="2024-05-01">'
        '<meta property="article:modified_time" content="2024-06-04">'
        '<meta name="last-reviewed" content="2024-07-05">'
    )
    assert dates(page("<p>Published: May 3, 2024</p>", head=head)) == (
        "2024-05-03",
        "2024-06-04",
        "2024-07-05",
    )


def test_a_time_stamp_keeps_its_own_day() -> None:
    head = '<meta property="article:published_time" content="2024-05-03T23:30:00-08:00">'
    assert dates(page(head=head))[0] == "2024-05-03"


@pytest.mark.parametrize(
    "after",
    [
        "<footer><p>© 2024 Example Health. All rights reserved.</p></footer>",
        '<div class="comments"><p>John, May 3, 2024: thanks!</p></div>',
        '<section class="related"><a href="/x">Sore throats</a><time datetime="2024-05-03">May 3, 2024</time></section>',
        "<p>The next review is due on May 3, 2027.</p>",
        "<p>Open day: 1 May 2024 - 3 May 2024</p>",
        "<ul><li>Roe J. Colds. Accessed May 3, 2024.</li></ul>",
    ],
)
def test_other_dates_are_not_the_pages(after: str) -> None:
    assert dates(page(after=after)) == (None, None, None)


def test_a_date_in_a_sentence_is_not_the_pages() -> None:
    before = "<p>The ministry said that a new rule for clinics starts on May 3, 2024 and that doctors must follow it.</p>"
    assert dates(page(before)) == (None, None, None)


def test_a_day_in_the_address_is_a_last_resort() -> None:
    assert dates(page(), "https://www.example.org/2024/05/03/colds")[0] == "2024-05-03"
    assert dates(page(), "https://www.example.org/2024/05/colds")[0] is None
    assert (
        dates(page(), "https://web.archive.org/web/20240503101010/https://www.example.org/colds")[0] is None
    )


def test_month_precision_is_kept() -> None:
    assert dates(page("<p>Last Updated: June 2022</p>")) == (None, "2022-06", None)


@given(st.text(max_size=200))
def test_any_text_gives_dates_or_none(text: str) -> None:
    for printed in datetext.find(text):
        assert text[printed.start : printed.end]
        assert all(len(reading) in (7, 10) for reading in printed.readings)
    datetext.stated(text)


def test_the_only_date_of_a_page_counts_though_it_stands_behind_the_text() -> None:
    assert dates(page(after="<p>3 May 2024</p>")) == ("2024-05-03", None, None)


@pytest.mark.parametrize("other", ["<p>4 June 2024</p>", "<p>Updated 4 June 2024</p>"])
def test_one_of_several_dates_behind_the_text_is_not_taken_for_the_pages(other: str) -> None:
    assert dates(page(after=f"<p>3 May 2024</p>{other}"))[0] is None


def test_a_date_under_the_headline_outdoes_a_labelled_one_behind_the_text() -> None:
    markup = page("<p>3 May 2024</p>", "<p>More to read</p><p>Published 4 June 2024</p>")
    assert dates(markup)[0] == "2024-05-03"
