"""The command line of `scraper`: exit codes, messages, and where the output goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawled.running import command, write_config
from crawled.site import Site, article, listing, robots, serving

from archive import Archive
from archive.errors import ExitCode


@pytest.fixture
def site() -> Site:
    return Site(
        {
            "/robots.txt": robots("User-agent: *\nDisallow: /never/\n"),
            "/": listing("Home", ["/a", "/b"]),
            "/a": article("Eczema at night"),
            "/b": article("Gout and diet"),
            "/never/x": article("Never"),
        }
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[crawler]\n", "contact"),
        ('[crawler]\ncontact = "mailto:a@example.org"\ndelai = 2\n', "delay"),
        ('[crawler]\ncontact = "mailto:a@example.org"\ndelay = "soon"\n', "delay"),
        ("[crawler\n", "TOML"),
        ('[crawler]\ncontact = "mailto:a@example.org"\n', "has no [[site]]"),
    ],
)
def test_a_wrong_configuration_is_named_with_file_and_key(tmp_path: Path, text: str, wanted: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    done = command("crawl", folder=tmp_path)
    assert done.returncode == ExitCode.CONFIGURATION
    assert "config.toml" in done.stderr
    assert wanted in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_configuration_is_code_5(tmp_path: Path) -> None:
    assert command("crawl", folder=tmp_path).returncode == ExitCode.CONFIGURATION


def test_a_site_that_is_not_configured_is_a_usage_error(tmp_path: Path, site: Site) -> None:
    write_config(tmp_path, site)
    done = command("crawl", "site7", folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "site1" in done.stderr


@pytest.mark.parametrize(
    "content", [b"just text, no database, but long enough to be looked at", b"SQLite format 3\x00"]
)
def test_a_path_that_is_no_archive_is_code_6(tmp_path: Path, site: Site, content: bytes) -> None:
    write_config(tmp_path, site)
    (tmp_path / "notes.db").write_bytes(content)
    done = command("crawl", "--archive", "notes.db", folder=tmp_path)
    assert done.returncode == ExitCode.DAMAGED
    assert "notes.db" in done.stderr
    assert (tmp_path / "notes.db").read_bytes() == content


def test_a_crawl_logs_a_line_a_page_and_a_summary(tmp_path: Path, site: Site) -> None:
    write_config(tmp_path, site)
    with serving(site):
        done = command("crawl", folder=tmp_path)
    assert done.returncode == ExitCode.DONE
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert sum("added 200" in line for line in lines) == 3
    assert "3 fetched of 3 known: 3 added" in lines[-1]


def test_a_crawl_logs_json_on_request_and_prints_its_summary(tmp_path: Path, site: Site) -> None:
    write_config(tmp_path, site)
    with serving(site):
        done = command("crawl", "--log-format", "json", "--json", folder=tmp_path)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["page", "page", "page", "summary"]
    summary = json.loads(done.stdout)
    assert (summary["exit_code"], summary["added"], summary["known"]) == (0, 3, 3)


def test_fetch_archives_single_pages_and_follows_no_link(tmp_path: Path, site: Site) -> None:
    config = write_config(tmp_path, site)
    with serving(site):
        done = command("fetch", f"{site.base}/a", folder=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert site.paths() == ["/robots.txt", "/a"]
    with Archive(config.archive_path) as archive:
        kept = archive.get(f"{site.base}/a")
    assert kept is not None
    assert kept.title == "Eczema at night"


def test_fetch_leaves_what_robots_txt_disallows(tmp_path: Path, site: Site) -> None:
    write_config(tmp_path, site)
    with serving(site):
        done = command("fetch", f"{site.base}/never/x", folder=tmp_path)
    assert done.returncode == ExitCode.EXCLUDED
    assert site.paths() == ["/robots.txt"]


def test_fetch_contacts_no_inside_address_that_is_not_configured(tmp_path: Path, site: Site) -> None:
    other = Site({"/": article("Inside")})
    write_config(tmp_path, site)
    with serving(other):
        done = command("fetch", f"{other.base}/", folder=tmp_path)
    assert done.returncode == ExitCode.FAILURES
    assert other.log == []


def test_extract_prints_the_record_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(article("Eczema at night").body)
    done = command("extract", "page.html", "--url", "https://health.example.org/a", "--json", folder=tmp_path)
    record = json.loads(done.stdout)
    assert (record["title"], record["url"]) == ("Eczema at night", "https://health.example.org/a")
    assert set(record) >= {"body", "authors", "sidebar", "rights", "tags"}
    plain = command("extract", "page.html", folder=tmp_path)
    assert "Eczema at night" in plain.stdout
    explained = command("extract", "page.html", "--explain", folder=tmp_path)
    assert "title" in explained.stdout


def test_extract_reads_standard_input_and_the_web(tmp_path: Path, site: Site) -> None:
    write_config(tmp_path, site)
    page = article("Eczema at night").body.decode()
    from_pipe = command("extract", "-", "--json", folder=tmp_path, text=page)
    assert json.loads(from_pipe.stdout)["title"] == "Eczema at night"
    assert json.loads(from_pipe.stdout)["url"].startswith("urn:sha256:")
    with serving(site):
        from_web = command("extract", f"{site.base}/b", "--json", folder=tmp_path)
        missing = command("extract", f"{site.base}/nothing", folder=tmp_path)
    assert json.loads(from_web.stdout)["title"] == "Gout and diet"
    assert missing.returncode == ExitCode.UNEXPECTED
    assert "http_404" in missing.stderr
    assert not (tmp_path / "archive.db").exists()


def test_extract_of_a_missing_file_is_not_found(tmp_path: Path) -> None:
    done = command("extract", "nothing.html", folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "nothing.html" in done.stderr
