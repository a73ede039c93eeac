"""The trail of sections that leads to the page.

The visible trail decides: one that its markup names (class words, accessible
labels, microdata, RDFa), else an unnamed row of links that ends at the page.
Without one, the trail of the structured data counts. A single label is a
category, not a trail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Any

from scraper.extract import wording
from scraper.extract.document import Document, clean
from scraper.extract.explain import selector
from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence

_SEPARATORS = ">»›→▸►❯⟩/|\\•·∙⁄＞→⇒::"
_EDGES = _SEPARATORS + "«‹← \t\n\xa0"
_BETWEEN = re.compile(r"\s+[>»›→▸►❯⟩|•·]\s+|\s+/\s+|[»›→▸►❯⟩]")
_MAX_LABEL = 250
_MAX_LABELS = 12
_NEAR = 12  # blocks before the headline in which an unnamed row is looked for


@dataclass(slots=True)
class Trail:
    """The trail of sections that leads to the page."""

    labels: list[str] = field(default_factory=list)
    urls: list[str | None] = field(default_factory=list)


@dataclass(slots=True)
class _Crumb:
    label: str
    url: str | None = None
    icon: bool = False  # no text that a reader sees


def find(material: Material) -> Finding[Trail]:
    """The trail, with every other trail of the page as evidence."""
    document = material.document
    stated = _stated(material)
    seen: list[tuple[str, float, list[_Crumb]]] = []
    shown: list[int] = []
    for element in _named(document):
        crumbs = _trail_in(document, element, material, stated)
        if crumbs:
            if not document.within(element, "h1"):
                shown += [block.index for block in document.blocks_in(element)]
            score = 0.5 if document.hidden[element] else 0.95
            seen.append((selector(document, element), score, crumbs))
    if not seen:
        seen = [(f"row before the headline: {where}", 0.8, row) for where, row in _unnamed(material, stated)]
    candidates = seen + [(f"JSON-LD BreadcrumbList[{n}]", 0.7, crumbs) for n, crumbs in enumerate(stated)]
    candidates = [entry for entry in candidates if 1 < len(entry[2]) <= _MAX_LABELS]
    best = max(candidates, key=lambda entry: (entry[1], len(entry[2])), default=None)
    evidence = [
        Evidence(
            "breadcrumb", source, " > ".join(c.label for c in crumbs), score, (source, score, crumbs) == best
        )
        for source, score, crumbs in candidates
    ]
    if best is None:
        return Finding(Trail(), evidence)
    return Finding(Trail([c.label for c in best[2]], [c.url for c in best[2]]), evidence, shown)


def _stated(material: Material) -> list[list[_Crumb]]:
    """The trails of the page's JSON-LD."""
    graph = material.structured.graph
    trails = []
    for node in graph.nodes:
        if "BreadcrumbList" in node.types:
            entries = [e for e in graph.entries(node.data.get("itemListElement")) if isinstance(e, dict)]
            trails.append([c for c in map(_stated_crumb, sorted(entries, key=_position)) if c.label])
    return trails


def _position(entry: dict[str, Any]) -> int:
    position = str(entry.get("position"))
    return int(position) if position.isdigit() and len(position) < 4 else 0


def _stated_crumb(entry: dict[str, Any]) -> _Crumb:
    item = entry.get("item")
    inner = item if isinstance(item, dict) else {}
    name = entry.get("name") or inner.get("name") or ""
    url = item if isinstance(item, str) else inner.get("@id") or inner.get("url")
    return _Crumb(clean(unescape(str(name))), url if isinstance(url, str) else None)


@cache
def _name_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, wording.table("breadcrumb")["names"])))


def _named(document: Document) -> list[int]:
    """The outermost elements that call themselves a trail, in document order."""
    names = wording.table("breadcrumb")["names"]
    called = [*document.classes_holding(names), *document.ids_holding(names)]
    found = {e for _, elements in called for e in elements}
    labels = wording.phrases("breadcrumb", "labels")
    labelled = document.by_attribute.get("aria-label", ())
    found.update(e for e in labelled if wording.label(document.attr(e, "aria-label")) in labels)
    for name in ("itemtype", "typeof"):
        typed = document.by_attribute.get(name, ())
        found.update(e for e in typed if "breadcrumb" in document.attr(e, name).lower())
    outermost: list[int] = []
    for element in sorted(found):
        if document.tags[element] in ("html", "body", "head", "script", "link"):
            continue
        if document.by_tag.get("main") and any(document.inside(m, element) for m in document.by_tag["main"]):
            continue
        if not outermost or not document.inside(element, outermost[-1]):
            outermost.append(element)
    return outermost


def _trail_in(
    document: Document, element: int, material: Material, stated: list[list[_Crumb]]
) -> list[_Crumb]:
    """The labels in an element that calls itself a trail: of the narrowest part that has two."""
    names = _name_pattern()
    parts = [
        e
        for e in range(element + 1, document.ends[element])
        if names.search(f"{document.attr(e, 'class')} {document.attr(e, 'id')}".lower())
    ]
    for part in sorted([element, *parts], key=lambda e: (_holds_more(document, e), document.ends[e] - e)):
        crumbs = _in_part(document, part, material, stated)
        if len(crumbs) > 1 and any(c.url for c in crumbs):
            return crumbs
    return []


def _in_part(document: Document, part: int, material: Material, stated: list[list[_Crumb]]) -> list[_Crumb]:
    """The labels of the part's first list, else of the part as a row."""
    lists = sorted(e for tag in ("ol", "ul") for e in document.within(part, tag))
    if document.tags[part] in ("ol", "ul"):
        lists.insert(0, part)
    for element in lists:
        crumbs = _of_list(document, element, material, stated)
        if len(crumbs) > 1 and not {"share", "social", "tools"} & set(document.names(element)):
            return crumbs
    if lists and _holds_more(document, part):
        return []
    return _tidy(_of_row(document, part), material, stated)


def _holds_more(document: Document, part: int) -> bool:
    """Whether the element is a page's head rather than a trail."""
    return any(document.within(part, tag) for tag in ("h1", "h2", "form"))


def _of_list(
    document: Document, element: int, material: Material, stated: list[list[_Crumb]]
) -> list[_Crumb]:
    """One label an entry; entries of a list within an entry are a menu."""
    crumbs: list[_Crumb] = []
    items = [child for child in document.children(element) if document.tags[child] == "li"]
    for item in items:
        row = _of_row(document, item)
        if len(items) == 1:
            crumbs += row
        elif row:
            crumbs.append(next((crumb for crumb in row if crumb.url), row[0]))
    return _tidy(crumbs, material, stated)


def _of_row(document: Document, element: int) -> list[_Crumb]:
    """The links of an element and the pieces of text between them."""
    crumbs: list[_Crumb] = []
    position = document.run_starts[element]
    cuts: set[int] = set()
    for child in range(element + 1, document.ends[element]):
        start, end = document.run_starts[child], document.run_ends[child]
        if start < position:
            continue
        tag = document.tags[child]
        if document.hidden[child] or tag in ("script", "style", "template"):
            crumbs += _pieces(document, position, start, cuts)
            position = max(position, end)
        elif tag == "a":
            crumbs += _pieces(document, position, start, cuts)
            crumbs.append(_of_link(document, child))
            position = max(position, end)
        elif tag in ("span", "li", "div", "p"):
            cuts |= {start, end}
    return crumbs + _pieces(document, position, document.run_ends[element], cuts)


def _pieces(document: Document, start: int, end: int, cuts: set[int]) -> list[_Crumb]:
    """Text outside links, cut at separators and where elements begin or end."""
    parts = [""]
    for run in range(start, end):
        if run in cuts:
            parts.append("")
        parts[-1] += document.runs[run]
    texts = [piece for part in parts for piece in _BETWEEN.split(clean(part))]
    return [_Crumb(text) for text in (text.strip(_EDGES) for text in texts) if text]


def _of_link(document: Document, element: int) -> _Crumb:
    url = document.absolute(document.attrs[element].get("href"))
    text = document.text(element).strip(_EDGES)
    spoken = [
        child
        for child in range(element + 1, document.ends[element])
        if {"sr", "visually", "screen", "hidden"} & set(document.names(child)) and document.text(child)
    ]
    if text and not (spoken and text == clean(" ".join(map(document.text, spoken)))):
        return _Crumb(text, url)
    accessible = (
        document.attr(element, "aria-label")
        or document.attr(element, "title")
        or next((document.attr(i, "alt") for i in document.within(element, "img")), "")
    )
    return _Crumb(text or clean(accessible), url, icon=True)


def _tidy(crumbs: list[_Crumb], material: Material, stated: list[list[_Crumb]]) -> list[_Crumb]:
    """Without lead-ins and buttons, in reading order, icons under the name that the page gives them."""
    other = wording.phrases("breadcrumb", "other")
    labels = wording.phrases("breadcrumb", "labels")
    known = {_key(c.url): c.label for trail in stated for c in trail if c.url}
    for position, crumb in enumerate(crumbs):
        if crumb.icon:
            first = next((trail[0].label for trail in stated if trail), None) if position == 0 else None
            crumb.label = known.get(_key(crumb.url)) or first or crumb.label
    kept = [
        c
        for c in crumbs
        if c.label and (folded := wording.label(c.label)) and folded not in other and folded not in labels
    ]
    if any(len(c.label) > _MAX_LABEL for c in kept):
        return []
    title = wording.fold(material.headline.text or "")
    # A trail whose markup puts the page itself first shows it last, with the help of a style sheet.
    if len(kept) > 2 and not kept[0].url and kept[-1].url and wording.fold(kept[0].label) == title:
        kept = [*kept[1:], kept[0]]
    return kept


def _key(url: str | None) -> str:
    return (url or "").split("://")[-1].removeprefix("www.").rstrip("/")


def _unnamed(material: Material, stated: list[list[_Crumb]]) -> Iterator[tuple[str, list[_Crumb]]]:
    """Rows of links above the headline that end at it, or in which each is the parent of the next."""
    document, headline = material.document, material.headline
    if headline.element is None:
        return
    at = document.block_starts[headline.element]
    title = wording.fold(headline.text or "")
    tried: set[int] = set()
    for block in document.blocks[max(0, at - _NEAR) : at + 1]:
        element = block.element
        if document.tags[element] == "li":
            element = document.parents[element]
        if element in tried or element == headline.element or document.tags[element] in ("body", "html"):
            continue
        tried.add(element)
        if document.inside(headline.element, element):
            continue
        is_list = document.tags[element] in ("ol", "ul")
        row = (
            _of_list(document, element, material, stated)
            if is_list
            else _tidy(_of_row(document, element), material, stated)
        )
        if not 1 < len(row) <= _MAX_LABELS or not row[0].url:
            continue
        ends_here = wording.fold(row[-1].label) == title and (not row[-1].url or is_list or len(row) > 2)
        if (ends_here and all(c.url for c in row[:-1])) or _nested(row, document.url):
            yield selector(document, element), row


def _nested(row: list[_Crumb], page: str) -> bool:
    """Whether each address of the row lies below the one before, and the page below the first."""
    keys = [_key(crumb.url) for crumb in row]
    below = all(b.startswith(a + "/") and a for a, b in zip(keys, [*keys[1:], ""], strict=True) if b)
    return below and all(keys) and "/" in keys[0] and _key(page).startswith(keys[0] + "/")
