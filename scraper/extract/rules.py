"""Rules for single sites: selectors for fields, where a site's pages are known better than in general.

A rule decides its field alone where its selector finds something; all other
fields, and pages on which it finds nothing, are read as on any site.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from archive.article import Article, SidebarItem
from archive.errors import ConfigurationError
from archive.urls import host_of
from scraper.extract import cards, citations, datetext, selectors
from scraper.extract.bylines import parse_byline
from scraper.extract.document import HEADINGS, Document
from scraper.extract.finding import Headline, Material
from scraper.extract.reading import Evidence
from scraper.extract.selectors import Selector

_BEFORE = ("title", "body", "drop")  # what other rooms build on
_AFTER = (
    "breadcrumb", "summary", "authors", "published", "modified", "reviewed", "tags", "site_name", "citations",
    "sidebar",
)  # fmt: skip
FIELDS = (*_BEFORE, *_AFTER)
_CONDITIONS = ("name", "hosts", "when")


@dataclass(slots=True, frozen=True)
class SiteRules:
    """Selectors by field, and the pages that they are for."""

    name: str
    hosts: tuple[str, ...]  # empty: any
    when: Selector | None  # the page must hold it
    fields: Mapping[str, Selector]

    def applies(self, document: Document) -> bool:
        """Whether the rules are for this page."""
        if self.hosts and host_of(document.url).split(":")[0] not in self.hosts:
            return False
        return self.when is None or bool(self.when.find(document))


def parse(table: Mapping[str, Any], where: str) -> SiteRules:
    """Rules from a table of a configuration or of a file; `where` names it in messages.

    Raises ConfigurationError.
    """
    for key in table:
        if key not in (*FIELDS, *_CONDITIONS):
            close = get_close_matches(key, (*FIELDS, *_CONDITIONS), 1)
            hint = f"; did you mean '{close[0]}'?" if close else f"; known are {', '.join(FIELDS)}"
            raise ConfigurationError(f"{where}: there is no field '{key}' to write a rule for{hint}")
    hosts = table.get("hosts", [])
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
        raise ConfigurationError(f"{where}: 'hosts' must be a list of host names")
    when = _selector(table["when"], where, "when") if "when" in table else None
    fields = {key: _selector(value, where, key) for key, value in table.items() if key in FIELDS}
    return SiteRules(str(table.get("name", where)), tuple(hosts), when, fields)


def _selector(value: Any, where: str, key: str) -> Selector:
    if not isinstance(value, str):
        raise ConfigurationError(f"{where}: '{key}' must be a CSS selector in quotes")
    try:
        return selectors.parse(value)
    except ValueError as error:
        raise ConfigurationError(f"{where}: '{key}' is no selector: {error}") from error


def load(text: str, where: str) -> list[SiteRules]:
    """The rules of one file: its `[[rules]]` tables. Raises ConfigurationError."""
    try:
        tables = tomllib.loads(text).get("rules", [])
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{where}: {error}") from error
    return [parse(table, f"{where}, rules[{number}]") for number, table in enumerate(tables)]


@cache
def shipped() -> tuple[SiteRules, ...]:
    """The rules that come with the program."""
    found = sorted(
        (entry for entry in (files("scraper") / "sites").iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    return tuple(rule for entry in found for rule in load(entry.read_text("utf-8"), entry.name))


def overridden(base: SiteRules | None, own: SiteRules | None) -> SiteRules | None:
    """Shipped rules with those of the configuration laid over them, field by field."""
    if base is None or own is None:
        return own or base
    return SiteRules(f"{base.name}, {own.name}", own.hosts, own.when, {**base.fields, **own.fields})


def rules_for(document: Document, own: Iterable[SiteRules] = ()) -> SiteRules | None:
    """The rules for a page: the first shipped ones that apply, overridden by the configuration's."""
    base = next((rule for rule in shipped() if rule.applies(document)), None)
    over = next((rule for rule in own if rule.applies(document)), None)
    return overridden(base, over)


def prepare(rules: SiteRules, material: Material) -> list[Evidence]:
    """Set headline and body before other rooms build on them."""
    document = material.document
    evidence = []
    found = {name: rules.fields[name].find(document) for name in _BEFORE if name in rules.fields}
    if elements := found.get("title"):
        material.headline = Headline(document.text(elements[0]) or None, elements[0])
        evidence.append(_evidence(rules, "title", document.text(elements[0])))
    if elements := found.get("body"):
        blocks = {block.index for element in elements for block in document.blocks_in(element)}
        material.body.blocks = sorted(blocks)
        material.body.root = elements[0] if len(elements) == 1 else max(document.parents[elements[0]], 0)
        evidence.append(_evidence(rules, "body", f"{len(blocks)} blocks"))
    if elements := found.get("drop"):
        material.body.drop(block.index for element in elements for block in document.blocks_in(element))
    return evidence


def fill(rules: SiteRules, material: Material, article: Article) -> list[Evidence]:
    """Set the fields for which there is a rule and its selector finds something."""
    evidence = []
    for name in _AFTER:
        if name in rules.fields and (elements := rules.fields[name].find(material.document)):
            value = _READERS[name](material.document, elements)
            if value:
                setattr(article, name, value)
                evidence.append(_evidence(rules, name, str(value)))
                if name == "breadcrumb":
                    article.breadcrumb_urls = [_link(material.document, e) for e in elements]
    return evidence


def _evidence(rules: SiteRules, name: str, value: str) -> Evidence:
    return Evidence(name, f"site rule {rules.name}: {rules.fields[name].text}", value, 1.0, chosen=True)


def _texts(document: Document, elements: list[int]) -> list[str]:
    return [text for element in elements if (text := document.text(element))]


def _date(document: Document, elements: list[int]) -> str | None:
    for element in elements:
        value = document.attr(element, "datetime") or document.attr(element, "content")
        if value and (day := datetext.stated(value)):
            return day
        if printed := datetext.find(document.text(element)):
            return printed[0].value
    return None


def _link(document: Document, element: int) -> str | None:
    own = document.tags[element] == "a"
    link = element if own else next(iter(document.within(element, "a")), None)
    return document.absolute(document.attrs[link].get("href")) if link is not None else None


def _sidebar(document: Document, elements: list[int]) -> list[SidebarItem]:
    links = cards.Links(document)
    items = []
    for element in elements:
        card = cards.read_card(document, links, element)
        headings = [b for b in document.blocks_in(element) if document.tags[b.element] in HEADINGS]
        section = headings[0].text if headings else None
        texts = [b.text for b in document.blocks_in(element) if b not in headings]
        if len(headings) > 1 or (card is not None and card.title != section):
            title = headings[1].text if len(headings) > 1 else (card.title if card else None)
            text = "\n".join(text for text in texts if text != title) or None
            items.append(SidebarItem(section, title, text, card.url if card else None))
        elif texts:
            items.append(SidebarItem(section, section, "\n".join(texts), _link(document, element)))
    return items


_READERS: dict[str, Any] = {
    "breadcrumb": _texts,
    "tags": _texts,
    "summary": lambda document, elements: "\n".join(_texts(document, elements)) or None,
    "site_name": lambda document, elements: next(iter(_texts(document, elements)), None),
    "authors": lambda document, elements: [
        p for text in _texts(document, elements) for p in parse_byline(text)
    ],
    "published": _date,
    "modified": _date,
    "reviewed": _date,
    "citations": lambda document, elements: [citations.of_element(document, element) for element in elements],
    "sidebar": _sidebar,
}
