"""`scraper import`: pages that were captured elsewhere come in once, with the moment of their capture."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from crawled.running import crawl, records, write_config
from crawled.site import Site, article, listing, serving
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import Archive
from archive.errors import BadInput, NotFound
from archive.warc import read_record
from scraper.importing import import_paths

URL = "https://health.example.org/eczema"
PAGE = article("Eczema at night").body


def imported(archive: Archive, *paths: Path, url: str | None = None) -> Counter[str]:
    return asyncio.run(import_paths(archive, paths, url=url)).counts


def foreign_warc(path: Path, pages: dict[str, bytes], *, headers: tuple[tuple[str, str], ...] = ()) -> Path:
    """A WARC as another program writes it."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body in pages.items():
            head = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=head,
                warc_headers_dict={"WARC-Date": "2024-05-06T07:08:09Z"},
            )
            writer.write_record(record)
    return path


def test_the_pages_of_a_warc_come_in_with_their_moment(tmp_path: Path) -> None:
    path = foreign_warc(tmp_path / "old.warc.gz", {URL: PAGE, URL + "-2": article("Gout").body})
    with Archive(tmp_path / "archive.db") as archive:
        assert imported(archive, path) == {"added": 2}
        [version] = archive.history(URL)
        assert version.seen_from == "2024-05-06T07:08:09Z"
        kept = archive.get(URL, at="2024-05-06")
        assert kept is not None
        assert kept.title == "Eczema at night"
        [row] = archive.connection.execute(
            "SELECT warc_file, warc_offset FROM captures WHERE url = ?", (URL,)
        ).fetchall()
        assert read_record(archive.captures_folder / row[0], row[1]).body == PAGE


def test_what_is_known_is_not_imported_twice(tmp_path: Path) -> None:
    path = foreign_warc(tmp_path / "old.warc.gz", {URL: PAGE})
    with Archive(tmp_path / "archive.db") as archive:
        imported(archive, path)
        assert imported(archive, path) == {"known": 1}
        assert archive.connection.execute("SELECT count(*) FROM captures").fetchone() == (1,)


@pytest.mark.parametrize("encoded", [True, False])
def test_compressed_bodies_are_undone_for_reading_and_kept_as_they_came(
    tmp_path: Path, encoded: bool
) -> None:
    body = gzip.compress(PAGE) if encoded else PAGE
    headers = (("Content-Encoding", "gzip"),) if encoded else ()
    path = foreign_warc(tmp_path / "old.warc.gz", {URL: body}, headers=headers)
    with Archive(tmp_path / "archive.db") as archive:
        assert imported(archive, path) == {"added": 1}
        [(name, offset)] = archive.connection.execute(
            "SELECT warc_file, warc_offset FROM captures"
        ).fetchall()
        assert read_record(archive.captures_folder / name, offset).body == body


def test_our_own_captures_give_the_same_records(tmp_path: Path) -> None:
    site = Site({"/": listing("Home", ["/a", "/b"]), "/a": article("Asthma"), "/b": article("Gout")})
    config = write_config(tmp_path / "crawled", site)
    with serving(site):
        crawl(config)
    with Archive(tmp_path / "archive.db") as archive:
        imported(archive, tmp_path / "crawled" / "warc")
    again = write_config(tmp_path, site)
    assert records(again) == records(config)


def test_a_wacz_is_a_folder_of_warcs(tmp_path: Path) -> None:
    warc = foreign_warc(tmp_path / "data.warc.gz", {URL: PAGE})
    with zipfile.ZipFile(tmp_path / "site.wacz", "w") as bundle:
        bundle.write(warc, "archive/data.warc.gz")
        bundle.writestr("datapackage.json", "{}")
    with Archive(tmp_path / "archive.db") as archive:
        assert imported(archive, tmp_path / "site.wacz") == {"added": 1}


def test_an_html_file_takes_the_address_that_it_declares(tmp_path: Path) -> None:
    head = f'<link rel="canonical" href="{URL}">'
    (tmp_path / "page.html").write_bytes(article("Eczema at night", head=head).body)
    os.utime(tmp_path / "page.html", (1_700_000_000, 1_700_000_000))
    with Archive(tmp_path / "archive.db") as archive:
        assert imported(archive, tmp_path / "page.html") == {"added": 1}
        assert archive.history(URL)[0].seen_from == "2023-11-14T22:13:20Z"


def test_an_html_file_without_an_address_is_called_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    with Archive(tmp_path / "archive.db") as archive:
        imported(archive, tmp_path / "page.html")
        [(url,)] = archive.connection.execute("SELECT url FROM articles").fetchall()
    assert url.startswith("urn:sha256:")


def test_an_address_on_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    with Archive(tmp_path / "archive.db") as archive:
        imported(archive, tmp_path / "page.html", url=URL)
        assert archive.get(URL) is not None


def test_purged_pages_stay_away(tmp_path: Path) -> None:
    path = foreign_warc(tmp_path / "old.warc.gz", {URL: PAGE})
    with Archive(tmp_path / "archive.db") as archive:
        archive.connection.execute(
            "INSERT INTO tombstones(url_key, reason, purged_at)"
            " VALUES (?, 'asked for', '2026-01-01T00:00:00Z')",
            (URL,),
        )
        assert imported(archive, path) == {"purged": 1}
        assert archive.get(URL) is None


def test_a_noarchive_page_comes_in_without_its_text(tmp_path: Path) -> None:
    path = foreign_warc(tmp_path / "old.warc.gz", {URL: PAGE}, headers=(("X-Robots-Tag", "noarchive"),))
    with Archive(tmp_path / "archive.db") as archive:
        assert imported(archive, path) == {"added": 1}
        kept = archive.get(URL)
        assert kept is not None
        assert (kept.title, kept.body) == ("Eczema at night", None)
        for file in archive.captures_folder.iterdir():
            assert b"prescribed" not in gzip.decompress(file.read_bytes())


def test_a_damaged_file_is_named_and_the_others_come_in(tmp_path: Path) -> None:
    whole = foreign_warc(tmp_path / "b.warc.gz", {URL: PAGE})
    (tmp_path / "a.warc.gz").write_bytes(whole.read_bytes()[:40] + b"no gzip at all" * 20)
    with Archive(tmp_path / "archive.db") as archive:
        with pytest.raises(BadInput, match=r"a\.warc\.gz"):
            imported(archive, tmp_path / "a.warc.gz", whole)
        assert archive.get(URL) is not None


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive, pytest.raises(NotFound):
        imported(archive, tmp_path / "nothing.warc.gz")
