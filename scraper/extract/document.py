"""A page as flat lists, from which every field is read.

Elements are numbers in document order. `ends` makes containment a comparison:
`b` stands inside `a` if `a < b < ends[a]`. Text is kept as runs; the text of an
element is a slice of them. A block is a stretch of inline content between two
block boundaries, the unit in which the body is chosen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import ada_url

from scraper.extract.words import Names, clean, name_words

__all__ = ["HEADINGS", "Block", "Document", "clean", "name_words"]

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Block:
    """A stretch of inline content.

    `element` is the block-level element that it stands in directly; several
    blocks can share one (text around a child, or paragraphs made by <br><br>).
    """

    index: int
    element: int
    text: str  # white space collapsed
    start: int  # runs[start:end]
    end: int
    inline_start: int  # inline elements opened within it: range(inline_start, inline_end)
    inline_end: int
    link_chars: int  # characters of text that stand in a link


def _lists() -> defaultdict[str, list[int]]:
    return defaultdict(list)


@dataclass(slots=True)
class Document:
    """A page, read once. All lists over elements have the same length."""

    url: str = ""
    base_url: str = ""  # what relative addresses are relative to
    tags: list[str] = field(default_factory=list)  # lower case
    attrs: list[dict[str, str | None]] = field(default_factory=list)  # names lower case; no value: None
    parents: list[int] = field(default_factory=list)  # -1 for the root
    depths: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # one past the last descendant
    hidden: list[bool] = field(default_factory=list)  # with what stands in it
    run_starts: list[int] = field(default_factory=list)
    run_ends: list[int] = field(default_factory=list)
    block_starts: list[int] = field(default_factory=list)  # blocks[block_starts[i]:block_ends[i]] stand in i
    block_ends: list[int] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)  # text as written; "\n" at block boundaries and <br>
    blocks: list[Block] = field(default_factory=list)
    by_tag: defaultdict[str, list[int]] = field(default_factory=_lists)
    by_class: defaultdict[str, list[int]] = field(default_factory=_lists)  # class tokens, lower case
    by_id: dict[str, int] = field(default_factory=dict)
    by_itemprop: defaultdict[str, list[int]] = field(default_factory=_lists)
    by_attribute: defaultdict[str, list[int]] = field(default_factory=_lists)  # those sought
    by_role: list[int] = field(default_factory=list)  # elements with a role attribute
    metas: list[tuple[str, str]] = field(default_factory=list)  # name or property …; content
    json_ld: list[str] = field(default_factory=list)  # raw
    scripts: list[tuple[int, str]] = field(default_factory=list)  # element and its source, JSON-LD left out
    styles: list[str] = field(default_factory=list)
    noscripts: list[str] = field(default_factory=list)
    handlers: list[int] = field(default_factory=list)  # elements with an on… attribute
    head_title: str = ""
    _addresses: dict[str, str | None] = field(default_factory=dict)
    _names: tuple[Names, Names] | None = None

    def absolute(self, href: str | None) -> str | None:
        """An address of the page's as an absolute http(s) URL; None for any other scheme or none at all."""
        if not href or not (href := href.strip()) or href[0] == "#":
            return None
        if href not in self._addresses:
            self._addresses[href] = absolute(href, self.base_url)
        return self._addresses[href]

    def attr(self, element: int, name: str) -> str:
        """The attribute's value, "" if it is missing or empty."""
        return self.attrs[element].get(name) or ""

    def text(self, element: int) -> str:
        """The element's visible text on one line."""
        return clean("".join(self.runs[self.run_starts[element] : self.run_ends[element]]))

    def lines(self, element: int) -> list[str]:
        """The element's text, one entry a block or <br> line, empty ones left out."""
        text = "".join(self.runs[self.run_starts[element] : self.run_ends[element]])
        return [line for line in map(clean, text.split("\n")) if line]

    def block_lines(self, block: Block) -> list[str]:
        """A block's text, one entry a <br> line."""
        text = "".join(self.runs[block.start : block.end])
        return [line for line in map(clean, text.split("\n")) if line]

    def blocks_in(self, element: int) -> list[Block]:
        """The blocks that stand in the element, in order."""
        return self.blocks[self.block_starts[element] : self.block_ends[element]]

    def ancestors(self, element: int) -> Iterator[int]:
        """The element's ancestors, nearest first, without itself."""
        parent = self.parents[element]
        while parent >= 0:
            yield parent
            parent = self.parents[parent]

    def inside(self, element: int, container: int) -> bool:
        """Whether the element is the container or stands in it."""
        return container <= element < self.ends[container]

    def children(self, element: int) -> Iterator[int]:
        """The element's child elements."""
        child, end = element + 1, self.ends[element]
        while child < end:
            yield child
            child = self.ends[child]

    def within(self, element: int, tag: str) -> list[int]:
        """The element's descendants of that tag."""
        found = self.by_tag.get(tag)
        if not found:
            return []
        start = bisect_right(found, element)
        return found[start : bisect_left(found, self.ends[element], start)]

    def headings(self) -> list[int]:
        """All h1 to h6, in document order."""
        return sorted(index for tag in HEADINGS for index in self.by_tag.get(tag, ()))

    def classes_holding(self, parts: Iterable[str]) -> list[tuple[str, list[int]]]:
        """The class tokens that hold one of the parts, all lower case, with their elements."""
        return self._searchable()[0].holding(parts)

    def ids_holding(self, parts: Iterable[str]) -> list[tuple[str, list[int]]]:
        """The ids, made lower case, that hold one of the parts, with their elements."""
        return self._searchable()[1].holding(parts)

    def _searchable(self) -> tuple[Names, Names]:
        if self._names is None:
            ids = {name: (element,) for name, element in self.by_id.items()}
            self._names = Names(self.by_class), Names(ids)
        return self._names

    def names(self, element: int) -> tuple[str, ...]:
        """The words of class, id, role and itemprop: "postBody-text" gives "post", "body", "text"."""
        attrs = self.attrs[element]
        return name_words(
            f"{attrs.get('class') or ''} {attrs.get('id') or ''} "
            f"{attrs.get('role') or ''} {attrs.get('itemprop') or ''}"
        )


def absolute(href: str, base: str) -> str | None:
    try:
        url = ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except ValueError:
        return None
    return url if url.startswith(("https://", "http://")) else None
