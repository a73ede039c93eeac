"""What goes to a worker and what comes back: msgpack with a length in front, checked on arrival."""

from __future__ import annotations

import struct
from typing import Any

import msgspec

from archive.article import Article
from archive.outlinks import StoredLink

HEADER = struct.Struct("<I")


class Task(msgspec.Struct, array_like=True):
    """One page to read."""

    url: str
    content_type: str | None
    body: bytes


class Batch(msgspec.Struct, array_like=True):
    """Pages to read one after another, and the hosts whose links the crawl may follow."""

    hosts: list[str]
    tasks: list[Task]


class Setup(msgspec.Struct, array_like=True, frozen=True):
    """What a run knows of its sites, by host: tables of extraction rules, and the profile as JSON."""

    rules: dict[str, list[dict[str, Any]]] = {}
    profiles: dict[str, str] = {}


class PageResult(msgspec.Struct, array_like=True, tag=True):
    """What a worker read: the article, and what the crawl does with the page.

    `found` holds `(url, url key)` of each link that may be followed, once.
    """

    article: Article
    links: list[StoredLink]
    found: list[tuple[str, str]]
    feeds: list[str]
    robots: list[str]
    evidence: list[dict[str, Any]]
    charset: str | None = None
    needs_js: bool = False
    profile: str | None = None  # the site profile that was used
    fingerprint: int | None = None  # of an article's text, see `archive.simhash`


class Crash(msgspec.Struct, array_like=True, tag=True):
    """The page could not be read; `reason` is for people. A refused page was not even tried."""

    reason: str
    refused: bool = False


Reply = PageResult | Crash

_encoder = msgspec.msgpack.Encoder()
decode_batch = msgspec.msgpack.Decoder(Batch).decode
decode_setup = msgspec.msgpack.Decoder(Setup).decode
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
decode_reply = _replies.decode


def frame(message: Setup | Batch | Reply) -> bytes:
    """A message with its length in front."""
    payload = _encoder.encode(message)
    return HEADER.pack(len(payload)) + payload
