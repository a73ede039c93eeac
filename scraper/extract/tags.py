"""The page's own tags: those that it shows, else those that it states for machines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from scraper.extract.document import Document, clean, name_words
from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence
from scraper.extract.wording import fold

_LONGEST = 60
_MOST = 50
_LISTS = frozenset(
    {"tags", "taglist", "tagcloud", "tagged", "schlagworte", "schlagwörter", "etiquetas", "keywords"}
)
_STATED = ("meta article:tag", "JSON-LD", "meta news_keywords", "meta citation_keywords", "meta ")


def find(material: Material) -> Finding[list[str]]:
    """The tags of the first place that has any, in page order, each once."""
    evidence: list[Evidence] = []
    chosen: list[str] = []
    for source, read in _places(material):
        values = _distinct(read())
        if values:
            evidence.append(Evidence("tags", source, ", ".join(values), 1.0, chosen=not chosen))
            chosen = chosen or values
    return Finding(chosen, evidence)


def _places(material: Material) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    document = material.document
    yield "a[rel=tag]", lambda: _rel_tags(document)
    yield "links in a list named after tags", lambda: _listed(document)
    for prefix in _STATED:
        yield prefix.strip(), lambda prefix=prefix: _stated(material, prefix)  # type: ignore[misc]


def _rel_tags(document: Document) -> Iterator[str]:
    for element in document.by_tag.get("a", ()):
        rel = (document.attrs[element].get("rel") or "").lower().split()
        if "tag" in rel and "category" not in rel:
            yield document.text(element)


def _listed(document: Document) -> Iterator[str]:
    for token, elements in document.classes_holding(_LISTS):
        if not _LISTS.isdisjoint(name_words(token)) and "cloud" not in token:
            for element in elements[:3]:
                links = document.within(element, "a")
                if len(links) <= _MOST:
                    yield from (document.text(link) for link in links)


def _stated(material: Material, prefix: str) -> Iterator[str]:
    for statement in material.structured.values("keywords"):
        if statement.source.startswith(prefix):
            yield from re.split(r"\s*[,;]\s*", statement.value)


def _distinct(values: Iterator[str]) -> list[str]:
    found: dict[str, str] = {}
    for value in values:
        text = clean(value).strip("#, ")
        if 1 < len(text) <= _LONGEST:
            found.setdefault(fold(text), text)
    return list(found.values())[:_MOST]
