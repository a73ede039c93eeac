"""The bundled site as a table from path to page: articles, listings, robots.txt, sitemaps, feed."""

from __future__ import annotations

import gzip
import html
from datetime import UTC, datetime
from email.utils import format_datetime

from scraper.demo.pages import (
    TEMPLATES,
    Page,
    Text,
    article_page,
    last_modified,
    listing_pages,
    render,
    slug_of,
    texts,
)

ROBOTS = """\
User-agent: *
Disallow: /search/
Disallow: /private/
Crawl-delay: 0.02

Sitemap: {base}/sitemap.xml
"""

_TITLES = {
    "magazine": "The Daily Remedy",
    "clinic": "Conditions A to Z",
    "agency": "Health A to Z",
    "plain": "Notes of the Old Ferry first aid group",
}
_XML = "application/xml; charset=utf-8"


def build_site(base: str) -> dict[str, Page]:
    """Every path of the site. `base` is its address without a final slash, such as `http://localhost:8731`."""
    pages = {text.path: article_page(text, base) for text in texts()}
    feed_link = '<link rel="alternate" type="application/rss+xml" title="The Daily Remedy" href="/feed.xml">'
    for name in TEMPLATES:
        found = _of(name)
        head = feed_link if name == "magazine" else ""
        pages |= listing_pages(_TITLES[name], found[0].section["prefix"], found, head)
    pages["/"] = _home()
    pages["/clinic/people/"] = _people()
    pages["/robots.txt"] = Page(ROBOTS.format(base=base).encode(), "text/plain; charset=utf-8")
    pages |= _sitemaps(base)
    pages["/feed.xml"] = _feed(base)
    pages["/search/"] = Page(b"<html><body><h1>Search</h1></body></html>")
    pages["/private/notes.html"] = Page(b"<html><body><h1>Not for crawlers</h1></body></html>")
    pages["/old/eczema.html"] = Page(b"", status=301, headers={"Location": "/clinic/eczema-in-adults/"})
    pages["/leaflet.pdf"] = Page(_PDF, "application/pdf")
    return pages


def _of(name: str) -> list[Text]:
    return [text for text in texts() if text.section["template"] == name]


def _home() -> Page:
    sections = "".join(
        f'<li><a href="{_of(name)[0].section["prefix"]}">{html.escape(_TITLES[name])}</a></li>'
        for name in TEMPLATES
    )
    return Page(render("home", {"sections": sections}).encode())


def _people() -> Page:
    """Who writes for the clinic; its articles link to the names."""
    authors = sorted({text.article["author"] for text in _of("clinic")})
    names = "".join(f'<li id="{slug_of(name)}">{html.escape(name)}</li>' for name in authors)
    return Page(
        f"<html><head><title>People</title></head><body><h1>People</h1><ul>{names}</ul></body></html>".encode()
    )


def _sitemaps(base: str) -> dict[str, Page]:
    """An index of two sitemaps, one of them gzipped; the plain notes stand in neither."""
    parts = {
        "/sitemap-magazine.xml": _of("magazine"),
        "/sitemap-health.xml.gz": _of("clinic") + _of("agency"),
    }
    index = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>" for path in parts)
    pages = {"/sitemap.xml": Page(_xml("sitemapindex", index), _XML)}
    for path, found in parts.items():
        urls = "".join(
            f"<url><loc>{base}{text.path}</loc><lastmod>{last_modified(text)}</lastmod></url>"
            for text in found
        )
        body = _xml("urlset", urls)
        gzipped = path.endswith(".gz")
        pages[path] = Page(gzip.compress(body, mtime=0), "application/gzip") if gzipped else Page(body, _XML)
    return pages


def _xml(root: str, content: str) -> bytes:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{namespace}">{content}</{root}>\n'.encode()
    )


def _feed(base: str) -> Page:
    items = "".join(
        f"<item><title>{html.escape(text.title)}</title><link>{base}{text.path}?utm_source=rss&amp;utm_medium=feed</link>"
        f'<guid isPermaLink="false">{text.article["slug"]}</guid><pubDate>{_rfc_822(text)}</pubDate></item>'
        for text in _of("magazine")
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>The Daily Remedy</title>'
        f"<link>{base}/magazine/</link><description>Made-up news of health</description>"
        f"{items}</channel></rss>\n"
    )
    return Page(body.encode(), "application/rss+xml; charset=utf-8")


def _rfc_822(text: Text) -> str:
    return format_datetime(datetime.fromisoformat(last_modified(text)).replace(tzinfo=UTC), usegmt=True)


_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
