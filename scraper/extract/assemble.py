"""A page walks through the rooms: charset, shape, document, structured data, body, every other field."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from archive.article import Article
from scraper import sniff
from scraper.extract import (
    body,
    breadcrumb,
    charset,
    citations,
    confidence,
    dates,
    kind,
    links,
    notices,
    parsing,
    people,
    profile,
    protection,
    render,
    rights,
    rules,
    shape,
    shell,
    sidebar,
    site,
    structured,
    summary,
    tags,
    text_capture,
    title,
)
from scraper.extract.finding import Chosen, Finding, Headline, Material
from scraper.extract.knowledge import NOTHING, Knowledge
from scraper.extract.reading import Evidence, Reading

log = logging.getLogger(__name__)
Value = TypeVar("Value")


def read_markup(markup: str, url: str, knowledge: Knowledge = NOTHING) -> Reading:
    """Read an HTML page, with what is known of its site."""
    if reason := shape.refuse(markup):
        return refused(url, reason)
    parsed = parsing.parse(markup, url)
    material = Material(parsed, structured.read(parsed))
    known = knowledge.profile
    material.body = body.choose(parsed, profile.doubts(known, parsed) if known else ())
    reading = _Assembly(material, rules.rules_for(parsed, knowledge.rules)).reading(url)
    reading.profile = known.name if known else None
    return reading


def refused(url: str, reason: str) -> Reading:
    """The reading of a page that was not parsed."""
    evidence = [Evidence("kind", "shape", reason, 1.0, chosen=True)]
    return Reading(article=Article(url=url, kind="other"), evidence=evidence, refused=reason)


class _Assembly:
    """Asks every room, and keeps the evidence of all."""

    def __init__(self, material: Material, site_rules: rules.SiteRules | None) -> None:
        self.material = material
        self.rules = site_rules
        self.evidence: list[Evidence] = []
        self.outside: set[int] = set()  # blocks that a room knows to be no part of the body

    def ask(self, find: Callable[[Material], Finding[Value]], missing: Value) -> Value:
        """A room's value; a room that fails on a page costs its own field, not the record."""
        try:
            finding = find(self.material)
        except Exception:
            log.exception("%s failed on %s", find.__module__, self.material.document.url)
            return missing
        self.evidence.extend(finding.evidence)
        self.outside.update(finding.outside)
        return finding.value

    def judge(self, judgement: Callable[[Material], Value], missing: Value) -> Value:
        """What a room says of the page as a whole."""
        try:
            return judgement(self.material)
        except Exception:
            log.exception("%s failed on %s", judgement, self.material.document.url)
            return missing

    def reading(self, url: str) -> Reading:
        material, parsed = self.material, self.material.document
        material.headline = self.ask(title.find, Headline())
        if self.rules is not None:
            self.evidence += rules.prepare(self.rules, material)
        article = Article(url=url, canonical_url=links.canonical_url(parsed))
        self.fill(article)
        article.kind = self.judge(partial(kind.find, article=article), "other")
        return Reading(
            article=article,
            links=links.links(parsed),
            alternates=links.alternates(parsed),
            next_url=links.next_url(parsed),
            feeds=links.feeds(parsed),
            robots=links.robots(parsed),
            needs_js=shell.needs_script(parsed),
            evidence=self.evidence,
        )

    def fill(self, article: Article) -> None:
        material = self.material
        article.title = material.headline.text
        article.protections = self.ask(protection.find, [])
        trail = self.ask(breadcrumb.find, breadcrumb.Trail())
        article.breadcrumb, article.breadcrumb_urls = trail.labels, trail.urls
        article.summary = self.ask(summary.find, None)
        article.authors = self.ask(people.find, [])
        stated = self.ask(dates.find, dates.Dates())
        article.published, article.modified, article.reviewed = (
            stated.published,
            stated.modified,
            stated.reviewed,
        )
        whose = self.ask(site.find, site.Site())
        article.site_name, article.language = whose.name, whose.language
        article.tags = self.ask(tags.find, [])
        article.citations = self.ask(citations.find, [])
        article.sidebar = self.ask(sidebar.find, [])
        article.rights = self.ask(rights.find, [])
        if self.rules is not None:
            self.evidence += rules.fill(self.rules, material, article)
        displays = {person.display for person in article.authors if person.display}
        material.body.drop([*self.outside, *notices.outside(material, displays)])
        article.body = render.body_text(material.document, material.body.blocks)
        article.body_html = render.body_html(material.document, material.body.blocks)
        article.confidence = self.judge(confidence.estimate, 0.0)


def read_bytes(
    page: bytes | str, url: str, content_type: str | None, knowledge: Knowledge = NOTHING
) -> Reading:
    """Read a page as received, with what is known of its site."""
    if isinstance(page, bytes) and not sniff.is_text(kind_of_bytes := sniff.media_type(page, content_type)):
        return refused(url or _name(page), f"{kind_of_bytes} is no page")
    text, used = (page, None) if isinstance(page, str) else charset.decode(page, content_type)
    if (content_type or "").split(";")[0].strip().lower() == "text/plain":
        reading = text_capture.read(text, url or _name(page))
    else:
        reading = read_markup(text, url, knowledge)
    reading.charset = used
    return reading


def _name(page: bytes | str) -> str:
    """The address of a capture that has none: the digest of its bytes."""
    data = page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page
    return "urn:sha256:" + hashlib.sha256(data).hexdigest()


__all__ = ["Chosen", "read_bytes", "read_markup"]
