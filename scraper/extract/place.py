"""Where things stand on a page, seen from its article: in the head, in the text, behind it, or far off."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.extract.document import Document
from scraper.extract.finding import Material

_OUTSIDE = frozenset({"nav", "footer", "aside", "form", "button", "dialog"})
_LONG = 80  # characters from which a block is running text


class Place:
    """The article's parts as block numbers.

    The head reaches from some blocks ahead of the headline to the first
    paragraphs, the tail from the last paragraphs to some blocks behind the text.
    """

    def __init__(self, material: Material, ahead: int, behind: int, tail: int) -> None:
        document = material.document
        chosen = material.body.blocks
        headline = material.headline.element
        long = next((i for i in chosen if len(document.blocks[i].text) > _LONG), None)
        self.document = document
        self.start = long if long is not None else (chosen[0] if chosen else 0)
        self.end = chosen[-1] if chosen else len(document.blocks) - 1
        self.headline = document.block_starts[headline] if headline is not None else max(self.start - 4, 0)
        self.start = max(self.start, self.headline)
        last = max(min(self.headline + behind, self.start + 3), self.headline + 4)
        self.head = range(max(self.headline - ahead, 0), min(last, len(document.blocks)))
        self.tail = range(max(self.end - 3, self.start), min(self.end + tail, len(document.blocks)))

    def of(self, block: int) -> str:
        """The part that the block lies in, as a reason."""
        if block in self.head:
            return "in the head"
        if self.start <= block <= self.end - 3:
            return "in the text"
        return "behind the text" if block in self.tail else "far from the text"

    def between(self, block: int) -> bool:
        """Whether the block lies between the headline and the text."""
        return self.headline < block <= self.start

    def around(self, element: int) -> Iterator[int]:
        """The element's ancestors, without those that hold the headline or the beginning of the text as well.

        What such an ancestor is called says nothing about the one line in it.
        """
        starts, ends = self.document.block_starts, self.document.block_ends
        for ancestor in self.document.ancestors(element):
            first, last = starts[ancestor], ends[ancestor]
            if first <= self.start < last or first <= self.headline < last:
                return
            yield ancestor

    def outside(self, ancestor: int) -> bool:
        """Whether the ancestor is navigation or the like; an article's own footer is not."""
        document = self.document
        tag = document.tags[ancestor]
        if tag == "footer":
            return all(document.tags[outer] != "article" for outer in document.ancestors(ancestor))
        return tag in _OUTSIDE
