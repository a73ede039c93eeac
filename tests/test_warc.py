"""Captures: what is written comes back byte for byte, and other programs can read it."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastwarcIterator
from fastwarc.warc import WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import BadInput, NotFound
from archive.warc import RevisitOf, Stored, WarcWriter, iter_records, mend_tail, read_record

AT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
URL = "https://health.example.org/eczema?page=1"
REQUEST = b"GET /eczema?page=1 HTTP/1.1\r\nHost: health.example.org\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Odd:  kept  as sent\r\n\r\n"
BODY = b"<html><body><p>Eczema makes skin itchy.</p></body></html>"


def digest(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


def write_page(captures: WarcWriter, body: bytes = BODY, head: bytes = HEAD) -> Stored:
    return captures.write_exchange(
        url=URL,
        captured_at=AT,
        request_head=REQUEST,
        response_head=head,
        body=body,
        payload_digest=digest(body),
        peer="127.0.0.1",
    )


def revisit_of(stored: Stored) -> RevisitOf:
    return RevisitOf(stored.record_id, URL, AT, stored.warc_file, stored.offset)


def test_a_page_comes_back_byte_for_byte(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as captures:
        stored = write_page(captures)
    record = read_record(tmp_path / stored.warc_file, stored.offset)
    assert (record.type, record.url, record.record_id) == ("response", URL, stored.record_id)
    assert record.http_head == HEAD
    assert record.body == BODY
    assert record.content_type == "text/html"
    assert record.captured_at == "2026-03-01T12:00:00Z"


@settings(max_examples=50)
@given(body=st.binary(max_size=5000))
def test_any_body_comes_back(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    folder = tmp_path_factory.mktemp("warc")
    with WarcWriter(folder) as captures:
        first, second = write_page(captures, body), write_page(captures, body[::-1])
    assert read_record(folder / first.warc_file, first.offset).body == body
    assert read_record(folder / second.warc_file, second.offset).body == body[::-1]


def test_wire_bytes_stay_encoded(tmp_path: Path) -> None:
    wire = gzip.compress(BODY)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    with WarcWriter(tmp_path) as captures:
        stored = captures.write_exchange(
            url=URL,
            captured_at=AT,
            request_head=REQUEST,
            response_head=head,
            body=wire,
            payload_digest=digest(BODY),
        )
    assert read_record(tmp_path / stored.warc_file, stored.offset).body == wire
    assert stored.payload_digest == digest(BODY)


def test_transfer_encoding_is_renamed_since_it_is_gone_from_the_body(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
    with WarcWriter(tmp_path) as captures:
        stored = write_page(captures, head=head)
    record = read_record(tmp_path / stored.warc_file, stored.offset)
    assert record.http_header("transfer-encoding") is None
    assert record.http_header("x-crawler-transfer-encoding") == "chunked"


def test_a_revisit_refers_to_the_capture_with_the_body(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as captures:
        first = write_page(captures)
        captures.sync()
        again = captures.write_exchange(
            url=URL,
            captured_at=AT,
            request_head=REQUEST,
            response_head=b"HTTP/1.1 304 Not Modified\r\n\r\n",
            body=b"",
            payload_digest=first.payload_digest,
            revisit_of=revisit_of(first),
        )
    original = read_record(tmp_path / first.warc_file, first.offset)
    record = read_record(tmp_path / again.warc_file, again.offset)
    assert record.type == "revisit"
    assert record.headers["WARC-Profile"].endswith("server-not-modified")
    assert record.headers["WARC-Refers-To"] == first.record_id
    assert record.headers["WARC-Payload-Digest"] == original.headers["WARC-Payload-Digest"]
    assert record.body == b""


def test_an_unchanged_body_is_an_identical_payload_revisit(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as captures:
        first = write_page(captures)
        captures.sync()
        again = captures.write_exchange(
            url=URL,
            captured_at=AT,
            request_head=REQUEST,
            response_head=HEAD,
            body=BODY,
            payload_digest=first.payload_digest,
            revisit_of=revisit_of(first),
        )
    record = read_record(tmp_path / again.warc_file, again.offset)
    assert record.headers["WARC-Profile"].endswith("identical-payload-digest")
    assert BODY not in gzip.decompress((tmp_path / again.warc_file).read_bytes())[-len(BODY) - 200 :]


def test_a_page_that_may_not_be_kept_leaves_its_head_only(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as captures:
        stored = captures.write_head_only(
            url=URL, captured_at=AT, request_head=REQUEST, response_head=HEAD, payload_digest=digest(BODY)
        )
    assert stored.type == "metadata"
    content = gzip.decompress((tmp_path / stored.warc_file).read_bytes())
    assert HEAD in content
    assert b"itchy" not in content


def write_all_kinds(folder: Path) -> Path:
    with WarcWriter(folder) as captures:
        first = write_page(captures)
        captures.sync()
        for body, head in (
            (b"", HEAD),
            (gzip.compress(BODY, mtime=0), b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"),
        ):
            write_page(captures, body, head)
        captures.write_exchange(
            url=URL,
            captured_at=AT,
            request_head=REQUEST,
            response_head=b"HTTP/1.1 304 Not Modified\r\n\r\n",
            body=b"",
            payload_digest=first.payload_digest,
            revisit_of=revisit_of(first),
        )
        captures.write_head_only(
            url=URL, captured_at=AT, request_head=REQUEST, response_head=HEAD, payload_digest=digest(BODY)
        )
        text = b"HomeEczema"
        captures.write_conversion(
            url="urn:sha256:00",
            captured_at=AT,
            content_type="text/plain",
            body=text,
            payload_digest=digest(text),
        )
        captures.write_resource(
            url=URL, captured_at=AT, content_type="text/html", body=BODY, payload_digest=digest(BODY)
        )
    (file,) = folder.glob("*.warc.gz")
    return file


def test_warcio_accepts_every_kind_of_record(tmp_path: Path) -> None:
    file = write_all_kinds(tmp_path)
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", file], capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout + check.stderr
    assert "digest pass" in check.stdout


def test_fastwarc_accepts_every_kind_of_record(tmp_path: Path) -> None:
    file = write_all_kinds(tmp_path)
    kinds = []
    with file.open("rb") as stream:
        for record in FastwarcIterator(stream, parse_http=False):
            kinds.append(record.headers["WARC-Type"])
            if "WARC-Block-Digest" in record.headers:
                assert record.verify_block_digest(), kinds[-1]
    with file.open("rb") as stream:
        for record in FastwarcIterator(stream, parse_http=True, record_types=WarcRecordType.response):
            assert record.verify_payload_digest()

    assert kinds.count("response") == 3
    assert kinds.count("request") == 5
    assert {"warcinfo", "revisit", "metadata", "conversion", "resource"} <= set(kinds)


def test_records_are_read_from_front_to_back(tmp_path: Path) -> None:
    kinds = [record.type for record in iter_records(write_all_kinds(tmp_path))]
    assert kinds[0] == "warcinfo"
    assert kinds[1:3] == ["request", "response"]
    assert len(kinds) == 13


def test_a_new_file_begins_when_one_is_full(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, max_size=1000) as captures:
        stored = [write_page(captures) for _ in range(5)]
    assert len({s.warc_file for s in stored}) > 1
    assert all(read_record(tmp_path / s.warc_file, s.offset).body == BODY for s in stored)


@pytest.mark.parametrize("cut", [1, 7, 60, 200])
def test_a_torn_tail_is_cut_and_whole_records_stay(tmp_path: Path, cut: int) -> None:
    with WarcWriter(tmp_path) as captures:
        first, second = write_page(captures), write_page(captures)
    file = tmp_path / first.warc_file
    whole = file.stat().st_size
    with file.open("r+b") as stream:
        stream.truncate(whole - cut)
    assert mend_tail(file) > 0
    assert read_record(file, first.offset).body == BODY
    assert [record.type for record in iter_records(file)][:3] == ["warcinfo", "request", "response"]
    with pytest.raises(BadInput):
        read_record(file, second.offset)


def test_a_whole_file_is_left_as_it_is(tmp_path: Path) -> None:
    file = write_all_kinds(tmp_path)
    before = file.read_bytes()
    assert mend_tail(file) == 0
    assert file.read_bytes() == before


def test_damage_and_absence_are_told_apart(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as captures:
        stored = write_page(captures)
    file = tmp_path / stored.warc_file
    with pytest.raises(BadInput, match="no readable WARC record at byte 3"):
        read_record(file, 3)
    with pytest.raises(NotFound, match="missing"):
        read_record(tmp_path / "gone.warc.gz", 0)
    data = bytearray(file.read_bytes())
    data[stored.offset + stored.length // 2] ^= 0xFF
    file.write_bytes(bytes(data))
    with pytest.raises(BadInput):
        read_record(file, stored.offset)
