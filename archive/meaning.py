"""What a difference between two sentences means, as far as words tell.

The classes, from the one that matters least: cosmetic, dates, links,
citations, people, substantive. A substantive one has details: the ones that
matter in health (advice, negations, ages, numbers), or just wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from archive.sentences import REFERENCE, WORDS, Token, normal, tokens

Class = Literal["cosmetic", "dates", "links", "citations", "people", "substantive"]
CLASSES: tuple[Class, ...] = ("cosmetic", "dates", "links", "citations", "people", "substantive")
DETAILS = ("advice", "negations", "ages", "numbers", "wording")


def _words(group: str, name: str) -> frozenset[str]:
    return frozenset(normal(word) for word in WORDS[group][name])


_NEGATIONS = _words("negations", "words")
_PREFIXES = tuple(WORDS["negations"]["prefixes"])
_STRONG = _words("advice", "strong")
_WEAK = _words("advice", "weak")
_READER = _words("advice", "reader")
_OPENINGS = tuple(WORDS["advice"]["openings"])
_VERBS = _words("advice", "verbs")
_AGE_BEFORE = _words("ages", "before")
_AGE_AFTER = _words("ages", "after")
_AGE_GROUPS = _words("ages", "groups")
_AGE_TELLING = _words("ages", "telling")
_AGE_UNITS = frozenset(WORDS["ages"]["units"])
_MONTHS = _words("dates", "months")
_DATE_WORDS = _words("dates", "around") | {
    word for cue in WORDS["dates"]["cues"] for word in map(normal, cue.split())
}
_AMOUNTS = _words("amounts", "words")
_COMPARING = _words("amounts", "comparing")
_DATE_CUE = re.compile(r"(?<!\w)(?:%s)(?!\w)" % "|".join(map(re.escape, WORDS["dates"]["cues"])))  # noqa: UP031
_PEOPLE_CUE = re.compile(r"\b(?:%s)\b" % "|".join(map(re.escape, WORDS["people"]["cues"])))  # noqa: UP031
_PEOPLE_LINE = 16  # words: longer sentences with 'reviewed by' tell a story


def meaning(before: str | None, after: str | None) -> tuple[Class, tuple[str, ...]]:
    """The class of the change from one sentence to another (None: it was added, or removed), with details.

    >>> meaning("Take 500 mg a day.", "Take 1000 mg a day.")
    ('substantive', ('numbers',))
    """
    old, new = tokens(before or ""), tokens(after or "")
    removed, added = _different(old, new)
    if not removed and not added:
        return "cosmetic", ()
    changed = [*removed, *added]
    text = f"{before or ''} {after or ''}".casefold()
    if all(token.kind == "url" for token in changed):
        return "links", ()
    if all(token.kind == "marker" for token in changed) or _is_reference(before, after):
        return "citations", ()
    if _DATE_CUE.search(text) and _is_date(changed):
        return "dates", ()
    if _PEOPLE_CUE.search(text) and max(len(old), len(new)) <= _PEOPLE_LINE:
        return "people", ()
    return "substantive", _details(old, new, removed, added)


def same(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but typography and spelling."""
    return [token.norm for token in tokens(before)] == [token.norm for token in tokens(after)]


def _different(old: Sequence[Token], new: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    removed: list[Token] = []
    added: list[Token] = []
    matcher = SequenceMatcher(None, [t.norm for t in old], [t.norm for t in new], autojunk=False)
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation != "equal":
            removed += old[i:j]
            added += new[k:m]
    return removed, added


def _is_reference(before: str | None, after: str | None) -> bool:
    return all(REFERENCE.search(text) for text in (before, after) if text)


def _is_date(changed: Sequence[Token]) -> bool:
    """Whether words are a date, with what announces it ('last reviewed on')."""
    telling = [token for token in changed if token.kind == "number" or token.norm in _MONTHS]
    rest = (token for token in changed if token not in telling)
    return bool(telling) and all(token.kind == "symbol" or token.norm in _DATE_WORDS for token in rest)


def _details(
    old: Sequence[Token], new: Sequence[Token], removed: list[Token], added: list[Token]
) -> tuple[str, ...]:
    found = []
    negated = _negations(old) != _negations(new) or _has_negated_pair(removed, added)
    directive = _is_directive(old) or _is_directive(new)
    if (negated and directive) or _directives(old) != _directives(new):
        found.append("advice")
    elif negated:
        found.append("negations")
    numbers = [
        (token, sentence)
        for tokens_, sentence in ((removed, old), (added, new))
        for token in tokens_
        if token.kind in ("number", "quantity")
    ]
    ages = [_is_age(token, sentence) for token, sentence in numbers]
    if any(ages) or (any(token.norm in _AGE_TELLING for token in (*removed, *added)) and old and new):
        found.append("ages")
    measured = any(token.kind in ("number", "quantity") for token in (*old, *new))
    amounts = any(
        token.norm in _AMOUNTS or (measured and (token.norm in _COMPARING or token.kind == "symbol"))
        for token in (*removed, *added)
    )
    if not all(ages) or (amounts and not ages):
        found.append("numbers")
    return tuple(found) or ("wording",)


def _negations(sentence: Sequence[Token]) -> Counter[str]:
    """How often a sentence says no; which word says it does not matter."""
    return Counter("no" for token in sentence if token.norm in _NEGATIONS)


def _has_negated_pair(removed: list[Token], added: list[Token]) -> bool:
    """Whether a word became its opposite: likely, unlikely."""
    before, after = ({token.text.casefold() for token in side} for side in (removed, added))
    return any(
        word in others
        for words, others in ((before, after), (after, before))
        for longer in words
        for prefix in _PREFIXES
        if longer.startswith(prefix) and (word := longer.removeprefix(prefix))
    )


def _is_directive(sentence: Sequence[Token]) -> bool:
    words = [token.norm for token in sentence]
    if not words:
        return False
    opening = " ".join(words[:3])
    if opening.startswith(_OPENINGS) or words[0] in _VERBS:
        return True
    return bool(_directives(sentence))


def _directives(sentence: Sequence[Token]) -> Counter[str]:
    words = [token.norm for token in sentence]
    spoken_to = any(word in _READER for word in words)
    return Counter(
        word
        for word in words
        if word in _STRONG or (spoken_to and word in _WEAK and word not in ("need", "have"))
    )


def _is_age(token: Token, sentence: Sequence[Token]) -> bool:
    """Whether a number is an age: by its unit and the words around it, in a sentence about people."""
    here = sentence.index(token)
    unit = token.norm.partition("|")[2]
    if unit and unit not in _AGE_UNITS:
        return False
    before = {t.norm for t in sentence[max(0, here - 3) : here]}
    after = {t.norm for t in sentence[here + 1 : here + 4]}
    if "old" in after or "alt" in after or "age" in before or "aged" in before or "ages" in before:
        return True
    about_people = any(t.norm in _AGE_GROUPS for t in sentence)
    return about_people and bool(before & (_AGE_BEFORE | _AGE_AFTER) or after & _AGE_AFTER)
