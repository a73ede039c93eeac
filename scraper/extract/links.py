"""Where the page leads: its links, each with its place, and what <link> and <meta> say to crawlers."""

from __future__ import annotations

from collections.abc import Callable

from scraper.extract.document import Document
from scraper.extract.reading import Area, Link

_TAGS: dict[str, Area] = {"nav": "navigation", "header": "navigation", "footer": "footer"}
_ROLES: dict[str, Area] = {"navigation": "navigation", "banner": "navigation", "contentinfo": "footer"}
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_Test = Callable[[list[str], dict[str, str | None]], bool]
_ROBOTS = ("robots", "health-archive")


def links(document: Document) -> list[Link]:
    """Every link to another http(s) address, in document order."""
    areas, headings = _areas(document), document.headings()
    found: list[Link] = []
    heading, heading_text, area, area_end = 0, None, 0, -1
    current: Area = "body"
    for element in document.by_tag.get("a", ()):
        url = document.absolute(document.attrs[element].get("href"))
        if url is None:
            continue
        while heading < len(headings) and headings[heading] < element:
            heading_text = document.text(headings[heading]) or None
            heading += 1
        while area < len(areas) and areas[area][0] < element:
            start, name = areas[area]
            if document.ends[start] > area_end:
                current, area_end = name, document.ends[start]
            area += 1
        if element >= area_end:
            current = "body"
        text = document.text(element) or document.attr(element, "title")
        found.append(Link(url, text, current, heading_text, document.attr(element, "rel").lower()))
    return found


def _areas(document: Document) -> list[tuple[int, Area]]:
    """Elements that hold navigation or the footer, in document order."""
    articles = [(i, document.ends[i]) for tag in ("article", "main") for i in document.by_tag.get(tag, ())]
    found: dict[int, Area] = {}
    for tag, name in _TAGS.items():
        for element in document.by_tag.get(tag, ()):
            # The header and footer of an article belong to it (HTML Standard 4.3.8).
            if tag == "nav" or not any(start < element < end for start, end in articles):
                found[element] = name
    for element in document.by_role:
        role = document.attr(element, "role")
        if role in _ROLES:
            found[element] = _ROLES[role]
    return sorted(found.items())


def alternates(document: Document) -> list[str]:
    """Addresses of the page's versions in other languages."""
    return _link_targets(document, lambda rel, attrs: "alternate" in rel and bool(attrs.get("hreflang")))


def feeds(document: Document) -> list[str]:
    """Addresses of the feeds that the page announces."""
    return _link_targets(
        document,
        lambda rel, attrs: "alternate" in rel and (attrs.get("type") or "").lower() in _FEED_TYPES,
    )


def next_url(document: Document) -> str | None:
    """The next part of a page that is spread over several, if it says so with rel=next."""
    found = _link_targets(document, lambda rel, _: "next" in rel)
    if found:
        return found[0]
    for element in document.by_tag.get("a", ()):
        if "next" in document.attr(element, "rel").lower().split():
            return document.absolute(document.attr(element, "href"))
    return None


def canonical_url(document: Document) -> str | None:
    """The address that the page declares as its own."""
    found = _link_targets(document, lambda rel, _: "canonical" in rel)
    if found:
        return found[0]
    stated = next((content for name, content in document.metas if name == "og:url"), None)
    return document.absolute(stated)


def robots(document: Document) -> list[str]:
    """The directives of meta robots and of our own token's meta, lower case."""
    found = [
        directive.strip().lower()
        for name, content in document.metas
        if name in _ROBOTS
        for directive in content.split(",")
    ]
    return [directive for directive in dict.fromkeys(found) if directive]


def _link_targets(document: Document, test: _Test) -> list[str]:
    targets = []
    for element in document.by_tag.get("link", ()):
        attrs = document.attrs[element]
        rel = (attrs.get("rel") or "").lower().split()
        if rel and test(rel, attrs):
            url = document.absolute(attrs.get("href"))
            if url is not None and url not in targets:
                targets.append(url)
    return targets
