"""Dates as pages print them, in many languages: '3. Mai 2024', 'May 3rd, 2024', '03/05/2024', '2024年5月3日'.

A date is as precise as it is printed, and is never moved to another time zone:
of a time stamp the calendar day as written counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from scraper.phrases import languages, months

Order = Literal["dmy", "mdy"]
_EARLIEST, _LATEST = 1985, 2099
_CENTURY = 70  # two-digit years from here on belong to the last century
_DMY_ENGLISH = frozenset({"gb", "uk", "au", "nz", "ie", "in", "za", "sg", "ng", "ke", "hk", "mt", "pk"})

_DIGIT = re.compile(r"[0-9]")
_HINT = re.compile(r"(?:19|20)\d\d|\d\d?\s?[./-]\s?\d\d?\s?[./-]\s?\d\d|[’']\d\d")


@dataclass(slots=True, frozen=True)
class Printed:
    """A date in a text: `value` is YYYY-MM-DD or YYYY-MM.

    `readings` are all that the text allows, more than one for a numeric date like
    03/05/2024; `value` is "" if nothing tells which of them is meant.
    """

    value: str
    start: int
    end: int
    readings: tuple[str, ...]


def find(text: str, order: Order | None = None) -> list[Printed]:
    """All dates of a text, in order.

    >>> [p.value for p in find("Published May 3rd, 2024, updated 2024-06-01")]
    ['2024-05-03', '2024-06-01']
    """
    if not may_hold(text):
        return []
    return list(_found(text, order))


def may_hold(text: str) -> bool:
    """A quick look: whether the text can hold a date at all."""
    digit = _DIGIT.search(text)
    return bool(digit and _HINT.search(text, max(digit.start() - 1, 0)))


def stated(value: str, order: Order | None = None) -> str | None:
    """The date of a machine-readable value, in whatever format it comes, or None.

    >>> stated("2024-05-03T23:30:00-08:00")
    '2024-05-03'
    """
    value = value.strip()
    if match := _ISO.match(value):
        return _checked(match["y"], match["m"], match["d"])
    if match := _COMPACT.match(value):
        return _checked(*match.groups())
    found = find(value[:100], order)
    return found[0].value or None if found else None


def order_of(language: str | None, host: str = "") -> Order | None:
    """Which of day and month comes first in numeric dates, as far as language and country tell."""
    if not language:
        return None
    tag, _, region = language.casefold().replace("_", "-").partition("-")
    if tag != "en":
        return "dmy"
    if region in _DMY_ENGLISH or host.rsplit(".", 1)[-1] in _DMY_ENGLISH:
        return "dmy"
    order: Order = languages()["en"]["date_order"]
    return order


_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d\d?)(?:[-/.](?P<d>\d\d?))?(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?$")


@cache
def _pattern() -> re.Pattern[str]:
    # Any word where a month can stand; whether it is one is looked up: faster than 250 branches.
    names = r"[^\W\d_]{3,12}"
    year = r"(?:19|20)\d\d"
    ordinal = r"(?:st|nd|rd|th|er|º|ª|°|e|\.)?"
    return re.compile(
        rf"""
        (?<![\d\w])(?:
          (?P<iy>(?:19|20)\d\d)(?P<is>[-/.])(?P<im>\d\d?)(?P=is)(?P<id>\d\d?)(?!\d)(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?)?
        | (?P<dd>\d\d?){ordinal}\s*(?:-\s*)?(?:of\s+|de\s+|d[’'])?(?P<dm>{names})\b\.?[\s,.-]*
          (?:de\s+|del\s+|do\s+)?(?P<dy>{year}|[’']\d\d)(?:(?!\d)|(?=\d\d?\.?\s*(?:{names})))
        | (?P<mm>{names})\b\.?\s*(?P<md>\d\d?)(?:st|nd|rd|th)?\s*(?:,\s*|\.\s*|\s+)(?:at\s+)?
          (?P<my>{year})(?!\d)
        | (?<!\d\s)(?<!\d\.\s)(?P<om>{names})\b\.?,?\s*(?:de\s+|of\s+|del\s+|/\s*)?
          (?P<oy>{year})(?![-/.]?\d)
        | (?P<na>\d\d?)\s?(?P<ns>[./-])\s?(?P<nb>\d\d?)\s?(?P=ns)\s?(?P<ny>(?:19|20)\d\d|\d\d)(?!\d|[./-]\d)
        | (?P<cy>(?:19|20)\d\d)\s*[年년]\s*(?P<cm>\d\d?)\s*[月월](?:\s*(?P<cd>\d\d?)\s*[日일])?
        )
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def _found(text: str, order: Order | None) -> Iterator[Printed]:
    position = 0
    while match := _pattern().search(text, position):
        group = match.groupdict()
        start, end = match.span()
        position = end
        if group["na"]:
            if printed := _numeric(group, order, start, end):
                yield printed
            continue
        if group["iy"]:
            value = _checked(group["iy"], group["im"], group["id"])
        elif group["cy"]:
            value = _checked(group["cy"], group["cm"], group["cd"])
        else:
            value = _named(group)
        if value:
            yield Printed(value, start, end, (value,))
        else:
            position = start + 1  # a word that is no month; a date can begin within the match


def _named(group: dict[str, str | None]) -> str | None:
    for name, day, year in (("dm", "dd", "dy"), ("mm", "md", "my"), ("om", "", "oy")):
        if spoken := group[name]:
            numbers = months().get(spoken.casefold())
            if not numbers:
                return None
            number = min(numbers)
            return _checked(group[year], str(number), group[day] if day else None)
    return None


def _numeric(group: dict[str, str | None], order: Order | None, start: int, end: int) -> Printed | None:
    first, second, year = group["na"], group["nb"], group["ny"]
    dmy, mdy = _checked(year, second, first), _checked(year, first, second)
    if group["ns"] == ".":
        mdy = None  # full stops are written between day and month only where the day comes first
    readings = (mdy, dmy) if order == "mdy" else (dmy, mdy)
    found = tuple(dict.fromkeys(value for value in readings if value))
    if not found:
        return None
    return Printed(found[0] if order or len(found) == 1 else "", start, end, found)


def _checked(year: str | None, month: str | None, day: str | None) -> str | None:
    """The ISO form if it is a day or month that a page can state."""
    if not year or not month:
        return None
    number = int(year.lstrip("’'"))
    if number < 100:
        number += 1900 if number >= _CENTURY else 2000
    if not _EARLIEST <= number <= _LATEST or not 1 <= int(month) <= 12:
        return None
    if day is None:
        return f"{number:04d}-{int(month):02d}"
    try:
        return date(number, int(month), int(day)).isoformat()
    except ValueError:
        return None
