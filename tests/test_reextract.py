"""`scraper reextract`: what the extractor reads better replaces what is stored, without the network."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from crawled.running import command, crawl, outcomes, records, write_config
from crawled.site import Answer, Site, article, listing, serving

from archive import Archive
from archive.errors import BadInput, ExitCode
from scraper.reextract import Reextracted, reextract
from scraper.version import SOFTWARE

SECRET = '<meta name="robots" content="noarchive">'


@contextmanager
def no_network() -> Iterator[None]:
    """Within the block whoever opens a connection fails, also in processes that are forked there."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network is not to be used")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto", "bind"):
            patch.setattr(socket.socket, name, refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield


def crawled(folder: Path) -> tuple[Site, Path]:
    site = Site({"/": listing("Home", ["/a", "/quiet"]), "/a": article("Old advice")})
    site.pages["/quiet"] = article("Secret remedies", head=SECRET)
    config = write_config(folder, site)
    with serving(site):
        crawl(config)
        site.pages["/a"] = article("New advice")
        crawl(config, every_page=True)
    return site, config.archive_path


def test_what_an_older_extractor_read_is_read_again_and_shows_as_no_change(tmp_path: Path) -> None:
    site, path = crawled(tmp_path)
    config = write_config(tmp_path, site)
    good = records(config)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE articles SET title = 'Misread', extractor = 'health-archive/0.0.1'")
        connection.execute("UPDATE article_versions SET extractor = 'health-archive/0.0.1'")
    connection.close()
    with Archive(path) as archive:
        before = [(v.seen_from, v.seen_until) for v in archive.history(f"{site.base}/a")]
        result = asyncio.run(reextract(archive))
        assert [(v.seen_from, v.seen_until) for v in archive.history(f"{site.base}/a")] == before
        assert [v.title for v in archive.history(f"{site.base}/a")] == ["Old advice", "New advice"]
    assert result.versions == 2
    assert result.unreadable == 1, "of a page marked noarchive there is nothing to read"
    assert result.effects["title changed"] >= 1
    assert [record for record in records(config) if "quiet" not in record] == [
        record for record in good if "quiet" not in record
    ]


def test_a_newer_extractor_does_not_show_as_a_change_of_a_page_that_is_fetched_again(tmp_path: Path) -> None:
    site = Site({"/": listing("Home", ["/a"]), "/a": article("Old advice")})
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        with sqlite3.connect(config.archive_path) as connection:
            connection.execute("UPDATE articles SET title = 'Misread', extractor = 'health-archive/0.0.1'")
            connection.execute(
                "UPDATE article_versions SET title = 'Misread', content_digest = 'sha256:0',"
                " extractor = 'health-archive/0.0.1'"
            )
        connection.close()
        same = site.pages["/a"].body + b"<!-- served by another machine -->"
        site.pages["/a"] = Answer(same)
        crawl(config, every_page=True)
    with Archive(config.archive_path) as archive:
        [only] = archive.history(f"{site.base}/a")
    assert only.title == "Old advice"
    assert only.extractor == SOFTWARE
    assert outcomes(config, site)["/a"] == "unchanged"


def test_what_this_extractor_has_read_is_left_alone(tmp_path: Path) -> None:
    _, path = crawled(tmp_path)
    with Archive(path) as archive:
        assert asyncio.run(reextract(archive)).versions == 0
        everything = asyncio.run(reextract(archive, every_version=True))
    assert everything.versions == 2
    assert not everything.effects


def test_the_command_needs_an_archive(tmp_path: Path) -> None:
    done = command("reextract", "--archive", "nothing.db", folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "nothing.db" in done.stderr


def misread(path: Path, column: str, value: str) -> None:
    """As if an older extractor had read a field of every version wrongly."""
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE articles SET {column} = ?, extractor = 'health-archive/0.0.1'", (value,))
        connection.execute("UPDATE article_versions SET extractor = 'health-archive/0.0.1'")
    connection.close()


def read_offline(path: Path, **options: Any) -> Reextracted:
    with Archive(path) as archive, no_network():
        return asyncio.run(reextract(archive, **options))


def test_a_rehearsal_tells_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    site, path = crawled(tmp_path)
    misread(path, "title", "Misread")
    with Archive(path) as archive:
        before = list(archive.connection.iterdump())
    tried = read_offline(path, dry_run=True)
    [sample] = tried.samples["title changed"]
    assert (sample.url, sample.before, sample.after) == (f"{site.base}/a", "Misread", "New advice")
    with Archive(path) as archive:
        assert list(archive.connection.iterdump()) == before
    done = read_offline(path)
    assert done == tried


def test_a_reading_that_loses_a_field_on_too_many_pages_is_refused_unless_forced(tmp_path: Path) -> None:
    site, path = crawled(tmp_path)
    misread(path, "image_url", "https://health.example.org/misread.png")
    with pytest.raises(BadInput, match="would lose image_url on 1, more than 2%"):
        read_offline(path)
    refused = command("reextract", "--archive", path.name, folder=path.parent)
    assert (refused.returncode, "nothing was changed" in refused.stderr) == (ExitCode.USAGE, True)
    with Archive(path) as archive:
        kept = archive.get(f"{site.base}/a")
    assert kept is not None
    assert kept.image_url == "https://health.example.org/misread.png"
    rehearsed = command("reextract", "--archive", path.name, "--dry-run", folder=path.parent)
    assert f"image_url lost: {site.base}/a version 2" in rehearsed.stdout
    forced = command("reextract", "--archive", path.name, "--force", folder=path.parent)
    assert forced.returncode == ExitCode.DONE
    with Archive(path) as archive:
        read = archive.get(f"{site.base}/a")
    assert read is not None
    assert read.image_url is None
