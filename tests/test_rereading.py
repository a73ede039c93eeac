"""Reading captures again: a newer extractor changes what is read, never what the page seems to have done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from articles import ECZEMA
from full_archive import fill, url_of

from archive import Archive, Article
from archive.changes import changes
from archive.rereading import effects, outdated, reread, rereadable
from archive.reviews import ledger
from archive.verify import verify

NEW = {"extractor": "2.0", "profile": "skin-3"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return fill(tmp_path / "archive.db", range(2), versions=3)


def read(archive: Archive, seq: int) -> Article:
    article = archive.get(url_of(0), at=archive.history(url_of(0))[seq - 1].seen_from)
    assert article is not None
    return article


def test_a_reading_replaces_that_of_its_version_with_its_provenance(archive: Archive) -> None:
    better = replace(read(archive, 2), summary="Now it is found.", citations=[])
    assert reread(archive, 1, {2: better}, **NEW) == {2: {"summary": "changed", "citations": "lost"}}
    assert read(archive, 2) == better
    assert [(v.extractor, v.profile) for v in archive.history(url_of(0))] == [
        ("unknown", None),
        ("2.0", "skin-3"),
        ("unknown", None),
    ]
    assert verify(archive).damages == []


def test_what_is_read_differently_is_no_change_of_the_page(archive: Archive) -> None:
    before = [(r.url, r.after, [c.before for c in r.changes]) for r in changes(archive)]
    readings = {seq: replace(read(archive, seq), reviewed="2020", tags=["new"]) for seq in (1, 2, 3)}
    reread(archive, 1, readings, **NEW)
    assert [(r.url, r.after, [c.before for c in r.changes]) for r in changes(archive)] == before
    assert ledger(archive).moved == []
    current = archive.get(url_of(0))
    assert current is not None
    assert current.tags == ["new"]
    assert archive.search("sleep")
    assert verify(archive).damages == []


def test_versions_that_only_an_extractor_told_apart_become_one(archive: Archive) -> None:
    seen = [(v.seen_from, v.seen_until) for v in archive.history(url_of(0))]
    same = read(archive, 3)
    reread(archive, 1, {2: same, 3: same}, **NEW)
    history = archive.history(url_of(0))
    assert [(v.seq, v.seen_from, v.seen_until) for v in history] == [
        (1, *seen[0]),
        (2, seen[1][0], seen[2][1]),
    ]
    assert archive.get(url_of(0)) == same
    assert verify(archive).damages == []


def test_the_same_reading_by_the_same_extractor_changes_nothing(archive: Archive) -> None:
    readings = {seq: read(archive, seq) for seq in (1, 2, 3)}
    reread(archive, 1, readings, **NEW)
    rows = archive.connection.execute("SELECT * FROM article_versions").fetchall()
    changed = archive.connection.total_changes
    assert reread(archive, 1, readings, **NEW) == {1: {}, 2: {}, 3: {}}
    assert archive.connection.total_changes == changed
    assert archive.connection.execute("SELECT * FROM article_versions").fetchall() == rows


def test_only_what_another_extractor_read_is_read_again(archive: Archive) -> None:
    assert len(list(rereadable(archive.connection))) == 6
    reread(archive, 1, {1: read(archive, 1), 3: read(archive, 3)}, **NEW)
    left = [(r.url, r.version.seq) for r in rereadable(archive.connection, **NEW)]
    assert left == [(url_of(0), 2), (url_of(1), 1), (url_of(1), 2), (url_of(1), 3)]


def test_a_crawl_is_told_that_the_newest_reading_is_older_than_its_extractor(archive: Archive) -> None:
    version = outdated(archive.connection, 1, **NEW)
    assert version is not None
    newer = replace(read(archive, 3), summary="As the new extractor reads it.")
    reread(archive, 1, {version.seq: newer}, **NEW)
    assert outdated(archive.connection, 1, **NEW) is None
    assert archive.add(newer, captured_at="2026-02-01", **NEW).change == "unchanged"


def test_effects_tell_what_is_found_lost_and_changed() -> None:
    other = replace(ECZEMA, title="Other", summary=None, confidence=0.1)
    assert effects(ECZEMA, other) == {"title": "changed", "summary": "lost"}
    assert effects(other, ECZEMA) == {"title": "changed", "summary": "found"}
