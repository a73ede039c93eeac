"""What the page states about its own use: robots directives, licences, text and data mining, copyright.

Everything is kept as the page words it; what it means for the archive is
decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archive.article import RightsSignal
from scraper.extract.document import Document, clean
from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence
from scraper.extract.structured import Structured

# Meta names and the source that they are recorded under; tdm-… are of the TDM Reservation Protocol.
_METAS = {
    "robots": "meta robots",
    "health-archive": "meta robots",
    "tdm-reservation": "tdmrep",
    "tdm-policy": "tdmrep",
    "copyright": "copyright line",
    "rights": "copyright line",
    "dc.rights": "copyright line",
    "dcterms.rights": "copyright line",
    "dcterms.license": "link license",
    "dc.rights.license": "link license",
}
_RELS = {"license": "link license", "terms-of-service": "terms"}
_NAMED = ("meta robots", "tdmrep")  # the name belongs to the statement

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\W{0,3}(?:copyright\W{0,3})?.{0,60}?\b(?:19|20)\d\d\b", re.IGNORECASE
)
_SIGNS = ("©", "opyright", "OPYRIGHT", "(c)", "(C)")
_COPYRIGHT_LINE = 300  # characters; longer blocks are prose about the law
# A picture's or a program's licence is not the page's.
_OTHER_WORKS = frozenset(
    ["ImageObject", "VideoObject", "AudioObject", "MediaObject", "SoftwareApplication", "Dataset", "3DModel"]
)
_OTHER_PLACES = frozenset(
    [
        "image",
        "thumbnail",
        "logo",
        "video",
        "audio",
        "associatedMedia",
        "citation",
        "isBasedOn",
        "mentions",
        "comment",
    ]
)


def find(material: Material) -> Finding[list[RightsSignal]]:
    """Every statement, once, in the order: meta elements, licence links, structured data, copyright line."""
    document = material.document
    found = [
        *_metas(document),
        *_links(document),
        *_structured(document, material.structured),
        *_copyright_line(document),
    ]
    signals = list(dict.fromkeys(signal for signal in found if signal.value))
    evidence = [Evidence("rights", signal.source, signal.value, 1.0, chosen=True) for signal in signals]
    return Finding(signals, evidence)


def _metas(document: Document) -> Iterator[RightsSignal]:
    for name, content in document.metas:
        source = _METAS.get(name)
        if source is not None:
            value = clean(content)
            named = source in _NAMED and name != "robots"
            yield RightsSignal(source, f"{name}: {value}" if named else value)


def _links(document: Document) -> Iterator[RightsSignal]:
    for tag in ("link", "a"):
        for element in document.by_tag.get(tag, ()):
            rel = document.attrs[element].get("rel")
            if not rel:
                continue
            for token in rel.lower().split():
                if token in _RELS:
                    url = document.absolute(document.attrs[element].get("href"))
                    yield RightsSignal(_RELS[token], url or "")


def _structured(document: Document, structured: Structured) -> Iterator[RightsSignal]:
    for node in structured.graph.nodes:
        if _OTHER_WORKS.isdisjoint(node.types) and _OTHER_PLACES.isdisjoint(node.inside):
            for entry in structured.graph.entries(node.data.get("license")):
                yield RightsSignal("schema.org license", _license(entry))
    for element in structured.properties.get("license", ()):
        value = document.absolute(document.attrs[element].get("href")) or document.attr(element, "content")
        yield RightsSignal("schema.org license", value or document.text(element))


def _license(entry: Any) -> str:
    """A licence's address or name."""
    if isinstance(entry, dict):
        entry = next((entry[key] for key in ("url", "@id", "name") if isinstance(entry.get(key), str)), "")
    return clean(entry) if isinstance(entry, str) else ""


def _copyright_line(document: Document) -> Iterator[RightsSignal]:
    """The last short line that claims copyright in a year: a page's own stands at its end."""
    for block in reversed(document.blocks):
        text = block.text
        # Most blocks are ruled out by their length or a plain look, before the expression is tried.
        if len(text) <= _COPYRIGHT_LINE and any(sign in text for sign in _SIGNS) and _COPYRIGHT.search(text):
            yield RightsSignal("copyright line", text)
            return
