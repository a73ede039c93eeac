"""Files that others wrote, as pages with the moment of their capture."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from warcio.bufferedreaders import ChunkedDataReader

from archive.errors import BadInput, NotFound
from archive.urls import host_of
from archive.warc import Record, iter_records
from scraper.fetch import Exchange, Fetched, Limits
from scraper.fetch.decode import decode, encodings_of
from scraper.single import TEXT, read_file
from scraper.sniff import media_type
from scraper.workers import Task

_ENDINGS = frozenset(
    [".warc", ".gz", ".wacz", ".wet", ".html", ".htm", ".xhtml", ".txt", ".text"]  # of files in a folder
)
_GZIP, _ZIP, _WARC = b"\x1f\x8b", b"PK\x03\x04", b"WARC/"
_LIMITS = Limits(body=50_000_000, wire=50_000_000)
_SUCCESS = range(200, 300)

Kind = Literal["response", "resource", "conversion"]
_KINDS: dict[str, Kind] = {"resource": "resource", "conversion": "conversion"}


@dataclass(slots=True, frozen=True)
class Item:
    """One page of a foreign file.

    `fetched` is the exchange as a visit would have brought it, None for a
    document without one; `named` says whether the address is known or made up
    from the bytes.
    """

    url: str
    captured_at: datetime
    kind: Kind
    content: bytes  # decoded
    content_type: str | None
    fetched: Fetched
    named: bool = True

    @property
    def task(self) -> Task:
        """What a worker needs to read it."""
        # What another program turned into text is a text capture, whatever it calls its type.
        return Task(self.url, TEXT if self.kind == "conversion" else self.content_type, self.content)


class ForeignFiles:
    """Reads files one after another. `problems` says afterwards what could not be read."""

    def __init__(self, url: str | None = None) -> None:
        self._url = url
        self.problems: list[str] = []

    def items(self, paths: Iterable[Path]) -> Iterator[Item]:
        """Every page of the files, and of the files in the folders.

        Raises:
            NotFound: a path does not exist.
        """
        for path in paths:
            if not path.exists():
                raise NotFound(f"there is no {path}")
            for file in _files(path):
                try:
                    yield from self._file(file)
                except (BadInput, OSError, zipfile.BadZipFile) as error:
                    self.problems.append(str(error))

    def _file(self, path: Path) -> Iterator[Item]:
        with path.open("rb") as file:
            start = file.read(len(_WARC))
        if start.startswith(_ZIP):
            yield from self._wacz(path)
        elif start.startswith((_GZIP, _WARC)):
            yield from _warc(path)
        else:
            yield self._document(path)

    def _wacz(self, path: Path) -> Iterator[Item]:
        """The WARC files in a WACZ (a ZIP with a folder `archive/`, WACZ 1.1.1 section 4)."""
        with zipfile.ZipFile(path) as bundle, tempfile.TemporaryDirectory() as folder:
            for name in bundle.namelist():
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    target = Path(folder) / Path(name).name
                    with bundle.open(name) as source, target.open("wb") as file:
                        while chunk := source.read(1 << 20):
                            file.write(chunk)
                    yield from _warc(target)
                    target.unlink()

    def _document(self, path: Path) -> Item:
        """An HTML file or a text capture, as old as the file."""
        page = read_file(path.name, path.read_bytes(), self._url)
        captured_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        is_text = page.content_type == TEXT
        kind: Kind = "conversion" if is_text else "resource"
        fetched = Fetched(page.url, page.url, "ok", content=page.content, content_type=page.content_type)
        named = self._url is not None or is_text
        return Item(page.url, captured_at, kind, page.content, page.content_type, fetched, named)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and file.suffix.lower() in _ENDINGS:
            yield file


def _warc(path: Path) -> Iterator[Item]:
    """The pages of a WARC: good responses, resources, and conversions to text (WET)."""
    requests: dict[str, bytes] = {}
    readable = False
    for record in iter_records(path):
        readable = readable or bool(record.type)  # warcio takes what it does not know for an old ARC file
        if record.type == "request" and record.http_head is not None:
            requests = {record.headers.get("WARC-Concurrent-To", ""): record.http_head}
        elif record.url is not None and host_of(record.url):
            item = page_of(record, record.url, requests.get(record.record_id, b""))
            if item is not None:
                yield item
    if not readable:
        raise BadInput(f"{path} holds no WARC record that can be read")


def page_of(record: Record, url: str, request_head: bytes = b"") -> Item | None:
    """The page that a record holds: a good response, a resource, a conversion to text; None for others."""
    if record.type == "response" and record.http_head is not None:
        return _response(record, record.http_head, url, request_head)
    kind = _KINDS.get(record.type)
    if kind is None:
        return None
    fetched = Fetched(url, url, "ok", content=record.body, content_type=record.content_type)
    return Item(url, _moment(record), kind, record.body, record.content_type, fetched)


def _response(record: Record, head: bytes, url: str, request_head: bytes) -> Item | None:
    status_line, *lines = head.decode("latin-1").split("\r\n")
    status = status_line.split(" ", 2)[1:2]
    if not status or not status[0].isdigit() or int(status[0]) not in _SUCCESS:
        return None
    pairs = [line.partition(":") for line in lines if ":" in line]
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
    body = record.body
    if "chunked" in (record.http_header("transfer-encoding") or "").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    exchange = Exchange(url, _moment(record), request_head, head, int(status[0]), headers, body, elapsed=0.0)
    decoded = decode(body, encodings_of(exchange.header_values("content-encoding")), _LIMITS)
    content, content_type = decoded.content, record.content_type
    fetched = Fetched(
        url,
        url,
        "ok",
        (exchange,),
        content=content,
        content_type=content_type,
        media_type=media_type(content, content_type),
    )
    return Item(url, exchange.requested_at, "response", content, content_type, fetched)


def _moment(record: Record) -> datetime:
    try:
        moment = datetime.fromisoformat(record.captured_at)
    except ValueError as error:
        raise BadInput(
            f"a WARC record of {record.url} has no readable date: {record.captured_at!r}"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
