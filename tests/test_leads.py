"""Where a page leads on, and where it asks not to be followed."""

from __future__ import annotations

import pytest

from scraper.discover.links import leads
from scraper.extract.assemble import read_bytes

HOST = "https://health.example.org"


def found(head: str = "", body: str = "") -> list[str]:
    reading = read_bytes(f"<html><head>{head}</head><body>{body}</body></html>", f"{HOST}/a/", None)
    return [url.removeprefix(HOST) for url in leads(reading)]


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", '<p><a href="b">B</a> <a href="/c">C</a></p>', ["/a/b", "/c"]),
        ("", '<p><a href="/b" rel="nofollow">B</a> <a href="/c" rel="UGC NoFollow">C</a></p>', []),
        ("", '<p><a href="/b" rel="next">2</a></p>', ["/b", "/b"]),
        (
            "",
            '<p><a href="#x">X</a> <a href="mailto:a@b.example">M</a> <a href="javascript:x()">J</a></p>',
            [],
        ),
        ("", '<nav><a href="/n">N</a></nav><footer><a href="/f">F</a></footer>', ["/n", "/f"]),
        ('<base href="/z/">', '<a href="b">B</a>', ["/z/b"]),
        ('<link rel="next" href="?page=2">', "", ["/a/?page=2"]),
        ('<link rel="alternate" hreflang="de" href="/de/a">', "", ["/de/a"]),
        ('<link rel="canonical" href="/a">', "", ["/a"]),
        ('<link rel="stylesheet" href="/s.css"><link rel="icon" href="/i.png">', "", []),
        ('<meta name="robots" content="nofollow">', '<a href="/b">B</a>', []),
        (
            '<meta name="robots" content="noindex, NOFOLLOW"><link rel="canonical" href="/a">',
            '<a href="/b">B</a>',
            ["/a"],
        ),
        ('<meta name="health-archive" content="none">', '<a href="/b">B</a>', []),
        ('<meta name="otherbot" content="nofollow">', '<a href="/b">B</a>', ["/b"]),
        ('<meta name="robots" content="noindex, follow">', '<a href="/b">B</a>', ["/b"]),
    ],
)
def test_leads(head: str, body: str, expected: list[str]) -> None:
    assert found(head, body) == expected
