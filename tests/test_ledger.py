"""The review ledger, the evidence of removal, and how to cite a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from articles import ECZEMA, URL

from archive import Archive, captures, pages
from archive.citing import cite
from archive.errors import NotFound
from archive.removals import removals
from archive.reviews import ledger
from archive.warc import WarcWriter

NOW = datetime(2026, 6, 15, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.db", now=lambda: NOW)


def test_a_date_that_moves_while_the_text_stays_is_noted(archive: Archive) -> None:
    archive.add(ECZEMA, captured_at="2026-01-01")
    archive.add(replace(ECZEMA, reviewed="2026-02"), captured_at="2026-02-01")
    archive.add(replace(ECZEMA, reviewed="2026-03", summary="New."), captured_at="2026-03-01")
    (moved,) = ledger(archive).moved
    assert (moved.field, moved.before, moved.after) == ("reviewed", "2025-03", "2026-02")


@pytest.mark.parametrize(
    ("reviewed", "overdue"),
    [
        ("2024-06-14", True),
        ("2024-06-15", False),
        ("2024-05", True),
        ("2024-06", False),
        ("2023", True),
        ("2024", False),
        (None, False),
        ("2024-06-14T23:00:00+02:00", True),
    ],
)
def test_a_review_is_overdue_as_precisely_as_it_is_stated(
    archive: Archive, reviewed: str | None, overdue: bool
) -> None:
    archive.add(replace(ECZEMA, reviewed=reviewed))
    assert bool(ledger(archive, months=24).overdue) == overdue


def test_reviewers_are_listed_with_what_they_reviewed(archive: Archive) -> None:
    archive.add(ECZEMA)
    archive.add(replace(ECZEMA, url=URL + "/2"))
    (reviewer,) = ledger(archive).reviewers
    assert (reviewer.name, reviewer.urls) == ("Ben Stone", [URL, URL + "/2"])


def visit(archive: Archive, at: str, outcome: str) -> None:
    archive.connection.execute(
        "INSERT INTO fetches(page_id, fetched_at, outcome) VALUES (?, ?, ?)",
        (pages.find(archive.connection, URL), at, outcome),
    )


def test_a_removed_page_comes_with_its_evidence(archive: Archive) -> None:
    with WarcWriter(archive.captures_folder) as warc:
        stored = warc.write_resource(
            url=URL, captured_at=NOW, content_type="text/html", body=b"<p>x", payload_digest="sha256:1"
        )
    page_id = archive.add(ECZEMA, captured_at="2026-01-01").article_id
    captures.record(archive.connection, stored, page_id=page_id, url=URL, captured_at="2026-01-01")
    visit(archive, "2025-12-01T00:00:00Z", "gone")
    visit(archive, "2026-01-01T00:00:00Z", "added")
    visit(archive, "2026-02-01T00:00:00Z", "gone")
    visit(archive, "2026-02-01T12:00:00Z", "gone")
    visit(archive, "2026-02-03T00:00:00Z", "gone")
    visit(archive, "2026-02-09T00:00:00Z", "gone")
    assert removals(archive) == []
    archive.connection.execute("UPDATE pages SET status = 'gone'")
    (removal,) = removals(archive, since="2026-02-03")
    assert (removal.last_good, removal.first_missed, removal.confirmed_gone) == (
        "2026-01-01T00:00:00Z",
        "2026-02-01T00:00:00Z",
        "2026-02-03T00:00:00Z",
    )
    assert (removal.warc_file, removal.warc_offset) == (stored.warc_file, stored.offset)
    assert removals(archive, since="2026-02-04") == []


def test_a_page_can_be_cited_as_it_was(archive: Archive) -> None:
    archive.add(ECZEMA, captured_at="2026-01-01")
    archive.add(replace(ECZEMA, title="Eczema again"), captured_at="2026-02-01")
    reference = cite(archive, URL, at="2026-01-10")
    assert reference.text == (
        f"Ada Brook. Eczema: what helps. Example Health. 2025-01-05T10:00:00+01:00. {URL}."
        " Archived 2026-01-01T00:00:00Z (version 1)."
    )
    assert reference.csl["issued"] == {"date-parts": [[2025, 1, 5]]}
    assert reference.csl["author"] == [{"literal": "Ada Brook"}]
    with pytest.raises(NotFound):
        cite(archive, URL + "/none")
