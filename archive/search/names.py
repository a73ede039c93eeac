"""Other names of what was asked for: lay and medical, spelt out and abbreviated."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from archive.search.query import STOP_WORDS

_LONGEST = 9
_PARTS = re.compile(r"[|#]")


@dataclass(slots=True, frozen=True)
class OtherNames:
    """A run of the query's words that is a name, and what else the same thing is called."""

    start: int
    end: int
    names: tuple[str, ...]


def other_names(words: list[str]) -> list[OtherNames]:
    """The longest names in a query, from left to right, none inside another."""
    table = _table()
    found, at = [], 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST), at, -1):
            own = key(words[at:end])
            if (groups := table.get(own)) and not STOP_WORDS.issuperset(words[at:end]):
                names = dict.fromkeys(name for group in groups for name in _PARTS.split(group))
                found.append(OtherNames(at, end, tuple(name for name in names if key(name.split()) != own)))
                at = end - 1
                break
        at += 1
    return found


def key(words: list[str]) -> str:
    """What all spellings of a name share: order and plural do not count."""
    return " ".join(sorted(_singular(word) for word in words))


def _singular(word: str) -> str:
    plural = len(word) > 3 and word[-1] == "s" and not word.endswith(("ss", "is", "us"))
    return word[:-1] if plural else word


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for group in _groups():
        for name in _PARTS.split(group):
            table.setdefault(key(name.split()), []).append(group)
    return table


def _groups() -> Iterator[str]:
    folder = files(__package__) / "names"
    yield from gzip.decompress((folder / "diseases.txt.gz").read_bytes()).decode("utf-8").splitlines()
    yield from (
        line
        for line in (folder / "plain_words.txt").read_text("utf-8").splitlines()
        if line and line[0] != "#"
    )
