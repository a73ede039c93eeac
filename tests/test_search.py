"""Searching: any words, any spelling, any string; the index follows every change."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from articles import ECZEMA
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive, Article, Person
from archive.errors import BadInput, NotFound
from archive.search import Searcher

PAGES = {
    "heart-attack": (
        "Heart attack",
        "Chest pain is the usual sign. Call for help at once. Aspirin may be given.",
    ),
    "infarction": ("Myocardial infarction", "An artery of the muscle is closed. Cells die within hours."),
    "asthma": ("Asthma in children", "Wheezing and cough at night. An inhaler opens the airways."),
    "immunization": ("Immunization", "Vaccines protect against measles, mumps and many others."),
    "copd": ("Chronic obstructive pulmonary disease", "Smoking harms the airways. Cough lasts for months."),
    "cavernous": ("Cerebral cavernous malformation", "Clusters of vessels in the brain that may bleed."),
    "sleep": ("Sleeping well", "A dark room helps. Coffee late in the day does not."),
    "crohn": ("Crohn's disease", "The bowel is inflamed in patches; surgery may be needed."),
}


CHILDREN = (
    "version_sightings",
    "article_versions",
    "article_people",
    "breadcrumbs",
    "sidebar_items",
    "citations",
    "article_links",
)


def articles() -> Iterator[Article]:
    for name, (title, body) in PAGES.items():
        yield Article(url=f"https://health.example.org/{name}", title=title, body=body)
    yield ECZEMA
    yield replace(
        ECZEMA,
        url="https://care.example.net/psoriasis",
        title="Psoriasis",
        breadcrumb=["Home", "Skin", "Psoriasis"],
        body="Plaques with silvery scales. Ointments help some people; light helps others.",
        authors=[Person("Cem Aksoy", None, "author", None, None)],
        published="2019-05-01",
        reviewed="2022",
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "archive.db"
    with Archive(path) as archive:
        archive.add_all(articles())
    return path


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path) as archive:
        yield archive


def names(archive: Archive, query: str, **how: object) -> list[str]:
    return [hit.url.rsplit("/", 1)[1] for hit in archive.search(query, **how)]  # type: ignore[arg-type]


def test_a_question_finds_the_page_on_its_subject(archive: Archive) -> None:
    assert names(archive, "What can I do for my child with asthma at night?")[0] == "asthma"


def test_a_hit_tells_where_what_and_why(archive: Archive) -> None:
    hit = archive.search("eczema ointment", limit=1)[0]
    assert (hit.url, hit.title, hit.published) == (ECZEMA.url, ECZEMA.title, "2024-02-03")
    assert "ointment" in hit.snippet
    assert "\n" not in hit.snippet
    assert hit.score > 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("astma", "asthma"),
        ("imunization", "immunization"),
        ("hart attakc", "heart-attack"),
        ("psoraisis", "psoriasis"),
        ("wheezzing", "asthma"),
        ("heartattack", "heart-attack"),
    ],
)
def test_a_slip_still_finds_the_page(archive: Archive, typed: str, found: str) -> None:
    assert names(archive, typed)[0] == found


def test_a_lay_name_finds_the_pages_under_the_medical_name_behind_those_that_bear_it(
    archive: Archive,
) -> None:
    assert names(archive, "heart attack")[:2] == ["heart-attack", "infarction"]


@pytest.mark.parametrize(("short", "found"), [("COPD", "copd"), ("CCM", "cavernous")])
def test_a_short_form_finds_the_title_that_it_stands_for(archive: Archive, short: str, found: str) -> None:
    assert names(archive, short)[0] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"silvery scales"', {"psoriasis"}),
        ('"scales silvery"', set()),
        ("airways -smoking", {"asthma"}),
        ('airways -"at night"', {"copd"}),
        ("ointment site:care.example.net", {"psoriasis"}),
        ("itchy site:example.org", {"eczema"}),
        ("ointment -site:example.org", {"psoriasis"}),
        ("ointment author:aksoy", {"psoriasis"}),
        ('ointment author:"ada brook"', {"eczema"}),
        ("reviewer:stone", {"eczema"}),
        ("section:skin", {"eczema", "psoriasis"}),
        ("reviewed:<2024", {"psoriasis"}),
        ("reviewed:>=2025", {"eczema"}),
        ("published:2019..2020", {"psoriasis"}),
        ("published:2024-02", {"eczema"}),
        ("-published:2024-02 section:skin", {"psoriasis"}),
    ],
)
def test_operators_let_in_only_what_they_say(archive: Archive, query: str, found: set[str]) -> None:
    assert set(names(archive, query)) == found


def test_filters_beside_the_query_do_as_its_operators(archive: Archive) -> None:
    assert names(archive, "ointment", site="care.example.net") == ["psoriasis"]
    assert names(archive, "ointment", author="brook", since="2024-01-01") == ["eczema"]
    assert names(archive, "ointment", until="2019-12-31") == ["psoriasis"]
    with pytest.raises(BadInput):
        archive.search("ointment", since="soon")


@pytest.mark.parametrize(
    "query", ["light for the skin at night", "cough", "an inhaler helps children", "vessels in patches"]
)
def test_scores_fall_as_the_order_does(archive: Archive, query: str) -> None:
    scores = [hit.score for hit in archive.search(query, limit=20)]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


def test_no_limit_is_exceeded_and_none_means_nothing(archive: Archive) -> None:
    assert len(archive.search("helps", limit=2)) == 2
    assert archive.search("helps", limit=0) == []


def test_facets_count_the_answers(archive: Archive) -> None:
    facets = archive.facets("ointment")
    assert {(f.value, f.count) for f in facets["site"]} == {
        ("care.example.net", 1),
        ("health.example.org", 1),
    }
    assert {f.value for f in facets["reviewer"]} == {"Ben Stone"}
    assert {f.value for f in facets["year"]} >= {"2019", "2024"}
    assert ("Skin", 2) in {(f.value, f.count) for f in facets["section"]}


def test_similar_articles_leave_out_the_article_itself(archive: Archive) -> None:
    hits = archive.similar(ECZEMA.url)
    assert ECZEMA.url not in [hit.url for hit in hits]
    assert hits[0].url.endswith("psoriasis")
    with pytest.raises(NotFound):
        archive.similar("https://health.example.org/unknown")


def test_an_explanation_names_each_change_and_expansion(archive: Archive) -> None:
    lines = "\n".join(archive.explain("astma heart attack CCM -surgery reviewed:<2024"))
    assert "spelling astma" in lines
    assert "also called myocardial infarction" in lines
    assert "short form CCM: may stand for Cerebral cavernous malformation" in lines
    assert 'not with "surgery"' in lines
    assert "reviewed < 2024" in lines


def test_every_word_of_every_page_finds_something(archive: Archive) -> None:
    for title, body in PAGES.values():
        for word in f"{title} {body}".split():
            assert archive.search(word, limit=1), word


def test_letters_that_the_tokenizer_joins_are_looked_for_apart(archive: Archive) -> None:
    assert archive.search("a\u0301a\u0301a", limit=1)


SCRAPS = (
    *("AND", "OR", "NOT", "NEAR(", ")", '"', "''", "*", "^", "-", ":", "{", "}", "\n", "\0", "\ud800"),
    *("site:", "reviewed:<", "published:..", "-a", '-"b c"', "a:b"),
    *("heart", "itchy", "…", "é", "糖尿病", "x" * 500),
)


def test_ten_thousand_random_strings_raise_nothing(archive: Archive) -> None:
    chance = random.Random(7)
    for _ in range(10_000):
        query = chance.choice(["", " ", " ", " "]).join(chance.choices(SCRAPS, k=chance.randrange(7)))
        assert len(archive.search(query, limit=3)) <= 3


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_a_query(path: Path, text: str) -> None:
    with Archive(path) as archive:
        assert all(hit.url for hit in archive.search(text))
        assert archive.explain(text) is not None


def check_index(archive: Archive) -> None:
    """The deep check: every word of every article, and nothing else, is in both indexes."""
    connection = archive.connection
    connection.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES('integrity-check', 1)")
    kept = {row for (row,) in connection.execute("SELECT id FROM articles")}
    for table in ("articles_fts", "article_titles_fts"):
        assert {row for (row,) in connection.execute(f"SELECT id FROM {table}_docsize")} == kept
    assert connection.execute("SELECT count(*) FROM articles_to_index").fetchone() == (0,)


def test_the_index_follows_adds_new_versions_and_deletions(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        archive.add_all(articles())
        check_index(archive)
        archive.add(
            replace(ECZEMA, title="Eczema explained", body="Marigold cream."), captured_at="2030-01-01"
        )
        assert names(archive, "marigold", limit=10) == ["eczema"]
        assert not archive.search('"twice a day"')
        check_index(archive)
        with archive.transaction():
            archive.add(replace(ECZEMA, url="https://new.example.org/a", body="Chamomile."))
            archive.add(
                replace(ECZEMA, url="https://new.example.org/a", body="Calendula."), captured_at="2031-01-01"
            )
            assert names(archive, "calendula", limit=10) == ["a"]
        assert not archive.search('"chamomile"')
        check_index(archive)
        delete_article(archive, "https://new.example.org/a")
        assert not archive.search('"calendula"')
        check_index(archive)
        with archive.transaction():
            archive.add(replace(ECZEMA, url="https://new.example.org/b", body="Arnica."))
            delete_article(archive, "https://new.example.org/b")
        assert not archive.search('"arnica"')
        check_index(archive)


def test_a_word_that_was_asked_for_in_vain_is_found_once_a_page_has_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive(path) as archive, Archive(path) as other:
        archive.add_all(replace(ECZEMA, url=f"https://x.example.org/{n}") for n in range(100))
        assert not archive.search("yarrow", limit=5)
        assert not other.search("yarrow", limit=5)
        archive.add(replace(ECZEMA, url="https://x.example.org/new", body="Yarrow tea."))
        assert names(archive, "yarrow", limit=5) == ["new"]
        assert names(other, "yarrow", limit=5) == ["new"]


def delete_article(archive: Archive, url: str) -> None:
    """As a stranger with SQL would, children first."""
    with archive.transaction() as connection:
        (row,) = connection.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
        for table in CHILDREN:
            connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (row,))
        connection.execute("DELETE FROM articles WHERE id = ?", (row,))


def test_a_transaction_taken_back_leaves_nothing_in_the_index(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        with pytest.raises(ZeroDivisionError):
            archive.add_all(replace(ECZEMA, url=f"https://x.example.org/{1 // left}") for left in (2, 1, 0))
        check_index(archive)
        assert archive.search("eczema") == []


def test_a_file_that_may_not_be_written_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive(path) as archive:
        archive.add(ECZEMA)
    path.chmod(stat.S_IRUSR)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        if os.access(path, os.W_OK):  # root may write anything: then SQLite must be told
            connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
            assert Searcher(connection).search("eczmea")[0].url == ECZEMA.url
        else:
            with Archive(path) as archive:
                assert names(archive, "eczmea") == ["eczema"]
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_plain_sql_finds_and_ranks(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "select title, url from articles_fts('heart attack') order by rank"
        ).fetchall()
    assert rows[0][0] == "Heart attack"
