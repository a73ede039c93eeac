"""Lines around an article that no page means as its text: sharing, commenting, notices against copying."""

from __future__ import annotations

from scraper.extract import protection, wording
from scraper.extract.finding import Material

_MAX_LINE = 120


def is_notice(line: str) -> bool:
    """Whether a line belongs to the share bar, the comment form, or a notice against copying.

    >>> is_notice("Please enter your comment!")
    True
    """
    if len(line) > _MAX_LINE:
        return False
    folded = wording.fold(line)
    return shares(folded) or comments(folded) or protection.is_notice(line)


def shares(folded: str) -> bool:
    """Whether a folded line invites to share, print or follow."""
    return len(folded) <= 60 and wording.starts("notices", "share").match(folded) is not None


def comments(folded: str) -> bool:
    """Whether a folded line belongs to the comment form or heads the comments."""
    return wording.starts("notices", "comments").match(folded) is not None


def is_foot(line: str) -> bool:
    """Whether a line belongs to the foot of a page."""
    return (
        len(line) <= 2 * _MAX_LINE and wording.starts("notices", "feet").match(wording.fold(line)) is not None
    )


def outside(material: Material, displays: set[str]) -> list[int]:
    """Chosen blocks that are no part of the article: notices, and the bylines of those whom it credits."""
    document = material.document
    found = []
    for number in material.body.blocks:
        block = document.blocks[number]
        linked = block.link_chars > 0.5 * len(block.text)
        if block.text in displays or (is_notice(block.text) and (linked or not block.text.endswith("."))):
            found.append(number)
    return found
