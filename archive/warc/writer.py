"""Append captures to `*.warc.gz` files, durable when `sync` returns."""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from archive.errors import BadInput
from archive.warc.reader import Record, record_headers
from archive.warc.record import (
    PROFILE_IDENTICAL,
    PROFILE_NOT_MODIFIED,
    RevisitOf,
    Stored,
    gzip_member,
    record_block,
    stored_head,
    warc_date,
    warc_digest,
)

_REQUEST = "application/http; msgtype=request"
_RESPONSE = "application/http; msgtype=response"
_NOT_MODIFIED = 304
_COMPRESSED_ON_THE_WIRE = (b"content-encoding:", b"content-type: image/", b"content-type: application/pdf")


class WarcWriter:
    """Writes one WARC file after another into a folder.

    A record is complete once written; it survives a crash once `sync` has
    returned. Call `sync` before a row in SQLite points to the record.

    >>> with WarcWriter(Path("warc"), software="health-archive/0.1") as captures:
    ...     stored = captures.write_exchange(url=url, captured_at=at, request_head=b"GET …",
    ...                                      response_head=b"HTTP/1.1 200 OK…", body=wire_bytes,
    ...                                      payload_digest="sha256:…")
    ...     captures.sync()
    """

    def __init__(
        self,
        directory: Path,
        *,
        software: str = "health-archive",
        max_size: int = 1_000_000_000,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], uuid.UUID] = uuid.uuid4,
    ) -> None:
        self.directory = directory
        self._software = software
        self._max_size = max_size
        self._now = now
        self._new_id = new_id
        self._file: BinaryIO | None = None
        self._name = ""
        self._size = 0

    def __enter__(self) -> WarcWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write_exchange(
        self,
        *,
        url: str,
        captured_at: datetime,
        request_head: bytes,
        response_head: bytes,
        body: bytes,
        payload_digest: str,
        peer: str | None = None,
        truncated: str | None = None,
        revisit_of: RevisitOf | None = None,
    ) -> Stored:
        """Append a request and what came back: a response record, or a revisit of an earlier capture.

        `body` is the bytes of the wire without transfer-encoding, still
        content-encoded; `payload_digest` is that of the decoded body.
        """
        head = stored_head(response_head)
        about = [("WARC-IP-Address", peer)] if peer else []
        if truncated:
            about.append(("WARC-Truncated", truncated))
        if revisit_of is None:
            about.append(("WARC-Payload-Digest", warc_digest(body)))
            return self._write_pair(
                "response", url, captured_at, request_head, head + body, about, payload_digest
            )
        about += self._revisit_headers(revisit_of, head)
        return self._write_pair("revisit", url, captured_at, request_head, head, about, payload_digest)

    def write_head_only(
        self,
        *,
        url: str,
        captured_at: datetime,
        request_head: bytes,
        response_head: bytes,
        payload_digest: str,
        peer: str | None = None,
    ) -> Stored:
        """Append a response whose body may not be kept: a metadata record that holds its head."""
        about = [("WARC-IP-Address", peer)] if peer else []
        head = stored_head(response_head)
        return self._write_pair("metadata", url, captured_at, request_head, head, about, payload_digest)

    def write_resource(
        self, *, url: str, captured_at: datetime, content_type: str, body: bytes, payload_digest: str
    ) -> Stored:
        """Append something that no HTTP exchange brought: an imported file (WARC 1.1, section 6.4)."""
        return self._write_document("resource", url, captured_at, content_type, body, payload_digest)

    def write_conversion(
        self, *, url: str, captured_at: datetime, content_type: str, body: bytes, payload_digest: str
    ) -> Stored:
        """Append what another program made of a page, as a text capture (WARC 1.1, section 6.8)."""
        return self._write_document("conversion", url, captured_at, content_type, body, payload_digest)

    def copy(self, member: bytes, record: Record, payload_digest: str) -> Stored:
        """Append a record of another file as it is, compressed."""
        return self._stored(record.type, record.record_id, member, payload_digest)

    def sync(self) -> None:
        """Make everything written so far survive a crash."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync and close the current file; the next record begins a new one."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _write_pair(
        self,
        kind: str,
        url: str,
        captured_at: datetime,
        request_head: bytes,
        block: bytes,
        about: list[tuple[str, str]],
        payload_digest: str,
    ) -> Stored:
        """Request first: whoever has the response's end has the whole pair."""
        record_id, request_id = self._record_id(), self._record_id()
        request = record_block(
            [
                *_identity("request", request_id, url, captured_at),
                ("WARC-Concurrent-To", record_id),
                ("Content-Type", _REQUEST),
            ],
            request_head,
        )
        response = record_block(
            [
                *_identity(kind, record_id, url, captured_at),
                *about,
                ("WARC-Block-Digest", warc_digest(block)),
                ("Content-Type", _RESPONSE),
            ],
            block,
        )
        if request_head:  # a file from elsewhere may have none
            self._append(gzip_member(request, incompressible=True))
        member = gzip_member(response, incompressible=_is_compressed(block))
        return self._stored(kind, record_id, member, payload_digest)

    def _write_document(
        self, kind: str, url: str, captured_at: datetime, content_type: str, body: bytes, payload_digest: str
    ) -> Stored:
        record_id, digest = self._record_id(), warc_digest(body)
        headers = [
            *_identity(kind, record_id, url, captured_at),
            ("WARC-Payload-Digest", digest),
            ("WARC-Block-Digest", digest),
            ("Content-Type", content_type),
        ]
        member = gzip_member(record_block(headers, body), incompressible=False)
        return self._stored(kind, record_id, member, payload_digest)

    def _revisit_headers(self, original: RevisitOf, head: bytes) -> list[tuple[str, str]]:
        profile = PROFILE_NOT_MODIFIED if _status(head) == _NOT_MODIFIED else PROFILE_IDENTICAL
        headers = [
            ("WARC-Profile", profile),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", warc_date(original.captured_at)),
            ("WARC-Truncated", "length"),
        ]
        digest = record_headers(self.directory / original.warc_file, original.offset).get(
            "WARC-Payload-Digest"
        )
        if digest:
            headers.append(("WARC-Payload-Digest", digest))
        return headers

    def _stored(self, kind: str, record_id: str, member: bytes, payload_digest: str) -> Stored:
        offset = self._append(member)
        return Stored(kind, record_id, self._name, offset, len(member), payload_digest)

    def _append(self, member: bytes) -> int:
        """Write one gzip member; its offset."""
        if self._file is None or self._size >= self._max_size:
            self.close()
            self._open()
        assert self._file is not None
        offset = self._size
        self._file.write(member)
        self._size += len(member)
        return offset

    def _open(self) -> None:
        now = self._now()
        # The random part keeps two archives that are merged later, or two runs of one second, apart.
        self._name = f"{now:%Y%m%d%H%M%S}-{self._new_id().hex[:8]}.warc.gz"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self._file = (self.directory / self._name).open("xb")
        except OSError as error:
            raise BadInput(f"cannot write captures to {self.directory}: {error.strerror}") from error
        self._size = 0
        fields = (
            f"software: {self._software}\r\nformat: WARC File Format 1.1\r\nhostname: {platform.node()}\r\n"
        )
        headers = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", self._record_id()),
            ("WARC-Date", warc_date(now)),
            ("WARC-Filename", self._name),
            ("Content-Type", "application/warc-fields"),
        ]
        member = gzip_member(record_block(headers, fields.encode()), incompressible=False)
        self._file.write(member)
        self._size = len(member)

    def _record_id(self) -> str:
        return f"<urn:uuid:{self._new_id()}>"


def _identity(kind: str, record_id: str, url: str, captured_at: datetime) -> list[tuple[str, str]]:
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Target-URI", url),
        ("WARC-Date", warc_date(captured_at)),
    ]


def _status(head: bytes) -> int | None:
    parts = head.split(b" ", 2)
    return int(parts[1][:3]) if len(parts) > 1 and parts[1][:3].isdigit() else None


def _is_compressed(block: bytes) -> bool:
    head = block[: block.find(b"\r\n\r\n")].lower()
    return any(mark in head for mark in _COMPRESSED_ON_THE_WIRE)
