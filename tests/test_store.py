"""What is added to an archive comes back, in any client, whatever it holds."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from articles import ECZEMA, URL, page
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive, Article, Citation, Person, SidebarItem
from archive.errors import ArchiveLocked, BadInput, NotAnArchive, NotFound

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)
SOME_TEXT = st.none() | ANY_TEXT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def in_shell(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What a client that knows nothing of this project gets."""
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


def assert_index_is_whole(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        for table in ("articles_fts",):
            connection.execute(f"INSERT INTO {table}({table}, rank) VALUES('integrity-check', 1)")


def test_every_field_comes_back(path: Path) -> None:
    with Archive(path) as archive:
        archive.add(ECZEMA)
    with Archive(path) as archive:
        assert archive.get(URL) == ECZEMA


def test_another_spelling_of_an_address_is_the_same_page(path: Path) -> None:
    with Archive(path) as archive:
        archive.add(ECZEMA)
        assert archive.get(URL + "?utm_source=letter#top") == ECZEMA
        assert archive.get("https://health.example.org/other") is None


@settings(max_examples=60, deadline=None)
@given(
    title=SOME_TEXT,
    body=SOME_TEXT,
    tags=st.lists(ANY_TEXT, max_size=3),
    crumbs=st.lists(st.tuples(ANY_TEXT, SOME_TEXT), max_size=3),
    names=st.lists(st.tuples(ANY_TEXT, SOME_TEXT), max_size=3),
)
def test_any_text_is_stored(
    title: str | None,
    body: str | None,
    tags: list[str],
    crumbs: list[tuple[str, str | None]],
    names: list[tuple[str, str | None]],
) -> None:
    def sound(text: str | None) -> str | None:
        return text and "".join("\ufffd" if c == "\0" or 0xD800 <= ord(c) < 0xE000 else c for c in text)

    people = [Person(name, credentials) for name, credentials in names]
    article = Article(
        url=URL,
        title=title,
        body=body,
        tags=tags,
        authors=people,
        breadcrumb=[label for label, _ in crumbs],
        breadcrumb_urls=[url for _, url in crumbs],
        citations=[Citation(tag) for tag in tags],
        sidebar=[SidebarItem(text=body)],
    )
    with Archive(":memory:") as archive:
        archive.add(article)
        archive.add(replace(article, body="Later words."))
        for stored in (archive.get(URL), archive.get(URL, at="1990-01-01")):
            assert stored is None or stored.title == sound(title)
        archive.add(article)
        stored = archive.get(URL)
        assert stored is not None
        assert (stored.title, stored.body) == (sound(title), sound(body))
        assert stored.tags == [sound(tag) for tag in tags]
        assert stored.breadcrumb == [sound(label) for label, _ in crumbs]
        assert {p.name for p in stored.authors} == {sound(name) for name, _ in names}
        assert len(archive.history(URL)) == (1 if body == "Later words." else 3)


def test_the_index_answers_in_the_sqlite_shell(path: Path) -> None:
    with Archive(path) as archive:
        archive.add(ECZEMA)
        archive.add_all(page(number) for number in range(20))
    sql = "select title, url from articles_fts('eczema') order by rank limit 3"
    assert in_shell(path, sql) == [(ECZEMA.title, URL)]
    shell = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "query", str(path), sql], capture_output=True, check=True
    )
    assert json.loads(shell.stdout) == [{"title": ECZEMA.title, "url": URL}]
    found = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "search", str(path), "articles", "eczema", "-c", "title"],
        capture_output=True,
        check=True,
    )
    assert json.loads(found.stdout) == [{"title": ECZEMA.title}]


def test_tables_are_strict_and_the_file_names_its_kind(path: Path) -> None:
    Archive(path).close()
    loose = in_shell(
        path,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%' AND name != '_sqlite_migrations'",
    )
    assert loose == []
    assert in_shell(path, "PRAGMA application_id") == [(1212498248,)]
    assert in_shell(path, "PRAGMA journal_mode") == [("wal",)]


REPLACING = (
    "INSERT OR REPLACE INTO articles(id, url, site_id, title, body, content_digest, archived_at, extractor)"
    " SELECT id, url, site_id, 'Hives', 'Red spots.', content_digest, archived_at, extractor"
    " FROM articles WHERE id = 1"
)


@pytest.mark.parametrize("recursive_triggers", ["OFF", "ON"])
def test_insert_or_replace_by_another_program_leaves_the_index_whole(
    path: Path, recursive_triggers: str
) -> None:
    with Archive(path) as archive:
        archive.add(ECZEMA)
        archive.add(page(1))
    with sqlite3.connect(path) as stranger:
        stranger.execute(f"PRAGMA recursive_triggers = {recursive_triggers}")
        stranger.execute(REPLACING)
        stranger.execute(REPLACING)
    assert_index_is_whole(path)
    assert in_shell(path, "select title from articles_fts('eczema')") == []
    assert in_shell(path, "select title from articles_fts('hives')") == [("Hives",)]


def test_an_ignored_insert_and_an_upsert_leave_the_index_whole(path: Path) -> None:
    with Archive(path) as archive:
        archive.add(ECZEMA)
    with sqlite3.connect(path) as stranger:
        stranger.execute(REPLACING.replace("OR REPLACE", "OR IGNORE"))
        stranger.execute(
            REPLACING.replace("OR REPLACE", "") + " ON CONFLICT(id) DO UPDATE SET title = excluded.title"
        )
    with Archive(path) as archive:
        archive.add(page(1))
    assert_index_is_whole(path)
    assert in_shell(path, "select title from articles_fts('hives')") == [("Hives",)]


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with Archive(path) as archive:
        archive.add(page(1))
        torn = (article for article in (ECZEMA, replace(ECZEMA, kind="recipe")))
        with pytest.raises(sqlite3.IntegrityError):
            archive.add_all(torn)
        assert archive.get(URL) is None
        archive.add(ECZEMA)
    assert_index_is_whole(path)


def test_a_second_writer_is_told_who_writes(path: Path) -> None:
    with Archive(path) as archive, archive.lock():
        second = archive.lock()
        with pytest.raises(ArchiveLocked, match="being written by"):
            second.__enter__()
    with Archive(path) as archive, archive.lock():
        archive.add(ECZEMA)


def test_a_time_that_is_none_is_refused_in_words(path: Path) -> None:
    with Archive(path) as archive, pytest.raises(BadInput, match="write 2026-03-01"):
        archive.add(ECZEMA, captured_at="yesterday")


def test_what_is_no_archive_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no archive at"):
        Archive(path, create=False)
    path.write_bytes(b"")
    with pytest.raises(NotAnArchive, match="an empty file"):
        Archive(path, create=False)
    path.write_text("just text, and more of it than a header is long. " * 20)
    with pytest.raises(NotAnArchive, match="cannot be used"):
        Archive(path)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as stranger:
        stranger.execute("CREATE TABLE notes(text)")
    with pytest.raises(NotAnArchive, match="no health archive"):
        Archive(other)
    with pytest.raises(NotAnArchive, match="a folder"):
        Archive(tmp_path)
    with pytest.raises(BadInput, match="does not exist"):
        Archive(tmp_path / "nowhere" / "archive.db")


def test_a_file_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    Archive(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations(migration_set, name, applied_at)"
            " VALUES('health-archive', 'm9999_later', '2030-01-01')"
        )
    with pytest.raises(NotAnArchive, match=r"newer health-archive \(m9999_later\)"):
        Archive(path)
