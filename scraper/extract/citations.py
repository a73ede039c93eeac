"""The list of cited sources: under its heading, in an element that names it, or as numbered notes.

Links inside the text and lists of further reading are no cited sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from archive.article import Citation
from scraper.extract import wording
from scraper.extract.document import HEADINGS, Block, Document
from scraper.extract.explain import selector
from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence

_MAX_HEADING = 70
_MAX_HEADINGS = 40  # under which a list is looked for
_MAX_ENTRIES = 2_000
_GAP = 6  # blocks between a heading and its list

# Shapes: DOI handbook 2.2 (ANSI/NISO Z39.84), PubMed help, PMC help, ClinicalTrials.gov data definitions.
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)")
_PMID = re.compile(
    r"\bPMID\s*:?\s*([1-9]\d{0,7})(?!\d)|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/([1-9]\d{0,7})(?!\d)", re.I
)
_PMCID = re.compile(r"\b(PMC[1-9]\d{4,7})(?!\d)", re.I)
_NCT = re.compile(r"\b(NCT\d{8})(?!\d)", re.I)

_NUMBERED_ID = re.compile(
    r"^(?:cite_?note|foot-?_?note|_?ftn|fn|end-?_?note|_?edn|note|ref|reference|bib|cit|citation|en)[-_:.]?(\d{1,3})$",
    re.I,
)
_SOURCE = re.compile(  # what entries have and other text mostly lacks: addresses, identifiers, years, pages
    r"https?://|www\.|\b\w+\.(?:org|gov|com|edu|net|de)\b|\bdoi\b|\b10\.\d{4,9}/|\bPMID\b|\bISBN\b"
    r"|\bet al\b|\b(?:19|20)\d\d[a-z]?\b|\bvol\.|\bpp?\. ?\d|\d\(\d+\)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[↩↑⤴⏎\ufe0e\ufe0f^]+")
_EMPTY_BRACKETS = re.compile(r"\[\s*[\[\]←↵]*\s*\]")
_WIKI_BACKLINKS = re.compile(r"^(?:(?:[a-z]\s+){2,}|↑\s*)(?=\S{2,})")
_COUNT = re.compile(r"\s*\((?:\d+|[^)]*\breturns?\b[^)]*)\)\s*$")


@dataclass(slots=True)
class _List:
    source: str
    items: list[tuple[str, int]]  # the entry's text, and the element that holds it


def find(material: Material) -> Finding[list[Citation]]:
    """The cited sources in page order."""
    document = material.document
    lists = [*_headed(material), *_named(document), *_numbered(document)]
    kept: list[_List] = []
    taken: set[int] = set()
    for found in sorted(lists, key=lambda entry: -len(entry.items)):
        elements = {element for _, element in found.items}
        if taken.isdisjoint(elements) and not any(found.items[0][0] == other.items[0][0] for other in kept):
            kept.append(found)
            taken |= elements | {ancestor for e in elements for ancestor in list(document.ancestors(e))[:2]}
    kept.sort(key=lambda entry: entry.items[0][1])
    citations = [_citation(document, text, element) for entry in kept for text, element in entry.items]
    evidence = [
        Evidence(
            "citations", entry.source, f"{len(entry.items)} entries: {entry.items[0][0]}", 0.9, entry in kept
        )
        for entry in lists
    ]
    return Finding(citations[:_MAX_ENTRIES], evidence)


def _headed(material: Material) -> Iterable[_List]:
    """Lists and paragraphs under a heading of the phrase list."""
    document = material.document
    sure, doubtful = wording.phrases("citations", "headings"), wording.phrases("citations", "doubtful")
    headline = material.headline.element
    first = document.block_starts[headline] if headline is not None else 0
    tried = 0
    for block in document.blocks[first:]:
        if len(block.text) > _MAX_HEADING or tried == _MAX_HEADINGS:
            continue
        label = wording.label(_COUNT.sub("", block.text) if block.text[-1] == ")" else block.text)
        if label not in sure and label not in doubtful:
            continue
        if document.tags[block.element] in ("li", "label") or _in_navigation(document, block):
            continue
        tried += 1
        items = _under(document, block)
        alike = sum(1 for text, element in items if _is_source(document, text, element))
        if items and alike >= (0.5 if label in doubtful else 0.2) * len(items):
            yield _List(f"under '{block.text}'", items)


def _in_navigation(document: Document, block: Block) -> bool:
    elements = [block.element, *document.ancestors(block.element)]
    if any(document.tags[e] in ("nav", "footer") for e in elements):
        return True
    start, end = block.inline_start, block.inline_end
    return (
        any(document.tags[e] == "a" and document.attr(e, "href").startswith("#") for e in range(start, end))
        and document.tags[block.element] not in HEADINGS
    )


def _is_source(document: Document, text: str, element: int) -> bool:
    return bool(_SOURCE.search(text)) or any(
        document.attr(e, "href").startswith("http") for e in document.within(element, "a")
    )


def _under(document: Document, heading: Block) -> list[tuple[str, int]]:
    """The entries under a heading: of the lists that follow it, else one a paragraph or line."""
    following = document.blocks[heading.index + 1 : heading.index + 1 + _MAX_ENTRIES]
    for block in following[:_GAP]:
        element = _list_around(document, block.element)
        if element is not None and not document.inside(heading.element, element):
            return _of_lists(document, element)
        if document.tags[block.element] in HEADINGS and document.text(block.element) != heading.text:
            return []
        if document.tags[block.element] in ("p", "div", "td") and _SOURCE.search(block.text):
            break
    return _of_paragraphs(document, heading, following)


def _list_around(document: Document, element: int) -> int | None:
    """The outermost list around an element; a list that holds headings is for layout."""
    found = None
    for ancestor in (element, *document.ancestors(element)):
        if document.tags[ancestor] in ("ol", "ul"):
            if any(ancestor < h < document.ends[ancestor] for h in _headings(document)):
                break
            found = ancestor
    return found


def _headings(document: Document) -> list[int]:
    return [h for tag in HEADINGS for h in document.by_tag.get(tag, ())]


def _of_lists(document: Document, first: int) -> list[tuple[str, int]]:
    """The entries of a list and of those that continue it."""
    items = _entries(document, first)
    end = document.ends[first]
    for element in sorted(document.by_tag.get("ol", []) + document.by_tag.get("ul", [])):
        if element < end:
            continue
        between = document.blocks[document.block_ends[first] : document.block_starts[element]]
        same = document.tags[element] == document.tags[first] and (
            document.parents[element] == document.parents[first]
            or document.parents[document.parents[element]] == document.parents[document.parents[first]]
        )
        if between or not same:
            break
        items += _entries(document, element)
        end = document.ends[element]
    return items


def _entries(document: Document, element: int) -> list[tuple[str, int]]:
    items = [child for child in document.children(element) if document.tags[child] == "li"]
    return [(text, item) for item in items if (text := _text(document, item))]


def _of_paragraphs(document: Document, heading: Block, following: list[Block]) -> list[tuple[str, int]]:
    """Paragraphs that read like sources; a paragraph of several lines is several entries."""
    items: list[tuple[str, int]] = []
    ends = wording.starts("citations", "ends")
    misses = 0
    for block in following:
        folded = wording.fold(block.text)
        if document.tags[block.element] in HEADINGS and folded != wording.fold(heading.text):
            break
        if folded == wording.fold(heading.text):
            continue
        if ends.match(folded) or document.tags[block.element] in ("button", "label", "figcaption"):
            break
        lines = document.block_lines(block)
        if len(lines) == 1 or not all(_SOURCE.search(line) for line in lines):
            lines = [block.text]
        sources = [(line, block.element) for line in lines if _SOURCE.search(line)]
        if not sources:
            misses += 1
            if misses > 1 or items:
                break
            continue
        items += [(text, element) for line, element in sources if (text := _clean(line))]
    return items


# One of these is part of every name of a list of sources.
_PARTS = (
    "reference", "ref-list", "reflist", "bibliography", "citation", "footnote", "endnote", "source",
    "quellen", "literatur",
)  # fmt: skip


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(wording.table("citations")["names"]))


def _named(document: Document) -> Iterable[_List]:
    """Elements whose class, id or role calls them a list of sources."""
    called = [*document.classes_holding(_PARTS), *document.ids_holding(_PARTS)]
    elements = {e for name, found in called if _names().search(name) for e in found}
    roles = ("doc-bibliography", "doc-endnotes")
    elements |= {e for e in document.by_role if document.attr(e, "role").lower() in roles}
    end = -1
    for element in sorted(elements):
        if element < end or document.tags[element] in ("body", "html", "main", "article"):
            continue
        inside = [e for tag in ("ol", "ul") for e in document.within(element, tag)]
        lists = sorted([element] if document.tags[element] in ("ol", "ul") else inside)
        outer = [e for e in lists if not any(document.inside(e, other) and e != other for other in lists)]
        items = [entry for e in outer for entry in _entries(document, e)]
        if items and 2 * sum(_is_source(document, text, e) for text, e in items) >= len(items):
            end = document.ends[element]
            yield _List(selector(document, element), items)


def _numbered(document: Document) -> Iterable[_List]:
    """Notes whose ids count: fn1, fn2 …"""
    series: dict[str, list[tuple[str, int]]] = {}
    for name, element in document.by_id.items():
        match = _NUMBERED_ID.match(name)
        if match is None:
            continue
        holder = element
        if document.tags[element] in ("a", "span", "sup") and document.text(element).strip("[]().") in (
            "",
            match[1],
        ):
            holder = document.parents[element]
        if document.tags[holder] not in ("li", "p", "div", "td", "dd"):
            continue
        text = _text(document, holder)
        if len(text) > 15:
            series.setdefault(name[: match.start(1)], []).append((text, holder))
    for prefix, items in series.items():
        sources = sum(_is_source(document, text, element) for text, element in items)
        if len(items) > 1 and 2 * sources >= len(items) and len({e for _, e in items}) == len(items):
            yield _List(f"ids {prefix}1 to {prefix}{len(items)}", items)


@cache
def _labels() -> re.Pattern[str]:
    found = "|".join(
        re.escape(label) for label in sorted(wording.table("citations")["labels"], key=len, reverse=True)
    )
    return re.compile(rf"\s*\[(?:{found})\]|(?:\s*[|,;·]?\s*(?<!\w)(?:{found})(?!\w)\s*[|.]?)+$", re.I)


def _text(document: Document, element: int) -> str:
    return _clean(document.text(element))


def _clean(text: str) -> str:
    """An entry without marks that lead back to the text and labels of links."""
    text = _EMPTY_BRACKETS.sub("", _MARKS.sub("", text)).strip()
    text = _WIKI_BACKLINKS.sub("", text)
    return " ".join(_labels().sub("", text).split())


def of_element(document: Document, element: int) -> Citation:
    """The entry that an element holds."""
    return _citation(document, _text(document, element), element)


def _citation(document: Document, text: str, element: int) -> Citation:
    """An entry with the identifiers that it states in text or links; each must have the shape of its kind."""
    links = [
        url for e in document.within(element, "a") if (url := document.absolute(document.attr(e, "href")))
    ]
    return identified(text, [url for url in links if url.split("#")[0] != document.url.split("#")[0]])


def identified(text: str, links: list[str]) -> Citation:
    """A citation from an entry's text and the addresses that it links to.

    >>> identified("Doe J. A trial. 2020. doi:10.1000/xyz123. PMID: 123456", []).doi
    '10.1000/xyz123'
    """
    everything = " ".join([text, *links])
    doi = _DOI.search(everything)
    pmid, pmcid, nct = _PMID.search(everything), _PMCID.search(everything), _NCT.search(everything)
    printed = re.search(r"https?://[^\s\"<>]+", text)
    url = links[0] if links else printed[0].rstrip(".,;)]") if printed else None
    return Citation(
        text=text,
        url=url,
        doi=_trim(doi[1]) if doi else None,
        pmid=(pmid[1] or pmid[2]) if pmid else None,
        pmcid=pmcid[1].upper() if pmcid else None,
        nct=nct[1].upper() if nct else None,
    )


def _trim(doi: str) -> str:
    """A DOI without the punctuation of the sentence around it."""
    doi = doi.rstrip(".,;:'\"”’>")
    while doi and doi[-1] in ")]" and doi.count("(") + doi.count("[") < doi.count(")") + doi.count("]"):
        doi = doi[:-1].rstrip(".,;:")
    return doi
