"""Versions: one for each distinct content, in the order of time, however the visits came in."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from articles import ECZEMA, URL
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive, SidebarItem
from archive.errors import NotFound

LATER = replace(ECZEMA, body=(ECZEMA.body or "").replace("500 mg", "1000 mg"), title="Eczema: new doses")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.db")


def told(archive: Archive) -> list[tuple[int, str, str, str | None]]:
    return [(v.seq, v.seen_from[:10], v.seen_until[:10], v.title) for v in archive.history(URL)]


def test_a_version_is_new_only_if_the_content_differs(archive: Archive) -> None:
    assert archive.add(ECZEMA, captured_at="2026-01-01").change == "added"
    beside = replace(ECZEMA, sidebar=[SidebarItem(title="News")], confidence=0.5, rights=[])
    assert archive.add(beside, captured_at="2026-01-02").change == "unchanged"
    assert archive.add(LATER, captured_at="2026-01-03").change == "changed"
    assert told(archive) == [
        (1, "2026-01-01", "2026-01-02", ECZEMA.title),
        (2, "2026-01-03", "2026-01-03", LATER.title),
    ]


def test_content_that_comes_back_is_a_version_of_its_own(archive: Archive) -> None:
    for article in (ECZEMA, LATER, ECZEMA):
        archive.add(article)
    assert [v.title for v in archive.history(URL)] == [ECZEMA.title, LATER.title, ECZEMA.title]
    assert archive.get(URL) == ECZEMA


def test_a_bare_date_means_the_end_of_that_day_in_utc(archive: Archive) -> None:
    archive.add(ECZEMA, captured_at="2026-03-01T23:30:00-02:00")  # 2 March, 01:30 UTC
    archive.add(LATER, captured_at="2026-03-02T22:00:00Z")
    assert archive.get(URL, at="2026-03-01") is None
    assert archive.get(URL, at="2026-03-02T12:00:00Z") == ECZEMA
    assert archive.get(URL, at="2026-03-02") == archive.get(URL, at=date(2026, 3, 2)) == LATER


def test_a_naive_time_counts_as_utc(archive: Archive) -> None:
    archive.add(ECZEMA, captured_at=datetime(2026, 3, 1, 12, 0))  # noqa: DTZ001
    assert archive.history(URL)[0].seen_from == "2026-03-01T12:00:00Z"


def test_a_visit_that_found_nothing_new_confirms_the_version_of_its_time(archive: Archive) -> None:
    page_id = archive.add(ECZEMA, captured_at="2026-01-01").article_id
    archive.confirm(page_id, "2026-01-05")
    archive.add(LATER, captured_at="2026-02-01")
    archive.confirm(page_id, "2026-01-09")
    archive.confirm(page_id, "2026-02-03")
    archive.confirm(page_id, "2025-12-31")
    assert told(archive) == [
        (1, "2026-01-01", "2026-01-09", ECZEMA.title),
        (2, "2026-02-01", "2026-02-03", LATER.title),
    ]


def test_a_late_visit_takes_its_place_and_parts_a_version_that_it_contradicts(archive: Archive) -> None:
    archive.add(ECZEMA, captured_at="2026-01-01")
    archive.add(ECZEMA, captured_at="2026-01-03")
    archive.add(ECZEMA, captured_at="2026-01-09")
    assert archive.add(LATER, captured_at="2026-01-05").seq == 2
    assert told(archive) == [
        (1, "2026-01-01", "2026-01-03", ECZEMA.title),
        (2, "2026-01-05", "2026-01-05", LATER.title),
        (3, "2026-01-09", "2026-01-09", ECZEMA.title),
    ]
    assert archive.get(URL) == ECZEMA
    assert archive.get(URL, at="2026-01-06") == LATER
    assert archive.get(URL, at="2026-01-04") == ECZEMA


def test_a_history_is_the_same_in_whatever_order_its_visits_are_added(tmp_path: Path) -> None:
    third = replace(ECZEMA, body=None, summary="Withdrawn.", authors=[])
    visits = [
        (ECZEMA, "2026-01-01"),
        (ECZEMA, "2026-01-02"),
        (LATER, "2026-01-03"),
        (third, "2026-01-04"),
        (ECZEMA, "2026-01-05"),
    ]
    found = set()
    for number, order in enumerate(itertools.permutations(visits)):
        with Archive(":memory:") as archive:
            for article, at in order:
                archive.add(article, captured_at=at)
            assert [archive.get(URL, at=at) == article for article, at in visits] == [True] * 5, number
            found.add(tuple(told(archive)))
    assert len(found) == 1


@settings(max_examples=40, deadline=None)
@given(
    bodies=st.lists(
        st.lists(st.sampled_from(["A dose.", "Zwei Dösen.", "Do not.", "😀 mg", ""]), max_size=6).map(
            "\n\n".join
        ),
        min_size=2,
        max_size=6,
    )
)
def test_every_version_can_be_read_in_python_and_in_sql(bodies: list[str]) -> None:
    kept = [body for body, _ in itertools.groupby(bodies)]
    with Archive(":memory:") as archive:
        for day, body in enumerate(kept, 1):
            archive.add(replace(ECZEMA, body=body), captured_at=f"2026-01-{day:02}")
        for day, body in enumerate(kept, 1):
            assert archive.get(URL, at=f"2026-01-{day:02}") == replace(ECZEMA, body=body)
        texts = archive.connection.execute("SELECT body FROM version_texts ORDER BY seq").fetchall()
        assert [text for (text,) in texts] == kept


def test_earlier_versions_keep_what_stood_beside_them(archive: Archive) -> None:
    archive.add(ECZEMA, captured_at="2026-01-01")
    archive.add(LATER, captured_at="2026-01-02")
    archive.add(replace(LATER, sidebar=[], confidence=0.1, rights=[]), captured_at="2026-01-03")
    assert archive.get(URL, at="2026-01-01") == ECZEMA


def test_an_unknown_page_has_no_history(archive: Archive) -> None:
    with pytest.raises(NotFound, match="no article of"):
        archive.history(URL)


def test_twenty_versions_with_small_edits_take_less_than_one_and_a_half_times_the_bytes_of_one(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    words = [
        f"{head}{tail}" for head in "bdfklmnprst" for tail in ("ane", "ilo", "oma", "ure", "eti", "asin")
    ]
    chance = random.Random(6)

    def size(versions: int) -> int:
        path = tmp_path / f"{versions}.db"
        with Archive(path) as archive, archive.transaction():
            for number in range(40):
                paragraphs = [" ".join(chance.choices(words, k=70)) for _ in range(12)]
                for version in range(versions):
                    paragraphs[version % 12] = f"Seen {version}. " + paragraphs[version % 12]
                    html = "\n".join(f"<p>{text}</p>" for text in paragraphs)
                    body = "\n\n".join(paragraphs)
                    article = replace(ECZEMA, url=f"{URL}/{number}", body=body, body_html=html)
                    archive.add(article, captured_at=f"2026-01-{version + 1:02}")
        with sqlite3.connect(path) as connection:
            connection.execute("VACUUM")
        return path.stat().st_size

    ratio = size(20) / size(1)
    record_property("bytes of twenty versions against one", round(ratio, 3))
    assert ratio < 1.5
