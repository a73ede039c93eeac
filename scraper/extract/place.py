"""Where things stand on a page, seen from its article: in the head, in the text, behind it, or far off."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.extract.finding import Material

_OUTSIDE = frozenset({"nav", "footer", "aside", "form", "button", "dialog"})
_LONG = 80  # characters from which a block is running text
_AHEAD, _BEHIND = 10, 16  # blocks around the headline that belong to the head
_TAIL = 22  # blocks behind the text that belong to it


@dataclass(slots=True, frozen=True)
class Surroundings:
    """What an element stands in, up to what holds the headline or the beginning of the text as well."""

    names: frozenset[str] = frozenset()  # words of class, id, role and itemprop, and kinds of microdata
    outside: bool = False  # in navigation or the like
    link: bool = False
    quote: bool = False


_NOTHING = Surroundings()


class Place:
    """The article's parts as block numbers.

    The head reaches from some blocks ahead of the headline to the first
    paragraphs, the tail from the last paragraphs to some blocks behind the text.
    """

    def __init__(self, material: Material) -> None:
        document = material.document
        chosen = material.body.blocks
        headline = material.headline.element
        long = next((i for i in chosen if len(document.blocks[i].text) > _LONG), None)
        self.document = document
        self.start = long if long is not None else (chosen[0] if chosen else 0)
        self.end = chosen[-1] if chosen else len(document.blocks) - 1
        self.headline = document.block_starts[headline] if headline is not None else max(self.start - 4, 0)
        self.start = max(self.start, self.headline)
        last = max(min(self.headline + _BEHIND, self.start + 3), self.headline + 4)
        self.head = range(max(self.headline - _AHEAD, 0), min(last, len(document.blocks)))
        self.tail = range(max(self.end - 3, self.start), min(self.end + _TAIL, len(document.blocks)))
        head, tail = self._span(self.head), self._span(self.tail)
        self._spans = (head, (max(head[1], tail[0]), tail[1]))
        self._known: dict[int, Surroundings] = {}

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

    def near(self) -> list[int]:
        """The blocks of head and tail, in order."""
        return sorted({*self.head, *self.tail})

    def those_near(self, elements: Sequence[int]) -> Iterator[int]:
        """Those of the elements, in document order, that stand in head or tail and not around them."""
        for start, end in self._spans:
            for at in range(bisect_left(elements, start), len(elements)):
                if elements[at] >= end:
                    break
                yield elements[at]

    def _span(self, part: range) -> tuple[int, int]:
        """The first element of some blocks, and one past the last."""
        if not part:
            return 0, 0
        first, last = self.document.blocks[part[0]], self.document.blocks[part[-1]]
        start = min([first.element, first.inline_start, *self._within(first.element)])
        return start, max(last.inline_end, last.element + 1)

    def around(self, element: int) -> Surroundings:
        """What the element stands in; what holds the article as well says nothing of a line in it."""
        if element < 0 or self._holds(element):
            return _NOTHING
        known = self._known.get(element)
        if known is None:
            document = self.document
            outer = self.around(document.parents[element])
            tag = document.tags[element]
            kind = document.attr(element, "itemtype").rsplit("/", 1)[-1].lower()
            known = Surroundings(
                outer.names.union(document.names(element), (kind,)),
                outer.outside or self._outside(element, tag),
                outer.link or tag == "a",
                outer.quote or tag == "blockquote",
            )
            self._known[element] = known
        return known

    def _within(self, element: int) -> Iterator[int]:
        for ancestor in self.document.ancestors(element):
            if self._holds(ancestor):
                return
            yield ancestor

    def _holds(self, element: int) -> bool:
        first, last = self.document.block_starts[element], self.document.block_ends[element]
        return last - first > 1 and (first <= self.start < last or first <= self.headline < last)

    def _outside(self, element: int, tag: str) -> bool:
        """Whether the element is navigation or the like; an article's own footer is not."""
        document = self.document
        if tag == "footer":
            return all(document.tags[outer] != "article" for outer in document.ancestors(element))
        return tag in _OUTSIDE
