"""What the server does with a connection, as values: bytes to send, and how to misbehave between them."""

from __future__ import annotations

from dataclasses import dataclass

GOOD = (
    b"<!DOCTYPE html><html><head><title>Dry skin</title></head><body><h1>Dry skin</h1>"
    b"<p>Wash in lukewarm water, pat the skin dry and put on an ointment while it is damp.</p></body></html>"
)


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drip:
    """Send the bytes one by one with a pause after each."""

    data: bytes
    pause: float


@dataclass(frozen=True, slots=True)
class Flood:
    """Send the bytes again and again until the client has had enough."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Hold:
    """Say nothing until the client goes."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Break the connection with a RST."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Wait for the next request on the same connection instead of closing it."""


Step = bytes | Pause | Drip | Flood | Hold | Reset | Stay
Script = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One misbehaviour, and what has to come of it.

    `turns`: the first request gets the first script, and so on; the last one
    serves all that follow. In scripts `$BASE` stands for the server's own
    address and `$INSIDE` for that of a server that nobody may contact.
    `content` is what has to come out, `requests` how many the server may see.
    """

    name: str
    turns: tuple[Script, ...]
    outcome: str = "ok"
    content: bytes | None = GOOD
    requests: int | None = None
    truncated: str | None = None
    retry_after: float | None = None
    media_type: str | None = None


def case(name: str, *steps: Step, outcome: str = "ok", **expected: object) -> Case:
    """A row of the table whose requests are all answered in the same way."""
    return turns(name, steps, outcome=outcome, **expected)


def turns(name: str, *scripts: Script, outcome: str = "ok", **expected: object) -> Case:
    """A row of the table with a script for each request."""
    if outcome != "ok":
        expected.setdefault("content", None)
    return Case(name, scripts, outcome, **expected)  # type: ignore[arg-type]


def head(*fields: str, status: str = "200 OK", version: str = "HTTP/1.1") -> bytes:
    """A response's head; HTML unless a field says otherwise."""
    if not any(field.lower().startswith("content-type:") for field in fields):
        fields = ("Content-Type: text/html; charset=utf-8", *fields)
    return "\r\n".join([f"{version} {status}", *fields, "", ""]).encode("latin-1")


def reply(body: bytes = GOOD, *fields: str, status: str = "200 OK", version: str = "HTTP/1.1") -> bytes:
    """A whole response with a true length."""
    return head(*fields, f"Content-Length: {len(body)}", status=status, version=version) + body


def redirect(location: str, status: str = "302 Found", *fields: str) -> bytes:
    """A redirect with an empty body."""
    return reply(b"", f"Location: {location}", *fields, status=status)


def chunked(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """A body in chunks."""
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + end
