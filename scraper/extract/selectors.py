"""CSS selectors over the flat lists of a page that was read once.

Known are: tag, `*`, `.class`, `#id`, `[attr]`, `[attr=value]`, `[attr*=value]`,
`[attr^=value]`, `[attr$=value]`, descendants, children (`>`), and lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scraper.extract.document import Document

_PART = re.compile(
    r"""\.(?P<class>[\w-]+) | \#(?P<id>[\w-]+)
      | \[ \s*(?P<attr>[\w:-]+)\s*
          (?: (?P<how>[*^$]?)= \s*
              (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>[\w./:-]+) ) \s* )? \]""",
    re.VERBOSE,
)
_COMPOUND = re.compile(
    r"(?P<tag>[a-z][a-z0-9-]*|\*)?(?P<parts>(?:\.[\w-]+|#[\w-]+|\[[^\]]*\])*)", re.IGNORECASE
)


@dataclass(slots=True, frozen=True)
class Compound:
    """What one element must be."""

    tag: str  # "" for any
    classes: tuple[str, ...]
    id: str
    attributes: tuple[tuple[str, str, str], ...]  # name, how it is compared, value
    child: bool = False  # of the compound before, not just a descendant

    def matches(self, document: Document, element: int) -> bool:
        """Whether the element is what it must be."""
        attrs = document.attrs[element]
        if self.tag and document.tags[element] != self.tag:
            return False
        if self.id and attrs.get("id") != self.id:
            return False
        if self.classes and not set(self.classes) <= set((attrs.get("class") or "").split()):
            return False
        return all(
            name in attrs and _compare(attrs[name] or "", how, value) for name, how, value in self.attributes
        )


def _compare(found: str, how: str, value: str) -> bool:
    if how == "any":
        return True
    if how == "*":
        return value in found
    if how == "^":
        return found.startswith(value)
    if how == "$":
        return found.endswith(value)
    return found == value


@dataclass(slots=True, frozen=True)
class Selector:
    """A list of selectors, each a row of compounds from the outermost to the element itself."""

    text: str
    rows: tuple[tuple[Compound, ...], ...]

    def find(self, document: Document) -> list[int]:
        """The elements that one of the selectors matches, in document order."""
        found: set[int] = set()
        for row in self.rows:
            found.update(e for e in _candidates(document, row[-1]) if _matches(document, e, row))
        return sorted(found)


def _candidates(document: Document, last: Compound) -> list[int]:
    if last.id:
        return [document.by_id[last.id]] if last.id in document.by_id else []
    if last.classes:
        return document.by_class.get(last.classes[0].lower(), [])
    if last.tag:
        return document.by_tag.get(last.tag, [])
    return list(range(len(document.tags)))


def _matches(document: Document, element: int, row: tuple[Compound, ...]) -> bool:
    if not row[-1].matches(document, element):
        return False
    if len(row) == 1:
        return True
    above = [document.parents[element]] if row[-1].child else list(document.ancestors(element))
    return any(parent >= 0 and _matches(document, parent, row[:-1]) for parent in above)


@lru_cache(maxsize=512)
def parse(text: str) -> Selector:
    """Read a selector.

    Raises ValueError with what is wrong.

    >>> parse("main > h1.title, #headline").rows[1][0].id
    'headline'
    """
    rows = tuple(_row(part.strip()) for part in text.split(","))
    return Selector(text, rows)


def _row(text: str) -> tuple[Compound, ...]:
    if not text:
        raise ValueError("an empty selector")
    compounds: list[Compound] = []
    position, child = 0, False
    while position < len(text):
        if text[position].isspace():
            position += 1
        elif text[position] == ">":
            if child or not compounds:
                raise ValueError(f"nothing stands before '>' in {text!r}")
            child = True
            position += 1
        else:
            compound, position = _compound(text, position, child=child)
            compounds.append(compound)
            child = False
    if child:
        raise ValueError(f"nothing stands after '>' in {text!r}")
    return tuple(compounds)


def _compound(text: str, start: int, *, child: bool) -> tuple[Compound, int]:
    match = _COMPOUND.match(text, start)
    if match is None or match.end() == start:
        raise ValueError(f"{text[start:]!r} is no selector that is known here")
    classes: list[str] = []
    identity = ""
    attributes: list[tuple[str, str, str]] = []
    for part in _parts(match["parts"]):
        if part["class"]:
            classes.append(part["class"])
        elif part["id"]:
            identity = part["id"]
        else:
            value = part["double"] or part["single"] or part["bare"]
            stated = value is not None or "=" in part[0]
            attributes.append((part["attr"].lower(), part["how"] if stated else "any", value or ""))
    tag = (match["tag"] or "").lower().replace("*", "")
    end = match.end()
    if end < len(text) and not (text[end].isspace() or text[end] == ">"):
        raise ValueError(f"{text[end:]!r} is no selector that is known here")
    return Compound(tag, tuple(classes), identity, tuple(attributes), child), end


def _parts(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            raise ValueError(f"{text[position:]!r} is no selector that is known here")
        yield part
        position = part.end()
