"""Read WARC files, our own by offset and anybody's from front to back."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from archive.errors import BadInput, NotFound

_HEAD_LIMIT = 64 * 1024


@dataclass(slots=True, frozen=True)
class Record:
    """One WARC record.

    `http_head` is status line and headers as stored, None where the record
    holds no HTTP message; `body` is the payload as stored, still
    content-encoded.
    """

    type: str
    record_id: str
    url: str | None
    captured_at: str
    headers: dict[str, str]
    http_head: bytes | None
    body: bytes

    @property
    def content_type(self) -> str | None:
        """The media type of the payload, as its server or its writer stated it."""
        if self.http_head is None:
            return self.headers.get("Content-Type")
        return self.http_header("content-type")

    def http_header(self, name: str) -> str | None:
        """The first value of a header of the HTTP message."""
        for line in (self.http_head or b"").split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode("latin-1")
        return None


def read_record(path: Path, offset: int) -> Record:
    """The record that begins at a byte offset of a file.

    Raises:
        NotFound: the file is missing.
        BadInput: no record begins there, or it is damaged.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return parse_record(_read_member(file))
    except FileNotFoundError as error:
        raise NotFound(f"the captures file {path} is missing") from error
    except (OSError, EOFError, KeyError, ValueError, zlib.error) as error:
        raise BadInput(f"no readable WARC record at byte {offset} of {path}: {error}") from error


def record_headers(path: Path, offset: int) -> dict[str, str]:
    """Only the WARC headers of the record at an offset; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            start = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(file.read(_HEAD_LIMIT), _HEAD_LIMIT)
            return _headers(start.partition(b"\r\n\r\n")[0])
    except (OSError, ValueError, zlib.error):
        return {}


def iter_records(path: Path) -> Iterator[Record]:
    """Every record of a WARC file, compressed or not, in order.

    Raises:
        NotFound: the file is missing.
        BadInput: the file is no WARC, or damaged; the records before the damage have been given.
    """
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=True):
                yield _from_warcio(record)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path}") from error
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error) as error:
        raise BadInput(f"{path} is not a readable WARC file: {error}") from error


def _read_member(file: BinaryIO) -> bytes:
    """All of one gzip member, its checksum verified, and nothing of the next."""
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    parts = []
    while not member.eof:
        chunk = file.read(_HEAD_LIMIT)
        if not chunk:
            raise EOFError("the record is cut short")
        parts.append(member.decompress(chunk))
    return b"".join(parts)


def parse_record(data: bytes) -> Record:
    """A record from its uncompressed bytes.

    Raises:
        KeyError, ValueError: it is none.
    """
    head, _, rest = data.partition(b"\r\n\r\n")
    headers = _headers(head)
    return _build(headers, rest[: int(headers["Content-Length"])])


def _headers(head: bytes) -> dict[str, str]:
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    if not version.startswith("WARC/"):
        raise ValueError("not a WARC record")
    pairs = (line.partition(":") for line in lines if line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _from_warcio(record: Any) -> Record:
    headers = {str(name): str(value) for name, value in record.rec_headers.headers}
    return _build(headers, record.raw_stream.read())


def _build(headers: dict[str, str], block: bytes) -> Record:
    http_head, body = None, block
    if headers.get("Content-Type", "").replace(" ", "").lower().startswith("application/http"):
        head, mark, body = block.partition(b"\r\n\r\n")
        http_head = head + mark
    url = headers.get("WARC-Target-URI")
    return Record(
        type=headers.get("WARC-Type", ""),
        record_id=headers.get("WARC-Record-ID", ""),
        url=url.strip("<>") if url else None,
        captured_at=headers.get("WARC-Date", ""),
        headers=headers,
        http_head=http_head,
        body=body,
    )
