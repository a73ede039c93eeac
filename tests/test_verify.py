"""`archive verify`: every kind of damage is inflicted here, and found; what can be mended is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from full_archive import fill, url_of
from sqlite_utils import Database

from archive import Archive
from archive.errors import ArchiveLocked
from archive.verify import verify


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return fill(tmp_path / "archive.db")


def sql(*statements: str) -> Callable[[Archive], None]:
    """Damage by another program that knows nothing of foreign keys."""

    def inflict(archive: Archive) -> None:
        with sqlite3.connect(archive.path) as stranger:
            for statement in statements:
                stranger.execute(statement)

    return inflict


def rewrite_captures(change: Callable[[bytes], bytes]) -> Callable[[Archive], None]:
    def inflict(archive: Archive) -> None:
        (path,) = archive.captures_folder.iterdir()
        path.write_bytes(change(path.read_bytes()))

    return inflict


def remove_captures(archive: Archive) -> None:
    for path in archive.captures_folder.iterdir():
        path.unlink()


def flip_a_bit_of_a_record(archive: Archive) -> None:
    name, offset, length = archive.connection.execute(
        "SELECT warc_file, warc_offset, warc_length FROM captures WHERE id = 2"
    ).fetchone()
    path = archive.captures_folder / name
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 0x10
    path.write_bytes(bytes(data))


def transform_with_sqlite_utils(archive: Archive) -> None:
    """sqlite-utils makes a table anew to change it, and forgets its triggers."""
    Database(archive.path)["articles"].transform(defaults={"kind": "article"})


def overwrite_pages(archive: Archive) -> None:
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = archive.connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'articles'"
    ).fetchone()[0]
    with archive.path.open("r+b") as file:
        file.seek((root - 1) * 4096 + 8)
        file.write(b"\xff" * 200)


MENDED, LASTING = True, False
DAMAGES = {
    "a stale index row": (
        sql("DROP TRIGGER articles_au", "UPDATE articles SET title = 'Hives' WHERE id = 1"),
        "index",
        "articles_fts",
        LASTING,  # the index is mended; what the page said then is not in it
    ),
    "an index that misses a row": (
        sql("INSERT INTO articles_fts(articles_fts, rowid, title, summary, body)"
            " SELECT 'delete', id, title, summary, body FROM articles WHERE id = 2"),
        "index",
        "articles_fts",
        MENDED,
    ),
    "an index of titles with a row too many": (
        sql("INSERT INTO article_titles_fts(rowid, title) VALUES(99, 'ghost')"),
        "index",
        "article_titles_fts",
        MENDED,
    ),
    "articles that were never indexed": (
        sql("INSERT INTO articles_to_index VALUES(2)"),
        "index",
        "articles_to_index",
        MENDED,
    ),
    "a torn index": (
        sql("UPDATE articles_fts_data SET block = x'00' WHERE id > 10"),
        "index",
        "articles_fts",
        MENDED,
    ),
    "a missing trigger": (sql("DROP TRIGGER articles_ad"), "schema", "trigger articles_ad", MENDED),
    "triggers that a tool has dropped": (
        transform_with_sqlite_utils,
        "schema",
        "trigger articles_au",
        MENDED,
    ),
    "an altered trigger": (
        sql(
            "DROP TRIGGER articles_bi",
            "CREATE TRIGGER articles_bi BEFORE INSERT ON articles BEGIN SELECT 1; END",
        ),
        "schema",
        "trigger articles_bi",
        MENDED,
    ),
    "a missing view": (sql("DROP VIEW version_texts"), "schema", "view version_texts", MENDED),
    "a missing index": (sql("DROP INDEX captures_digest"), "schema", "index captures_digest", MENDED),
    "a missing table": (sql("DROP TABLE tombstones"), "schema", "table tombstones", LASTING),
    "a missing column": (
        sql("ALTER TABLE citations DROP COLUMN pmcid"), "schema", "table citations", LASTING
    ),
    "an orphan": (
        sql("INSERT INTO breadcrumbs VALUES(77, 0, 'Home', NULL)"), "references", "breadcrumbs", MENDED
    ),
    "a profile of no site": (
        sql("INSERT INTO site_profiles VALUES(NULL, 77, 1, '2026-01-01T00:00:00Z', 20, '{}')"),
        "references",
        "site_profiles",
        MENDED,
    ),
    "a visit whose capture is gone": (
        sql("UPDATE fetches SET capture_id = 999 WHERE id = 1"), "references", "fetches.capture_id", MENDED
    ),
    "an article whose page is gone": (
        sql("DELETE FROM pages WHERE id = 3"), "references", "articles.id", LASTING
    ),
    "an edited text": (
        sql("UPDATE articles SET body = 'Edited.' WHERE id = 1"), "history", url_of(0), LASTING
    ),
    "an edited earlier version": (
        sql("UPDATE article_versions SET fields = '{\"body\":[\"Never said.\"]}' WHERE seq = 1"),
        "history",
        "version 1",
        LASTING,
    ),
    "an article without versions": (
        sql("DELETE FROM version_sightings WHERE article_id = 2",
            "DELETE FROM article_versions WHERE article_id = 2"),
        "history",
        url_of(1),
        LASTING,
    ),
    "a gap in the versions": (
        sql("UPDATE article_versions SET seq = 5 WHERE seq = 2 AND article_id = 2"),
        "history",
        url_of(1),
        LASTING,
    ),
    "names that no person has": (
        sql("UPDATE articles SET authors = 'Nobody' WHERE id = 2"), "history", url_of(1), MENDED
    ),
    "a wrong offset": (
        sql("UPDATE captures SET warc_offset = warc_offset + 3 WHERE id = 2"), "captures", "at", MENDED
    ),
    "a wrong length": (
        sql("UPDATE captures SET warc_length = 5 WHERE id = 2"), "captures", "at", MENDED
    ),
    "a wrong digest": (
        sql("UPDATE captures SET payload_digest = 'sha256:00' WHERE id = 2"), "captures", "at", LASTING
    ),
    "a row of another page": (
        sql("UPDATE captures SET url = 'https://elsewhere.example.org/' WHERE id = 2"),
        "captures",
        "at",
        LASTING,
    ),
    "a revisit of nothing": (
        sql("UPDATE captures SET payload_digest = 'sha256:00' WHERE type = 'revisit' AND page_id = 1"),
        "captures",
        "at",
        LASTING,
    ),
    "a missing file of captures": (remove_captures, "captures", "warc", LASTING),
    "a record with a flipped bit": (flip_a_bit_of_a_record, "captures", "at", LASTING),
    "a truncated file of captures": (rewrite_captures(lambda data: data[:-30]), "captures", "at", LASTING),
    "a torn record that no row knows": (
        rewrite_captures(lambda data: data + data[:50]), "captures", "at", MENDED
    ),
    "overwritten pages of the database": (overwrite_pages, "file", "archive.db", LASTING),
}  # fmt: skip


def test_a_sound_archive_is_whole(archive: Archive) -> None:
    assert verify(archive).damages == []


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_mended_where_it_can_be(archive: Archive, name: str) -> None:
    inflict, check, where, mended = DAMAGES[name]
    inflict(archive)
    with Archive(archive.path) as reopened:
        report = verify(reopened)
        assert [d for d in report.damages if d.check == check and where in d.where], report.damages
        assert verify(reopened, repair=True).is_whole == mended


def test_one_bad_record_does_not_hide_the_others(archive: Archive) -> None:
    flip_a_bit_of_a_record(archive)
    damages = verify(archive).damages
    assert {d.check for d in damages} == {"captures"}
    assert len({d.where for d in damages}) == 1


def test_a_purged_page_that_came_back_is_found(archive: Archive) -> None:
    archive.connection.execute(
        "INSERT INTO tombstones SELECT url_key, NULL, 'asked', '2026-01-01T00:00:00Z' FROM pages WHERE id = 1"
    )
    (damage,) = verify(archive).damages
    assert "was purged" in damage.what


def test_verify_does_not_look_at_what_is_being_written(archive: Archive) -> None:
    with Archive(archive.path) as writer, writer.lock(), pytest.raises(ArchiveLocked):
        verify(archive)


def test_the_command_says_what_it_found_with_code_6(archive: Archive) -> None:
    def run(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "archive", "verify", *options],
            cwd=archive.path.parent,
            capture_output=True,
            text=True,
        )

    assert run().returncode == 0
    sql("DROP TRIGGER articles_ad")(archive)
    damaged = run()
    assert damaged.returncode == 6
    assert "trigger articles_ad" in damaged.stdout
    assert run("--repair").returncode == 0
    assert run("--json").stdout.strip().startswith("{")
    overwrite_pages(archive)
    assert run().returncode == 6
