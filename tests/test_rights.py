"""Rights: what pages, headers and sites state, kept raw; and what may be kept of a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive import Archive, Article, RightsSignal
from archive.pages import site_id
from archive.rights import latest_of_site, observe_site
from scraper import extract, rights, robots
from scraper.extract.assemble import read_bytes
from scraper.fetch.exchange import Exchange, Fetched
from scraper.workers import Crash, PageResult

URL = "https://health.example.org/eczema"


def fetched(*headers: tuple[str, str], content: bytes | None = b"<p>Text") -> Fetched:
    exchange = Exchange(
        url=URL,
        requested_at=datetime(2026, 2, 3, tzinfo=UTC),
        request_head=b"",
        response_head=b"",
        status=200,
        headers=headers,
        body=b"",
        elapsed=0.1,
    )
    return Fetched(url=URL, final_url=URL, outcome="ok", exchanges=(exchange,), content=content)


def read(markup: str) -> PageResult:
    reading = read_bytes(markup, URL, None)
    return PageResult(reading.article, [], [], [], reading.robots, [])


def stated(head: str, body: str = "") -> list[tuple[str, str]]:
    article = extract(f"<html><head>{head}</head><body>{body}</body></html>", url=URL)
    return [(signal.source, signal.value) for signal in article.rights]


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "", []),
        ('<meta name="robots" content="index, follow">', "", [("meta robots", "index, follow")]),
        ("<META NAME=ROBOTS CONTENT=NOARCHIVE>", "", [("meta robots", "NOARCHIVE")]),
        (
            '<meta name="health-archive" content="noarchive">',
            "",
            [("meta robots", "health-archive: noarchive")],
        ),
        ('<meta name="googlebot" content="noarchive">', "", []),
        ('<meta name="tdm-reservation" content="1">', "", [("tdmrep", "tdm-reservation: 1")]),
        (
            '<meta name="tdm-policy" content="https://a.example/p.json">',
            "",
            [("tdmrep", "tdm-policy: https://a.example/p.json")],
        ),
        (
            '<link rel="license" href="/licence">',
            "",
            [("link license", "https://health.example.org/licence")],
        ),
        (
            "",
            '<a rel="nofollow license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>',
            [("link license", "https://creativecommons.org/licenses/by/4.0/")],
        ),
        (
            '<link rel="terms-of-service" href="/terms">',
            "",
            [("terms", "https://health.example.org/terms")],
        ),
        (
            '<script type="application/ld+json">{"@type": "MedicalWebPage", "license": "https://a.example/l"}</script>',
            "",
            [("schema.org license", "https://a.example/l")],
        ),
        (
            '<script type="application/ld+json">{"@type": "Article", "license": {"@type": "CreativeWork",'
            '"name": "Open Government Licence"}}</script>',
            "",
            [("schema.org license", "Open Government Licence")],
        ),
        (
            '<script type="application/ld+json">{"@type": "Article", "image": {"@type": "ImageObject",'
            '"license": "https://a.example/l"}}</script>',
            "",
            [],
        ),
        (
            "",
            '<p>Text</p><a itemprop="license" href="https://a.example/l">Licence</a>',
            [("schema.org license", "https://a.example/l")],
        ),
        (
            "",
            "<p>Text</p><footer><p>© 2019–2026 Example Health. All rights reserved.</p></footer>",
            [("copyright line", "© 2019–2026 Example Health. All rights reserved.")],
        ),
        (
            "",
            "<div>Copyright (c) 2026, Example Trust</div>",
            [("copyright line", "Copyright (c) 2026, Example Trust")],
        ),
        ("", "<p>Photo © 2001 A. Nother</p><p>Text</p><p>© 2026 B</p>", [("copyright line", "© 2026 B")]),
        ("", "<p>The copyright of 1911 was widely ignored" + " by printers" * 40 + "</p>", []),
        ("", "<p>Copyright law is old.</p>", []),
        ('<meta name="dc.rights" content="Public domain">', "", [("copyright line", "Public domain")]),
    ],
)
def test_what_a_page_states_is_kept_raw_with_its_source(
    head: str, body: str, expected: list[tuple[str, str]]
) -> None:
    assert stated(head, body) == expected


def test_headers_come_first_and_nothing_is_kept_twice() -> None:
    page = fetched(
        ("x-robots-tag", "noarchive"),
        ("x-robots-tag", "otherbot: noindex"),
        ("tdm-reservation", "1"),
        ("link", '<https://a.example/l>; rel="license", <https://a.example/n>; rel=next'),
    )
    reading = read('<meta name="robots" content="noarchive"><link rel="license" href="https://a.example/l">')
    assert rights.signals(page, reading) == [
        RightsSignal("X-Robots-Tag", "noarchive"),
        RightsSignal("X-Robots-Tag", "otherbot: noindex"),
        RightsSignal("tdmrep", "TDM-Reservation: 1"),
        RightsSignal("link license", "https://a.example/l"),
        RightsSignal("meta robots", "noarchive"),
    ]


ALL = frozenset(["noindex", "nofollow", "noarchive"])


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", frozenset()),
        ("all", frozenset()),
        ("noarchive", {"noarchive"}),
        ("NOARCHIVE, NoIndex", {"noarchive", "noindex"}),
        ("noindex,nofollow", {"noindex", "nofollow"}),
        ("none", ALL),
        ("health-archive: noarchive", {"noarchive"}),
        ("Health-Archive: noarchive, nofollow", {"noarchive", "nofollow"}),
        ("*: noarchive", {"noarchive"}),
        ("otherbot: noarchive", frozenset()),
        ("otherbot: noindex, noarchive", frozenset()),
        ("noarchive, otherbot: nofollow", {"noarchive"}),
        ("otherbot: noindex, health-archive: noarchive", {"noarchive"}),
        ("health-archive-images: noarchive", frozenset()),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive", {"noarchive"}),
        ("max-snippet:20, noarchive", {"noarchive"}),
        ("max-image-preview: large", frozenset()),
        ("noarchive: true", {"noarchive"}),
        ("noarchive nofollow", {"noarchive", "nofollow"}),
        ("noarchives, xnoarchive", frozenset()),
    ],
)
def test_the_header_holds_for_everybody_or_for_whom_it_names(header: str, expected: set[str]) -> None:
    assert rights.directives(fetched(("x-robots-tag", header)), None) == expected


def test_every_header_counts() -> None:
    page = fetched(("x-robots-tag", "otherbot: noindex"), ("x-robots-tag", "noarchive"))
    assert rights.directives(page, None) == {"noarchive"}


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<meta name="robots" content="noarchive">', {"noarchive"}),
        ("<meta content='noindex, noarchive' name='robots'>", {"noindex", "noarchive"}),
        ("<META NAME=robots CONTENT=none>", ALL),
        ('<meta name="health-archive" content="noarchive">', {"noarchive"}),
        ('<meta name="otherbot" content="noarchive">', frozenset()),
        ('<meta name="description" content="robots noarchive">', frozenset()),
        ('<meta\n  name="robots"\n  content="nofollow"\n/>', {"nofollow"}),
        ('<meta name="robots" content="noarchive"><meta name="robots" content="all">', {"noarchive"}),
        ("<p>noarchive</p>", frozenset()),
    ],
)
def test_a_page_that_was_not_read_is_looked_at_cheaply_with_the_same_result(
    markup: str, expected: set[str]
) -> None:
    page = fetched(content=markup.encode())
    assert rights.directives(page, read(markup)) == expected
    assert rights.directives(page, Crash("out of memory")) == expected
    assert rights.directives(page, None) == expected


def test_the_stricter_of_header_and_page_decides() -> None:
    page = fetched(("x-robots-tag", "all"), content=b'<meta name="robots" content="noarchive">')
    assert rights.withholds_body(page, None)
    page = fetched(("x-robots-tag", "noarchive"), content=b'<meta name="robots" content="all">')
    assert rights.withholds_body(page, None)


def test_a_cheap_look_is_cheap() -> None:
    assert rights.directives(fetched(content=b"<meta " * 1_000_000), None) == frozenset()


def test_of_a_withheld_article_no_text_is_kept() -> None:
    article = Article(
        url=URL, title="Eczema", summary="Itchy.", body="Skin.", body_html="<p>Skin.</p>", tags=["skin"]
    )
    kept = rights.metadata_only(article)
    assert (kept.title, kept.tags) == ("Eczema", ["skin"])
    assert (kept.summary, kept.body, kept.body_html, kept.citations, kept.sidebar) == (
        None,
        None,
        None,
        [],
        [],
    )


def test_lines_of_robots_txt_are_statements_of_the_site() -> None:
    rules = robots.parse(b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n")
    assert rights.of_robots(rules.declarations) == [
        RightsSignal("robots.txt", "Content-Signal: search=yes, ai-train=no")
    ]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (
            "/.well-known/tdmrep.json",
            b'[{"location": "/a/*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"},'
            b'{"location": "*", "tdm-reservation": 0}]',
            [
                RightsSignal(
                    "tdmrep",
                    '{"location": "/a/*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}',
                ),
                RightsSignal("tdmrep", '{"location": "*", "tdm-reservation": 0}'),
            ],
        ),
        ("/.well-known/tdmrep.json", b"<!doctype html><p>Not found", []),
        ("/.well-known/tdmrep.json", b'{"error": 404}', []),
        ("/.well-known/tdmrep.json", b"[" * 100_000, []),
        ("/.well-known/tdmrep.json", b"\xff\xfe", []),
        (
            "/ai.txt",
            b"\xef\xbb\xbf# made by hand\nUser-Agent: *\nDisallow: /  # all of it\n\nAllow: *.txt\n",
            [
                RightsSignal("ai.txt", "User-Agent: *"),
                RightsSignal("ai.txt", "Disallow: /"),
                RightsSignal("ai.txt", "Allow: *.txt"),
            ],
        ),
        ("/ai.txt", b"<html><body>Note: not found</body></html>", []),
        ("/ai.txt", b"", []),
    ],
)
def test_files_for_a_whole_site(path: str, content: bytes, expected: list[RightsSignal]) -> None:
    assert rights.of_site_file(path, content) == expected


def test_a_sites_statements_are_kept_with_their_history(tmp_path: object) -> None:
    with Archive(f"{tmp_path}/archive.db") as archive, archive.transaction() as connection:
        site = site_id(connection, URL)
        first, second = [RightsSignal("ai.txt", "Allow: /")], [RightsSignal("ai.txt", "Disallow: /")]
        observe_site(connection, site, first, "2026-01-01T00:00:00Z")
        observe_site(connection, site, first, "2026-02-01T00:00:00Z")
        observe_site(connection, site, second, "2026-03-01T00:00:00Z")
        assert latest_of_site(connection, site) == second
        rows = connection.execute("SELECT value, observed_at FROM rights_signals ORDER BY id").fetchall()
        assert [tuple(row) for row in rows] == [
            ("Allow: /", "2026-01-01T00:00:00Z"),
            ("Disallow: /", "2026-03-01T00:00:00Z"),
        ]
