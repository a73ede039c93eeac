"""Sitemaps: XML, text and gzip, indexes of them, read as a stream (sitemaps.org protocol).

Entities cannot do harm here: a file that declares one is refused, and what is
not declared is an error to the parser. A file that stops being XML is read on
for its addresses alone, for a stray `&` is the commonest fault of sitemaps.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from xml.parsers import expat

from archive.errors import BadInput
from archive.urls import host_of, parse, url_key
from scraper.discover import feeds
from scraper.discover.scope import MAX_URL

MAX_BYTES = 50 * 1024 * 1024  # unpacked; this and the next are the protocol's own limits
MAX_ENTRIES = 50_000
MAX_DEPTH = 5
MAX_FILES = 1_000  # in one walk

_SLICE = 1 << 16
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ][0-9:.]+ *(?:Z|[+-]\d\d:?\d\d)?)?)?)?")
_WANTED = ("loc", "lastmod")
_NEWS_DATE = "publication_date"
_LOOSE_LOC = re.compile(rb"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]]+)")


@dataclass(slots=True, frozen=True)
class Entry:
    """One address of a sitemap, and the date of its last change as the sitemap states it."""

    url: str
    lastmod: str | None = None


class SitemapReader:
    """Reads one file from its bytes. After `entries` is exhausted, the attributes say what it was.

    `kind` is "urlset", "sitemapindex", "text", "feed", or None for anything
    else; `problem` says why reading ended early, None if it didn't.
    """

    def __init__(self) -> None:
        self.kind: str | None = None
        self.problem: str | None = None
        self._depth = 0
        self._inside: list[str] = []  # local names of the open elements, down to the third level
        self._text: str | None = None
        self._loc = self._lastmod = ""
        self._ready: list[Entry] = []

    def entries(self, content: bytes | Iterable[bytes]) -> Iterator[Entry]:
        """The addresses in order, as written; memory does not grow with their number."""
        for number, entry in enumerate(self._all(_unpacked(_slices(content), self))):
            if number == MAX_ENTRIES:
                self.problem = f"more than {MAX_ENTRIES:,} addresses"
                return
            yield entry

    def _all(self, slices: Iterator[bytes]) -> Iterator[Entry]:
        first = next(slices, b"")
        if not first.startswith(_UTF_16):
            first = first.removeprefix(b"\xef\xbb\xbf").lstrip()
        if first.startswith((b"<", *_UTF_16)):
            yield from self._xml(first, slices)
        elif first[:4].lower() == b"http":
            self.kind = "text"
            yield from _lines(first, slices)
        else:
            self.problem = "no sitemap" if first else "empty"

    def _xml(self, first: bytes, slices: Iterator[bytes]) -> Iterator[Entry]:
        parser = self._parser()
        fed, part = 0, first
        try:
            while part:
                parser.Parse(part, False)
                yield from self._take()
                fed, part = fed + len(part), next(slices, b"")
            parser.Parse(b"", True)
        except _Refused as refused:
            self.problem = str(refused)
            self._ready.clear()
        except expat.ExpatError as error:
            self.problem = f"no well-formed XML: {expat.ErrorString(error.code)} in line {error.lineno}"
            yield from self._take()
            if part and self._depth:
                yield from _loose(part, max(parser.ErrorByteIndex - fed, 0), slices)
        yield from self._take()

    def _take(self) -> list[Entry]:
        ready, self._ready = self._ready, []
        return ready

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.EntityDeclHandler = _refuse_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        return parser

    def _start(self, name: str, _: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._depth += 1
        if self._depth == 1:
            self.kind = "feed" if name in ("rss", "feed", "RDF") else name
            if self.kind not in ("urlset", "sitemapindex"):
                raise _Refused("a feed" if self.kind == "feed" else f"no sitemap: its root is <{name[:40]}>")
        del self._inside[self._depth - 1 :]
        self._inside.append(name)
        # An image's <loc> stands one level deeper than the page's own.
        if self._depth == 2:
            self._loc = self._lastmod = ""
        elif (self._depth == 3 and name in _WANTED) or (name == _NEWS_DATE and not self._lastmod):
            self._text = ""

    def _characters(self, text: str) -> None:
        if self._text is not None and len(self._text) <= MAX_URL:
            self._text += text

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if self._text is not None:
            if name == "loc":
                self._loc = self._text.strip()
            else:
                self._lastmod = self._text.strip()
            self._text = None
        elif self._depth == 2 and self._loc:
            self._ready.append(Entry(self._loc, self._lastmod if _DATE.fullmatch(self._lastmod) else None))
        self._depth -= 1


class SitemapWalk:
    """Which sitemaps of a site to fetch, and the pages that they name.

    `roots` are fetched wherever they are; of everything that they name, only
    what is on one of the hosts counts.
    """

    def __init__(self, roots: Iterable[str], hosts: frozenset[str]) -> None:
        self._hosts = hosts
        self._waiting: deque[tuple[str, int]] = deque()
        self._known: set[str] = set()
        self.other_hosts = 0  # addresses dropped because of their host
        for root in roots:
            self._add(root, 1)

    def next(self) -> tuple[str, int] | None:
        """The next sitemap to fetch and its depth, None at the end."""
        return self._waiting.popleft() if self._waiting else None

    def read(self, url: str, depth: int, content: bytes) -> Iterator[Entry]:
        """The pages that a fetched file names, absolute; sitemaps that it names are put into the walk."""
        reader = SitemapReader()
        for entry in reader.entries(content):
            try:
                found = Entry(parse(entry.url, url), entry.lastmod)
            except BadInput:
                continue
            if host_of(found.url) not in self._hosts:
                self.other_hosts += 1
            elif reader.kind == "sitemapindex":
                self._add(found.url, depth + 1)
            else:
                yield found
        if reader.kind == "feed":
            for item in feeds.read(content, url):
                if host_of(item.url) in self._hosts:
                    yield Entry(item.url, item.updated)

    def _add(self, url: str, depth: int) -> None:
        key = url_key(url)
        if key not in self._known and depth <= MAX_DEPTH and len(self._known) < MAX_FILES:
            self._known.add(key)
            self._waiting.append((url, depth))


class _Refused(Exception):
    """The file is not read on."""


def _refuse_entity(*_: object) -> None:
    raise _Refused("declares an entity")


def _slices(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    for part in [content] if isinstance(content, bytes) else content:
        for start in range(0, len(part), _SLICE):
            yield part[start : start + _SLICE]


def _unpacked(slices: Iterator[bytes], reader: SitemapReader) -> Iterator[bytes]:
    """The content without its gzip layers, up to the limit; its first bytes decide, not a header or name."""
    first = next(slices, b"")
    layers = 0
    stream = _joined(first, slices)
    while first[:2] == _GZIP and layers < 2:
        stream = _gunzipped(stream)
        first = next(stream, b"")
        stream = _joined(first, stream)
        layers += 1
    left = MAX_BYTES
    for part in stream:
        if len(part) > left:
            reader.problem = f"more than {MAX_BYTES >> 20} MB"
        if part := part[:left]:
            yield part
        left -= len(part)
        if left <= 0:
            return


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _gunzipped(slices: Iterator[bytes]) -> Iterator[bytes]:
    """Every member of a gzip stream; it ends without complaint where the stream breaks off or goes bad."""
    member = zlib.decompressobj(31)
    for part in slices:
        while part:
            try:
                out = member.decompress(part, _SLICE)
            except zlib.error:
                return
            if out:
                yield out
            part = member.unconsumed_tail
            if member.eof:
                part, member = member.unused_data, zlib.decompressobj(31)


def _lines(first: bytes, slices: Iterator[bytes]) -> Iterator[Entry]:
    """The addresses of a text sitemap, one a line."""
    rest = b""
    for part in _joined(first, slices):
        *lines, rest = (rest + part).splitlines(keepends=True)
        if rest.endswith((b"\n", b"\r")):
            lines, rest = [*lines, rest], b""
        rest = rest[: MAX_URL + 1]
        yield from map(_line, filter(bytes.strip, lines))
    if rest.strip():
        yield _line(rest)


def _line(line: bytes) -> Entry:
    return Entry(line.strip().decode("utf-8", "replace"))


def _loose(part: bytes, error_at: int, slices: Iterator[bytes]) -> Iterator[Entry]:
    """The addresses from the element on in which the XML broke."""
    rest = part[max(part.rfind(b"<url", 0, error_at), part.rfind(b"<sitemap", 0, error_at), 0) :]
    while rest:
        end = rest.rfind(b"</")
        for found in _LOOSE_LOC.finditer(rest, 0, max(end, 0)):
            yield Entry(unescape(found[1].strip().decode("utf-8", "replace")))
        following = next(slices, b"")
        rest = rest[max(end, 0) :][-(MAX_URL * 2) :] + following if following else b""
