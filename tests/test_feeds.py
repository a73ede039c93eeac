"""Feeds in each dialect, and hostile ones."""

from __future__ import annotations

import json
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.feeds import MAX_ITEMS, Item, read

FEED = "https://health.example.org/news/feed.xml"
A, B = "https://health.example.org/a", "https://health.example.org/b"
STAMP = "2026-02-03T04:05:06Z"

RSS_2 = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://health.example.org/</link>
<item><title>A</title><link>{A}</link><pubDate>Tue, 03 Feb 2026 05:05:06 +0100</pubDate></item>
<item><title>B</title><link> {B} </link></item></channel></rss>"""
RSS_091 = f"""<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">
<rss version="0.91"><channel><title>N</title><item><link>{A}</link>
<pubDate>3 Feb 2026 04:05:06 GMT</pubDate></item><item><link>{B}</link></item></channel></rss>"""
RSS_1 = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{FEED}"/>
<item rdf:about="{A}"><link>{A}</link><dc:date>2026-02-03T04:05:06Z</dc:date></item>
<item rdf:about="{B}"><link>{B}</link></item></rdf:RDF>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<link rel="self" href="{FEED}"/><link href="https://health.example.org/"/>
<entry><link rel="alternate" href="{A}"/><link rel="enclosure" href="https://health.example.org/a.mp3"/>
<published>2020-01-01T00:00:00Z</published><updated>2026-02-03T04:05:06Z</updated></entry>
<entry><link href="../b"/></entry></feed>"""
ATOM_BASE = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://health.example.org/">
<entry><link href="a"/><updated>{STAMP}</updated></entry><entry><link href="/b"/></entry></feed>"""
GUID = f"""<rss version="2.0"><channel><item><guid isPermaLink="true">{A}</guid>
<pubDate>Tue, 03 Feb 2026 04:05:06 GMT</pubDate></item><item><guid>{B}</guid></item></channel></rss>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "url": A,
                "date_published": "2020-01-01T00:00:00Z",
                "date_modified": "2026-02-03T05:05:06+01:00",
            },
            {"id": "2", "url": "/b"},
        ],
    }
)


@pytest.mark.parametrize("feed", [RSS_2, RSS_091, RSS_1, ATOM, ATOM_BASE, GUID, JSON])
def test_every_dialect_names_its_pages_and_when_they_changed(feed: str) -> None:
    assert list(read(feed.encode(), FEED)) == [Item(A, STAMP), Item(B)]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda feed: b"\xef\xbb\xbf" + feed,
        lambda feed: b"\n  \n" + feed,
        lambda feed: feed.replace(b"<title>A</title>", b"<title>A & B &nbsp; <b>C</title>"),
        lambda feed: feed.replace(b"News", b"N\xe9ws"),
        lambda feed: feed.replace(
            b'<?xml version="1.0"?>', b'<?xml version="1.0" encoding="no-such-thing"?>'
        ),
        lambda feed: feed.removesuffix(b"</channel></rss>"),
    ],
)
def test_a_feed_with_the_usual_faults_is_read(spoil: object) -> None:
    found = [item.url for item in read(spoil(RSS_2.encode()), FEED)]  # type: ignore[operator]
    assert found == [A, B]


def test_the_header_may_name_the_encoding() -> None:
    feed = RSS_2.replace(A, "https://health.example.org/caf\u00e9").encode("latin-1")
    found = [item.url for item in read(feed, FEED, "application/rss+xml; charset=ISO-8859-1")]
    assert found[0] == "https://health.example.org/caf%C3%A9"


@pytest.mark.parametrize(
    "feed",
    [
        "",
        "<html><body><a href='/a'>A</a></body></html>",
        "not a feed",
        "{",
        "[]",
        '{"items": 3}',
        '{"items": [3, {"url": 4}, {"url": "javascript:alert(1)"}, {}]}',
        "[" * 100_000,
        "<rss><channel><item><link>javascript:alert(1)</link></item><item/></channel></rss>",
        "<rss><channel><item><guid isPermaLink='false'>7</guid></item></channel></rss>",
    ],
)
def test_what_is_no_feed_names_no_page(feed: str) -> None:
    assert list(read(feed.encode(), FEED)) == []


@pytest.mark.parametrize(
    "feed",
    [
        b"https://127.0.0.1:9/feed.xml",
        b"/etc/passwd",
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><rss><channel><item><link>&x;</link></item></channel></rss>',
        b'<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]><rss><channel/></rss>',
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss><channel/></rss>',
    ],
)
def test_nothing_in_a_feed_makes_its_reader_open_a_connection(
    feed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def note(*address: object) -> None:
        opened.append(address)

    monkeypatch.setattr(socket.socket, "connect", note)
    assert [item.url for item in read(feed, FEED) if "127" in item.url] == []
    assert opened == []


def test_entities_are_not_multiplied() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    feed = f"{bomb}]><rss><channel><item><title>&i;</title><link>{A}</link></item></channel></rss>"
    assert len(list(read(feed.encode(), FEED))) <= 1


def test_an_address_is_named_once_and_a_feed_has_an_end() -> None:
    items = [{"url": f"/{i // 2}"} for i in range(3 * MAX_ITEMS)]
    found = [item.url for item in read(json.dumps({"items": items}).encode(), FEED)]
    assert found == [f"https://health.example.org/{i}" for i in range(MAX_ITEMS)]


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: f"<rss><channel><item>{t}".encode()))
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    assert all(entry.url for entry in read(content, FEED))
