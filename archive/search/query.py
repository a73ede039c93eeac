"""The query language. Any string is a query: what does not parse as an operator is words.

heart attack              pages on these words, the more of them the better
"heart attack"            only pages with this phrase
-surgery  -"heart attack" none of the pages with this word or phrase
site:nhs.example          a host; a part of a name for author:, reviewer: and section:
reviewed:<2024            the page's own dates, also published: and modified:, with < <= > >= or
published:2019..2021      from..to; a bare date means that year, month or day
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.resources import files

from archive.search.tokens import tokens

STOP_WORDS = frozenset((files(__package__) / "stopwords.txt").read_text("utf-8").split())

_NAMES = ("site", "author", "reviewer", "section")
_DATES = ("published", "modified", "reviewed")
_KEY = "|".join(_NAMES + _DATES)
_PART = re.compile(
    rf'(?<!\S)(?P<not>-)?(?:(?P<key>{_KEY}):(?=\S))?(?:"(?P<phrase>[^"]*)"|(?P<bare>\S+))', re.IGNORECASE
)
_DATE = re.compile(
    r"(?P<op><=|>=|<|>|=)?(?P<from>\d{4}(?:-\d\d){0,2})?(?P<range>\.\.(?P<to>\d{4}(?:-\d\d){0,2})?)?$"
)
# "Crohn's disease" asks for no letter "s".
_POSSESSIVE = re.compile(r"(?<=\w)['’](?:s|t|d|m|ll|re|ve)\b", re.IGNORECASE)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # SQLite takes neither
_MAX_CHARACTERS = 20_000


@dataclass(slots=True, frozen=True)
class NameFilter:
    """Keep pages of a site, a person or a section; `negated` drops them instead."""

    field: str
    text: str
    negated: bool = False


@dataclass(slots=True, frozen=True)
class DateFilter:
    """Compare a page's own date, cut to the length of `date`: `<2024` leaves out all of 2024."""

    field: str
    operator: str
    date: str
    negated: bool = False


@dataclass(slots=True)
class Query:
    """What somebody typed, taken apart."""

    words: list[str] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    excluded: list[list[str]] = field(default_factory=list)
    names: list[NameFilter] = field(default_factory=list)
    dates: list[DateFilter] = field(default_factory=list)
    text: str = ""

    @property
    def has_filters(self) -> bool:
        """Does the query leave out pages that hold its words?"""
        return bool(self.phrases or self.excluded or self.names or self.dates)


def parse(text: str) -> Query:
    """Take a query apart. Stop words only count where there is nothing else."""
    clean = _NO_TEXT.sub(" ", text[:_MAX_CHARACTERS])
    query = Query()
    said: list[str] = []
    for part in _PART.finditer(clean):
        _take(query, part, said)
    query.text = " ".join(said)
    found = tokens.words(without_possessives(query.text))
    query.words = [word for word in found if word not in STOP_WORDS] or found
    return query


def without_possessives(text: str) -> str:
    """A text without the 's of names and the endings of "can't" and "I'm"."""
    return _POSSESSIVE.sub("", text)


def _take(query: Query, part: re.Match[str], said: list[str]) -> None:
    key, phrase, bare = part["key"], part["phrase"], part["bare"]
    negated = part["not"] is not None
    value = (phrase if phrase is not None else bare).strip()
    if key and _add_filter(query, key.lower(), value, negated):
        return
    words = tokens.words(value)
    if negated and words and not key:
        query.excluded.append(words)
        return
    if phrase is not None and not key and len(words) > 1:
        query.phrases.append(words)
    said.append(part[0])


def _add_filter(query: Query, key: str, value: str, negated: bool) -> bool:
    if key in _NAMES:
        if not value:
            return False
        query.names.append(NameFilter(key, value, negated))
        return True
    span = _DATE.match(value)
    if not span or not (span["from"] or span["to"]):
        return False
    query.dates += [DateFilter(key, operator, date, negated) for operator, date in _bounds(span)]
    return True


def _bounds(found: re.Match[str]) -> list[tuple[str, str]]:
    """What `<2024`, `2019..2021`, `2020` compare with."""
    if found["range"]:
        return [(op, date) for op, date in ((">=", found["from"]), ("<=", found["to"])) if date]
    return [(found["op"] or "=", found["from"])]
