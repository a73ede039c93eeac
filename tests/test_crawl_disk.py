"""What the disk, the database or another program refuses ends a crawl in words, and costs nothing stored."""

from __future__ import annotations

import resource
import sqlite3
import threading
from pathlib import Path

from crawled.running import command, crawl, records, rows, write_config
from crawled.site import Answer, Site, article, listing, serving

from archive.errors import ExitCode

PAGES = [f"/page-{number}" for number in range(12)]


def site_of_articles() -> Site:
    pages = {path: article(f"Advice on {path}", words=3000) for path in PAGES}
    return Site({"/": listing("Home", PAGES), **pages})


def test_a_full_disk_ends_the_crawl_and_the_next_one_goes_on(tmp_path: Path) -> None:
    site = site_of_articles()
    config = write_config(tmp_path, site)
    with serving(site):
        with resource_limit(resource.RLIMIT_FSIZE, 450_000):
            full = command("crawl", folder=tmp_path)
        assert full.returncode == ExitCode.UNEXPECTED, full.stderr
        assert "Traceback" not in full.stderr
        assert "cannot be written" in full.stderr
        again = command("crawl", folder=tmp_path)
    assert again.returncode == ExitCode.DONE, again.stderr
    assert len(records(config)) == len(PAGES)
    with sqlite3.connect(config.archive_path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


class resource_limit:  # noqa: N801 - reads as a statement
    """Lowers a limit for the processes that are started in the block."""

    def __init__(self, kind: int, value: int) -> None:
        self._kind, self._value = kind, value

    def __enter__(self) -> None:
        self._before = resource.getrlimit(self._kind)
        resource.setrlimit(self._kind, (self._value, self._before[1]))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(self._kind, self._before)


def test_a_place_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    site = site_of_articles()
    write_config(tmp_path, site)
    with serving(site):
        refused = command("crawl", "--archive", "/proc/archive.db", folder=tmp_path)
    assert refused.returncode == ExitCode.USAGE, refused.stderr
    assert "/proc/archive.db" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert site.log == []


def test_a_database_that_another_program_holds_is_waited_for(tmp_path: Path) -> None:
    site = site_of_articles()
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        asked_before = len(site.log)
        with sqlite3.connect(config.archive_path, isolation_level=None, check_same_thread=False) as other:

            def locking(_: str) -> Answer:
                other.execute("BEGIN IMMEDIATE")
                other.execute("UPDATE sites SET language = 'en'")
                threading.Timer(0.7, other.execute, ["COMMIT"]).start()
                return locked

            locked = site.pages.pop(PAGES[3])
            site.fallback = locking
            result = crawl(config, every_page=True)
            assert not other.in_transaction, "the crawl outlasts the lock"
    assert len(site.log) > asked_before
    assert result.exit_code == ExitCode.DONE
    assert result.summary.classes["unchanged"] == len(PAGES) + 1
    assert rows(config, "SELECT count(*) FROM runs") == [(2,)]
    assert set(rows(config, "SELECT language FROM sites")) == {("en",)}
