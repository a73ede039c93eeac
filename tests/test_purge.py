"""Purging: nothing of the page is left in any byte, everything else is as it was."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from articles import ECZEMA
from full_archive import START, add_visit, digest, fill, url_of

from archive import Archive, Person, captures, pages
from archive.errors import BadInput, NotFound, PagePurged
from archive.export import export
from archive.purge import purge
from archive.tombstones import find
from archive.verify import verify
from archive.warc import WarcWriter, iter_records, read_record

SECRET = "zyxoplenquist"
TAIL = b"oplenquist"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Four pages; one of them, in several versions, holds a word that no other has."""
    archive = fill(tmp_path / "archive.db")
    with WarcWriter(archive.captures_folder) as warc:
        for day in (5, 6):
            add_visit(archive, warc, 9, day, START, SECRET)
    article = replace(
        ECZEMA, url=url_of(9), body=f"Now {SECRET} is gone.", authors=[Person(f"Dr {SECRET}")], tags=[SECRET]
    )
    archive.add(article, captured_at=START + timedelta(days=9))
    return archive


def everything_on_disk(archive: Archive) -> dict[str, bytes]:
    """The raw bytes of the database and its log, and each WARC file unpacked, bodies decoded."""
    found = {path.name: path.read_bytes() for path in archive.path.parent.glob("archive.db*")}
    for path in archive.captures_folder.iterdir():
        parts = [gzip.decompress(path.read_bytes())]
        for record in iter_records(path):
            parts.append(record.body)
            if record.body[:2] == b"\x1f\x8b":
                parts.append(gzip.decompress(record.body))
        found[path.name] = b"".join(parts)
    return found


def test_the_word_is_there_before(archive: Archive) -> None:
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert sum(TAIL in data for data in everything_on_disk(archive).values()) == 2


def test_nothing_of_a_purged_page_is_left(archive: Archive, tmp_path: Path) -> None:
    purged = purge(archive, url_of(9), reason="asked by its author")
    assert (purged.versions, purged.captures, purged.files_rewritten) == (3, 2, 1)
    for name, data in everything_on_disk(archive).items():
        assert TAIL not in data, name
    texts = archive.connection.execute("SELECT body FROM version_texts").fetchall()
    assert not [text for (text,) in texts if SECRET in text]
    out = tmp_path / "out.jsonl"
    assert export(archive, out) == 4
    assert SECRET not in out.read_text()
    assert archive.search(SECRET) == []
    assert archive.get(url_of(9)) is None
    assert verify(archive).damages == []


def test_a_tombstone_with_the_digest_keeps_the_page_out(archive: Archive) -> None:
    newest = archive.history(url_of(9))[-1].content_digest
    purge(archive, url_of(9), reason="asked by its author")
    stone = find(archive.connection, url_of(9) + "#part")
    assert stone is not None
    assert (stone.reason, stone.content_digest) == ("asked by its author", newest)
    with pytest.raises(PagePurged, match="asked by its author"):
        archive.add(replace(ECZEMA, url=url_of(9)))
    assert archive.connection.execute("SELECT status FROM pages WHERE url = ?", (url_of(9),)).fetchone() == (
        "purged",
    )


def test_other_captures_are_where_their_rows_say(archive: Archive) -> None:
    purge(archive, url_of(2), reason="asked")
    rows = archive.connection.execute("SELECT id FROM captures").fetchall()
    assert len(rows) == 11
    for (capture_id,) in rows:
        capture = captures.get(archive.connection, capture_id)
        assert capture is not None
        record = read_record(archive.captures_folder / capture.warc_file, capture.warc_offset)
        assert record.record_id == capture.record_id
    assert verify(archive).damages == []
    checked = subprocess.run(
        ["warcio", "check", *map(str, archive.captures_folder.iterdir())],
        capture_output=True,
        env={"PATH": str(Path(sys.executable).parent)},
    )
    assert checked.returncode == 0, checked.stdout


def page_of(archive: Archive, number: int) -> int:
    page_id = pages.find(archive.connection, url_of(number))
    assert page_id is not None
    return page_id


def revisit(archive: Archive, number: int, original: captures.Capture) -> int:
    """A capture of another page that only refers to the body of `original`."""
    with WarcWriter(archive.captures_folder) as warc:
        stored = warc.write_exchange(
            url=url_of(number),
            captured_at=START + timedelta(days=20),
            request_head=b"GET / HTTP/1.1\r\n\r\n",
            response_head=b"HTTP/1.1 200 OK\r\n\r\n",
            body=b"",
            payload_digest=original.payload_digest,
            revisit_of=original.as_original(),
        )
    page_id = archive.connection.execute("SELECT id FROM pages WHERE url = ?", (url_of(number),)).fetchone()[
        0
    ]
    return captures.record(
        archive.connection,
        stored,
        page_id=page_id,
        url=url_of(number),
        captured_at=START + timedelta(days=20),
    )


def test_a_revisit_of_a_purged_body_goes_with_it(archive: Archive) -> None:
    original = captures.latest_with_body(archive.connection, page_of(archive, 9))
    assert original is not None
    capture_id = revisit(archive, 1, original)
    purge(archive, url_of(9), reason="asked")
    assert captures.get(archive.connection, capture_id) is None
    assert verify(archive).damages == []


def test_a_revisit_is_repointed_to_another_copy_of_the_body(archive: Archive) -> None:
    original = captures.latest_with_body(archive.connection, page_of(archive, 9))
    assert original is not None
    html = f"<p>Page 9 on {SECRET}, day 6.</p>".encode()
    assert digest(html) == original.payload_digest
    with WarcWriter(archive.captures_folder) as warc:
        stored = warc.write_resource(
            url=url_of(3), captured_at=START, content_type="text/html", body=html, payload_digest=digest(html)
        )
    page_of_copy = archive.connection.execute("SELECT id FROM pages WHERE url = ?", (url_of(3),)).fetchone()[
        0
    ]
    captures.record(archive.connection, stored, page_id=page_of_copy, url=url_of(3), captured_at=START)
    capture_id = revisit(archive, 1, original)
    purge(archive, url_of(9), reason="asked")
    moved = captures.get(archive.connection, capture_id)
    assert moved is not None
    record = read_record(archive.captures_folder / moved.warc_file, moved.warc_offset)
    assert record.headers["WARC-Refers-To"] == stored.record_id
    assert record.headers["WARC-Refers-To-Target-URI"] == url_of(3)
    assert verify(archive).damages == []


def test_a_purge_can_be_run_again(archive: Archive) -> None:
    purge(archive, url_of(9), reason="asked")
    files = sorted(archive.captures_folder.iterdir())
    again = purge(archive, url_of(9), reason="another reason")
    assert (again.versions, again.captures, again.files_rewritten) == (0, 0, 0)
    assert sorted(archive.captures_folder.iterdir()) == files
    stone = find(archive.connection, url_of(9))
    assert stone is not None
    assert stone.reason == "asked"


def test_a_purge_needs_a_reason_and_a_page(archive: Archive) -> None:
    with pytest.raises(BadInput, match="needs a reason"):
        purge(archive, url_of(9), reason=" ")
    with pytest.raises(NotFound, match="does not know"):
        purge(archive, "https://health.example.org/none", reason="asked")


def test_the_commands_purge_and_merge_say_what_they_did(archive: Archive, tmp_path: Path) -> None:
    archive.close()
    other = tmp_path / "other"
    other.mkdir()
    fill(other / "archive.db", range(20, 22)).close()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "archive", *arguments], cwd=tmp_path, capture_output=True, text=True
        )

    assert run("purge", url_of(9)).returncode == 2
    done = run("purge", url_of(9), "--reason", "asked", "--json")
    assert json.loads(done.stdout)["captures"] == 2
    merged = run("merge", "other/archive.db")
    assert (merged.returncode, "2 pages" in merged.stdout) == (0, True)
