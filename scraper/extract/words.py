"""Text without what has no meaning, and the words that class and id names are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

# Zero-width space, word joiner, byte order mark and soft hyphen carry no meaning;
# the zero-width joiners do, in Persian, Indic scripts and emoji, and stay.
_INVISIBLE = "\u200b\u2060\ufeff\u00ad"


def clean(text: str) -> str:
    """White space collapsed, characters without meaning removed."""
    if not text.isascii():
        for character in _INVISIBLE:  # four scans take less time than one with a pattern
            if character in text:
                text = text.replace(character, "")
    return " ".join(text.split())


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")


@lru_cache(maxsize=20_000)
def name_words(names: str) -> tuple[str, ...]:
    """Lower-case words of class and id names, each once, split at case changes, digits and punctuation."""
    return tuple(dict.fromkeys(word.lower() for word in _WORD.findall(names)))


@lru_cache(maxsize=20_000)
def class_tokens(value: str) -> tuple[str, ...]:
    """The classes of a class attribute, lower case, each once."""
    return tuple(dict.fromkeys(value.lower().split()))


class Names:
    """What the elements of a page are called, to be searched for parts of names.

    Most parts occur in none of a page's hundreds of names, which one scan for each part over all names tells.
    """

    def __init__(self, elements: Mapping[str, Sequence[int]]) -> None:
        self.elements: dict[str, list[int]] = {}
        for name, found in elements.items():
            self.elements.setdefault(name.lower().replace("\n", " "), []).extend(found)
        self.text = "\n".join([*self.elements, ""])

    def holding(self, parts: Iterable[str]) -> list[tuple[str, list[int]]]:
        """The names, lower case, that hold one of the parts, in page order, with their elements."""
        text, starts = self.text, set()
        for part in parts:
            at = text.find(part)
            while at >= 0:
                starts.add(text.rfind("\n", 0, at) + 1)
                at = text.find(part, text.find("\n", at))
        names = [text[start : text.find("\n", start)] for start in sorted(starts)]
        return [(name, self.elements[name]) for name in names]
