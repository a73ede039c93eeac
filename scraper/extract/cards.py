"""Cards: repeated structures that each lead to one thing, with a title, an address and perhaps a blurb.

Found from the links: an element whose children are alike and hold links is a
row of cards. Which rows belong to the sidebar is another room's decision.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.extract import wording
from scraper.extract.document import HEADINGS, Block, Document

_MAX_CARD = 900  # characters
_MAX_LINKS = 6  # different addresses on one card
_MIN_BLURB = 30
_WORDS_OF_TITLE = 2.5
_NO_ROW = frozenset(["p", "span", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "a"])
_DATE = re.compile(
    r"^(?:\W*(?:\w+day,? )?(?:\d{1,2}[./ -]+)?[^\W\d]{3,12}\.?,? ?\d{0,2},? ?(?:19|20)\d\d\b"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\d+ (?:min|hours?|days?|weeks?|months?)\b)",
)
_BYLINE = re.compile(r"^(?:by|von|par|por|di|da|door)\s+\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_LEADS_ON = re.compile(
    r"\s*(?:\[?(?:…|\.\.\.)\]?\s*)?"
    r"(?:read more|learn more|continue reading|weiterlesen|lire la suite|leer más)\W*$",
    re.I,
)


@dataclass(slots=True)
class Card:
    """One thing that a row leads to."""

    element: int
    title: str | None
    url: str | None
    text: str | None
    loose: bool = False  # the title is a heading without a link


@dataclass(slots=True)
class Row:
    """Cards side by side in one element."""

    element: int
    cards: list[Card] = field(default_factory=list)
    pictures: int = 0  # cards with an image

    @property
    def words(self) -> float:
        """The mean number of words of a title."""
        return sum(len((card.title or "").split()) for card in self.cards) / len(self.cards)


class Links:
    """The page's links with text or image, in order, and how many different addresses an element holds."""

    def __init__(self, document: Document) -> None:
        self.document = document
        own = document.url.split("#")[0]
        self.elements: list[int] = []
        self.urls: list[str] = []
        for element in document.by_tag.get("a", ()):
            url = document.absolute(document.attrs[element].get("href"))
            if url and url.split("#")[0] != own and not document.hidden[element]:
                self.elements.append(element)
                self.urls.append(url)

    def within(self, element: int) -> range:
        """Positions in `elements` of the links that stand in the element."""
        start = bisect_left(self.elements, element)
        return range(start, bisect_left(self.elements, self.document.ends[element], start))

    def holds(self, element: int) -> bool:
        """Whether the element is a link or holds one."""
        return bool(self.within(element))

    def addresses(self, element: int) -> set[str]:
        """The different addresses that the element's links lead to."""
        return {self.urls[i] for i in self.within(element)}


def rows(document: Document, links: Links, allowed: Callable[[int], bool]) -> list[Row]:
    """Every row of two or more cards among the allowed elements, in document order, none within another.

    Where rows are nested the innermost one counts whose titles are more than labels.
    """
    full: list[Row] = []  # titles of some words
    bare: list[Row] = []
    for element in reversed(_containers(document, links)):
        if allowed(element) and not any(document.inside(row.element, element) for row in full):
            row = _row(document, links, element, allowed)
            if row is not None:
                (full if row.words >= _WORDS_OF_TITLE else bare).append(row)
    for row in reversed(bare):  # outer ones first
        if not any(
            document.inside(row.element, other.element) or document.inside(other.element, row.element)
            for other in full
        ):
            full.append(row)
    return sorted(full, key=lambda row: row.element)


def _containers(document: Document, links: Links) -> list[int]:
    """Elements that hold at least two links, in document order."""
    parents = document.parents
    count = [0] * (len(parents) + 1)  # the last is that of the root's parent, -1
    for element in links.elements:
        count[parents[element]] += 1
    for element in range(len(parents) - 1, -1, -1):
        if count[element]:
            count[parents[element]] += count[element]
    return [element for element, number in enumerate(count[:-1]) if number > 1]


def _row(document: Document, links: Links, element: int, allowed: Callable[[int], bool]) -> Row | None:
    """The element's children as cards, if at least two of them are alike and each could be one."""
    if document.tags[element] in _NO_ROW:
        return None
    groups: dict[tuple[str, str], list[int]] = {}
    for child in document.children(element):
        if links.holds(child) and allowed(child):
            groups.setdefault(make(document, child), []).append(child)
    children = max(groups.values(), key=len, default=[])
    if len(children) < 2:
        return None
    found = [card for child in children if (card := read_card(document, links, child)) is not None]
    if len({card.url for card in found}) < max(2.0, 0.6 * len(children)):
        return None
    return Row(element, found, sum(bool(document.within(card.element, "img")) for card in found))


def make(document: Document, element: int) -> tuple[str, str]:
    """What cards of one make have in common: the tag and the first class, numbers left out."""
    names = document.attr(element, "class").split()
    return document.tags[element], _NUMBER.sub("", names[0]) if names else ""


def read_card(document: Document, links: Links, element: int) -> Card | None:
    """An element as a card: its title is its heading, else its longest link."""
    if len(links.addresses(element)) > _MAX_LINKS:
        return None
    blocks = [b for b in document.blocks_in(element) if not document.hidden[b.element]]
    if not blocks or sum(len(block.text) for block in blocks) > _MAX_CARD:
        return None
    headings = [b for b in blocks if document.tags[b.element] in HEADINGS]
    if len({b.text for b in headings}) > 2:
        return None
    found = _title(document, links, element, blocks, headings)
    if found is None:
        return None
    title, url, block = found
    loose = block in headings and block.link_chars == 0
    return Card(element, title, url, _blurb(blocks, block), loose)


def _title(
    document: Document, links: Links, element: int, blocks: list[Block], headings: list[Block]
) -> tuple[str, str, Block] | None:
    own = links.within(element)
    if not own:
        return None
    for block in headings:
        for i in own:
            link = links.elements[i]
            if document.inside(block.element, link) or (block.inline_start <= link < block.inline_end):
                return block.text, links.urls[i], block
    if headings:
        return headings[0].text, links.urls[own[0]], headings[0]
    best: tuple[int, str, str, Block] | None = None
    for i in own:
        link = links.elements[i]
        for block in _blocks_of_link(document, link, blocks):
            text = document.text(link) if block.inline_start <= link < block.inline_end else block.text
            if not text or wording.fold(text).strip(" .…>»→") in wording.phrases("sidebar", "links"):
                continue
            titled = bool({"title", "headline", "heading", "name"} & set(document.names(block.element)))
            score = len(text) * (not is_detail(text)) + 1000 * titled
            if len(text) > 200:
                score = 1
            if best is None or score > best[0]:
                best = (score, text, links.urls[i], block)
    if best is None or best[0] < 4:
        return None
    return best[1], best[2], best[3]


def _blocks_of_link(document: Document, link: int, blocks: list[Block]) -> list[Block]:
    """The blocks in a link, or the one that it stands in."""
    return [b for b in blocks if document.inside(b.element, link) or b.inline_start <= link < b.inline_end]


def _blurb(blocks: list[Block], title: Block) -> str | None:
    """The card's text beside its title: what reads like a sentence, not its date, author or section."""
    texts = []
    for block in blocks:
        if block is title or len(block.text) < _MIN_BLURB or block.text == title.text:
            continue
        if is_detail(block.text):
            continue
        texts.append(_LEADS_ON.sub("", block.text))
    return "\n".join(texts) or None


def is_detail(text: str) -> bool:
    """Whether a text is a date or a byline."""
    return bool(_DATE.match(text) or _BYLINE.match(text))
