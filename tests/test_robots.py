"""robots.txt as RFC 9309 asks, by table."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from scraper.robots import MAX_BYTES, TOKEN, from_response, parse

HOST = "https://health.example.org"
SIMPLE = "User-agent: *\nDisallow: /private\n"
OURS = f"User-agent: {TOKEN}\n"
TWICE = f"{OURS}Disallow: /a\nUser-agent: *\nDisallow: /c\n{OURS}Disallow: /b\n"


def allowed(text: str, path: str) -> bool:
    return parse(text.encode()).allowed(HOST + path)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        # No file, no rule, no group of ours: everything is allowed (2.2.1).
        ("", "/", True),
        ("# only a comment\n", "/a", True),
        ("User-agent: otherbot\nDisallow: /\n", "/a", True),
        ("Disallow: /\n", "/a", True),
        ("<!doctype html><title>Not found</title><p>User-agent: nobody", "/a", True),
        # Prefix match from the first character, case-sensitive (2.2.2).
        (SIMPLE, "/private", False),
        (SIMPLE, "/private/x", False),
        (SIMPLE, "/privateer", False),
        (SIMPLE, "/Private", True),
        (SIMPLE, "/public/private", True),
        (SIMPLE, "/private?x=1", False),
        ("User-agent: *\nDisallow: /\n", "/", False),
        ("User-agent: *\nDisallow:\n", "/a", True),
        ("User-agent: *\nDisallow: /s?q=\n", "/s?q=1", False),
        ("User-agent: *\nDisallow: /s?q=\n", "/s", True),
        # The longest match decides; allow wins a tie (2.2.2).
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/c", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b/c\nAllow: /a/b\n", "/a/b/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", True),
        ("User-agent: *\nAllow: /\nDisallow: /a\n", "/b", True),
        # "*" is any run of characters, "$" the end (2.2.3).
        ("User-agent: *\nDisallow: /*.php$\n", "/x/index.php", False),
        ("User-agent: *\nDisallow: /*.php$\n", "/x/index.php?y", True),
        ("User-agent: *\nDisallow: /*.php\n", "/x/index.php?y", False),
        ("User-agent: *\nDisallow: /a*z\n", "/abcz/d", False),
        ("User-agent: *\nDisallow: *secret\n", "/x/secret", False),
        ("User-agent: *\nDisallow: /*/x/*/y\n", "/1/x/2/y", False),
        ("User-agent: *\nDisallow: /*/x/*/y\n", "/1/x/y", True),
        ("User-agent: *\nDisallow: /a$\n", "/a", False),
        ("User-agent: *\nDisallow: /a$\n", "/ab", True),
        # Percent escapes and characters compare equal (2.2.2).
        ("User-agent: *\nDisallow: /a%20b\n", "/a%20b", False),
        ("User-agent: *\nDisallow: /caf\u00e9\n", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow: /caf%c3%a9\n", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow: /%7Ejo\n", "/~jo", False),
        ("User-agent: *\nDisallow: /~jo\n", "/%7ejo", False),
        ("User-agent: *\nDisallow: /a/b\n", "/a%2Fb", True),
        # Our token beats "*", whatever the order and case; groups of one token are joined (2.2.1).
        (f"User-agent: *\nDisallow: /\nUser-agent: {TOKEN}\nDisallow: /x\n", "/a", True),
        (f"User-agent: {TOKEN}\nDisallow: /x\nUser-agent: *\nDisallow: /\n", "/x", False),
        ("User-agent: Health-Archive\nDisallow: /\n", "/a", False),
        ("User-agent: health-archive/2.0\nDisallow: /\n", "/a", False),
        (
            TWICE,
            "/b",
            False,
        ),
        (
            TWICE,
            "/c",
            True,
        ),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n", "/a", False),
        # A token is compared whole: others that begin or end alike are not ours.
        ("User-agent: health\nDisallow: /\n", "/a", True),
        ("User-agent: health-archive-images\nDisallow: /\n", "/a", True),
        ("User-agent: my-health-archive\nDisallow: /\n", "/a", True),
        (f"User-agent: {TOKEN}\n\nUser-agent: *\nDisallow: /\n", "/a", False),
        # Several agents share the rules that follow; a rule ends the list.
        (f"User-agent: bot\nUser-agent: {TOKEN}\nDisallow: /a\n", "/a", False),
        (f"User-agent: {TOKEN}\nUser-agent: bot\nDisallow: /a\nUser-agent: bot\nDisallow: /b\n", "/b", True),
        # Blank lines, sitemaps and unknown lines end no group (2.2.4).
        ("User-agent: *\n\n\nDisallow: /a\n", "/a", False),
        ("User-agent: *\nSitemap: https://x.example/s.xml\nUser-agent: b\nDisallow: /a\n", "/a", False),
        ("User-agent: *\nNoindex: /z\nDisallow: /a\n", "/a", False),
        # Spelling: spaces, case, comments, line ends, byte order mark, bytes that are no UTF-8.
        ("  USER-AGENT :  *  \n dIsAlLoW : /a # why\n", "/a", False),
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("User-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /a\n", "/a", False),
        ("User-agent: *\nDissallow: /a\n", "/a", False),
        ("User agent *\nDisallow /a\n", "/a", False),
        ("User-agent: *\x00\nDisallow: /a\n", "/a", False),
        # The file itself is always allowed (2.2.2).
        ("User-agent: *\nDisallow: /\n", "/robots.txt", True),
    ],
)
def test_rules(text: str, path: str, expected: bool) -> None:
    assert allowed(text, path) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, False),
        (206, False),
        (301, True),  # a redirect that is left after five
        (401, True),
        (403, True),
        (404, True),
        (410, True),
        (429, True),
        (499, True),
        (500, False),
        (503, False),
        (599, False),
        (None, False),
    ],
)
def test_the_status_decides_before_the_body(status: int | None, expected: bool) -> None:
    rules = from_response(status, b"User-agent: *\nDisallow: /\n")
    assert rules.allowed(HOST + "/a") is expected
    assert rules.reachable is (status is not None and status < 500)


def test_nothing_is_fetched_from_a_host_whose_rules_are_out_of_reach() -> None:
    assert not from_response(503).allowed(HOST + "/")
    assert not from_response(None).allowed(HOST + "/robots.txt")


def test_what_lies_beyond_the_limit_does_not_count() -> None:
    padding = "# padding\n" * (MAX_BYTES // 10 + 1)
    assert allowed(padding + SIMPLE, "/private")
    assert not allowed(SIMPLE + padding, "/private")


def test_a_rule_that_the_limit_cuts_is_dropped() -> None:
    start = "User-agent: *\nDisallow: /\n"
    padding = "#" * (MAX_BYTES - len(start) - len("Allow: /") - 1) + "\n"
    assert not allowed(start + padding + "Allow: /public/\n", "/secret")


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("", None),
        ("User-agent: *\nCrawl-delay: 7\n", 7.0),
        ("User-agent: *\nCrawl-delay: 0.5\nDisallow: /x\n", 0.5),
        (f"User-agent: {TOKEN}\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay: 60\n", 3.0),
        (f"User-agent: {TOKEN}\nDisallow: /x\nUser-agent: *\nCrawl-delay: 60\n", None),
        ("User-agent: bot\nCrawl-delay: 60\n", None),
        ("User-agent: *\nCrawl-delay: soon\n", None),
        ("User-agent: *\nCrawl-delay: -1\n", None),
        ("User-agent: *\nCrawl-delay: inf\n", None),
        ("User-agent: *\nCrawl-delay: 5\nUser-agent: bot\nDisallow: /\n", 5.0),
    ],
)
def test_crawl_delay_is_our_groups(text: str, delay: float | None) -> None:
    assert parse(text.encode()).crawl_delay == delay


def test_sitemaps_are_the_whole_files() -> None:
    text = (
        "Sitemap: https://a.example/1.xml\nUser-agent: bot\nDisallow: /\n"
        "sitemap:https://a.example/2.xml # news\nSitemap: https://a.example/1.xml\nSitemap:\n"
    )
    assert parse(text.encode()).sitemaps == ("https://a.example/1.xml", "https://a.example/2.xml")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("User-agent: *\nDisallow: /x\n", ()),
        (
            "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n",
            ("Content-Signal: search=yes, ai-train=no",),
        ),
        ("Content-Signal: ai-train=no\n", ("Content-Signal: ai-train=no",)),
        ("User-agent: bot\nContent-Signal: ai-train=no\n", ()),
        ("User-Agent: *\nAllow: /\nContent-Usage: train-ai=n\n", ("Content-Usage: train-ai=n",)),
        (
            "License: https://a.example/l.xml\nUser-agent: *\nAllow: /\n",
            ("License: https://a.example/l.xml",),
        ),
        (
            "User-agent: bot\nDisallow: /\n\nLicense: https://a.example/l.xml\n",
            ("License: https://a.example/l.xml",),
        ),
        (
            f"User-agent: *\nContent-Signal: ai-train=no\n{OURS}Content-Signal: ai-train=yes\n",
            ("Content-Signal: ai-train=no", "Content-Signal: ai-train=yes"),
        ),
    ],
)
def test_lines_about_rights_are_kept_raw(text: str, lines: tuple[str, ...]) -> None:
    assert parse(text.encode()).declarations == lines


def test_a_line_about_rights_ends_a_group_as_a_rule_does() -> None:
    assert allowed("User-agent: *\nContent-Signal: search=yes\n\nUser-agent: bot\nDisallow: /\n", "/a")


def _seconds_for(text: str, urls: list[str]) -> float:
    rules = parse(text.encode())
    started = time.process_time()
    for url in urls:
        rules.allowed(url)
    return time.process_time() - started


@pytest.mark.parametrize(
    "rule", ["/*a*{0}*b{0}", "*a*a*a*a*{0}", "/*facet{0}=*&sort=*", "/section-{0}/*", "/p{0}/*$"]
)
def test_twenty_thousand_wildcards_cost_a_url_no_more_than_a_hundred_times_a_small_file(rule: str) -> None:
    urls = [f"{HOST}/conditions/a{i}/eczema-in-adults?page={i}" for i in range(100)]
    large = "User-agent: *\n" + "".join(f"Disallow: {rule.format(i)}\n" for i in range(20_000))
    small = "User-agent: *\n" + "".join(f"Disallow: {rule.format(i)}\n" for i in range(100))
    assert _seconds_for(large, urls) < 100 * max(_seconds_for(small, urls), 0.001)


def test_thousands_of_agents_with_thousands_of_rules_are_read_at_once() -> None:
    text = "".join(f"User-agent: bot{'ab'[i % 2] * (i // 2 + 1)}\n" for i in range(400))
    text += "".join(f"Disallow: /*{i}\n" for i in range(10_000))
    started = time.process_time()
    assert allowed(text, "/a1")
    assert time.process_time() - started < 1


_PIECES = st.sampled_from(
    ["/", "a", "bc", "def", "*", "$", "?", "=", "%41", "%2F", "\u00e9", ".html", "index.html"]
)
_PATHS = st.lists(_PIECES, max_size=6).map(lambda pieces: "/" + "".join(pieces))


@given(st.lists(st.tuples(st.booleans(), _PATHS), max_size=30), _PATHS)
def test_a_large_file_decides_as_a_small_one_with_the_same_rules(
    rules: list[tuple[bool, str]], path: str
) -> None:
    lines = [f"{'Allow' if allow else 'Disallow'}: {rule}" for allow, rule in rules]
    small = "\n".join(["User-agent: *", *lines])
    padding = [f"Disallow: /unrelated-{i}-zzz/" for i in range(600)]
    large = "\n".join(["User-agent: *", *lines, *padding])
    assert allowed(large, path) is allowed(small, path) is Protego.parse(small).can_fetch(HOST + path, TOKEN)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(body: bytes) -> None:
    assert parse(body).allowed(HOST + "/a") in (True, False)


def test_a_scrambled_large_file_is_read_without_an_error() -> None:
    noise = random.Random(3).randbytes(MAX_BYTES + 100)
    assert not parse(b"User-agent: *\nDisallow: /x\n" + noise).allowed(HOST + "/x")
