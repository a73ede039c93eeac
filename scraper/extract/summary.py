"""Text that the page sets apart as its summary: a standfirst, an intro set apart, a box, an abstract.

An ordinary first paragraph is none, nor is the meta description, nor a section
that sums up at the end. Every rule asks how the markup tells the text from the
body's own paragraphs; the body's blocks are known when this room is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate

from scraper.extract import wording
from scraper.extract.document import HEADINGS, Block, Document
from scraper.extract.explain import selector
from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence

_MAX_STANDFIRST = 900  # characters
_TITLE_PART = re.compile(
    r"sub-?_?title|stand-?first|(?<![a-z])dek(?![a-z])|strap-?line|sub-?head(?:line)?(?![a-z])"
)
_DOUBTFUL = 0.5  # the body model's score below which a standfirst beside the text is none of it
_TITLED = 0.95  # the same for one that is named as a part of the title
_SHORT = 300  # what is no longer than this may be a standfirst however short the body
_MAX_SEVERAL = 450  # of a standfirst of several paragraphs
_MAX_BOX = 3_500
_ZONE = 40  # blocks after the headline in which the text must have begun
_LATEST_BOX = 0.4  # share of the body that may stand before a box
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*(?:$|\s)")
_BYLINE = re.compile(
    r"^(?:by|von|par|por|di|da|door|autor|autorin|author|text|photo|foto|image|credit)\b[: ]"
    r"|^©|\b(?:19|20)\d\d$|\b(?:filed under|posted (?:in|on|by))\b",
    re.IGNORECASE,
)
_PLAIN_CLASS = re.compile(r"drop-?cap|first|\bp\d\b|MsoNormal|align", re.IGNORECASE)  # how any text may begin
_NO_PLACE = frozenset(
    [
        "nav",
        "footer",
        "form",
        "button",
        "label",
        "figure",
        "figcaption",
        "aside",
        "time",
        "table",
        "address",
        "summary",
    ]
)


@dataclass(slots=True)
class _Candidate:
    source: str
    text: str
    score: float
    blocks: list[int] = field(default_factory=list)  # of a standfirst
    titled: bool = False  # the page calls it a part of the title


def find(material: Material) -> Finding[str | None]:
    """The summary, with the other texts that might be one."""
    if not material.body.blocks:
        return Finding(None)
    page = _Page(material)
    candidates = [*_named(page), *_beside_headline(page), *_heading_as_standfirst(page)]
    candidates += [*_boxes(page), *_before_transcript(page), *_set_apart(page)]
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    evidence = [
        Evidence("summary", candidate.source, candidate.text, candidate.score, candidate is best)
        for candidate in candidates
    ]
    return Finding(best.text if best else None, evidence, _no_text(material, best) if best else [])


def _no_text(material: Material, best: _Candidate) -> list[int]:
    """Blocks of a standfirst that are none of the text: beside its container, and doubtful as text."""
    document, body = material.document, material.body
    return [
        number
        for number in best.blocks
        if body.scores[number] < (_TITLED if best.titled else _DOUBTFUL)
        and not document.inside(document.blocks[number].element, body.root)
    ]


class _Page:
    """Where headline and body stand."""

    def __init__(self, material: Material) -> None:
        self.document: Document = material.document
        self.chosen = frozenset(material.body.blocks)
        self.title = wording.fold(material.headline.text or "")
        chars = (len(b.text) if b.index in self.chosen else 0 for b in self.document.blocks)
        self.body_to = list(accumulate(chars, initial=0))  # characters of the body before each block
        self.headline = self._headline(material)
        self.first = self._first_paragraph(material)

    def _headline(self, material: Material) -> int:
        """The block of the headline; without one, that before the body."""
        element = material.headline.element
        if element is not None and self.document.block_starts[element] < self.document.block_ends[element]:
            return self.document.block_starts[element]
        return max(material.body.blocks[0] - 1, 0)

    def _first_paragraph(self, material: Material) -> int:
        """The first block of running text that belongs to the body and follows the headline."""
        for number in material.body.blocks:
            block = self.document.blocks[number]
            if number > self.headline and len(block.text) > 100 and self.tag(block) not in HEADINGS:
                return number
        return material.body.blocks[0]

    def tag(self, block: Block) -> str:
        return self.document.tags[block.element]

    def share(self, element: int) -> float:
        """How much of the body stands in the element."""
        start, end = self.document.block_starts[element], self.document.block_ends[element]
        return (self.body_to[end] - self.body_to[start]) / max(self.body_to[-1], 1)

    def is_large(self, element: int) -> bool:
        """Whether the element holds too much to be a standfirst."""
        start, end = self.document.block_starts[element], self.document.block_ends[element]
        return self.share(element) > 0.25 and self.body_to[end] - self.body_to[start] > _SHORT

    @cached_property
    def zone(self) -> list[Block]:
        """Blocks between the headline and the body's second paragraph that could be a standfirst."""
        last = min(self.first + 1, self.headline + _ZONE)
        return [b for b in self.document.blocks[self.headline + 1 : last + 1] if self.plausible(b)]

    def plausible(self, block: Block) -> bool:
        """Whether the block reads like a standfirst and stands where one may stand."""
        text, document = block.text, self.document
        if not 20 <= len(text) <= _MAX_STANDFIRST or block.link_chars > 0.5 * len(text):
            return False
        if _BYLINE.search(text) or wording.fold(text) == self.title or document.hidden[block.element]:
            return False
        other = _other()
        for element in (block.element, *document.ancestors(block.element)):
            if self.share(element) > 0.5:
                break
            if document.tags[element] in _NO_PLACE or other.intersection(document.names(element)):
                return False
        return True


@cache
def _other() -> frozenset[str]:
    return frozenset(wording.table("summary")["other"])


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(wording.table("summary")["names"]))


def _is_named(document: Document, element: int) -> bool:
    attrs = document.attrs[element]
    names = [*(attrs.get("class") or "").split(), attrs.get("id") or ""]
    return attrs.get("itemprop") == "description" or any(
        _names().search(name.lower()) for name in names if name
    )


def _named(page: _Page) -> Iterator[_Candidate]:
    """Elements at the headline whose class or id calls them a standfirst."""
    document = page.document
    zone = {block.index for block in page.zone}
    elements: set[int] = set()
    for block in page.zone:
        for element in (block.element, *document.ancestors(block.element)):
            if page.is_large(element):
                break
            if _is_named(document, element):
                elements.add(element)
    for element in sorted(elements):
        blocks = document.blocks_in(element)
        if not blocks or blocks[0].index not in zone or page.is_large(element):
            continue
        text = "\n".join(b.text for b in blocks if b.index in zone)
        if len(text) <= _MAX_STANDFIRST and page.tag(blocks[0]) != "h1":
            shown = [b.index for b in blocks if b.index in zone]
            names = f"{document.attr(element, 'class')} {document.attr(element, 'id')}".lower()
            titled = _TITLE_PART.search(names) is not None
            yield _Candidate(selector(document, element), text, 0.92, shown, titled)
            return


def _beside_headline(page: _Page) -> Iterator[_Candidate]:
    """A sentence in the headline's own container, which does not hold the body."""
    document = page.document
    head = document.blocks[page.headline].element
    for block in page.zone:
        if block.index >= page.first and page.share(block.element) > 0.3:
            return
        common = next(e for e in (head, *document.ancestors(head)) if document.inside(block.element, e))
        if page.share(common) > 0.3:
            return
        if _SENTENCE.search(block.text) or len(block.text) >= 60:
            siblings = [
                b for b in page.zone if document.parents[b.element] == document.parents[block.element]
            ]
            run = [b for b in siblings if b.index >= block.index and page.tag(b) == page.tag(block)]
            # Several paragraphs, or one with links, are text that happens to stand there.
            if (
                len(run) > 1 and sum(len(b.text) for b in run) > _MAX_SEVERAL
            ) or block.link_chars > 0.2 * len(block.text):
                return
            text, shown = "\n".join(b.text for b in run), [b.index for b in run]
            yield _Candidate(selector(document, block.element), text, 0.88, shown)
            return


def _heading_as_standfirst(page: _Page) -> Iterator[_Candidate]:
    """A heading between headline and first paragraph that is a sentence, not the name of a section."""
    for block in page.zone:
        if block.index >= page.first:
            return
        if page.tag(block) in HEADINGS:
            following = page.document.blocks[block.index + 1 : block.index + 2]
            to_text = bool(following) and len(following[0].text) > 80  # no button, no caption
            if to_text and len(block.text) >= 40 and block.text.endswith((".", "!", "…", "。")):
                yield _Candidate(selector(page.document, block.element), block.text, 0.84)
            return


def _boxes(page: _Page) -> Iterator[_Candidate]:
    """A box or list under a heading such as 'Key takeaways' in the first part of the article."""
    boxes, abstracts = wording.phrases("summary", "boxes"), wording.phrases("summary", "abstracts")
    limit = _LATEST_BOX * page.body_to[-1]
    for block in page.document.blocks[max(page.headline - 5, 0) :]:
        if page.body_to[block.index] > limit:
            return
        if len(block.text) > 60 or not (heading := wording.label(block.text)):
            continue
        if heading in boxes or heading in abstracts:
            text = _under(page, block, whole=heading in abstracts)
            # The same heading again and again sums up one section each.
            if text and sum(b.text == block.text for b in page.document.blocks) < 3:
                yield _Candidate(f"under '{block.text}'", text, 0.95 if heading in abstracts else 0.86)
                return


def _under(page: _Page, heading: Block, *, whole: bool) -> str | None:
    """The text under a box's heading: that of the box, else the list or paragraphs up to the next heading."""
    document = page.document
    box = None
    for element in document.ancestors(heading.element):
        blocks = document.blocks_in(element)
        if blocks[0].index < heading.index or page.share(element) > 0.4:
            break
        if blocks[-1].index > heading.index:
            box = element
            if not whole:
                break
    if box is not None:
        inside = [b for b in document.blocks_in(box) if b.index > heading.index]
        if sum(b.link_chars for b in inside) > 0.5 * sum(len(b.text) for b in inside):
            return None  # a table of contents
        text = "\n".join(b.text for b in inside if whole or page.tag(b) not in HEADINGS)
        return text if 40 <= len(text) <= _MAX_BOX else None
    following: list[str] = []
    listed = False
    for block in document.blocks[heading.index + 1 : heading.index + 15]:
        tag = page.tag(block)
        is_item = tag == "li" or document.tags[document.parents[block.element]] == "li"
        if tag in HEADINGS or (listed and not is_item) or (following and not listed and is_item):
            break
        if not is_item and page.tag(heading) not in HEADINGS:
            break
        listed = is_item
        following.append(block.text)
    text = "\n".join(following)
    return text if 40 <= len(text) <= _MAX_BOX else None


def _before_transcript(page: _Page) -> Iterator[_Candidate]:
    """What stands between the headline of a recording and its transcript."""
    transcripts = wording.phrases("summary", "transcripts")
    for block in page.document.blocks[page.headline + 1 : page.headline + 60]:
        if len(block.text) < 40 and wording.label(block.text) in transcripts:
            before = [b for b in page.document.blocks[page.headline + 1 : block.index] if page.plausible(b)]
            told = [
                b.text for b in before if len(b.text) > 60 and _SENTENCE.search(b.text) and not b.link_chars
            ]
            if told:
                yield _Candidate(f"before '{block.text}'", "\n".join(told), 0.87)
            return


def _set_apart(page: _Page) -> Iterator[_Candidate]:
    """The first paragraph, if its class or weight differs from that of all other paragraphs."""
    document = page.document
    zone = [block for block in page.zone if page.tag(block) in ("p", "div") and len(block.text) > 40]
    # The body model may have told it from the text already: then it stands right before.
    near = zone and (zone[0].index in page.chosen or zone[0].index + 1 in page.chosen)
    if not near or len(zone[0].text) > 500:
        return
    first = zone[0]
    paragraphs = [
        document.blocks[number]
        for number in sorted(page.chosen)
        if number > first.index and page.tag(document.blocks[number]) == "p"
    ]
    if len(paragraphs) < 3:
        return
    look = _look(document, first)
    others = [_look(document, paragraph) for paragraph in paragraphs]
    if (
        look[0]
        and not _PLAIN_CLASS.search(look[0])
        and all(look[0] != other[0] for other in others)
        and len({other[0] for other in others[:6]}) <= 2
    ):
        yield _Candidate(f"class of {selector(document, first.element)}", first.text, 0.7)
    elif look[1] and not any(other[1] for other in others[:4]):
        yield _Candidate(f"weight of {selector(document, first.element)}", first.text, 0.65)


def _look(document: Document, block: Block) -> tuple[str, bool]:
    """What makes a paragraph look as it does: its class, and whether all of it is bold."""
    bold = any(
        document.tags[e] in ("strong", "b") and len(document.text(e)) >= 0.95 * len(block.text)
        for e in range(block.inline_start, block.inline_end)
    )
    return document.attr(block.element, "class"), bold
