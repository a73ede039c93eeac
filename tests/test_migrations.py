"""An archive of every released schema opens, upgraded, with nothing lost."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from full_archive import url_of

from archive import Archive
from archive.verify import first_damage

RELEASED = Path(__file__).parent / "released"
VERSIONS = sorted(path.name.removesuffix(".db.gz") for path in RELEASED.glob("*.db.gz"))


@pytest.fixture(params=VERSIONS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What a user of that release has: four pages with two versions and a confirmation each."""
    path = tmp_path / "archive.db"
    path.write_bytes(gzip.decompress((RELEASED / f"{request.param}.db.gz").read_bytes()))
    shutil.copytree(RELEASED / f"{request.param}-warc", tmp_path / "warc")
    return path


def test_there_is_an_archive_of_a_release() -> None:
    assert VERSIONS


def test_an_archive_of_a_release_opens_with_nothing_lost(path: Path) -> None:
    with Archive(path) as archive:
        for number in range(4):
            history = archive.history(url_of(number))
            assert [(v.seen_from[:10], v.seen_until[:10]) for v in history] == [
                ("2026-01-01", "2026-01-01"),
                ("2026-01-02", "2026-01-03"),
            ]
            for day, version in enumerate(history):
                article = archive.get(url_of(number), at=version.seen_from)
                assert article is not None
                assert article.body == f"About sleep.\n\nDay {day}."
                assert [person.name for person in article.authors] == ["Ada Brook", "Ben Stone"]
        assert len(archive.search("sleep")) == 4
        assert archive.connection.execute("SELECT count(*) FROM captures").fetchone() == (12,)
        assert archive.connection.execute("SELECT count(*) FROM fetches").fetchone() == (12,)
        assert first_damage(archive, except_for=["schema"]) is None


def test_an_archive_of_a_release_can_be_written_to(path: Path) -> None:
    with Archive(path) as archive:
        article = archive.get(url_of(1))
        assert article is not None
        assert archive.add(replace(article, title="Newer"), captured_at="2027-01-01").change == "changed"
        assert archive.add(replace(article, url=url_of(77))).change == "added"
        assert first_damage(archive, except_for=["schema"]) is None
