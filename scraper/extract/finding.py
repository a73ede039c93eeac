"""What a field room gives back, and what it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from scraper.extract.reading import Evidence

if TYPE_CHECKING:
    from scraper.extract.document import Document
    from scraper.extract.structured import Structured

Value = TypeVar("Value")


@dataclass(slots=True)
class Finding(Generic[Value]):
    """The value of a field, and every candidate that was weighed for it.

    `outside` are text blocks that the room knows to be no part of the body, by
    their index.
    """

    value: Value
    evidence: list[Evidence] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Chosen:
    """Which text blocks of a document are the article.

    `blocks` are indexes into `Document.blocks` in reading order, `scores` one
    probability a block of the document, `root` the innermost element that holds
    most of the chosen text (0, the html element, if nothing was chosen), `expected`
    the F1 that the scores promise for this choice.
    """

    blocks: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    root: int = 0
    expected: float = 0.0

    def drop(self, blocks: Iterable[int]) -> None:
        """Take blocks out of the article."""
        dropped = frozenset(blocks)
        self.blocks = [number for number in self.blocks if number not in dropped]


@dataclass(slots=True)
class Headline:
    """The title as text, and the element that shows it, if one does."""

    text: str | None = None
    element: int | None = None


@dataclass(slots=True)
class Material:
    """What every field room reads.

    The rooms run in this order: structured, body, title, then all others; a room
    sees what earlier ones left here.
    """

    document: Document
    structured: Structured
    body: Chosen = field(default_factory=Chosen)
    headline: Headline = field(default_factory=Headline)
