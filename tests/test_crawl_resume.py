"""A crawl that is killed, stopped or started twice loses nothing and records nothing twice."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from itertools import pairwise
from pathlib import Path

import pytest
from crawled.running import command, crawl, records, rows, started, write_config
from crawled.site import SITE_FILES, Site, article, listing, robots, serving
from fastwarc.warc import ArchiveIterator

from archive.errors import ExitCode
from archive.warc import iter_records
from scraper.config import Config

PAGES = [f"/page-{number}" for number in range(24)]
DELAY = 0.03


def chained_site() -> Site:
    """Each page leads to the next two, so that a lost page costs its followers."""
    site = Site(
        {"/robots.txt": robots("User-agent: *\nDisallow: /never/\n"), "/": listing("Home", PAGES[:2])}
    )
    for number, path in enumerate(PAGES):
        site.pages[path] = article(f"Advice {number}", [*PAGES[number + 1 : number + 3], "/never/x"])
    return site


def assert_whole(config: Config) -> None:
    """The database is sound, and every WARC is readable by us and by others."""
    with sqlite3.connect(config.archive_path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for path in (config.archive_path.parent / "warc").iterdir():
        ours = [record.record_id for record in iter_records(path)]
        with path.open("rb") as file:
            theirs = [record.record_id for record in ArchiveIterator(file)]
        assert ours == theirs


def paths_visited(site: Site) -> set[str]:
    return {path for path in site.paths() if path not in SITE_FILES}


def test_kill_9_at_random_moments_loses_nothing(tmp_path: Path) -> None:
    random_moments = random.Random(20260401)
    site = chained_site()
    calm = write_config(tmp_path / "calm", site)
    config = write_config(tmp_path / "killed", site, delay=DELAY)
    folder = config.path.parent
    with serving(site):
        crawl(calm)
        site.log.clear()
        for _ in range(10):
            process = started("crawl", folder=folder)
            seen = len(site.log)
            goal = seen + random_moments.randint(1, 4)
            deadline = time.monotonic() + 20
            while len(site.log) < goal and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.002)
            time.sleep(random_moments.random() * 0.05)
            process.kill()
            process.communicate()
        finished = command("crawl", folder=folder)
    assert finished.returncode == ExitCode.DONE, finished.stderr
    assert_whole(config)
    assert records(config) == records(calm)
    assert paths_visited(site) == {"/", *PAGES}
    assert not [path for path in site.paths() if path.startswith("/never/")]
    visits = rows(config, "SELECT page_id, count(*) FROM fetches GROUP BY page_id HAVING count(*) > 1")
    assert visits == [], "a page has one visit in a run, however often the run was killed"
    [(runs, resumed)] = rows(config, "SELECT count(*), count(finished_at) FROM runs")
    assert (runs, resumed) == (1, 1)
    assert len(site.log) <= len(PAGES) + 1 + 11 * 2, "only what was in flight is fetched again"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, ExitCode.SIGINT), (signal.SIGTERM, ExitCode.SIGTERM)]
)
def test_a_signal_ends_with_a_clean_checkpoint(tmp_path: Path, number: int, code: ExitCode) -> None:
    site = chained_site()
    config = write_config(tmp_path, site, delay=DELAY)
    with serving(site):
        process = started("crawl", folder=tmp_path)
        wait_for_requests(site, process, 5)
        begun = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=15)
        assert time.monotonic() - begun < 10
        assert process.returncode == code, errors
        assert "Traceback" not in errors
        assert_whole(config)
        assert rows(config, "SELECT finished_at FROM runs") == [(None,)]
        asked_before = site.paths()
        finished = command("crawl", folder=tmp_path)
    assert finished.returncode == ExitCode.DONE
    stored = {url for (url,) in rows(config, "SELECT url FROM articles")}
    assert stored == {site.base + path for path in PAGES}
    again = [path for path in site.paths()[len(asked_before) :] if path in asked_before and path in PAGES]
    assert len(again) <= 1, "what was stored before the signal is not fetched again"


def wait_for_requests(site: Site, process: subprocess.Popen[str], count: int) -> None:
    deadline = time.monotonic() + 20
    while len(site.log) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    assert len(site.log) >= count


def test_a_second_writer_leaves_at_once(tmp_path: Path) -> None:
    site = chained_site()
    write_config(tmp_path, site, delay=0.2)
    with serving(site):
        process = started("crawl", folder=tmp_path)
        wait_for_requests(site, process, 2)
        second = command("crawl", folder=tmp_path)
        imported = command("import", __file__, folder=tmp_path)
        process.terminate()
        process.communicate()
    assert second.returncode == imported.returncode == ExitCode.LOCKED
    assert str(process.pid) in second.stderr


def test_a_run_of_more_than_seven_days_ago_is_closed_and_a_new_one_begun(tmp_path: Path) -> None:
    site = chained_site()
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        with sqlite3.connect(config.archive_path) as connection:
            connection.execute("UPDATE runs SET finished_at = NULL, started_at = '2026-01-01T00:00:00Z'")
            connection.execute("UPDATE pages SET next_check_at = '2026-01-01T00:00:00Z'")
        connection.close()
        result = crawl(config)
    assert result.summary.classes["unchanged"] == len(PAGES) + 1
    [(unfinished,)] = rows(config, "SELECT count(*) FROM runs WHERE finished_at IS NULL")
    assert unfinished == 0


def test_a_torn_record_at_the_end_of_a_warc_is_cut_off(tmp_path: Path) -> None:
    site = chained_site()
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        [path] = (tmp_path / "warc").iterdir()
        whole = path.read_bytes()
        path.write_bytes(whole + whole[: len(whole) // 2][-300:])
        crawl(config)
    assert path.read_bytes() == whole
    assert_whole(config)


def test_the_delay_holds_across_a_restart(tmp_path: Path) -> None:
    site = chained_site()
    write_config(tmp_path, site, delay=0.3)
    with serving(site):
        for _ in range(2):
            process = started("crawl", folder=tmp_path)
            wait_for_requests(site, process, len(site.log) + 2)
            process.kill()
            process.communicate()
    begun = sorted(entry.begun for entry in site.log)
    assert min(after - before for before, after in pairwise(begun)) >= 0.29
