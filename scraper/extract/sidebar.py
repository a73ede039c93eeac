"""Things beside, inside or after the article that are not the article: related stories, promotions, boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate

from archive.article import SidebarItem
from scraper.extract import cards, wording
from scraper.extract.cards import Card, Links, Row
from scraper.extract.document import HEADINGS, Block, Document
from scraper.extract.explain import selector
from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence

_MAX_HEADING = 90
_MAX_ITEMS = 60  # of one section
_MAX_BOX = 700  # characters of a box
_COLUMN = re.compile(
    r"(?:[a-z]+[-_]{1,2})?side-?bar(?:[-_]{1,2}(?:left|right|primary|area|wrapper|\d))?|widget-area"
)
_FRAME = re.compile(  # the page's own header and footer, not those of one of its parts
    r"(?:(?:site|page|main|global|masthead|primary|mobile|desktop|top|app|l|c|g|o|the)[-_]*)?(?:header|footer)"
    r"(?:[-_]*(?:wrapper|wrap|container|inner|main|content|top|bottom|area|section|nav|widgets?|\d))?"
)
_WORD = re.compile(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])")  # no scraps of generated names
_AD = re.compile(r"^ads?(?![a-z0-9])|(?<![a-z0-9])ads?$")
_MAX_WORDS = 5  # of a name that says what its element is
_OUTSIDE_TAGS = ("nav", "footer", "header", "form", "dialog", "table")
_OUTSIDE_ROLES = ("navigation", "banner", "contentinfo", "dialog", "search", "menu", "tablist")


@dataclass(slots=True)
class _Section:
    """Things under one heading."""

    heading: str | None
    source: str
    at: int  # the element that it begins with
    items: list[SidebarItem] = field(default_factory=list)


def find(material: Material) -> Finding[list[SidebarItem]]:
    """The items in page order, each with the heading that it stands under."""
    page = _Page(material)
    sections = [*_sections_of_rows(page), *_in_text(page), *_boxes(page)]
    sections.sort(key=lambda section: section.at)
    items: list[SidebarItem] = []
    evidence: list[Evidence] = []
    seen: set[tuple[str, str]] = set()
    for section in sections:
        fresh = []
        for item in section.items[:_MAX_ITEMS]:
            key = (
                wording.fold(section.heading or ""),
                item.url or wording.fold(item.title or item.text or ""),
            )
            if key not in seen:
                seen.add(key)
                fresh.append(item)
        items += fresh
        value = f"{section.heading or 'no heading'}: {len(fresh)} items"
        evidence.append(Evidence("sidebar", section.source, value, 0.8, bool(fresh)))
    return Finding(items, evidence)


class _Page:
    """What of the page may hold a sidebar, and where its headings are."""

    def __init__(self, material: Material) -> None:
        self.document: Document = material.document
        self.body = material.body
        self.chosen = frozenset(material.body.blocks)
        self.links = Links(self.document)
        self.headline = material.headline
        self.title = wording.fold(material.headline.text or "")
        self.chosen_to = list(
            accumulate((n in self.chosen for n in range(len(self.document.blocks))), initial=0)
        )
        self.allowed = bytearray(b"\x01" * len(self.document.tags))
        for element in self._outside():
            self.allowed[element : self.document.ends[element]] = bytes(self.document.ends[element] - element)
        self.apart = bytearray(len(self.document.tags))
        for start, end in self._apart():
            self.apart[start:end] = b"\x01" * (end - start)
        self.taken = bytearray(len(self.document.tags))  # elements of rows that were found
        names = wording.table("sidebar")["aside"]
        self.aside_words = frozenset(names)

    def _outside(self) -> list[int]:
        """Elements that hold menus, header, footer, forms, sharing, comments."""
        document = self.document
        found = [e for tag in _OUTSIDE_TAGS for e in document.by_tag.get(tag, ())]
        # A nav that opens with 'Related articles' is one in name only.
        found = [e for e in found if document.tags[e] != "nav" or not _related(self._opening(e))]
        found += [e for e in document.by_role if document.attr(e, "role") in _OUTSIDE_ROLES]
        found += [e for e, hidden in enumerate(document.hidden) if hidden]
        named: set[int] = set()
        page_foot: set[int] = set()
        parts = _parts_of_names()
        for name, elements in (*document.classes_holding(parts), *document.ids_holding(parts)):
            part = _part(name)
            if part == "outside":
                named.update(elements)
            elif part == "frame":
                page_foot.update(elements)
        articles = [e for tag in ("article", "main") for e in document.by_tag.get(tag, ())]
        for element in page_foot:
            if not any(document.inside(element, article) for article in articles):
                named.add(element)
        kept: list[int] = []
        for element in sorted({*found, *named}):
            if kept and document.inside(element, kept[-1]):
                continue
            of_article = any(document.inside(element, a) for a in articles)
            if of_article and document.tags[element] in ("header", "footer"):
                continue
            if not self.holds_article(element):
                kept.append(element)
        return kept

    def _opening(self, element: int) -> str:
        """The label with which an element begins."""
        blocks = self.document.blocks_in(element)
        return wording.label(blocks[0].text) if blocks and len(blocks[0].text) < _MAX_HEADING else ""

    def holds_article(self, element: int) -> bool:
        """Whether the element is around the article or a good part of it."""
        document = self.document
        if document.tags[element] in ("html", "body", "main", "article"):
            return True
        start, end = document.block_starts[element], document.block_ends[element]
        return self.chosen_to[end] - self.chosen_to[start] > 0.3 * len(self.chosen)

    def holds_body(self, element: int) -> bool:
        """Whether a block of the article stands in the element."""
        start, end = self.document.block_starts[element], self.document.block_ends[element]
        return self.chosen_to[end] > self.chosen_to[start]

    def free(self, element: int) -> bool:
        """Whether the element may hold cards: no menu, and no part of the article unless set apart in it."""
        return bool(self.allowed[element]) and (bool(self.apart[element]) or not self.holds_body(element))

    def _apart(self) -> list[tuple[int, int]]:
        """Ranges of elements within the text that their tag or heading sets apart from it."""
        document = self.document
        found = [(e, document.ends[e]) for e in document.by_tag.get("aside", ())]
        for block in document.blocks:
            if len(block.text) < 60 and _related(wording.label(block.text)):
                head = block.element
                while len(document.blocks_in(document.parents[head])) == 1:
                    head = document.parents[head]
                end, parent = document.ends[head], document.parents[head]
                if not self.holds_article(parent):
                    found.append((parent, document.ends[parent]))
                elif end < len(document.tags) and document.parents[end] == parent:
                    found.append((end, document.ends[end]))
        return [(start, end) for start, end in found if not self.holds_article(start)]

    def in_aside(self, element: int) -> bool:
        """Whether the element stands in a side column or box that its markup names."""
        for ancestor in (element, *self.document.ancestors(element)):
            if self.holds_article(ancestor):
                return False
            if self.document.tags[ancestor] == "aside" or self.aside_words & set(
                self.document.names(ancestor)
            ):
                return True
        return False

    def is_column(self, element: int) -> bool:
        """Whether the element is a side column."""
        names = self.document.attr(element, "class").lower().split()
        names.append(self.document.attr(element, "id").lower())
        return self.document.tags[element] == "aside" or any(map(_COLUMN.fullmatch, names))

    def is_heading(self, block: Block) -> bool:
        """Whether a block reads like the heading of a group."""
        if len(block.text) > _MAX_HEADING or not self.allowed[block.element] or self.taken[block.element]:
            return False
        if self.document.tags[block.element] in HEADINGS:
            return True
        if (
            len(block.text) > 60
            or cards.is_detail(block.text)
            or self.document.tags[block.element]
            in (
                "li",
                "button",
                "label",
                "figcaption",
            )
        ):
            return False
        return block.link_chars < 0.5 * len(block.text) and not block.text.endswith((".", "?", "!", ","))


@cache
def _parts_of_names() -> tuple[str, ...]:
    """What a name must hold to call its element anything: a quick look before its words are told apart."""
    return (*wording.table("sidebar")["outside"], "ad", "header", "footer")


@lru_cache(maxsize=20_000)
def _part(name: str) -> str:
    """What a class or id calls its element: "outside" the article, the page's "frame", or "" for neither."""
    words = frozenset(wording.table("sidebar")["outside"])
    if not words.isdisjoint(_words(name)) or _AD.search(name):
        return "outside"
    return "frame" if _FRAME.fullmatch(name.lower()) else ""


def _words(name: str) -> frozenset[str]:
    """The words of one class or id name; none if it says what the element has, lacks or is set to."""
    words = _WORD.findall(name.lower())
    told = words and words[0] not in ("no", "has", "with", "without", "is") and len(words) <= _MAX_WORDS
    return frozenset(words) if told else frozenset()


def _sections_of_rows(page: _Page) -> list[_Section]:
    document = page.document
    sections: list[_Section] = []
    found = cards.rows(document, page.links, page.free)
    last: tuple[str | None, Row] | None = None
    for row in found:
        heading = _heading_of(page, row)
        if heading is None and last is not None and _continues(document, last[1], row):
            heading = last[0]
        if not _counts(page, row, heading):
            continue
        page.taken[row.element : document.ends[row.element]] = b"\x01" * (
            document.ends[row.element] - row.element
        )
        section = _Section(heading, selector(document, row.element), row.element)
        section.items = [_item(heading, card) for card in row.cards]
        sections.append(section)
        last = heading, row
    return sections


def _continues(document: Document, above: Row, row: Row) -> bool:
    """Whether a row carries on the one above: cards of the same make, and next to nothing between them."""
    gap = document.block_starts[row.element] - document.block_ends[above.element]
    alike = cards.make(document, above.cards[0].element) == cards.make(document, row.cards[0].element)
    return alike and 0 <= gap <= 1


@lru_cache(maxsize=8_192)
def _related(label: str) -> bool:
    """Whether a heading stands over other articles."""
    return wording.starts("sidebar", "related").match(label) is not None


def _never(label: str) -> bool:
    """Whether a heading stands over what never counts. A single word must be nearly all of it."""
    match = wording.starts("sidebar", "never").match(label)
    return match is not None and (" " in match[0] or label.count(" ") <= 1)


def _item(heading: str | None, card: Card) -> SidebarItem:
    return SidebarItem(heading, card.title, card.text, card.url)


def _heading_of(page: _Page, row: Row) -> str | None:
    """The heading over a row: the nearest before it in an element that holds no part of the article."""
    document = page.document
    first = document.block_starts[row.cards[0].element]
    for ancestor in (row.element, *document.ancestors(row.element)):
        before = document.blocks[document.block_starts[ancestor] : first]
        if before and page.holds_body(ancestor):
            # In the article's own element only a heading right before the group is the group's.
            block = before[-1]
            related = _related(wording.label(block.text))
            return (
                block.text if page.is_heading(block) and (related or block.index not in page.chosen) else None
            )
        for block in reversed(before):
            if page.is_heading(block):
                return block.text
            if page.taken[block.element]:
                return None
        if page.is_column(ancestor):
            return None  # what stands before a side column is no heading of it
    return None


def _counts(page: _Page, row: Row, heading: str | None) -> bool:
    """Whether a row of cards is part of a sidebar rather than of the article, a menu or a list of tags."""
    label = wording.label(heading or "")
    related = bool(heading) and _related(label)
    if heading and not related and _never(label):
        return False
    if page.holds_body(row.element) and not related:
        return False
    if related:
        return row.words >= 2 or row.pictures == len(row.cards)
    if all(card.loose for card in row.cards) and page.in_aside(row.element):
        return False  # boxes of a side column, each under its own heading
    if page.in_aside(row.element) and heading:
        return row.words >= 2.5 or row.pictures == len(row.cards)
    if page.in_aside(row.element):
        return False
    texts = sum(card.text is not None for card in row.cards)
    full = min(len(row.cards), 3)
    rich = row.pictures >= max(full, 0.5 * len(row.cards)) or texts >= max(full, 0.5 * len(row.cards))
    # Cards among the paragraphs of an article that nothing sets apart are its content.
    after = page.document.block_starts[row.element] > max(page.chosen, default=-1)
    return rich and after and row.words >= 2.5


def _in_text(page: _Page) -> list[_Section]:
    """Links to other articles among the article's own paragraphs, under a heading that says so."""
    document = page.document
    found = []
    for block in document.blocks:
        if len(block.text) > 60 or page.taken[block.element] or not _related(wording.label(block.text)):
            continue
        if document.tags[block.element] not in HEADINGS or not page.holds_article(
            document.parents[block.element]
        ):
            continue
        section = _Section(block.text, selector(document, block.element), block.element)
        element, end = document.ends[block.element], document.ends[document.parents[block.element]]
        while element < end and document.tags[element] not in HEADINGS and page.allowed[element]:
            if len(page.links.addresses(element)) == 1:
                card = cards.read_card(document, page.links, element)
                if card and len(card.title or "") > 0.6 * len(document.text(element)):
                    section.items.append(_item(block.text, card))
            element = document.ends[element]
        if section.items:
            found.append(section)
    return found


def _boxes(page: _Page) -> list[_Section]:
    """Boxes with a heading and a single thing: a newsletter, a promotion, one story."""
    document = page.document
    found: list[_Section] = []
    end = -1
    for block in document.blocks:
        if block.element < end or block.index in page.chosen or document.hidden[block.element]:
            continue
        if not page.is_heading(block) or wording.fold(block.text) == page.title:
            continue
        label = wording.label(block.text)
        newsletter = wording.holds("sidebar", "newsletter").search(label) is not None
        if not label or (not newsletter and _never(label)):
            continue
        box = _box_of(page, block)
        if box is None or not (newsletter or page.in_aside(box)):
            continue
        section = _of_box(page, block, box, newsletter=newsletter)
        if section is not None:
            end = document.ends[box]
            found.append(section)
    return found


def _box_of(page: _Page, heading: Block) -> int | None:
    """The element around a heading that holds it and little else."""
    document = page.document
    box = None
    for element in document.ancestors(heading.element):
        blocks = document.blocks_in(element)
        if blocks[0].index < heading.index or sum(len(b.text) for b in blocks) > _MAX_BOX:
            break
        if page.holds_body(element) or any(page.taken[b.element] for b in blocks):
            break
        box = element
        if len(blocks) > 1 and any(len(b.text) > 20 for b in blocks[1:]):
            break
    return box if box is not None and len(document.blocks_in(box)) > 1 else None


def _of_box(page: _Page, heading: Block, box: int, *, newsletter: bool) -> _Section | None:
    document = page.document
    blocks = [
        b for b in document.blocks_in(box) if b.index > heading.index and not document.hidden[b.element]
    ]
    texts = [
        b.text for b in blocks if len(b.text) > 25 and document.tags[b.element] not in ("button", "label")
    ]
    urls = [page.links.urls[i] for i in page.links.within(box)]
    if not texts and not urls and not document.within(box, "form"):
        return None
    if heading.link_chars > 0.7 * len(heading.text):
        # The heading is the title of a card that stands alone.
        over = _heading_of(page, Row(box, [Card(box, None, None, None)]))
        item = SidebarItem(over, heading.text, "\n".join(texts) or None, urls[0] if urls else None)
        return _Section(over, selector(document, box), box, [item])
    title = heading.text
    if not newsletter and len(set(urls)) == 1 and _related(wording.label(heading.text)):
        title = next((b.text for b in blocks if _is_title(document, b)), heading.text)
    text = "\n".join(text for text in texts if text != title) or None
    item = SidebarItem(heading.text, title, text, urls[0] if urls else None)
    return _Section(heading.text, selector(document, box), box, [item])


def _is_title(document: Document, block: Block) -> bool:
    """Whether a block in a box is the title of what the box leads to: a heading, or a link of some words."""
    if document.tags[block.element] in HEADINGS:
        return True
    folded = wording.fold(block.text)
    linked = block.link_chars > 0.7 * len(block.text)
    return linked and folded.count(" ") >= 2 and not wording.starts("sidebar", "links").match(folded)
