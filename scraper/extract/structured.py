"""What a page states for machines: JSON-LD, microdata, RDFa, OpenGraph, Dublin Core, citation tags.

All of it is evidence: the visible page decides, and these statements fill gaps
and settle doubts. Each statement keeps its place, so that a record can say why.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from archive.article import Role
from scraper.extract import jsonld
from scraper.extract.document import Document, clean
from scraper.extract.jsonld import Graph, Node
from scraper.phrases import phrases

_ARTICLES = (
    "Article", "Posting", "MedicalWebPage", "MedicalScholarlyArticle", "HowTo", "Recipe", "Review", "Report",
    "CreativeWork",
    "FAQPage", "MedicalCondition", "Drug",
)  # fmt: skip
_PAGES = ("WebPage", "ItemPage", "AboutPage", "ProfilePage", "QAPage", "CollectionPage")
# Properties whose objects are not the page itself.
_ELSEWHERE = frozenset(
    """
    comment review itemListElement relatedLink mentions about citation isPartOf publisher hasPart image video
    associatedMedia subjectOf isBasedOn author creator reviewedBy itemReviewed workExample offers breadcrumb
    significantLink recipeInstructions step blogPost containsSeason partOfSeries suggestedAnswer
    acceptedAnswer sourceOrganization worksFor sponsor funder translationOfWork citations isRelatedTo
    potentialAction speakable
    """.split()  # noqa: SIM905
)
_DATES = {
    "published": ("datePublished", "dateCreated", "uploadDate"),
    "modified": ("dateModified",),
    "reviewed": ("lastReviewed", "dateReviewed"),
}
_PEOPLE: dict[str, Role] = {
    "author": "author",
    "creator": "author",
    "reviewedBy": "reviewer",
    "editor": "editor",
    "contributor": "contributor",
}
_SPEAKING = (
    ("reviewed", re.compile(r"review.*(?:date|time)|(?:date|time).*review")),
    ("modified", re.compile(r"(?:modif|updat|revis).*(?:date|time)|(?:date|time).*(?:modif|updat|revis)")),
    (
        "published",
        re.compile(r"publi(?:sh|c).*(?:date|time)|(?:date|time).*publi(?:sh|c)|(?:post|release).?date"),
    ),
)
_NOT_THE_PAGE = (
    "Comment",
    "Review",
    "Person",
    "Product",
    "Rating",
    "ListItem",
    "SiteNavigationElement",
    "WPHeader",
    "WPFooter",
    "Offer",
    "Event",
)


@dataclass(slots=True, frozen=True)
class Statement:
    """One value, and where it stands."""

    source: str
    value: str


@dataclass(slots=True, frozen=True)
class StatedPerson:
    """A person or organisation in a role."""

    source: str
    name: str
    role: Role
    organization: bool = False
    credentials: str | None = None
    url: str | None = None


@dataclass(slots=True)
class Structured:
    """Statements of the structured data, most trustworthy first.

    Keys of `stated`: title, site_name, publisher, published, modified, reviewed,
    language, keywords.
    """

    stated: dict[str, list[Statement]] = field(default_factory=dict)
    people: list[StatedPerson] = field(default_factory=list)
    graph: Graph = field(default_factory=Graph)
    types: set[str] = field(default_factory=set)  # what JSON-LD declares the page to be, lower case
    properties: dict[str, list[int]] = field(default_factory=dict)  # microdata and RDFa names to elements

    def values(self, name: str) -> list[Statement]:
        """The statements of one field."""
        return self.stated.get(name, [])


def read(document: Document) -> Structured:
    """Everything that the page's structured data states."""
    structured = Structured(graph=jsonld.read(document.json_ld))
    for node in _own_nodes(document, structured.graph):
        _read_node(structured, node)
        structured.types.update(kind.lower() for kind in node.types)
    _read_organizations(structured)
    _read_properties(structured, document)
    _read_metas(structured, document)
    return structured


@cache
def metas() -> dict[str, tuple[str, int]]:
    """What a meta element's name states, and its place in the order of trust."""
    table = tomllib.loads((files("scraper.phrases") / "meta.toml").read_text(encoding="utf-8"))
    return {name: (key, place) for key, names in table.items() for place, name in enumerate(names)}


def _own_nodes(document: Document, graph: Graph) -> list[Node]:
    """The nodes that describe the page itself: articles before pages, those with the page's address first."""
    ranked = []
    for place, node in enumerate(graph.nodes):
        if not _ELSEWHERE.isdisjoint(node.inside):
            continue
        if any(kind.endswith(_ARTICLES) for kind in node.types):
            rank = 0
        elif node.types.intersection(_PAGES):
            rank = 1
        else:
            continue
        ranked.append((rank, not _has_address(node, document.url), place, node))
    ranked.sort(key=lambda entry: entry[:3])
    return [node for _, _, _, node in ranked]


def _has_address(node: Node, url: str) -> bool:
    path = urlsplit(url).path.rstrip("/")
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.data.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and path and _path_of(value) == path:
            return True
    return False


def _path_of(url: str) -> str:
    """The path of an address without its end slash, "" if it is none."""
    try:
        return urlsplit(url.strip()).path.rstrip("/")
    except ValueError:
        return ""


def _add(structured: Structured, name: str, source: str, value: str | None) -> None:
    if value and value.strip():
        structured.stated.setdefault(name, []).append(Statement(source, value))


def _read_node(structured: Structured, node: Node) -> None:
    data, graph, path = node.data, structured.graph, node.path
    article = any(kind.endswith(_ARTICLES) for kind in node.types)
    for key in ("headline", "name") if article else ("headline",):
        _add(structured, "title", f"{path}.{key}", jsonld.text(data.get(key)))
    for name, keys in _DATES.items():
        for key in keys:
            _add(structured, name, f"{path}.{key}", jsonld.text(data.get(key)))
    _add(structured, "language", f"{path}.inLanguage", jsonld.text(data.get("inLanguage")))
    for entry in graph.entries(data.get("keywords")):
        _add(structured, "keywords", f"{path}.keywords", jsonld.text(entry))
    publisher = graph.entries(data.get("publisher"))
    if publisher and isinstance(publisher[0], dict):
        _add(structured, "publisher", f"{path}.publisher.name", jsonld.text(publisher[0].get("name")))
    for key, role in _PEOPLE.items():
        for number, entry in enumerate(graph.entries(data.get(key))[:50]):
            _add_person(structured, f"{path}.{key}[{number}]", entry, role)


def _add_person(structured: Structured, source: str, entry: Any, role: Role) -> None:
    name = jsonld.text(entry)
    if not name:
        return
    organization, credentials, url = False, None, None
    if isinstance(entry, dict):
        organization = "Organization" in str(entry.get("@type"))
        credentials = jsonld.text(entry.get("honorificSuffix"))
        url = entry.get("url") if isinstance(entry.get("url"), str) else None
    structured.people.append(StatedPerson(source, name, role, organization, credentials, url))


def _read_organizations(structured: Structured) -> None:
    for kind in ("WebSite", "Organization"):
        for node in structured.graph.nodes:
            fits = kind in node.types if kind == "WebSite" else any(t.endswith(kind) for t in node.types)
            if fits and not {"author", "creator", "reviewedBy", "review"}.intersection(node.inside):
                _add(structured, "site_name", f"{node.path}.name", jsonld.text(node.data.get("name")))
                if kind == "WebSite":
                    _add(
                        structured,
                        "site_name",
                        f"{node.path}.alternateName",
                        jsonld.text(node.data.get("alternateName")),
                    )


def _read_properties(structured: Structured, document: Document) -> None:
    """Microdata and RDFa: the names on elements other than meta, and what they state without showing it."""
    found = structured.properties
    for name, elements in document.by_itemprop.items():
        found[name] = [element for element in elements if _of_page(document, element)]
    for element in document.by_attribute.get("property", ()):
        if document.tags[element] != "meta":
            for token in document.attr(element, "property").split():
                found.setdefault(token.split(":")[-1], []).append(element)
    for name, (key, *_) in _DATES.items():
        for element in found.get(key, ()):
            stated = document.attr(element, "content") or document.attr(element, "datetime")
            if stated and not document.text(element):
                _add(structured, name, f"[itemprop={key}]", stated)


def _of_page(document: Document, element: int) -> bool:
    """Whether the microdata property describes the page, not a comment, a product or a person on it."""
    for ancestor in document.ancestors(element):
        if "itemscope" in document.attrs[ancestor] or "itemtype" in document.attrs[ancestor]:
            kind = document.attr(ancestor, "itemtype").rstrip("/")
            return not kind.endswith(_NOT_THE_PAGE)
    return True


def _read_metas(structured: Structured, document: Document) -> None:
    table = metas()
    found: list[tuple[str, int, str, str]] = []
    labels = {name: content for name, content in document.metas if name.startswith("twitter:label")}
    for name, content in document.metas:
        place = table.get(name) or _by_pattern(name)
        if name.startswith("twitter:data"):
            # Its meaning stands in another element: twitter:label1 = "Written by".
            label = labels.get(name.replace("data", "label"), "").casefold().strip(" :")
            place = ("author", 50) if label in phrases("bylines", "author") else None
        if place and content.strip():
            found.append((place[0], place[1], name, clean(unescape(content))))
    for key, _, name, value in sorted(found, key=lambda entry: entry[1]):
        if key in ("author", "reviewer", "editor"):
            _add_meta_person(structured, name, value, key)
        else:
            _add(structured, key, f"meta {name}", value)


def _by_pattern(name: str) -> tuple[str, int] | None:
    """What a meta name of a site's own making states: 'x-published-date', 'site:last_updated'."""
    own = metas().get(name.rpartition(":")[2])
    if own and own[0] in _DATES:
        return own[0], 90 + own[1]
    for number, (key, pattern) in enumerate(_SPEAKING):
        if pattern.search(name):
            return key, 100 + number
    return None


def _add_meta_person(structured: Structured, name: str, value: str, role: str) -> None:
    if value.startswith(("http:", "https:", "/", "@")):
        return
    if name.startswith(("citation_", "dc")) and value.count(",") == 1 and ";" not in value:
        family, given = value.split(",")
        value = f"{given.strip()} {family.strip()}"  # "Roe, Jane"
    structured.people.append(StatedPerson(f"meta {name}", value, role))  # type: ignore[arg-type]


__all__ = ["StatedPerson", "Statement", "Structured", "metas", "read"]
