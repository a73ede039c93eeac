"""How the record came about, for people: where each value stands, what else was weighed."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.extract.document import Document
from scraper.extract.reading import Evidence, Reading

_MAX_VALUE = 100
_STEPS = 2  # elements that a selector names


def selector(document: Document, element: int) -> str:
    """A short CSS selector that tells a reader where the element stands.

    It names the element and its parent by tag, id or first class; it need not be unique.
    """
    steps: list[str] = []
    for index in (element, *document.ancestors(element)):
        if document.tags[index] in ("body", "html") and steps:
            break
        attrs = document.attrs[index]
        if attrs.get("id"):
            steps.append(f"{document.tags[index]}#{attrs['id']}")
            break
        names = (attrs.get("class") or "").split()
        steps.append(document.tags[index] + "".join(f".{name}" for name in names[:1]))
        if len(steps) == _STEPS:
            break
    return " > ".join(reversed(steps))


def lines(reading: Reading) -> list[str]:
    """The evidence of a reading as lines, field by field: chosen candidates first, each with its weight."""
    fields = dict.fromkeys(evidence.field for evidence in reading.evidence)
    return [line for field in fields for line in of_field(field, reading.evidence)]


def of_field(field: str, evidence: Iterable[Evidence]) -> list[str]:
    """The evidence of one field as lines."""
    found = [entry for entry in evidence if entry.field == field]
    found.sort(key=lambda entry: (not entry.chosen, -entry.score))
    if not found:
        return [f"{field}: nothing on the page speaks for a value"]
    return [f"{field}:"] + [
        f"  {'*' if entry.chosen else ' '} {entry.score:.2f}  {_short(entry.value)}  ({entry.source})"
        for entry in found
    ]


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= _MAX_VALUE else value[: _MAX_VALUE - 1] + "…"
