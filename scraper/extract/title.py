"""The headline that a reader sees.

Headings compete on where they stand and on what backs them: a heading that
og:title or <title> repeats is hardly ever wrong. Without a good heading the
machine-readable titles count, less the site's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scraper.extract.document import HEADINGS, Document, name_words
from scraper.extract.finding import Finding, Headline, Material
from scraper.extract.reading import Evidence
from scraper.extract.wording import fold

_LONGEST = 300
_CANDIDATES = 60
_NAMES = ("title", "headline", "heading", "titel", "titulo", "titre", "ueberschrift", "h1")
_OUTSIDE = ("nav", "footer", "aside", "form", "dialog")
_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/>›~]+\s+|\s*[|»›·•]\s*|\s*::\s*|:\s+")
_LETTERS = re.compile(r"\w+")

# What counts for a heading, added up.
_WEIGHTS = {
    "h1": 2.0,
    "h2": 0.5,
    "h3": 0.0,
    "other": 0.2,
    "only h1": 0.6,
    "first h1": 0.5,
    "in the head of the text": 1.0,
    "after the beginning of the text": -1.5,
    "far before the text": -0.4,
    "outside": -2.0,
    "hidden": -1.5,
    "named a title": 0.5,
    "itemprop": 0.8,
    "equals": 3.0,
    "part of": 2.2,
    "overlaps": 1.5,
    "site name": -4.0,
    "one word": -0.8,
    "link elsewhere": -1.0,
    "too long": -1.0,
}
_ENOUGH = 2.2  # a heading below it gives way to the machine-readable title


@dataclass(slots=True)
class _Candidate:
    source: str
    text: str
    score: float = 0.0
    element: int | None = None
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str, times: float = 1.0) -> None:
        """Count one reason."""
        self.score += times * _WEIGHTS[reason]
        self.reasons.append(reason)


def find(material: Material) -> Finding[Headline]:
    """The headline, and every heading and machine-readable title that was weighed."""
    machine = _machine_titles(material)
    sites = site_names(material)
    headings = [_weighed(candidate, material, machine, sites) for candidate in _headings(material.document)]
    best = max(headings, key=lambda candidate: candidate.score, default=None)
    if best is None or best.score < _ENOUGH:
        fallback = _fallback(machine, sites, best)
        best = fallback or best
    shown = sorted({id(c): c for c in [*headings, *machine, *([best] if best else [])]}.values(), key=lambda c: -c.score)
    evidence = [
        Evidence("title", _source(candidate), candidate.text, round(candidate.score, 2), candidate is best)
        for candidate in shown[:12]
    ]
    return Finding(Headline(best.text, best.element) if best else Headline(), evidence)


def site_names(material: Material) -> set[str]:
    """What the site calls itself, folded: stated names, and its host without and with its ending."""
    names = {fold(s.value) for key in ("site_name", "publisher") for s in material.structured.values(key)}
    host = (urlsplit(material.document.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names.update({host, *(label for label in labels[:-1] if len(label) > 3)})
    return {name for name in names if name}


def _source(candidate: _Candidate) -> str:
    return f"{candidate.source} ({', '.join(candidate.reasons)})" if candidate.reasons else candidate.source


def _machine_titles(material: Material) -> list[_Candidate]:
    found = [_Candidate(s.source, s.value, 1.0) for s in material.structured.values("title") if s.element is None]
    if material.document.head_title:
        found.append(_Candidate("title", material.document.head_title, 1.0))
    return found


def _headings(document: Document) -> Iterator[_Candidate]:
    elements = [*document.by_tag.get("h1", ())[:20], *document.by_tag.get("h2", ())[:20], *document.by_tag.get("h3", ())[:8]]
    elements += document.by_itemprop.get("headline", ())[:3]
    for token, named in document.by_class.items():
        if any(word in _NAMES for word in name_words(token)):
            elements += named[:2]
    for element in sorted(dict.fromkeys(elements))[:_CANDIDATES]:
        text = document.text(element)
        if 1 < len(text) <= _LONGEST and len(document.blocks_in(element)) < 4:
            tag = document.tags[element]
            yield _Candidate(tag if tag in HEADINGS else f"{tag}.{document.attr(element, 'class').split(' ')[0]}", text, element=element)


def _weighed(candidate: _Candidate, material: Material, machine: list[_Candidate], sites: set[str]) -> _Candidate:
    document, element = material.document, candidate.element
    if element is None:
        return candidate
    _weigh_place(candidate, material, element)
    tag = document.tags[element]
    candidate.add(tag if tag in _WEIGHTS else "other")
    folded = fold(candidate.text)
    if folded in sites or _letters(folded) in {_letters(site) for site in sites}:
        candidate.add("site name")
    elif backing := max((_backing(folded, fold(title.text)) for title in machine), default=None):
        if backing[0] > 0:
            candidate.add(backing[1], backing[0])
    if " " not in folded:
        candidate.add("one word")
    if len(candidate.text) > 180:
        candidate.add("too long")
    return candidate


def _weigh_place(candidate: _Candidate, material: Material, element: int) -> None:
    document = material.document
    h1 = document.by_tag.get("h1", [])
    if h1 and element == h1[0]:
        candidate.add("only h1" if len(h1) == 1 else "first h1")
    if "headline" in document.attr(element, "itemprop"):
        candidate.add("itemprop")
    if any(word in _NAMES for word in document.names(element)):
        candidate.add("named a title")
    if document.hidden[element]:
        candidate.add("hidden")
    if any(document.tags[ancestor] in _OUTSIDE for ancestor in document.ancestors(element)):
        candidate.add("outside")
    links = document.within(element, "a") or [a for a in document.ancestors(element) if document.tags[a] == "a"]
    if links:
        address = document.absolute(document.attr(links[0], "href"))
        if address and urlsplit(address).path.rstrip("/") != urlsplit(document.url).path.rstrip("/"):
            candidate.add("link elsewhere")
    if material.body.blocks:
        distance = document.block_starts[element] - _text_start(material)
        if distance > 1:
            candidate.add("after the beginning of the text")
        elif distance >= -15:
            candidate.add("in the head of the text")
        elif distance < -60:
            candidate.add("far before the text")


def _text_start(material: Material) -> int:
    """The first chosen block that is running text."""
    blocks = material.document.blocks
    return next((i for i in material.body.blocks if len(blocks[i].text) > 80), material.body.blocks[0])


def _backing(heading: str, title: str) -> tuple[float, str]:
    """How far a machine-readable title backs a heading: 1 fully, 0 not at all; and in which way."""
    if heading == title or _letters(heading) == _letters(title):
        return 1.0, "equals"
    if len(heading) > 8 and heading in title:
        return min(1.0, 0.5 + len(heading) / len(title)), "part of"
    if len(title) > 8 and title in heading:
        return min(1.0, len(title) / len(heading)), "part of"
    mine, other = set(_LETTERS.findall(heading)), set(_LETTERS.findall(title))
    share = len(mine & other) / max(len(mine), 1)
    return (share if share > 0.5 else 0.0), "overlaps"


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def _fallback(machine: list[_Candidate], sites: set[str], heading: _Candidate | None) -> _Candidate | None:
    """The first machine-readable title, without the site's name; None if that is all it says."""
    for title in machine:
        text = without_site(title.text, sites, {fold(other.text) for other in machine if other is not title})
        if text and fold(text) not in sites and (heading is None or len(text) > 3):
            return _Candidate(f"{title.source} without the site's name" if text != title.text else title.source, text, 2.0)
    return None


def without_site(title: str, sites: set[str], others: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    """A title without the parts at its ends that name the site.

    >>> without_site("Colds in winter | Example Health", {"example health"})
    'Colds in winter'
    """
    separators = list(_SEPARATOR.finditer(title))
    for separator in separators:
        before, after = title[: separator.start()].strip(), title[separator.end() :].strip()
        if fold(before) in others:
            return before
        if fold(after) in others:
            return after
        if before and (_names_site(after, sites)):
            return before
    for separator in separators[:1]:
        before, after = title[: separator.start()].strip(), title[separator.end() :].strip()
        if after and _names_site(before, sites):
            return after
    return title


def _names_site(part: str, sites: set[str]) -> bool:
    letters = _letters(fold(part))
    return any(letters == _letters(site) or (len(letters) > 4 and letters == _letters(site).removeprefix("the")) for site in sites)
