"""One response as its bytes arrive: its head as sent, its body without transfer-encoding, its end. No I/O.

httptools (llhttp) does the parsing; this room counts against the limits, and
says what a browser would about servers that are a little wrong.
"""

from __future__ import annotations

import re

import httptools

from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Failed, Outcome

_BLANK = re.compile(rb"[\r\n]+")  # RFC 9112, section 2.2: empty lines before a start-line do not count
_HEAD_END = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
# An HTTP/2 server's preface: a SETTINGS frame on stream 0; or GOAWAY (RFC 9113, sections 3.4, 6.5, 6.8).
_HTTP2 = re.compile(rb"\x00..(?:\x04[\x00\x01]|\x07\x00)\x00{4}", re.DOTALL)
_LAST_CHUNK = re.compile(rb"\n0+[ \t]*(?:\r?\n)+\Z")
_TAIL = 24
_NO_BODY = frozenset([204, 304])
_LENIENT = {
    "lenient_headers": True,
    "lenient_chunked_length": True,  # RFC 9112, section 6.3: transfer-encoding overrides a length
    "lenient_version": True,
    "lenient_optional_lf_after_cr": True,
    "lenient_optional_cr_before_lf": True,  # RFC 9112, section 2.2: a lone LF may end a line
    "lenient_spaces_after_chunk_size": True,
}


class ResponseReader:
    """Takes bytes until `over`; then `failure` says whether the response is whole.

    Arguments:
        limits: see `Limits`; a body beyond them is cut.
        tunnel: the request was CONNECT: what follows the head is not its body (RFC 9110, section 9.3.6).
    """

    def __init__(self, limits: Limits, *, tunnel: bool = False) -> None:
        self.head = b""
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.over = False
        self.failure: Failed | None = None
        self.keep_alive = False
        self._limits = limits
        self._tunnel = tunnel
        self._buffer = b""  # of the head
        self._searched = 0
        self._dropped = 0
        self._interim = 0
        self._parser: httptools.HttpResponseParser | None = None
        self._chunks: list[bytes] = []
        self._size = 0  # of the body so far
        self._received = 0  # the same with its framing
        self._framing = 0  # about the bytes of framing since the last byte of the body
        self._chunk_begun = False  # whether a chunk's size is the last that came
        self._tail = b""  # the last bytes as they came

    @property
    def body(self) -> bytes:
        """The body so far, as sent, without transfer-encoding."""
        if len(self._chunks) != 1 or self._size > self._limits.wire:
            self._chunks = [b"".join(self._chunks)[: self._limits.wire]]
        return self._chunks[0]

    @property
    def begun(self) -> bool:
        """Whether any byte has come."""
        return bool(self._dropped or self._buffer)

    def feed(self, data: bytes) -> None:
        """Take what has arrived."""
        if self.over:
            self.keep_alive = False
        elif self._parser is None:
            self._buffer += data
            self._read_heads()
        else:
            self._read_body(data)
        if self.over:
            self._parser = None  # which knows this reader: together they would wait for the garbage collector

    def end(self, error: Exception | None = None) -> None:
        """The server has closed the connection; `error` if it broke."""
        if self.over:
            return
        self.keep_alive = False
        if self._parser is None:
            self.fail(
                Outcome.DISCONNECTED, "the server closed the connection before a response", passing=True
            )
        elif error or not (self._ends_by_closing() or self._ends_in_last_chunk()):
            self.fail(Outcome.TRUNCATED, f"the connection ended after {self._size:,} bytes", passing=True)
        else:
            self.over = True
            self._parser = None

    def fail(self, outcome: Outcome, message: str, *, passing: bool = False) -> None:
        """End the response with a failure."""
        self.over = True
        self.keep_alive = False
        self._parser = None
        self.failure = Failed(outcome, message, passing=passing)

    # --- the head

    def _read_heads(self) -> None:
        """Read the heads in the buffer: 1xx responses, then the one that counts (RFC 9110, section 15.2)."""
        while not self.over and self._parser is None:
            blank = _BLANK.match(self._buffer)
            if blank:
                self._drop(blank.end())
            if self._is_no_http():
                return
            end = _HEAD_END.search(self._buffer, self._searched)
            if self._dropped + (end.end() if end else len(self._buffer)) > self._limits.head_bytes:
                self.fail(Outcome.HEAD_TOO_LARGE, f"a head of more than {self._limits.head_bytes:,} bytes")
            if end is None:
                self._searched = max(0, len(self._buffer) - 2)
                return
            self._searched = 0
            head = self._buffer[: end.end()]
            self._drop(end.end())
            if not self.over:
                self._read_head(head)

    def _drop(self, length: int) -> None:
        self._buffer = self._buffer[length:]
        self._dropped += length

    def _is_no_http(self) -> bool:
        if _HTTP2.match(self._buffer):
            self.fail(Outcome.HTTP2_ONLY, "the server speaks HTTP/2 only")
        elif not b"HTTP/".startswith(self._buffer[:5]):
            self.fail(Outcome.BAD_RESPONSE, f"no HTTP response: {self._buffer[:20]!r}")
        return self.over

    def _read_head(self, head: bytes) -> None:
        if head.count(b"\n") > self._limits.head_fields + 2:
            self.fail(Outcome.HEAD_TOO_LARGE, f"more than {self._limits.head_fields} header fields")
            return
        parser = self._parse(head)
        if parser is None:
            return
        self.status = parser.get_status_code()
        if self.status < 100:
            self.fail(Outcome.BAD_RESPONSE, f"a status of {self.status}")
            return
        if self.status < 200:
            self._skip_interim()
            return
        self.head, self._parser = head, parser
        if self._tunnel:
            self.over = self.keep_alive = True
        elif self.status in _NO_BODY:
            self.on_message_complete()
        rest, self._buffer = self._buffer, b""
        if self.over and rest:
            self.keep_alive = False
        elif rest:
            self._read_body(rest)

    def _parse(self, head: bytes) -> httptools.HttpResponseParser | None:
        try:
            return self._parse_as_is(head)
        except httptools.HttpParserUpgrade:
            self.fail(Outcome.BAD_RESPONSE, "the server switched protocols without being asked")
        except httptools.HttpParserError:
            try:
                return self._parse_as_is(_mended(head))
            except httptools.HttpParserError as error:
                self.fail(Outcome.BAD_RESPONSE, f"a head that cannot be read: {error}")
        return None

    def _parse_as_is(self, head: bytes) -> httptools.HttpResponseParser:
        self.headers, self.over, self.keep_alive = [], False, False
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(**_LENIENT)
        try:
            self._parser.feed_data(head)
            return self._parser
        finally:
            self._parser = None

    def _skip_interim(self) -> None:
        self.over, self.headers = False, []
        self._interim += 1
        if self._interim > self._limits.interim:
            self.fail(Outcome.BAD_RESPONSE, f"more than {self._limits.interim} interim responses")

    # --- the body

    def _read_body(self, data: bytes) -> None:
        assert self._parser is not None
        self._received += len(data)
        self._framing += len(data)
        self._tail = (self._tail + data[-_TAIL:])[-_TAIL:]
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self.keep_alive = False
            if not self.over:
                self.fail(Outcome.BAD_RESPONSE, f"a body that is framed wrongly: {error}")
        if self._size > self._limits.wire or self._received > 2 * self._limits.wire + self._limits.head_bytes:
            self.fail(Outcome.TOO_LARGE, f"a body of more than {self._limits.wire:,} bytes")
        elif not self.over and self._framing > self._limits.head_bytes:
            self.fail(Outcome.BAD_RESPONSE, "endless chunk extensions or trailers")

    def _ends_by_closing(self) -> bool:
        """Whether neither a length nor chunks tell the end (RFC 9112, section 6.3)."""
        codings = [value.lower() for name, value in self.headers if name == "transfer-encoding"]
        if codings:
            return codings[-1].rpartition(",")[2].strip() != "chunked"
        return all(name != "content-length" for name, _ in self.headers)

    def _ends_in_last_chunk(self) -> bool:
        """Whether all that is missing is the empty line behind the last chunk, which some servers forget."""
        return self._chunk_begun and _LAST_CHUNK.search(self._tail) is not None

    # --- what httptools calls

    def on_message_begin(self) -> None:
        """The second one is that of bytes behind the end."""
        if self.over:
            self.keep_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header field, or a trailer field, which says nothing about the body and is not kept."""
        if not self.head:
            self.headers.append((name.decode("latin-1").lower(), value.decode("latin-1").strip(" \t")))

    def on_body(self, data: bytes) -> None:
        """Some of the body."""
        if self.over:
            return
        self._framing = 0
        self._chunk_begun = False
        self._size += len(data)
        self._chunks.append(data)

    def on_chunk_header(self) -> None:
        """The size of a chunk; zero for the last one."""
        self._chunk_begun = True

    def on_message_complete(self) -> None:
        """The response is whole."""
        if not self.over:
            self.over = True
            assert self._parser is not None
            self.keep_alive = self._parser.should_keep_alive()


def _mended(head: bytes) -> bytes:
    """A head as browsers read it: single spaces in the first line, only fields after it, each length once.

    Lengths that differ stay, for the parser to refuse (RFC 9112, section 6.3).
    """
    first, *lines = head.splitlines()
    fields = [b" ".join(first.split(None, 2))]
    lengths: set[bytes] = set()
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match and match[1].lower() == b"content-length":
            lengths.update(length for part in match[2].split(b",") if (length := part.strip()))
        elif match:
            fields.append(match[1] + b": " + match[2])
    fields += [b"Content-Length: " + length for length in sorted(lengths)]
    return b"\r\n".join([*fields, b"", b""])
