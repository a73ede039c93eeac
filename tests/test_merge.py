"""Merging archives: nothing twice, in any order, whatever interrupts it; a damaged source is refused."""

from __future__ import annotations

import itertools
import random
import signal
import sqlite3
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from full_archive import fill, url_of

from archive import Archive, captures
from archive.errors import BadInput, NotAnArchive, NotFound
from archive.merge import merge
from archive.purge import purge
from archive.verify import verify
from archive.warc import read_record

LATER = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    """Three archives that share pages, at times that interleave."""
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    paths = [folder / "archive.db" for folder in folders]
    fill(paths[0], range(4)).close()
    fill(paths[1], range(2, 6), start=LATER, word="dreams").close()
    fill(paths[2], range(1, 3), versions=3).close()
    return paths


def told(archive: Archive) -> dict[str, Any]:
    """Everything that an archive says, without its row numbers."""

    def rows(sql: str) -> list[Any]:
        return archive.connection.execute(sql).fetchall()

    return {
        "pages": rows("SELECT url_key, status, first_seen_at FROM pages ORDER BY 1"),
        "versions": [
            (url, v.seq, v.seen_from, v.seen_until, v.content_digest)
            for (url,) in rows("SELECT url FROM articles ORDER BY 1")
            for v in archive.history(url)
        ],
        "texts": rows("SELECT url, seq, body FROM version_texts ORDER BY 1, 2"),
        "articles": rows("SELECT url, title, body, authors, archived_at FROM articles ORDER BY 1"),
        "captures": rows("SELECT record_id, url, payload_digest FROM captures ORDER BY 1"),
        "visits": rows(
            "SELECT p.url, f.fetched_at, f.outcome, c.record_id"
            " FROM fetches f JOIN pages p ON p.id = f.page_id"
            " LEFT JOIN captures c ON c.id = f.capture_id ORDER BY 1, 2, 3, 4"
        ),
        "sites": rows("SELECT host FROM sites ORDER BY 1"),
        "people": rows("SELECT name, credentials FROM people ORDER BY 1"),
    }


def test_everything_comes_over_with_its_captures(shards: list[Path], tmp_path: Path) -> None:
    with Archive(tmp_path / "all.db") as archive, Archive(shards[0]) as source:
        (merged,) = merge(archive, shards[:1])
        assert (merged.pages, merged.versions, merged.captures, merged.visits) == (4, 8, 12, 12)
        assert told(archive) == told(source)
        for row in archive.connection.execute("SELECT id FROM captures").fetchall():
            capture = captures.get(archive.connection, row[0])
            assert capture is not None
            record = read_record(archive.captures_folder / capture.warc_file, capture.warc_offset)
            assert (record.record_id, record.url) == (capture.record_id, capture.url)
        assert verify(archive).damages == []


def test_merging_again_adds_nothing(shards: list[Path], tmp_path: Path) -> None:
    with Archive(tmp_path / "all.db") as archive:
        merge(archive, shards)
        before = told(archive)
        sizes = {path.name: path.stat().st_size for path in archive.captures_folder.iterdir()}
        again = merge(archive, shards)
        assert [(m.pages, m.versions, m.captures, m.visits) for m in again] == [(0, 0, 0, 0)] * 3
        assert told(archive) == before
        assert {path.name: path.stat().st_size for path in archive.captures_folder.iterdir()} == sizes


def test_the_order_of_merging_does_not_matter(shards: list[Path], tmp_path: Path) -> None:
    results = []
    for number, order in enumerate(itertools.permutations(shards)):
        folder = tmp_path / f"order {number}"
        folder.mkdir()
        with Archive(folder / "all.db") as archive:
            merge(archive, order)
            results.append(told(archive))
            assert verify(archive).damages == []
    assert all(result == results[0] for result in results)


def test_a_merge_that_is_killed_again_and_again_ends_as_if_it_never_was(
    shards: list[Path], tmp_path: Path
) -> None:
    def folder(name: str) -> Path:
        (tmp_path / name).mkdir()
        Archive(tmp_path / name / "all.db").close()
        return tmp_path / name / "all.db"

    def merge_all(path: Path) -> None:
        with Archive(path) as archive:
            merge(archive, shards)

    began = time.monotonic()
    merge_all(whole := folder("whole"))
    took = time.monotonic() - began
    with Archive(whole) as archive:
        expected = told(archive)
    chance, kills = random.Random(20), 0
    while kills < 20:
        process = get_context("fork").Process(target=merge_all, args=(torn := folder(f"torn {took}"),))
        process.start()
        process.join(took * chance.uniform(0.2, 0.9))
        process.kill()
        process.join()
        kills += process.exitcode == -signal.SIGKILL
        took *= 0.97 if process.exitcode == 0 else 1.01
        with Archive(torn) as archive:
            merge(archive, shards)
            assert told(archive) == expected
    with Archive(torn) as archive:
        assert verify(archive).damages == []


@pytest.mark.parametrize("kind", ["rows", "captures"])
def test_a_damaged_source_is_refused_by_name_and_nothing_is_merged(
    shards: list[Path], tmp_path: Path, kind: str
) -> None:
    if kind == "rows":
        with sqlite3.connect(shards[1]) as stranger:
            stranger.execute("UPDATE articles SET body = 'Edited.'")
    else:
        next((shards[1].parent / "warc").iterdir()).write_bytes(b"torn")
    with Archive(tmp_path / "all.db") as archive:
        with pytest.raises(NotAnArchive, match=f"{shards[1]} is damaged"):
            merge(archive, shards)
        assert archive.connection.execute("SELECT count(*) FROM pages").fetchone() == (0,)


def test_what_is_no_other_archive_is_refused(shards: list[Path], tmp_path: Path) -> None:
    with Archive(shards[0]) as archive:
        with pytest.raises(BadInput, match="the archive itself"):
            merge(archive, [shards[0]])
        with pytest.raises(NotFound):
            merge(archive, [tmp_path / "none.db"])


def test_a_purged_page_stays_out_and_a_purge_elsewhere_counts_here(shards: list[Path]) -> None:
    with Archive(shards[1]) as other:
        purge(other, url_of(2), reason="asked to")
    with Archive(shards[0]) as archive:
        purge(archive, url_of(3), reason="asked to")
        merge(archive, shards[1:])
        assert archive.get(url_of(2)) is None
        assert archive.get(url_of(3)) is None
        assert archive.get(url_of(5)) is not None
        left = archive.connection.execute("SELECT DISTINCT url FROM captures ORDER BY 1").fetchall()
        assert [url for (url,) in left] == [url_of(n) for n in (0, 1, 4, 5)]
        assert verify(archive).damages == []


def know_of_site(path: Path, profile: str, name: str, with_text: int) -> None:
    """What crawling a site leaves beside its pages, with a reading that names the profile."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO site_profiles SELECT NULL, id, 1, '2026-01-01T00:00:00Z', 20, ? FROM sites",
            (profile,),
        )
        connection.execute("UPDATE article_versions SET profile = 'health.example.org#1'")
        connection.execute("UPDATE sites SET name = ?, lastmod_with_text = ?", (name, with_text))
        connection.execute("INSERT INTO url_patterns SELECT id, '/page/#', ? FROM sites", (with_text,))
        connection.execute("INSERT INTO feeds VALUES('health.example.org', ?)", (url_of(with_text),))
        connection.execute(
            "INSERT INTO rights_signals(site_id, source, value, observed_at)"
            " SELECT id, 'tdmrep.json', ?, '2026-01-01T00:00:00Z' FROM sites",
            (name,),
        )
        connection.execute(
            "UPDATE pages SET lastmod_visited = '2026-01-01', checked_at = '2026-01-01T00:00:00Z'"
        )


def site_of(archive: Archive) -> dict[str, Any]:
    tables = {
        "profiles": "SELECT number, json_extract(data, '$.number'), json_extract(data, '$.counts.a') FROM"
        " site_profiles ORDER BY 1",
        "sites": "SELECT name, lastmod_with_text, lastmod_without_text FROM sites",
        "patterns": "SELECT pattern, fruitless FROM url_patterns",
        "feeds": "SELECT url FROM feeds ORDER BY 1",
        "rights": "SELECT value FROM rights_signals WHERE site_id IS NOT NULL ORDER BY 1",
    }
    return {table: archive.connection.execute(sql).fetchall() for table, sql in tables.items()}


def test_what_is_known_of_a_site_comes_over_once(shards: list[Path], tmp_path: Path) -> None:
    know_of_site(shards[0], '{"number": 1, "counts": {"a": 3}}', "The Clinic", 7)
    know_of_site(shards[1], '{"number": 1, "counts": {"a": 5}}', "The Clinic", 4)
    with Archive(tmp_path / "all.db") as archive:
        for _ in range(2):
            merge(archive, shards)
            assert site_of(archive) == {
                "profiles": [(1, 1, 3), (2, 2, 5)],
                "sites": [("The Clinic", 7, 0)],
                "patterns": [("/page/#", 7)],
                "feeds": [(url_of(4),), (url_of(7),)],
                "rights": [("The Clinic",)],
            }
        visited = archive.connection.execute("SELECT DISTINCT lastmod_visited FROM pages").fetchall()
        assert visited == [("2026-01-01",)]
        assert verify(archive).damages == []


def test_a_reading_names_its_own_profile_after_a_merge(shards: list[Path], tmp_path: Path) -> None:
    """Two archives number their profiles alike: a name must not come to mean another one's profile."""
    know_of_site(shards[0], '{"number": 1, "counts": {"a": 3}}', "The Clinic", 7)
    know_of_site(shards[1], '{"number": 1, "counts": {"a": 5}}', "The Clinic", 4)
    with Archive(tmp_path / "all.db") as archive:
        merge(archive, shards)
        first, last = (archive.history(url_of(number)) for number in (0, 5))
        assert {version.profile for version in first} == {"health.example.org#1"}
        assert {version.profile for version in last} == {"health.example.org#2"}
