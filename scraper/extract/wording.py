"""The phrases by which rooms know a thing, and how text is compared: without case and typography."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_TYPOGRAPHY = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " ",
    }
)  # fmt: skip
_AROUND = " \t\n:.…!-*•·|>\"'"
_NUMBER = re.compile(r"^(?:\(?[0-9ivx]{1,4}[.)]\s+)")


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of one file of phrases, named without its ending."""
    return tomllib.loads((files("scraper") / "phrases" / f"{name}.toml").read_text("utf-8"))


@cache
def phrases(name: str, key: str) -> frozenset[str]:
    """One list of a file of phrases, folded."""
    return frozenset(fold(phrase) for phrase in table(name)[key])


@cache
def starts(name: str, key: str) -> re.Pattern[str]:
    """Matches folded text that begins with one of a list's phrases as whole words."""
    found = sorted(phrases(name, key), key=len, reverse=True)
    return re.compile(r"(?:" + "|".join(map(re.escape, found)) + r")(?!\w)")


@cache
def holds(name: str, key: str) -> re.Pattern[str]:
    """Finds one of a list's phrases as whole words in folded text."""
    return re.compile(r"(?<!\w)" + starts(name, key).pattern)


def fold(text: str) -> str:
    """Text for comparison: lower case, plain quotes and dashes, single spaces.

    >>> fold("What’s  New – today")
    "what's new - today"
    """
    if not text.isascii():
        text = text.translate(_TYPOGRAPHY)
    return " ".join(text.casefold().split())


@lru_cache(maxsize=8_192)  # several rooms ask for the same short lines
def label(text: str) -> str:
    """A heading for comparison: folded, without punctuation around it or a number before it.

    >>> label("7. Key Takeaways:")
    'key takeaways'
    """
    return _NUMBER.sub("", fold(text).strip(_AROUND)).strip(_AROUND)
