"""The headline that a reader sees.

Headings compete on where they stand and on what backs them: a heading that
og:title or <title> repeats is hardly ever wrong. Without a good heading the
machine-readable titles count, less the site's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from scraper.extract.document import HEADINGS, Document, clean, name_words
from scraper.extract.finding import Finding, Headline, Material
from scraper.extract.reading import Evidence
from scraper.extract.wording import fold

_LONGEST = 300
_NEAREST = 6  # elements around a heading that can be a link over it
_CANDIDATES = 40
_NAMES = frozenset({"title", "headline", "heading", "titel", "titulo", "titre", "ueberschrift", "h1"})
_LEVELS = (("h1", 10), ("h2", 10), ("h3", 6))  # how many headings of each level are looked at
_KICKERS = frozenset(
    """
    kicker overline topline dachzeile roofline eyebrow supertitle pretitle spitzmarke overtitle roof
    headlinekicker antetitulo surtitre catchline toptitle
    """.split()  # noqa: SIM905
)
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
    "outside": -1.5,
    "hidden": -1.5,
    "named a title": 0.5,
    "itemprop": 0.8,
    "equals": 3.0,
    "part of": 2.2,
    "overlaps": 1.5,
    "site name": -4.0,
    "one word": -0.8,
    "link elsewhere": -1.0,
    "link home": -3.0,
    "too long": -1.0,
}
_ENOUGH = 2.2  # a heading below it gives way to the machine-readable title
_ENOUGH_FOR_TITLE = 1.4
_LEAST_HEADLINE = 12  # characters that a headline has at least if something is cut off beside it


@dataclass(slots=True)
class _Candidate:
    source: str
    text: str
    score: float = 0.0
    element: int | None = None
    folded: str = ""
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str, times: float = 1.0) -> None:
        """Count one reason."""
        self.score += times * _WEIGHTS[reason]
        self.reasons.append(reason)


def find(material: Material) -> Finding[Headline]:
    """The headline, and every heading and machine-readable title that was weighed."""
    machine = _machine_titles(material)
    sites = site_names(material)
    start = _text_start(material)
    headings = [_weighed(c, material.document, machine, sites, start) for c in _headings(material.document)]
    best = max(headings, key=lambda candidate: candidate.score, default=None)
    # <title> alone says less than og:title or a headline in JSON-LD.
    enough = _ENOUGH if len(machine) > 1 else _ENOUGH_FOR_TITLE
    if best is None or best.score < enough:
        fallback = _fallback(machine, sites, best)
        best = fallback or best
    shown = sorted(
        {id(c): c for c in [*headings, *machine, *([best] if best else [])]}.values(), key=lambda c: -c.score
    )
    evidence = [
        Evidence("title", _source(candidate), candidate.text, round(candidate.score, 2), candidate is best)
        for candidate in shown[:12]
    ]
    return Finding(_headline(best, material.document, machine, sites), evidence)


def _headline(
    best: _Candidate | None, document: Document, machine: list[_Candidate], sites: set[str]
) -> Headline:
    """The chosen text; of a heading less its kicker, the line over the headline proper."""
    if best is None or best.element is None:
        return Headline(best.text if best else None)
    titles = {title.folded for title in machine}
    if best.folded not in titles:
        for text in _parts(document, best.element):
            if len(text) >= _LEAST_HEADLINE and fold(text) in titles:
                return Headline(text, best.element)
    text = _without_kicker(document, best) or best.text
    return Headline(without_site(text, sites, set()), best.element)


def _parts(document: Document, element: int) -> Iterator[str]:
    """What remains of a heading cut where one of its pieces ends: its endings, then its beginnings."""
    start, end = document.run_starts[element], document.run_ends[element]
    for cut in range(start + 1, end):
        yield clean("".join(document.runs[cut:end]))
    for cut in range(end - 1, start, -1):
        yield clean("".join(document.runs[start:cut]))


def _without_kicker(document: Document, best: _Candidate) -> str | None:
    """The heading's text without the elements that their names call a kicker, if enough remains."""
    element = best.element or 0
    runs = document.runs[document.run_starts[element] : document.run_ends[element]]
    cut = False
    for inner in range(element + 1, document.ends[element]):
        if not _KICKERS.isdisjoint(document.names(inner)):
            first = document.run_starts[inner] - document.run_starts[element]
            last = document.run_ends[inner] - document.run_starts[element]
            runs[first:last] = [""] * (last - first)
            cut = True
    text = clean("".join(runs)).strip(" :|–—-")
    return text if cut and len(text) >= _LEAST_HEADLINE else None


def site_names(material: Material) -> set[str]:
    """What the site calls itself, folded: stated names, and its host without and with its ending."""
    names = {fold(s.value) for key in ("site_name", "publisher") for s in material.structured.values(key)}
    host = (urlsplit(material.document.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names.update(label for label in labels[:-1] if len(label) > 3)
    names.update(".".join(labels[first:]) for first in range(len(labels) - 1))
    return {form for name in names if name for form in (name, _letters(name))}


def _source(candidate: _Candidate) -> str:
    return f"{candidate.source} ({', '.join(candidate.reasons)})" if candidate.reasons else candidate.source


def _machine_titles(material: Material) -> list[_Candidate]:
    found = [
        _Candidate(s.source, s.value, 1.0, folded=fold(s.value)) for s in material.structured.values("title")
    ]
    if title := material.document.head_title:
        found.append(_Candidate("title", title, 1.0, folded=fold(title)))
    return found


def _headings(document: Document) -> Iterator[_Candidate]:
    elements = [element for tag, most in _LEVELS for element in document.by_tag.get(tag, ())[:most]]
    elements += document.by_itemprop.get("headline", ())[:3]
    for token, named in document.classes_holding(_NAMES):
        if not _NAMES.isdisjoint(name_words(token)):
            elements += named[:2]
    for element in sorted(dict.fromkeys(elements))[:_CANDIDATES]:
        text = document.text(element)
        if 1 < len(text) <= _LONGEST and len(document.blocks_in(element)) < 4:
            tag = document.tags[element]
            yield _Candidate(
                tag if tag in HEADINGS else f"{tag}.{document.attr(element, 'class').split(' ')[0]}",
                text,
                element=element,
            )


def _weighed(
    candidate: _Candidate, document: Document, machine: list[_Candidate], sites: set[str], start: int
) -> _Candidate:
    element = candidate.element
    if element is None:
        return candidate
    _weigh_place(candidate, document, element, start)
    tag = document.tags[element]
    candidate.add(tag if tag in _WEIGHTS else "other")
    candidate.folded = folded = fold(candidate.text)
    if folded in sites or _letters(folded) in sites:
        candidate.add("site name")
    else:
        share, reason = max(
            (_backing(folded, title) for title in {title.folded for title in machine}),
            key=lambda backing: backing[0] * _WEIGHTS[backing[1]],
            default=(0.0, "overlaps"),
        )
        if share > 0:
            candidate.add(reason, share)
    if " " not in folded:
        candidate.add("one word")
    if len(candidate.text) > 180:
        candidate.add("too long")
    return candidate


def _weigh_place(candidate: _Candidate, document: Document, element: int, start: int) -> None:
    h1 = document.by_tag.get("h1", [])
    if h1 and element == h1[0]:
        candidate.add("only h1" if len(h1) == 1 else "first h1")
    if "headline" in document.attr(element, "itemprop"):
        candidate.add("itemprop")
    if not _NAMES.isdisjoint(document.names(element)):
        candidate.add("named a title")
    if document.hidden[element]:
        candidate.add("hidden")
    if _outside(document, element, start):
        candidate.add("outside")
    links = document.within(element, "a") or [
        a for a in islice(document.ancestors(element), _NEAREST) if document.tags[a] == "a"
    ]
    if links:
        address = document.absolute(document.attr(links[0], "href"))
        path = urlsplit(address or "").path.rstrip("/")
        if address and path != urlsplit(document.url).path.rstrip("/"):
            candidate.add("link elsewhere" if path else "link home")
    if start >= 0:
        distance = document.block_starts[element] - start
        if distance > 1:
            candidate.add("after the beginning of the text")
        elif distance >= -15:
            candidate.add("in the head of the text")
        elif distance < -60:
            candidate.add("far before the text")


def _outside(document: Document, element: int, start: int) -> bool:
    """Whether the heading stands in navigation or the like that the text does not stand in as well."""
    for ancestor in document.ancestors(element):
        if document.block_starts[ancestor] <= start < document.block_ends[ancestor]:
            return False
        if document.tags[ancestor] in _OUTSIDE:
            return True
    return False


def _text_start(material: Material) -> int:
    """The first chosen block that is running text; -1 if none is chosen."""
    blocks = material.document.blocks
    if not material.body.blocks:
        return -1
    return next((i for i in material.body.blocks if len(blocks[i].text) > 80), material.body.blocks[0])


def _backing(heading: str, title: str) -> tuple[float, str]:
    """How far a machine-readable title backs a heading: 1 fully, 0 not at all; and in which way."""
    if heading == title:
        return 1.0, "equals"
    mine, other = _words(heading), _words(title)
    if mine == other:
        return 1.0, "equals"
    if len(heading) > 8 and heading in title:
        return min(1.0, 0.5 + len(heading) / len(title)), "part of"
    if len(title) > 8 and title in heading:
        return min(1.0, len(title) / len(heading)), "part of"
    words = set(mine)
    share = len(words.intersection(other)) / max(len(words), 1)
    return (share if share > 0.5 else 0.0), "overlaps"


@lru_cache(maxsize=512)  # every heading is compared with every title
def _words(text: str) -> tuple[str, ...]:
    return tuple(_LETTERS.findall(text))


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def _fallback(machine: list[_Candidate], sites: set[str], heading: _Candidate | None) -> _Candidate | None:
    """The first machine-readable title, without the site's name; None if that is all it says."""
    for title in machine:
        text = without_site(title.text, sites, {fold(other.text) for other in machine if other is not title})
        if text and fold(text) not in sites and (heading is None or len(text) > 3):
            return _Candidate(
                f"{title.source} without the site's name" if text != title.text else title.source, text, 2.0
            )
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
    return any(
        letters == _letters(site) or (len(letters) > 4 and letters == _letters(site).removeprefix("the"))
        for site in sites
    )
