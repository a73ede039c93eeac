"""A backup fits together, also while a crawl writes, and readers are never locked out."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from articles import page
from full_archive import START, add_visit, fill, url_of

from archive import Archive
from archive.backup import backup
from archive.errors import BadInput
from archive.verify import verify
from archive.warc import WarcWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    fill(folder / "archive.db").close()
    return folder / "archive.db"


def test_a_backup_is_a_whole_archive(path: Path, tmp_path: Path) -> None:
    safe = tmp_path / "safe"
    safe.mkdir()
    with Archive(path) as archive:
        made = backup(archive, safe)
    assert (made.path, made.files) == (safe / "archive.db", 1)
    with Archive(made.path) as copy:
        assert verify(copy).damages == []
        assert copy.get(url_of(1)) is not None


def test_a_backup_made_while_a_crawl_writes_fits_together(path: Path, tmp_path: Path) -> None:
    safe = tmp_path / "safe"
    safe.mkdir()
    stop, written = threading.Event(), []

    def crawl() -> None:
        with Archive(path) as archive, WarcWriter(archive.captures_folder) as warc:
            number = 100
            while not stop.is_set():
                with archive.transaction():
                    add_visit(archive, warc, number, 0, START + timedelta(minutes=number), "rest")
                    warc.sync()
                written.append(number)
                number += 1

    crawler = threading.Thread(target=crawl)
    crawler.start()
    try:
        with Archive(path) as archive:
            for _ in range(5):
                seen = len(written)
                while len(written) < seen + 3:
                    stop.wait(0.01)
                made = backup(archive, safe)
                with Archive(made.path) as copy:
                    assert verify(copy).damages == []
    finally:
        stop.set()
        crawler.join()
    assert len(written) >= 15


def test_a_backup_goes_to_another_folder(path: Path, tmp_path: Path) -> None:
    with Archive(path) as archive:
        with pytest.raises(BadInput, match="choose another folder"):
            backup(archive, path.with_name("copy.db"))
        with pytest.raises(BadInput, match="does not exist"):
            backup(archive, tmp_path / "nowhere" / "copy.db")


def test_four_readers_read_while_one_writes(path: Path) -> None:
    """Readers of this project and a plain client; none of them is ever told that the database is locked."""
    stop = threading.Event()
    problems: list[str] = []
    reads = [0] * 4

    def read(number: int) -> None:
        try:
            with sqlite3.connect(path, timeout=0) as plain, Archive(path, create=False) as archive:
                plain.execute("PRAGMA query_only = ON")
                while not stop.is_set():
                    archive.search("sleep")
                    plain.execute("SELECT title FROM articles_fts('sleep') ORDER BY rank LIMIT 3").fetchall()
                    plain.execute("SELECT count(*) FROM version_texts").fetchall()
                    reads[number] += 1
        except sqlite3.Error as error:
            problems.append(str(error))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for reader in readers:
        reader.start()
    try:
        with Archive(path) as archive, archive.lock():
            for number in range(60):
                archive.add(page(number))
            while min(reads) < 3 and not problems:
                archive.add(page(61))
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert problems == []


def test_the_command_backs_up(path: Path, tmp_path: Path) -> None:
    safe = tmp_path / "safe"
    safe.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "archive", "backup", str(safe)],
        cwd=path.parent,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "1 files" in done.stdout) == (0, True)
