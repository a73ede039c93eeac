"""Text captures and the text records of Common Crawl (WET): pages of which only the visible text is left.

The layout of the lines tells the parts. People, dates and cited sources are
then read by the same rooms as on any page, from plain markup that is made of
those lines.
"""

from __future__ import annotations

import re
from html import escape

from archive.article import Article
from scraper.extract import citations, dates, layout, parsing, people, render, structured
from scraper.extract.finding import Chosen, Headline, Material
from scraper.extract.layout import Layout
from scraper.extract.reading import Evidence, Reading

_MIN_ARTICLE = 250  # characters of running text
_NOTICE = "wp-content-copy-protection notice"
_WARC_HEADERS = re.compile(r"\AWARC/1\.\d\r?\n(?:[\w-]+:[^\n]*\n)+\r?\n")
_LIST_ITEM = re.compile(r"^(?:[-*•‣▪◦●·–]|\d{1,2}[.)])\s+")


def read(text: str, url: str) -> Reading:
    """The record of a text capture. `url` is its address, or a `urn:` that names its bytes."""
    found = layout.read(_WARC_HEADERS.sub("", text))
    material = _material(found, url)
    article = Article(url=url, title=found.title, breadcrumb=found.trail, summary=found.summary)
    article.breadcrumb_urls = [None] * len(found.trail)
    article.body = render.body_text(material.document, material.body.blocks)
    article.body_html = render.body_html(material.document, material.body.blocks)
    credited = people.find(material)
    article.authors = credited.value
    stated = dates.find(material)
    article.published, article.modified, article.reviewed = (
        stated.value.published,
        stated.value.modified,
        stated.value.reviewed,
    )
    cited = citations.find(material)
    article.citations = cited.value
    article.sidebar = found.sidebar
    article.protections = [_NOTICE] if found.notices else []
    running = sum(len(line) for line in found.body if len(line) > 80)
    article.kind = "article" if found.title and running >= _MIN_ARTICLE else "other"
    article.confidence = 0.8 if article.kind == "article" else 0.2
    evidence = [*_evidence(found), *credited.evidence, *stated.evidence, *cited.evidence]
    return Reading(article=article, evidence=evidence)


def _material(found: Layout, url: str) -> Material:
    """The parts as a small page, so that the rooms of the fields can read them."""
    parsed = parsing.parse(_markup(found), url)
    material = Material(parsed, structured.read(parsed))
    article = parsed.by_tag["article"][0]
    material.body = Chosen(
        [block.index for block in parsed.blocks_in(article)], [1.0] * len(parsed.blocks), root=article
    )
    if "h1" in parsed.by_tag:
        material.headline = Headline(found.title, parsed.by_tag["h1"][0])
    return material


def _markup(found: Layout) -> str:
    parts = ["<html><head></head><body>"]
    if found.title:
        parts.append(f"<h1>{escape(found.title)}</h1>")
    parts += [f"<p>{escape(line)}</p>" for line in found.credits]
    parts.append("<article>")
    parts += _paragraphs(found.body)
    parts.append("</article>")
    return "".join([*parts, *_paragraphs(found.references)])


def _paragraphs(lines: list[str]) -> list[str]:
    """Headings, list entries and paragraphs, each in an element of its kind."""
    parts: list[str] = []
    listed = False
    for position, line in enumerate(lines):
        item = _LIST_ITEM.match(line)
        if bool(item) != listed:
            parts.append("<ul>" if item else "</ul>")
            listed = bool(item)
        if item:
            parts.append(f"<li>{escape(line)}</li>")
        elif layout.is_heading(line) and position + 1 < len(lines) and not line.endswith('?"'):
            parts.append(f"<h2>{escape(line)}</h2>")
        else:
            parts.append(f"<p>{escape(line)}</p>")
    return [*parts, "</ul>"] if listed else parts


def _evidence(found: Layout) -> list[Evidence]:
    told = [
        ("title", "line above the text", found.title),
        ("breadcrumb", "line above the title", " > ".join(found.trail)),
        ("summary", "lines between title and text", found.summary),
        ("protections", "words of a notice", _NOTICE if found.notices else None),
    ]
    return [Evidence(name, source, value, 0.9, chosen=True) for name, source, value in told if value]
