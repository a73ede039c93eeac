"""Which addresses are one page, and which host they belong to."""

from __future__ import annotations

import time

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from archive.errors import BadInput
from archive.urls import host_of, parse, url_key

A = "https://example.org/a"

SAME = [
    # Fragments.
    ("https://example.org/a", "https://example.org/a#section-2"),
    ("https://example.org/a?x=1", "https://example.org/a?x=1#"),
    ("https://example.org/a", "https://example.org/a#:~:text=eczema%20cream"),
    # Scheme and host in any case; default ports; the trailing dot; an empty path.
    ("https://example.org/a", "HTTPS://example.org/a"),
    ("https://example.org/a", "https://Example.ORG/a"),
    ("https://example.org/a", "https://example.org:443/a"),
    ("http://example.org/a", "http://example.org:80/a"),
    ("https://example.org/a", "https://example.org./a"),
    ("https://example.org/a", "https://EXAMPLE.org.:443/a"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org?x=1", "https://example.org/?x=1"),
    ("https://example.org:8443/a", "https://example.org:08443/a"),
    ("https://example.org/a", "https:example.org/a"),
    # Names in letters of the world; addresses in numbers.
    ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
    ("https://B\u00dcCHER.example/", "https://b\u00fccher.example/"),
    ("http://127.0.0.1/", "http://127.1/"),
    ("http://127.0.0.1/", "http://0x7f000001/"),
    ("http://[::1]/", "http://[0:0:0:0:0:0:0:1]/"),
    # User names are no part of a page.
    ("https://example.org/a", "https://user:secret@example.org/a"),
    # White space and backslashes as browsers read them.
    ("https://example.org/a", "  https://example.org/a\n"),
    ("https://example.org/a/b", "https://example.org/a\\b"),
    ("https://example.org/ab", "https://example.org/a\tb"),
    # Dot segments, also escaped ones.
    ("https://example.org/b", "https://example.org/a/../b"),
    ("https://example.org/a/b", "https://example.org/a/./b"),
    ("https://example.org/a/", "https://example.org/a/b/.."),
    ("https://example.org/b", "https://example.org/../../b"),
    ("https://example.org/b", "https://example.org/a/%2e%2E/b"),
    # Percent escapes: their case, and escapes of what needs none.
    ("https://example.org/caf%C3%A9", "https://example.org/caf%c3%a9"),
    ("https://example.org/caf\u00e9", "https://example.org/caf%C3%A9"),
    ("https://example.org/~jo", "https://example.org/%7Ejo"),
    ("https://example.org/a", "https://example.org/%61"),
    ("https://example.org/a-b_c.d", "https://example.org/a%2Db%5Fc%2Ed"),
    ("https://example.org/a b", "https://example.org/a%20b"),
    ("https://example.org/?q=caf%C3%A9", "https://example.org/?q=caf\u00e9"),
    ("https://example.org/?q=a%2fb", "https://example.org/?q=a/b"),
    ("https://example.org/?q=%61", "https://example.org/?q=a"),
    ("https://example.org/a?q=x%3Dy", "https://example.org/a?q=x=y"),
    ("https://example.org/100%", "https://example.org/100%25"),
    # Spaces in queries; parameters without a value; the empty query; empty parameters.
    ("https://example.org/?q=a+b", "https://example.org/?q=a%20b"),
    ("https://example.org/?print", "https://example.org/?print="),
    ("https://example.org/a", "https://example.org/a?"),
    ("https://example.org/a", "https://example.org/a?&&"),
    ("https://example.org/a?x=1&y=2", "https://example.org/a?x=1&&y=2&"),
    # The order of parameters.
    ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
    ("https://example.org/?a=1&b=2&c=%20", "https://example.org/?c=+&b=2&a=1"),
    # Tracking parameters, in any case and company.
    (A, A + "?utm_source=newsletter&utm_medium=email"),
    (A, A + "?UTM_Campaign=spring"),
    (A, A + "?fbclid=IwAR0abc"),
    (A, A + "?gclid=x&gbraid=y&gad_source=1"),
    (A, A + "?msclkid=1"),
    (A, A + "?mc_cid=1&mc_eid=2"),
    (A, A + "?_hsenc=p2&_hsmi=8"),
    (A, A + "?mkt_tok=abc"),
    (A, A + "?pk_campaign=x"),
    (A, A + "?s_cid=cs_001"),
    (A, A + "?WT.mc_id=7"),
    (A, A + "?elqTrackId=1a&elqaid=2"),
    (A, A + "?at_medium=rss&at_campaign=x"),
    (A, A + "?srsltid=Af&ysclid=b"),
    (A, A + "?ns_source=rss&ns_campaign=x"),
    (A + "?page=2", A + "?utm_source=rss&page=2&utm_medium=feed#top"),
    (A + "?q=a%20b", A + "?fbclid=x&q=a+b"),
    # Session identifiers in query and path.
    (A, A + "?PHPSESSID=0f3b"),
    (A, A + ";jsessionid=1A2B3C"),
    (A + "?x=1", A + ";JSESSIONID=1A2B.node1?x=1"),
    ("https://example.org/b/c", "https://example.org/b;jsessionid=77/c"),
    (A, A + "?sid=9f86d081884c7d659a2feaa0c55ad015"),
    (A, A + "?ASPSESSIONIDQACRDABC=HJKL"),
    (A, A + "?CFID=12&CFTOKEN=34"),
    ("https://example.org/page.aspx", "https://example.org/(S(lit3py55t21z5v55vlm25s55))/page.aspx"),
    # One address written in several of these ways at once.
    ("https://example.org/b?x=1", "HTTPS://u@EXAMPLE.org.:443/a/../%62;jsessionid=1?utm_id=3&x=1#f"),
]

DIFFERENT = [
    # Scheme, host, port.
    ("https://example.org/a", "http://example.org/a"),
    ("https://example.org/a", "https://www.example.org/a"),
    ("https://example.org/a", "https://example.com/a"),
    ("https://example.org/a", "https://m.example.org/a"),
    ("https://example.org/a", "https://example.org:8443/a"),
    ("https://example.org/a", "https://example.org:80/a"),
    ("http://example.org/a", "http://example.org:443/a"),
    ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/"),
    ("http://127.0.0.1/", "http://127.0.0.2/"),
    ("https://b\u00fccher.example/", "https://bucher.example/"),
    # The path as it is: case, final slash, doubled slashes, names that servers often use for "/".
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.org/a/"),
    ("https://example.org/a/b", "https://example.org/a//b"),
    ("https://example.org/", "https://example.org//"),
    ("https://example.org/", "https://example.org/index.html"),
    ("https://example.org/a", "https://example.org/a.html"),
    ("https://example.org/a.htm", "https://example.org/a.html"),
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/a", "https://example.org/a/b"),
    ("https://example.org/a", "https://example.org/a/amp"),
    ("https://example.org/a", "https://example.org/amp/a"),
    ("https://example.org/a", "https://example.org/es/a"),
    ("https://example.org/1", "https://example.org/01"),
    ("https://example.org/a-b", "https://example.org/a_b"),
    ("https://example.org/a,b", "https://example.org/a"),
    ("https://example.org/.a", "https://example.org/a"),
    ("https://example.org/...", "https://example.org/"),
    # Escapes of what has a meaning unescaped.
    ("https://example.org/a/b", "https://example.org/a%2Fb"),
    ("https://example.org/a?b", "https://example.org/a%3Fb"),
    ("https://example.org/a", "https://example.org/a%23b"),
    ("https://example.org/a%20b", "https://example.org/a+b"),
    ("https://example.org/a%25b", "https://example.org/a%2525b"),
    ("https://example.org/a%41", "https://example.org/a%2541"),
    ("https://example.org/?q=a+b", "https://example.org/?q=a%2Bb"),
    ("https://example.org/?q=a%26b=1", "https://example.org/?q=a&b=1"),
    ("https://example.org/?q=1%25", "https://example.org/?q=1%2525"),
    ("https://example.org/caf%C3%A9", "https://example.org/cafe"),
    ("https://example.org/caf%C3%A9", "https://example.org/caf%E9"),
    ("https://example.org/a%00", "https://example.org/a"),
    ("https://example.org/%a%41", "https://example.org/%AA"),
    # Parameters that select content.
    (A, A + "?page=2"),
    (A + "?page=2", A + "?page=3"),
    (A + "?p=1", A + "?p=01"),
    (A + "?id=7", A + "?ID=7"),
    (A + "?id=a", A + "?id=A"),
    (A + "?a=1", A + "?a=1&a=1"),
    (A + "?a=1&a=2", A + "?a=1"),
    (A + "?lang=de", A + "?lang=en"),
    (A + "?print=1", A),
    (A + "?q=utm_source", A),
    (A + "?q=", A),
    (A + "?a=1&b=2", A + "?a=2&b=1"),
    (A + "?a=b&c", A + "?a=b%26c"),
    (A + "?v=1", A + "?v=2"),
    (A + "?source=x", A),
    (A + "?ref=home", A),
    (A + "?campaign=flu", A),
    # Names that only begin or end like a rule's.
    (A + "?utm=1", A),
    (A + "?xfbclid=1", A),
    (A + "?outm_source=1", A),
    (A + "?custom_s_cid=1", A),
    (A + "?nsource=1", A),
    (A + "?gad=1", A),
    # Ambiguous names whose value is no token.
    (A + "?sid=45", A),
    (A + "?sid=45", A + "?sid=46"),
    (A + "?session=morning", A),
    (A + "?s=eczema", A),
    (A + "?token=infection-control-measures", A),
    ("https://example.org/a;v=1", "https://example.org/a"),
    ("https://example.org/a;sid", "https://example.org/a"),
    ("https://example.org/(S(short))/a", "https://example.org/a"),
    # What is no web address is its own key.
    ("urn:sha256:ab", "urn:sha256:AB"),
    ("urn:sha256:ab", "urn:sha256:ab#x"),
]


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(SAME) >= 60
    assert len(DIFFERENT) >= 60


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/a", "example.org"),
        ("https://EXAMPLE.org.:443/a", "example.org"),
        ("http://example.org:443/", "example.org:443"),
        ("http://localhost:8731", "localhost:8731"),
        ("http://127.1:99/", "127.0.0.1:99"),
        ("http://[::1]:80/", "[::1]"),
        ("https://b\u00fccher.example?x", "xn--bcher-kva.example"),
        ("https://example.org\\a", "example.org"),
        ("https://user@example.org/", "example.org"),
        ("https://example.org@evil.example/", "evil.example"),
        ("https://example.org#@evil.example/", "example.org"),
        ("urn:sha256:ab", ""),
        ("ftp://example.org/", ""),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
        ("https://", ""),
        ("https://example.org:99999/", ""),
    ],
)
def test_host(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "url", ["", "eczema", "/a", "https://", "mailto:a@b.example", "ftp://a.example/", "https://a:b:c/"]
)
def test_what_is_no_web_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadInput, match="is not an"):
        parse(url)


def test_relative_addresses_are_joined_as_browsers_do() -> None:
    assert parse("../b?x#y", "https://example.org/a/c/d") == "https://example.org/a/b?x#y"
    assert parse("//other.example", "https://example.org/") == "https://other.example/"


PIECES = """
    a A 0 %41 %2F %2f %c3%a9 % %25 %3B \u00e9 / // .. . /. ~ , - _ ? & = # ; + : @ \\ | " ^ [ ] ' ( )
    utm_x=1 sid= abcdef0123456789ab ;jsessionid=a /(S(lit3py55t21z5v55vlm25s55))/ index.html
"""
HOSTS = """
    example.org Example.ORG example.org. example.org:443 example.org:80 example.org:8080 localhost:8731 127.1
    1.2.3.4 01.2.3.4 256.1.1.1 [::1] xn--bcher-kva.example b\u00fccher.example xn--a a..b -a.org a_b.org
    example.org:65536 u:p@example.org 1.a a.1 EXAMPLE.org.:443
"""
_PIECES = st.sampled_from([*PIECES.split(), " "])
_HOSTS = st.sampled_from(HOSTS.split())
_URLS = st.tuples(
    st.sampled_from(["http", "https", "HTTPS", "urn"]), _HOSTS, st.lists(_PIECES, max_size=8)
).map(lambda parts: f"{parts[0]}://{parts[1]}{'/' if parts[2] else ''}{''.join(parts[2])}")


@given(_URLS | st.text(max_size=60))
def test_a_key_is_its_own_key(url: str) -> None:
    key = url_key(url)
    assert url_key(key) == key


@given(_URLS | st.text(max_size=60))
def test_a_key_stays_on_its_host(url: str) -> None:
    assert host_of(url_key(url)) == host_of(url)


@given(_URLS)
def test_what_a_browser_would_request_has_the_same_key(url: str) -> None:
    try:
        written = parse(url)
    except BadInput:
        return
    assert ada_url.normalize_url(url.strip()) == written
    assert url_key(written) == url_key(url)
    assert parse(written) == written


@given(_URLS)
def test_addresses_that_w3lib_holds_for_one_have_one_key(url: str) -> None:
    if host_of(url):
        assert url_key(canonicalize_url(parse(url))) == url_key(parse(url))


def test_the_key_of_a_common_address_costs_less_than_parsing_it_and_writing_it_again() -> None:
    urls = [f"https://www.example.org/conditions/eczema/page-{i}" for i in range(4_000)]

    def seconds(work: object) -> float:
        best = 1e9
        for _ in range(5):
            started = time.process_time()
            for url in urls:
                work(url)  # type: ignore[operator]
            best = min(best, time.process_time() - started)
        return best

    assert seconds(url_key.__wrapped__) < seconds(lambda url: ada_url.URL(url).href)
