"""Dates that a page shows: printed ones and time elements, with their labels and what speaks for each."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

from scraper.extract import datetext
from scraper.extract.datetext import Order, Printed
from scraper.extract.document import Block, Document
from scraper.extract.place import Place
from scraper.phrases import phrases

Kind = Literal["published", "modified", "reviewed"]

_LONGEST = 400  # characters of a block in which a date is looked for
_LONGEST_IN_TEXT = 160  # ... amid the article's text
_MOST_TIMES = 100
_MICRODATA: dict[str, Kind] = {
    "datePublished": "published",
    "dateModified": "modified",
    "lastReviewed": "reviewed",
}
# More than five words without a separator before a date, or four lower-case words after it.
_WORDS_BEFORE = re.compile(r"(?:[^\W\d_]+,?\s+){6,}(?:[^\W\d_]+\s*)?\(?$")
_WORDS_AFTER = re.compile(r",?(?:\s+[^\W\d_A-Z]+){4,}")
_WORD = re.compile(r"[^\W\d_]+")
_SEPARATOR = re.compile(r"[|•·⋅:;,.()–—]|\s-\s")
_WORDS_BEFORE_LABEL = 4
_NEEDS_COLON = frozenset({"date", "data", "datum", "fecha", "added"})
_DATELINE = re.compile(r"\)?\s*(?:[-–—|:]|\s[A-Z])")
_PERIOD = re.compile(r"\s*(?:[-–—]|to|until|till|bis|au|al|a|t/m|do|até)\s*", re.IGNORECASE)

# What counts for a date, added up.
_WEIGHTS = {
    "labelled": 3.0,
    "in the head": 2.0,
    "between headline and text": 1.0,
    "behind the text": 0.5,
    "in the text": -1.0,
    "far from the text": -2.0,
    "time element": 1.5,
    "named a date": 1.5,
    "microdata": 2.0,
    "alone on its line": 1.0,
    "leads the text": 2.0,
    "short line": 0.5,
    "long line": -2.5,
    "in metadata": 2.0,
    "in the address": 1.5,
    "month in the address": 0.8,
    "in a link elsewhere": -2.0,
    "elsewhere": -4.0,
    "navigation": -2.5,
    "hidden": -1.0,
    "month only": -0.7,
    "repeated": -0.4,
}


@dataclass(slots=True)
class Shown:
    """A date that the page shows."""

    value: str  # "" if a numeric date has two readings and nothing settles which is meant
    readings: tuple[str, ...]
    block: int
    element: int
    kind: Kind | None  # as its label tells
    source: str
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str) -> Shown:
        """Count one reason, once."""
        if reason not in self.reasons:
            self.score += _WEIGHTS[reason]
            self.reasons.append(reason)
        return self


def gather(
    document: Document, place: Place, known: set[str], address: set[str], order: Order | None
) -> list[Shown]:
    """Every date that the page shows, weighed.

    `known` are the dates of the metadata, `address` those of the page's URL,
    `order` the usual order of day and month in its language.
    """
    found: list[Shown] = []
    for block in document.blocks:
        longest = _LONGEST_IN_TEXT if place.start + 2 < block.index < place.end - 2 else _LONGEST
        if len(block.text) <= longest and datetext.may_hold(block.text):
            found.extend(_in_block(document, block, order))
    found.extend(_from_times(document, found))
    timed = {_block_of(document, element) for element in document.by_tag.get("time", ())}
    counts = Counter(date.value for date in found)
    for date in found:
        _settle(date, known | address)
        _weigh(date, document, place, date.block in timed)
        if date.value in known:
            date.add("in metadata")
        if date.value in address:
            date.add("in the address")
        elif any(date.value.startswith(value) for value in address):
            date.add("month in the address")
        if counts[date.value] > 3:
            date.add("repeated")
    return found


def _in_block(document: Document, block: Block, order: Order | None) -> list[Shown]:
    found = []
    text = block.text
    dates = datetext.find(text, order)
    spans = _spans(text, dates)
    end = 0
    for printed in dates:
        before, after = text[end : printed.start], text[printed.end :]
        kind, other = _label(before)
        prose = _prose(before, after) and not (kind and _opens_with_label(before))
        if prose:
            kind, other = None, False
        if not kind and not other and not text[: printed.start].strip(" |·•,-–—:()"):
            kind, other = _label_before(document, block)
        end = printed.end
        if other or printed in spans:
            continue
        date = Shown(
            printed.value,
            printed.readings,
            block.index,
            _innermost(document, block),
            kind,
            f"text {text[:60]!r}",
        )
        if kind:
            date.add("labelled")
        rest = len(text) - (printed.end - printed.start)
        if rest < 12:
            date.add("alone on its line")
        elif block.index and _leads(before, after) and len(text) > 90:
            date.add("leads the text")
        elif prose or (len(text) > 160 and not kind):
            date.add("long line")
        elif len(text) < 90:
            date.add("short line")
        found.append(date)
    return found


def _opens_with_label(before: str) -> bool:
    return bool(_labels().match(before.lstrip()))


def _leads(before: str, after: str) -> bool:
    """Whether the date opens the text as a dateline: '29.11.2022 – The ministry …'."""
    return not before.strip(" (") and bool(_DATELINE.match(after))


def _prose(before: str, after: str) -> bool:
    """Whether the date stands in a sentence, not in a line of facts about the page."""
    return bool(_WORDS_BEFORE.search(before) or _WORDS_AFTER.match(after))


def _spans(text: str, dates: list[Printed]) -> list[Printed]:
    """Dates that are the ends of a period: '31 December 2021 - 6 January 2022'."""
    found = []
    for first, second in pairwise(dates):
        if _PERIOD.fullmatch(text[first.end : second.start]) and first.value != second.value:
            found += [first, second]
    return found


def _innermost(document: Document, block: Block) -> int:
    """The time element in the block if there is one, else the block's element."""
    return next(
        (e for e in range(block.inline_start, block.inline_end) if document.tags[e] == "time"), block.element
    )


def _from_times(document: Document, found: list[Shown]) -> list[Shown]:
    """Dates that only a time element's attribute gives: '3 days ago'."""
    seen = {date.block for date in found}
    extra = []
    for element in document.by_tag.get("time", ())[:100]:
        value = datetext.stated(document.attr(element, "datetime"))
        block = _block_of(document, element)
        if not value or block is None or block in seen:
            continue
        text = document.blocks[block].text
        kind, other = _label(text[:80])
        if not other and len(text) <= _LONGEST:
            date = Shown(value, (value,), block, element, kind, f"time[datetime] {text[:60]!r}")
            if kind:
                date.add("labelled")
            extra.append(date)
    return extra


def _block_of(document: Document, element: int) -> int | None:
    start, end = document.block_starts[element], document.block_ends[element]
    return start if start < end else None


@cache
def _labels() -> re.Pattern[str]:
    """Labels of all kinds; which kind it is, the groups tell."""
    groups = "|".join(
        f"(?P<{kind}>{'|'.join(re.escape(phrase) for phrase in phrases('dates', kind))})"
        for kind in ("not_page", "reviewed", "modified", "published")
    )
    return re.compile(rf"(?<![\w’'-])(?:{groups})(?![\w’'])", re.IGNORECASE)


@cache
def _label_words() -> frozenset[str]:
    """The first words of all labels: a quick look before the pattern."""
    kinds = ("not_page", "published", "modified", "reviewed")
    return frozenset(_WORD.findall(phrase)[0] for kind in kinds for phrase in phrases("dates", kind))


def _label(before: str) -> tuple[Kind | None, bool]:
    """The kind that the words before a date tell, and whether they tell that it is not the page's."""
    before = before[-100:]
    if _label_words().isdisjoint(_WORD.findall(before.casefold())):
        return None, False
    found = list(_labels().finditer(before))
    if not found:
        return None, False
    last = found[-1]
    if len(_SEPARATOR.split(before[: last.start()])[-1].split()) > _WORDS_BEFORE_LABEL:
        return None, False  # amid a sentence: "a survey of nurses that was published in May 2024"
    if last[0].casefold() in _NEEDS_COLON and before[last.end() :].lstrip()[:1] != ":":
        return None, False
    between = before[last.end() :].strip(" :|·•,-–—()*")
    if len(between) > 45 or len(between.split()) > 7:
        return None, False
    group = last.lastgroup
    if group == "not_page":
        return None, True
    return group, False  # type: ignore[return-value]


def _label_before(document: Document, block: Block) -> tuple[Kind | None, bool]:
    """The label that stands in the block before: 'Last reviewed' over a date."""
    if block.index == 0:
        return None, False
    before = document.blocks[block.index - 1]
    text = before.text.strip(" :|·•-–—")
    if len(text) > 40 or datetext.may_hold(text):
        return None, False
    match = _labels().fullmatch(text)
    if not match:
        return None, False
    return (None, True) if match.lastgroup == "not_page" else (match.lastgroup, False)  # type: ignore[return-value]


def _settle(date: Shown, known: set[str]) -> None:
    """Of several readings of a numeric date, the one that other evidence supports."""
    backed = [reading for reading in date.readings if reading in known]
    if len(date.readings) > 1 and len(backed) == 1:
        date.value = backed[0]


def _weigh(date: Shown, document: Document, place: Place, timed: bool) -> None:
    """Count where the date stands and what the elements around it are called."""
    where = place.of(date.block)
    if where != "far from the text" or not date.kind:
        date.add(where)
    if where == "in the head" and place.between(date.block):
        date.add("between headline and text")
    if timed:
        date.add("time element")
    if document.hidden[date.element]:
        date.add("hidden")
    if len(date.value) == len("YYYY-MM"):
        date.add("month only")
    if kind := _MICRODATA.get(document.attr(date.element, "itemprop")):
        date.add("microdata")
        date.kind = date.kind or kind
    around = place.around(document.parents[date.element])
    if around.outside:
        date.add("navigation")
    if around.link:
        date.add("in a link elsewhere")
    own = document.names(date.element)
    if not around.names.isdisjoint(_names("elsewhere")) or not _names("elsewhere").isdisjoint(own):
        date.add("elsewhere")
    if any(not _names("date").isdisjoint(names) for names in _names_close_to(document, date)):
        date.add("named a date")


def _names_close_to(document: Document, date: Shown) -> Iterator[tuple[str, ...]]:
    """Words of the names of the date's element, of two around it, and of the inline elements beside it."""
    yield document.names(date.element)
    for steps, ancestor in enumerate(document.ancestors(date.element)):
        if steps == 2:
            break
        yield document.names(ancestor)
    block = document.blocks[date.block]
    for element in range(block.inline_start, min(block.inline_end, block.inline_start + 12)):
        yield document.names(element)


@cache
def _names(kind: str) -> frozenset[str]:
    table = tomllib.loads((files("scraper.phrases") / "dates.toml").read_text(encoding="utf-8"))
    return frozenset(table[kind])
