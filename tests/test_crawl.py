"""A crawl from its configuration to the archive: what is fetched, kept, counted and left alone."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from crawled.running import assert_polite, crawl, everything_is_here, outcomes, rows, write_config
from crawled.site import SITE_FILES, Answer, Site, article, listing, robots, serving
from fastwarc.warc import ArchiveIterator

from archive import Archive
from archive.errors import ExitCode
from archive.warc import iter_records, read_record
from scraper.config import Config, load
from scraper.crawl import Result
from scraper.progress import Silent

ROBOTS = "User-agent: *\nDisallow: /never/\n"
NOARCHIVE = '<meta name="robots" content="noarchive">'


def small_site() -> Site:
    site = Site({})
    site.pages |= {
        "/robots.txt": robots(ROBOTS),
        "/": listing(
            "Home",
            [
                "/a",
                "/a?utm_source=letter",
                "/b",
                "/moved",
                "/missing",
                "/never/x",
                "/leaflet.pdf",
                "/data",
                "/empty",
                "/quiet",
                "/packed",
            ],
        ),
        "/a": article("Eczema at night", ["/b", "/c#part"]),
        "/b": article("Gout and diet"),
        "/c": article("Asthma in spring"),
        "/moved": Answer(status=301, headers={"Location": "/c"}),
        "/leaflet.pdf": Answer(b"%PDF-1.4\n%%EOF\n", "application/pdf"),
        "/data": Answer(b'{"a": 1}', "application/json"),
        "/empty": Answer(b""),
        "/quiet": article("Secret remedies", head=NOARCHIVE),
        "/packed": Answer(gzip.compress(article("Packed page").body), headers={"Content-Encoding": "gzip"}),
    }
    return site


@dataclass(frozen=True)
class Crawled:
    """A site that was crawled once, and what came of it."""

    site: Site
    config: Config
    result: Result


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    site = small_site()
    config = write_config(tmp_path_factory.mktemp("once"), site)
    with serving(site):
        return Crawled(site, config, crawl(config))


def test_every_known_page_is_in_exactly_one_class(once: Crawled) -> None:
    summary = once.result.summary
    known = rows(once.config, "SELECT count(*) FROM pages")[0][0]
    assert sum(summary.classes.values()) == summary.known == known
    assert dict(summary.classes) == {"added": 8, "redirected": 1, "gone": 1, "excluded": 1, "failed": 1}
    assert dict(summary.excluded_by) == {"robots.txt": 1}
    assert dict(summary.failed_by) == {"empty": 1}
    [stored] = rows(
        once.config, "SELECT fetched, added, redirected, gone, excluded, failed, exit_code FROM runs"
    )
    assert stored == (11, 8, 1, 1, 1, 1, 0)
    assert once.result.exit_code == ExitCode.DONE


def test_a_page_is_requested_once_under_all_its_tracked_names(once: Crawled) -> None:
    assert once.site.asked("/a") + once.site.asked("/a?utm_source=letter") == 1
    assert once.site.asked("/c") == 1, "the target of a redirect that is linked too is fetched once"


def test_other_types_are_captured_and_marked_but_not_read(once: Crawled) -> None:
    base = once.site.base
    found = dict(
        rows(once.config, "SELECT p.url, f.content_type FROM fetches f JOIN pages p ON p.id = f.page_id")
    )
    assert found[f"{base}/leaflet.pdf"] == "application/pdf"
    kinds = dict(rows(once.config, "SELECT url, kind FROM pages"))
    assert kinds[f"{base}/leaflet.pdf"] == kinds[f"{base}/data"] == "other"
    assert rows(once.config, "SELECT count(*) FROM articles WHERE url LIKE '%.pdf'") == [(0,)]


def test_every_capture_comes_back_byte_for_byte(once: Crawled) -> None:
    found = rows(
        once.config,
        "SELECT url, warc_file, warc_offset, payload_digest FROM captures WHERE type = 'response'",
    )
    assert len(found) >= 9
    for url, name, offset, digest in found:
        record = read_record(once.config.archive_path.parent / "warc" / name, offset)
        path = url.removeprefix(once.site.base)
        if path in once.site.pages:
            assert record.body == once.site.pages[path].body
            content = gzip.decompress(record.body) if path == "/packed" else record.body
            assert digest == "sha256:" + hashlib.sha256(content).hexdigest()


def test_any_sqlite_client_can_search_what_was_crawled(once: Crawled) -> None:
    with sqlite3.connect(once.config.archive_path) as connection:
        found = connection.execute(
            "SELECT title, url FROM articles_fts('eczema') ORDER BY rank LIMIT 3"
        ).fetchall()
    assert [title for title, _ in found] == ["Eczema at night"]


def test_other_readers_accept_the_captures(once: Crawled) -> None:
    for path in (once.config.archive_path.parent / "warc").iterdir():
        checked = subprocess.run(
            [sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
        with path.open("rb") as file:
            assert len(list(ArchiveIterator(file))) == len(list(iter_records(path)))


def test_outcomes_say_what_became_of_each_page(tmp_path: Path) -> None:
    site = small_site()
    site.pages["/missing"] = Answer(b"<html>oops</html>", status=500)
    config = write_config(tmp_path, site)
    with serving(site):
        result = crawl(config)
    found = outcomes(config, site)
    assert found["/a"] == found["/leaflet.pdf"] == found["/data"] == "added"
    assert found["/moved"] == "redirected"
    assert found["/empty"] == "empty"
    assert found["/missing"] == "http_500"
    assert site.asked("/missing") == 3, "a server's error is tried again within the visit"
    assert result.exit_code == ExitCode.DONE


def test_a_second_run_gets_304s_and_knows_all_links(tmp_path: Path) -> None:
    site = small_site()
    config = write_config(tmp_path, site)
    with serving(site):
        known = crawl(config).summary.known
        before = len(site.log)
        summary = crawl(config, every_page=True).summary
    assert summary.known == known
    assert summary.classes["added"] == 0
    assert summary.classes["unchanged"] == 8
    bodies = rows(config, "SELECT count(*) FROM captures WHERE type = 'response' AND url LIKE '%/a'")
    assert bodies == [(1,)], "an unchanged page is kept once"
    conditional = [entry for entry in site.log[before:] if "If-None-Match" in entry.headers]
    assert {entry.path for entry in conditional} >= {"/", "/a", "/b", "/c", "/leaflet.pdf", "/robots.txt"} - {
        "/robots.txt"
    }


def test_a_page_without_validators_becomes_a_revisit_record(tmp_path: Path) -> None:
    plain = Answer(article("Warts").body, validated=False)
    site = Site({"/": plain})
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        summary = crawl(config).summary
    assert dict(summary.classes) == {"unchanged": 1}
    types = rows(config, "SELECT type FROM captures WHERE page_id IS NOT NULL ORDER BY id")
    assert types == [("response",), ("revisit",)]


def test_a_changed_page_gets_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    site = Site({"/": article("Old advice")})
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        site.pages["/"] = article("New advice")
        summary = crawl(config).summary
    assert dict(summary.classes) == {"changed": 1}
    with Archive(config.archive_path) as archive:
        assert [version.title for version in archive.history(f"{site.base}/")] == ["Old advice", "New advice"]


def test_a_failed_visit_overwrites_nothing(tmp_path: Path) -> None:
    site = Site({"/": article("Good advice")})
    config = write_config(tmp_path, site, crawler="failure_limit = 1")
    with serving(site):
        crawl(config)
        for trouble in (Answer(status=404), Answer(status=403), Answer(b"")):
            site.pages["/"] = trouble
            crawl(config, every_page=True)
    with Archive(config.archive_path) as archive:
        kept = archive.get(f"{site.base}/")
    assert kept is not None
    assert kept.title == "Good advice"
    assert rows(config, "SELECT status FROM pages") == [("live",)]


@pytest.mark.parametrize("where", ["meta", "header"])
def test_the_text_of_a_noarchive_page_is_nowhere(tmp_path: Path, where: str) -> None:
    page = article("Secret remedies", head=NOARCHIVE if where == "meta" else "")
    if where == "header":
        page = Answer(page.body, headers={"X-Robots-Tag": "noarchive"})
    site = Site({"/": listing("Home", ["/quiet"]), "/quiet": page})
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
    secret = b"before anything is prescribed"
    assert secret in page.body
    for path in tmp_path.rglob("*"):
        if path.suffix == ".gz":
            assert secret not in gzip.decompress(path.read_bytes())
        elif path.is_file():
            assert secret not in path.read_bytes()
    with Archive(config.archive_path) as archive:
        kept = archive.get(f"{site.base}/quiet")
        assert kept is not None
        assert (kept.title, kept.body, kept.body_html) == ("Secret remedies", None, None)
        assert archive.search("prescribed") == []


def test_the_text_of_a_noarchive_page_that_cannot_be_read_is_nowhere(tmp_path: Path) -> None:
    too_deep = NOARCHIVE.encode() + b"<div>" * 60_000 + b"never to be kept"
    site = Site({"/": Answer(too_deep)})
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
    for path in (tmp_path / "warc").iterdir():
        assert b"never to be kept" not in gzip.decompress(path.read_bytes())


def test_robots_sitemaps_and_feeds_are_captured_without_a_page(tmp_path: Path) -> None:
    site = small_site()
    site.pages["/robots.txt"] = robots(f"{ROBOTS}Sitemap: {site.base}/map.xml\n")
    site.pages["/map.xml"] = Answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{site.base}/listed</loc></url>'
        "</urlset>".encode(),
        "application/xml",
    )
    site.pages["/listed"] = article("Only in the sitemap")
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        crawl(config, every_page=True)
    found = rows(config, "SELECT url, type FROM captures WHERE page_id IS NULL ORDER BY id")
    assert found == [
        *((f"{site.base}{path}", "response") for path in SITE_FILES),
        (f"{site.base}/map.xml", "response"),
        (f"{site.base}/map.xml", "revisit"),
    ]
    assert rows(config, "SELECT source FROM pages WHERE url LIKE '%/listed'") == [("sitemap",)]


def feed_of(site: Site, *paths: str) -> Answer:
    items = "".join(f"<item><link>{site.base}{path}</link></item>" for path in paths)
    text = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return Answer(text.encode(), "application/rss+xml")


def test_a_feed_that_a_start_page_announces_is_read_in_every_run(tmp_path: Path) -> None:
    site = Site({"/feed": Answer(), "/news": article("News"), "/more": article("More news")})
    announcement = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.pages["/"] = article("Home", head=announcement)
    site.pages["/feed"] = feed_of(site, "/news")
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        assert outcomes(config, site)["/news"] == "added"
        site.pages["/feed"] = feed_of(site, "/more", "/news")
        crawl(config)
    assert outcomes(config, site)["/more"] == "added", "though the start page is as it was"
    assert site.asked("/feed") == 2


def test_a_feed_of_comments_is_not_read(tmp_path: Path) -> None:
    announcement = '<link rel="alternate" type="application/rss+xml" href="/advice/comments">'
    site = Site({"/": listing("Home", ["/advice"]), "/advice": article("Advice", head=announcement)})
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
    assert site.asked("/advice") == 1
    assert site.asked("/advice/comments") == 0


def test_an_unreachable_site_is_an_outcome_and_others_go_on(tmp_path: Path) -> None:
    dead, site = Site({}), small_site()
    dead.server.server_close()
    config = write_config(tmp_path, dead, site, crawler="failure_limit = 0.9")
    with serving(site):
        result = crawl(config)
    assert result.summary.failed_by["robots_unreachable"] == 1
    assert result.summary.classes["added"] == 8
    [(error,)] = rows(config, "SELECT error FROM fetches WHERE outcome = 'robots_unreachable'")
    assert error


def test_a_run_that_rules_kept_from_everything_is_no_success(tmp_path: Path) -> None:
    site = Site({"/robots.txt": robots("User-agent: *\nDisallow: /\n"), "/": article("Closed")})
    config = write_config(tmp_path, site)
    with serving(site):
        result = crawl(config)
    assert result.exit_code == ExitCode.EXCLUDED
    assert site.paths() == ["/robots.txt"]


def test_a_large_share_of_failures_is_no_success(tmp_path: Path) -> None:
    site = Site({"/": listing("Home", ["/x"]), "/x": Answer(status=403)})
    config = write_config(tmp_path, site)
    with serving(site):
        assert crawl(config).exit_code == ExitCode.FAILURES


def test_a_quota_stops_a_run_with_its_state_saved(tmp_path: Path) -> None:
    pages = [f"/p{number}" for number in range(9)]
    site = Site({"/": listing("Home", pages), **{path: article(f"Page {path}") for path in pages}})
    config = write_config(tmp_path, site, site="max_pages = 4")
    with serving(site):
        first = crawl(config)
        second = crawl(config)
    assert first.exit_code == ExitCode.LIMIT
    assert dict(first.summary.classes) == {"added": 4, "not_reached": 6}
    assert second.summary.classes["added"] == 3, "the start page is visited always"
    assert second.summary.classes["not_due"] == 3


def test_scope_rules_keep_pages_out_and_are_counted(tmp_path: Path) -> None:
    site = Site({"/": listing("Home", ["/shop/1", "/shop/2", "/a"]), "/a": article("A page")})
    config = write_config(tmp_path, site, site='deny = ["/shop/*"]')
    with serving(site):
        result = crawl(config)
    assert sum(count for rule, count in result.summary.excluded_by.items() if "/shop/" in rule) == 2
    assert not [path for path in site.paths() if path.startswith("/shop/")]


def test_the_crawl_is_polite(tmp_path: Path) -> None:
    first, second = small_site(), small_site()
    config = write_config(tmp_path, first, second, delay=0.05)
    with serving(first, second):
        crawl(config)
    for site in (first, second):
        assert_polite(site.log, delay=0.05)
    agents = {entry.headers["User-Agent"] for entry in first.log}
    assert len(agents) == 1
    assert agents.pop().startswith("health-archive/")


def test_a_longer_crawl_delay_is_kept(tmp_path: Path) -> None:
    site = small_site()
    site.pages["/robots.txt"] = robots(f"{ROBOTS}Crawl-delay: 0.1\n")
    config = write_config(tmp_path, site, delay=0.01)
    with serving(site):
        crawl(config)
    assert_polite([entry for entry in site.log if entry.path != "/robots.txt"], delay=0.1)


def test_a_start_page_that_leads_to_its_www_form_brings_that_host_in(tmp_path: Path) -> None:
    site = Site({"/a": article("Eczema at night"), "/b": article("Gout and diet", ["/a"])})
    config = write_config(tmp_path, site, site='allow_networks = ["127.0.0.0/8"]')
    bare, www = f"http://example.org:{site.port}", f"http://www.example.org:{site.port}"
    config.path.write_text(config.path.read_text().replace(f"{site.base}/", f"{bare}/start"))
    site.pages["/start"] = Answer(status=301, headers={"Location": f"{www}/b"})
    notes: list[str] = []

    class Watching(Silent):
        def note(self, text: str) -> None:
            notes.append(text)

    with serving(site):
        for _ in range(2):
            result = crawl(load(config.path), lookup=everything_is_here, reporter=Watching())
            assert result.exit_code == ExitCode.DONE
    assert notes == [f"www.example.org:{site.port} is taken into the site site1: its start page leads there"]
    with Archive(config.archive_path) as archive:
        assert archive.get(f"{www}/a") is not None
        assert archive.get(f"{www}/b") is not None


def test_what_a_host_states_about_rights_is_recorded_once_a_day(tmp_path: Path) -> None:
    site = small_site()
    site.pages["/robots.txt"] = robots(f"User-agent: *\nContent-Signal: ai-train=no\n{ROBOTS}")
    site.pages["/ai.txt"] = Answer(b"User-Agent: *\nDisallow: /\n", "text/plain")
    site.pages["/.well-known/tdmrep.json"] = Answer(
        b'[{"location": "*", "tdm-reservation": 1}]', "application/json"
    )
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        crawl(config, every_page=True)
    found = rows(config, "SELECT source, value FROM rights_signals WHERE page_id IS NULL ORDER BY id")
    assert found == [
        ("robots.txt", "Content-Signal: ai-train=no"),
        ("tdmrep", '{"location": "*", "tdm-reservation": 1}'),
        ("ai.txt", "User-Agent: *"),
        ("ai.txt", "Disallow: /"),
    ]
    assert site.asked("/ai.txt") == site.asked("/.well-known/tdmrep.json") == 1


def test_a_page_that_shows_what_an_invented_address_shows_is_a_soft_404(tmp_path: Path) -> None:
    sorry = article("Page not found", words=90)
    site = Site({"/": listing("Home", ["/a", "/b", "/c"]), "/a": article("Eczema"), "/b": article("Gout")})
    site.fallback = lambda _: sorry
    site.pages["/robots.txt"] = robots(ROBOTS)
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
        site.pages["/a"] = sorry
        site.pages["/b"] = Answer(status=302, headers={"Location": "/"})
        crawl(config, every_page=True)
    found = outcomes(config, site)
    assert (found["/a"], found["/b"], found["/c"]) == ("soft_404", "soft_404", "soft_404")
    kept = rows(config, "SELECT title FROM articles ORDER BY id")
    assert kept == [("Eczema",), ("Gout",)]
    states = rows(config, "SELECT status FROM pages WHERE url LIKE '%/a' OR url LIKE '%/b'")
    assert states == [("live",), ("live",)], "one miss is not enough to call a page gone"


@pytest.mark.parametrize("header", [False, True])
def test_a_page_that_says_noindex_leads_on_but_is_not_in_the_archives_index(
    tmp_path: Path, header: bool
) -> None:
    hidden = article("Hidden", ["/b"], head="" if header else '<meta name="robots" content="noindex">')
    if header:
        hidden = replace(hidden, headers={"X-Robots-Tag": "health-archive: noindex"})
    site = Site({"/": listing("Home", ["/a"]), "/a": hidden, "/b": article("Gout")})
    config = write_config(tmp_path, site)
    with serving(site):
        summary = crawl(config).summary
    assert rows(config, "SELECT title FROM articles") == [("Gout",)]
    assert dict(summary.excluded_by) == {"noindex": 1}
    assert sum(summary.classes.values()) == summary.known


@pytest.mark.parametrize("header", [False, True])
def test_a_page_that_says_nofollow_leads_nowhere(tmp_path: Path, header: bool) -> None:
    closed = article("Closed", ["/b"], head="" if header else '<meta name="robots" content="nofollow">')
    if header:
        closed = replace(closed, headers={"X-Robots-Tag": "nofollow"})
    site = Site({"/": listing("Home", ["/a"]), "/a": closed, "/b": article("Gout")})
    config = write_config(tmp_path, site)
    with serving(site):
        crawl(config)
    assert rows(config, "SELECT title FROM articles") == [("Closed",)]
    assert site.asked("/b") == 0
