"""Short forms that no page spells out: `CCM` leads to the title "Cerebral cavernous malformation".

The test is that of Schwartz and Hearst (2003), read the other way: the letters
stand in the title in their order, the first at its beginning. What is counted
is how many of them begin a word, and how many words of the title they leave
out.
"""

from __future__ import annotations

import re

from archive.search.index import TITLES, Index
from archive.search.tokens import tokens

_FORM = re.compile(r"(?P<letters>[a-z]{2,6})(?P<number>\d{1,2})?(?P<last>[a-z])?$")
LONGEST = 7
_TITLES_READ = 6_000
_SILENT = frozenset(("a", "an", "and", "by", "due", "for", "in", "of", "or", "the", "to", "type", "with"))
_ENOUGH = 0.5


def looks_abbreviated(typed: str) -> bool:
    """Two to seven characters, in capitals or with a number at the end."""
    return bool(_FORM.match(typed.lower())) and len(typed) <= LONGEST and sum(map(str.isupper, typed)) > 1


def spelt_out(index: Index, short: str) -> dict[int, float]:
    """Articles whose title the short form abbreviates, with how well (0 to 1)."""
    form = _FORM.match(short.lower())
    if not form:
        return {}
    rows = index.rows(f'^ "{short[0].lower()}" *', _TITLES_READ, TITLES)
    found = {}
    for row, title in index.titles(rows).items():
        fit = _fit(form["letters"] + (form["last"] or ""), form["number"], tokens.words(title))
        if fit >= _ENOUGH:
            found[row] = fit
    return found


def _fit(letters: str, number: str | None, words: list[str]) -> float:
    """How much of a title the letters cover, from 0 to 1."""
    numbers = [word for word in words if word.isdigit()]
    if number and number not in numbers:
        return 0.0
    spoken = [word for word in words if word not in _SILENT and not word.isdigit()]
    if not spoken or spoken[0][0] != letters[0]:
        return 0.0
    starts, covered = _walk(letters, spoken)
    if not covered:
        return 0.0
    missed = len(spoken) - covered + (len(numbers) if not number else 0)
    return (starts / len(letters)) * (covered / (covered + missed)) * (1.0 if number or not numbers else 0.8)


def _walk(letters: str, words: list[str]) -> tuple[float, int]:
    """Spend the letters on words: each on the next word's beginning if it can, else inside the present word.

    Gives the letters' worth (1 for one that begins a word, 0.6 for one inside) and the number of words used.
    """
    worth, used, word, place = 0.0, 0, -1, 0
    for letter in letters:
        ahead = next((n for n in range(word + 1, min(word + 2, len(words))) if words[n][0] == letter), None)
        if ahead is not None:
            word, place, worth, used = ahead, 1, worth + 1, used + 1
            continue
        inside = words[word].find(letter, place) if word >= 0 else -1
        if inside < 0:
            return 0.0, 0
        place, worth = inside + 1, worth + 0.6
    return worth, used
