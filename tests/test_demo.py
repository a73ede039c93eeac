"""`scraper demo`: the main job on the bundled site, once and again."""

from __future__ import annotations

import subprocess
from pathlib import Path

from crawled.running import command

from archive import Archive
from archive.errors import ExitCode
from scraper.demo.pages import TEMPLATES, texts
from scraper.demo.site import build_site

BASE = "http://localhost:1"


def test_the_bundled_site_has_thirty_pages_in_four_templates() -> None:
    by_template = {name: [text for text in texts() if text.section["template"] == name] for name in TEMPLATES}
    assert all(len(found) >= 7 for found in by_template.values())
    assert sum(map(len, by_template.values())) >= 30


def test_the_bundled_site_has_one_of_everything_that_crawls_meet() -> None:
    pages = build_site(BASE)
    magazine = pages["/magazine/light-for-eczema/"].body.decode()
    for mark in (
        "entry-crumb",
        "post-sub-title",
        "comment-form",
        "flip-share",
        "oncopy",
        "wpcp-error-message",
    ):
        assert mark in magazine
    clinic = "".join(page.body.decode() for path, page in pages.items() if path.startswith("/clinic/"))
    for mark in ("MedicalWebPage", "Medically reviewed by", "doi.org", "pubmed", "<table"):
        assert mark in clinic
    assert "Page last reviewed" in pages["/agency/measles/"].body.decode()
    assert b"sitemapindex" in pages["/sitemap.xml"].body
    assert b"<rss" in pages["/feed.xml"].body
    assert b"Disallow" in pages["/robots.txt"].body
    assert any(page.status == 301 for page in pages.values())
    assert any("noarchive" in page.headers.get("X-Robots-Tag", "") for page in pages.values())
    assert b"utm_source" in pages["/magazine/"].body
    assert "heißer" in pages["/plain/sauna.html"].body.decode("windows-1252")


def test_a_demo_archives_the_site_and_a_second_one_gets_304s(tmp_path: Path) -> None:
    first = command("demo", folder=tmp_path)
    assert first.returncode == ExitCode.DONE, first.stderr
    with Archive(tmp_path / "demo" / "archive.db", create=False) as archive:
        stored = archive.connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        classes = archive.connection.execute("SELECT outcome, count(*) FROM fetches GROUP BY 1").fetchall()
        assert archive.search("eczema")
    assert stored >= 27
    assert {outcome for outcome, _ in classes} == {"added", "redirected", "gone"}
    assert f"{stored} articles" in first.stdout
    assert "robots.txt" in first.stdout
    assert "noarchive" in first.stdout
    assert not (tmp_path / "archive.db").exists()
    second = command("demo", folder=tmp_path)
    assert second.returncode == ExitCode.DONE, second.stderr
    assert "answered 304" in second.stdout
    assert "answered 200" not in second.stdout


def test_the_commands_that_a_demo_suggests_work(tmp_path: Path) -> None:
    told = command("demo", folder=tmp_path).stdout
    suggested = [line.strip() for line in told.partition("Try next:")[2].splitlines() if line.strip()]
    suggested = [line.partition("  #")[0] for line in suggested if not line.startswith("sqlite3")]
    assert len(suggested) >= 5
    for line in suggested:
        done = subprocess.run(
            ["bash", "-c", f'PATH="{Path(__import__("sys").executable).parent}:$PATH"; {line}'],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == ExitCode.DONE, f"{line}: {done.stderr}"
        assert done.stdout or "export" in line
