"""The passage of a page that answers best, found without asking the index again."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LENGTH = 240  # characters
_SPREAD = 200
_MOST_PLACES = 12
_END = re.compile(r"[.!?:]\s|\n")


def snippet(text: str, stems: Sequence[str]) -> str:
    """A passage of about 240 characters with as many of the words as can be had, in one line.

    `stems` are the beginnings of the words asked for, the most telling first.
    """
    if not text:
        return ""
    start = _best_start(text.lower(), stems)
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start + _LENGTH // 2, end), start + _LENGTH // 2)
    passage = " ".join(text[start:end].split())
    return ("… " if start else "") + passage + (" …" if end < len(text) else "")


def _best_start(text: str, stems: Sequence[str]) -> int:
    places = sorted((place, number) for number, stem in enumerate(stems) for place in _places(text, stem))
    best, best_worth = 0, 0.0
    for first, (place, _) in enumerate(places):
        seen: set[int] = set()
        for other, number in places[first:]:
            if other - place > _SPREAD:
                break
            seen.add(number)
        worth = sum(1 / (1 + number / 2) for number in seen)
        if worth > best_worth + 1e-9:
            best, best_worth = place, worth
    return _sentence_start(text, best)


def _places(text: str, stem: str) -> list[int]:
    """Where words begin with the stem: the first few places."""
    found: list[int] = []
    at = text.find(stem)
    while at >= 0 and len(found) < _MOST_PLACES:
        if at == 0 or not text[at - 1].isalnum():
            found.append(at)
        at = text.find(stem, at + 1)
    return found


def _sentence_start(text: str, place: int) -> int:
    """The beginning of the sentence, if it is near; else of a word a little before."""
    window = text[max(0, place - 80) : place]
    ends = list(_END.finditer(window))
    if ends:
        return place - len(window) + ends[-1].end()
    if place <= 80:
        return 0
    return place - len(window) + window.find(" ") + 1
