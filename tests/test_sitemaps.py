"""Sitemaps in every form, and hostile ones."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover.sitemaps import MAX_DEPTH, Entry, SitemapReader, SitemapWalk

HOST = "https://health.example.org"
HOSTS = frozenset(["health.example.org"])
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
BOMB = (
    '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def urlset(*locs: str) -> bytes:
    entries = "".join(f"<url><loc>{loc}</loc></url>" for loc in locs)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACE}>{entries}</urlset>'.encode()


def index(*locs: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in locs)
    return f"<sitemapindex {NAMESPACE}>{entries}</sitemapindex>".encode()


def read(content: bytes) -> list[Entry]:
    return list(SitemapReader().entries(content))


def urls(content: bytes) -> list[str]:
    return [entry.url for entry in read(content)]


def problem(content: bytes) -> str | None:
    reader = SitemapReader()
    list(reader.entries(content))
    return reader.problem


def walk(files: dict[str, bytes], *roots: str) -> tuple[list[str], list[str]]:
    """The files that a walk asks for and the pages that it finds, for a site that serves `files`."""
    found = SitemapWalk([HOST + root for root in roots], HOSTS)
    asked, pages = [], []
    while (following := found.next()) is not None:
        url, depth = following
        asked.append(url.removeprefix(HOST))
        pages += [entry.url.removeprefix(HOST) for entry in found.read(url, depth, files.get(asked[-1], b""))]
    return asked, pages


PAGES = [f"{HOST}/1", f"{HOST}/2"]


@pytest.mark.parametrize(
    "content",
    [
        urlset(*PAGES),
        urlset(*PAGES).replace(b"<loc>", b"<loc>\n  ").replace(b"</loc>", b" \n</loc>"),
        urlset(*PAGES).replace(b"<loc>", b"<loc><![CDATA[").replace(b"</loc>", b"]]></loc>"),
        urlset(*PAGES).replace(NAMESPACE.encode(), b""),
        urlset(*PAGES).replace(b"<?xml", b"\xef\xbb\xbf<?xml"),
        b"\n\n " + urlset(*PAGES),
        urlset(*PAGES).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
        urlset(*PAGES).replace(b"UTF-8", b"ISO-8859-1").replace(b"<url>", b"<!-- \xe9 --><url>"),
        urlset(*PAGES).replace(b"<url>", b"<!-- <url><loc>https://x.example/</loc></url> --><url>"),
        urlset(*PAGES).replace(b"<urlset", b'<?xml-stylesheet type="text/xsl" href="s.xsl"?><urlset'),
        b'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + b"".join(f"<s:url><s:loc>{page}</s:loc></s:url>".encode() for page in PAGES)
        + b"</s:urlset>",
        "\n".join(PAGES).encode(),
        b"\xef\xbb\xbf" + "\r\n\r\n".join(PAGES).encode() + b"\r\n",
    ],
)
def test_every_spelling_of_a_sitemap_names_the_same_pages(content: bytes) -> None:
    assert urls(content) == PAGES


@pytest.mark.parametrize("content", [urlset(*PAGES), "\n".join(PAGES).encode()])
@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lambda content: gzip.compress(gzip.compress(content)),  # packed by the file's name and by the header
        lambda content: gzip.compress(content[:20]) + gzip.compress(content[20:]),
        lambda content: gzip.compress(content) + b"\0" * 512,
        lambda content: content,  # the header or the name says gzip and the content does not
    ],
)
def test_the_bytes_tell_gzip_whatever_header_and_name_say(content: bytes, pack: object) -> None:
    assert urls(pack(content)) == PAGES  # type: ignore[operator]


def test_a_gzip_that_breaks_off_gives_what_came_before() -> None:
    content = gzip.compress(urlset(*(f"{HOST}/{zlib.crc32(b'%d' % i)}" for i in range(5_000))))
    assert 500 < len(urls(content[: len(content) // 2])) < 4_000
    assert urls(content[:30] + b"\xff" * 100) == []


@pytest.mark.parametrize(
    ("stated", "lastmod"),
    [
        ("2026-02-03", "2026-02-03"),
        (" 2026-02 ", "2026-02"),
        ("2026-02-03T04:05:06+01:00", "2026-02-03T04:05:06+01:00"),
        ("2026-02-03T04:05:06.123Z", "2026-02-03T04:05:06.123Z"),
        ("2026-02-03 04:05:06 +0100", "2026-02-03 04:05:06 +0100"),
        ("yesterday", None),
        ("03/02/2026", None),
        ("", None),
    ],
)
def test_lastmod_is_kept_as_stated_if_it_is_a_date(stated: str, lastmod: str | None) -> None:
    content = urlset(PAGES[0]).replace(b"</loc>", f"</loc><lastmod>{stated}</lastmod>".encode())
    assert read(content) == [Entry(PAGES[0], lastmod)]


def test_a_news_sitemap_dates_its_pages() -> None:
    news = (
        b"</loc><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><n:title>x</n:title>"
        b"<n:publication_date>2026-02-03</n:publication_date></n:news>"
    )
    assert read(urlset(PAGES[0]).replace(b"</loc>", news)) == [Entry(PAGES[0], "2026-02-03")]


def test_pictures_and_videos_are_no_pages() -> None:
    media = b"</loc><i:image xmlns:i='x'><i:loc>https://health.example.org/i.jpg</i:loc></i:image>"
    assert urls(urlset(PAGES[0]).replace(b"</loc>", media)) == [PAGES[0]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BOMB.encode() + urlset("&i;"), "declares an entity"),
        (b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + urlset("&x;"), "declares an entity"),
        (b'<!DOCTYPE u [<!ENTITY x SYSTEM "http://127.0.0.1/">]>' + urlset("&x;"), "declares an entity"),
        (b'<!DOCTYPE u [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]>' + urlset("a"), "declares an entity"),
        (b"<html><body>Not found</body></html>", "no sitemap: its root is <html>"),
        (b"<!doctype html><html><body>Not found</body></html>", "no well-formed XML"),
        (b"<error/>", "no sitemap: its root is <error>"),
        (b"Not found", "no sitemap"),
        (b'{"a": 1}', "no sitemap"),
        (b"\x00\x01\x02", "no sitemap"),
        (b"", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
    ],
)
def test_what_is_no_sitemap_names_no_page_and_says_why(content: bytes, expected: str) -> None:
    content = content.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b"")
    assert urls(content) == []
    assert (problem(content) or "").startswith(expected)


def test_an_external_subset_is_never_loaded() -> None:
    content = b'<!DOCTYPE urlset SYSTEM "http://127.0.0.1:9/x.dtd">' + urlset(*PAGES).partition(b"?>")[2]
    assert urls(content) == PAGES


@pytest.mark.parametrize(
    "broken",
    [
        urlset(PAGES[0], f"{HOST}/b?x&y=1", PAGES[1]),
        urlset(PAGES[0], f"{HOST}/b?x&nbsp;y=1", PAGES[1]),
        urlset(PAGES[0], f"{HOST}/b\x01", PAGES[1]),
        urlset(PAGES[0], f"{HOST}/b", PAGES[1]).replace(b"/b</loc>", b"/b</lok></loc>"),
        urlset(PAGES[0], f"{HOST}/b", PAGES[1]) + b"<url>trailing",
    ],
)
def test_a_file_that_is_no_well_formed_xml_is_read_on_for_its_addresses(broken: bytes) -> None:
    found = urls(broken)
    assert [url for url in found if url in PAGES] == PAGES
    assert len(found) == 3
    assert "no well-formed XML" in (problem(broken) or "")


def test_addresses_after_a_fault_are_found_across_slices() -> None:
    pages = [f"{HOST}/conditions/page-{i}?a&amp;b={i}" for i in range(10_000)]
    found = urls(urlset(f"{HOST}/x?a&b", *pages))
    assert found[1:] == [page.replace("&amp;", "&") for page in pages]


def test_a_file_of_sixty_thousand_gives_its_first_fifty_thousand() -> None:
    content = urlset(*(f"{HOST}/{i}" for i in range(60_000)))
    assert len(urls(content)) == 50_000
    assert problem(content) == "more than 50,000 addresses"


def test_a_file_is_cut_at_fifty_megabytes_unpacked() -> None:
    packed = gzip.compress(urlset(PAGES[0]).removesuffix(b"</urlset>") + b" " * (60 << 20))
    assert len(packed) < 100_000
    assert urls(packed) == [PAGES[0]]


def test_an_endless_element_takes_no_memory() -> None:
    content = b"<urlset><url><loc>" + b"a" * (4 << 20) + b"</loc></url></urlset>"
    assert len(read(content)[0].url) < 70_000


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<urlset>{text}</urlset>".encode()))
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    assert read(gzip.compress(content, mtime=0)) == read(content)


def test_an_index_leads_to_its_files_and_they_to_pages() -> None:
    files = {"/index.xml": index(f"{HOST}/1.xml", f"{HOST}/2.xml.gz"), "/1.xml": urlset(*PAGES)}
    files["/2.xml.gz"] = gzip.compress(urlset(f"{HOST}/3"))
    assert walk(files, "/index.xml") == (["/index.xml", "/1.xml", "/2.xml.gz"], ["/1", "/2", "/3"])


@pytest.mark.parametrize(
    "files",
    [
        {"/a.xml": index(f"{HOST}/a.xml")},
        {"/a.xml": index(f"{HOST}/a.xml?utm_source=x", f"{HOST}/./a.xml#x")},
        {"/a.xml": index(f"{HOST}/b.xml"), "/b.xml": index(f"{HOST}/a.xml", f"{HOST}/b.xml")},
    ],
)
def test_an_index_that_names_itself_ends(files: dict[str, bytes]) -> None:
    assert walk(files, "/a.xml") == (list(files), [])


def test_an_endless_chain_of_indexes_ends_at_the_depth_limit() -> None:
    files = {f"/{i}.xml": index(f"{HOST}/{i + 1}.xml") for i in range(20)}
    assert walk(files, "/0.xml")[0] == [f"/{i}.xml" for i in range(MAX_DEPTH)]


def test_an_index_that_breeds_ends_at_the_file_limit() -> None:
    files = {f"/{i}.xml": index(*(f"{HOST}/{i * 60 + j}.xml" for j in range(1, 61))) for i in range(3_000)}
    assert len(walk(files, "/0.xml")[0]) == 1_000


@pytest.mark.parametrize(
    "elsewhere",
    ["https://other.example/x", "https://www.health.example.org/x", "http://health.example.org:81/x"],
)
def test_hosts_out_of_scope_are_dropped_and_counted(elsewhere: str) -> None:
    found = SitemapWalk([f"{HOST}/s.xml"], HOSTS)
    assert list(found.read(f"{HOST}/s.xml", 1, urlset(elsewhere, PAGES[0]))) == [Entry(PAGES[0])]
    assert list(found.read(f"{HOST}/i.xml", 1, index(elsewhere))) == []
    assert found.other_hosts == 2
    assert found.next() == (f"{HOST}/s.xml", 1)
    assert found.next() is None


def test_relative_addresses_and_what_is_no_web_address() -> None:
    content = urlset("/1", "ftp://health.example.org/2", "javascript:alert(1)", "mailto:a@b.example")
    assert walk({"/s.xml": content}, "/s.xml")[1] == ["/1"]


def test_a_feed_may_stand_where_a_sitemap_does() -> None:
    rss = f"<rss version='2.0'><channel><item><link>{HOST}/1</link></item></channel></rss>".encode()
    assert walk({"/s.xml": rss}, "/s.xml")[1] == ["/1"]


_MILLION = """
import gzip, re, sys
sys.path[:] = {path!r}
from scraper.discover.sitemaps import SitemapWalk
host = "https://health.example.org"
names = "".join(f"<sitemap><loc>{{host}}/{{i}}.xml.gz</loc></sitemap>" for i in range(20))
entries = "".join(f"<url><loc>{{host}}/page-{{i}}</loc></url>" for i in range(50_000))
part = gzip.compress(f"<urlset>{{entries}}</urlset>".encode())
del entries
walk = SitemapWalk([host + "/s.xml"], frozenset(["health.example.org"]))
count = 0
while (following := walk.next()) is not None:
    content = part if following[0].endswith(".gz") else f"<sitemapindex>{{names}}</sitemapindex>".encode()
    count += sum(1 for _ in walk.read(*following, content))
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
print(count, int(peak[1]) // 1024)
"""


def test_memory_stays_flat_while_an_index_of_a_million_pages_is_read() -> None:
    program = _MILLION.format(path=sys.path)
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    count, megabytes = map(int, result.stdout.split())
    assert count == 1_000_000
    assert megabytes < 100
