"""Words that no page holds, and what was probably meant.

The dictionary is the archive's own: the words of its titles, which name what
it has pages about. The index keeps their stems, so a stem that looks right is
compared once more as the titles spell it. What no title explains is looked
for one letter away in the texts.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.index import TITLES, Index, quoted
from archive.search.tokens import tokens

_SHORTEST, _LONGEST = 4, 40
_LONGEST_TRIED = 14  # letters of a word whose 54 neighbours a letter are each looked for
_LONG = 8  # from here on two slips may have happened
_MOST_SUFFIX = 5
_TRIED = 12
_SPELLINGS_READ = 40
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True, frozen=True)
class Correction:
    """A word of the archive in place of a typed one that it lacks."""

    typed: str
    word: str
    slips: float


def correct(index: Index, typed: str) -> list[Correction]:
    """The words most likely meant, best first; none for a short word or a number."""
    if not _SHORTEST <= len(typed) <= _LONGEST or not (typed.isascii() and typed.isalpha()):
        return []
    most = 2 if len(typed) >= _LONG else 1
    found = [
        Correction(typed, word, slips)
        for stem in _close_stems(index, typed, most)[:_TRIED]
        for word in _spellings(index, stem)
        if (slips := distance(typed, word, most)) <= most
    ]
    if not found and len(typed) <= _LONGEST_TRIED:
        found = [
            Correction(typed, word, 1) for word in _one_letter_away(typed) if index.count(quoted([word]))
        ]
    found.sort(key=lambda c: (c.slips, c.word[0] != typed[0], -index.count(quoted([c.word]), TITLES)))
    best = found[0].slips if found else 0
    return [c for c in found if c.slips == best][:3]


def split(index: Index, typed: str) -> list[str]:
    """Two words that were written as one: `heartattack`."""
    if not 2 * _SHORTEST - 1 <= len(typed) <= _LONGEST or not typed.isalpha():
        return []
    cuts = [
        (index.count(quoted(pair)), pair)
        for at in range(3, len(typed) - 2)
        if index.count(quoted(pair := [typed[:at], typed[at:]]))
    ]
    return max(cuts)[1] if cuts else []


def _close_stems(index: Index, typed: str, most: int) -> list[str]:
    """Stems of titles that a slip or two lead to, closest first."""
    starts = {typed[:2]} | {w[:2] for w in _edits(typed[:3]) if len(w) >= 2}
    letters = set(typed)
    found = []
    for start in starts:
        same = start == typed[:2]
        for stem, titles in index.title_stems(start, start + "\U0010ffff"):
            if abs(len(stem) - len(typed)) > _MOST_SUFFIX + most or len(stem) < 3:
                continue
            # Each slip brings in one strange letter at most: that tells most stems apart at once.
            if len(letters.difference(stem)) > _MOST_SUFFIX + most or len(set(stem) - letters) > most:
                continue
            slips = distance(typed, stem, most, open_end=True)
            if slips <= (most if same else 1):
                found.append((slips + abs(len(stem) - len(typed)) * 0.01, -titles, stem))
    return [stem for *_, stem in sorted(found)]


def _spellings(index: Index, stem: str) -> list[str]:
    """The words of that stem as some titles have them."""
    rows = index.rows(quoted([stem]), _SPELLINGS_READ, TITLES)
    seen = {word for title in index.titles(rows).values() for word in tokens.words(title)}
    # Of a common word only some titles are read: its plural may stand in others.
    ordered = sorted(seen | {f"{word}s" for word in seen})
    return [word for word, own in zip(ordered, tokens.stems(ordered), strict=True) if own == stem]


def _edits(word: str) -> set[str]:
    """All strings one slip away: a letter left out, doubled or strange, two swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return (
        {a + b[1:] for a, b in cuts if b}
        | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        | {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
        | {a + letter + b for a, b in cuts for letter in _LETTERS}
    )


def _one_letter_away(word: str) -> list[str]:
    return sorted(_edits(word) - {word})


def distance(a: str, b: str, most: int, *, open_end: bool = False) -> float:
    """Slips between two words (optimal string alignment), `most` + 1 when there are more.

    With `open_end` the rest of `a` behind the best place counts nothing, up
    to the length of a suffix: `b` is a stem then.
    """
    width = len(b)
    if not open_end and abs(len(a) - width) > most:
        return most + 1
    before: list[int] = []
    row = list(range(width + 1))
    best = most + 1
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            value = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                value = min(value, older[j - 2] + 1)
            row.append(value)
        if min(row) > most:
            return best
        if open_end and len(a) - i <= _MOST_SUFFIX:
            best = min(best, row[width])
    return best if open_end else min(row[width], most + 1)
