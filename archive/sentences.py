"""Texts as sentences, and sentences as words that can be compared whatever their typography."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

WORDS: dict[str, Any] = tomllib.loads((files(__package__) / "change_words.toml").read_text("utf-8"))

_UNITS = {alias: unit for unit, aliases in WORDS["units"].items() for alias in aliases}
_EQUAL: dict[str, tuple[float, str]] = {
    unit: (factor, base) for unit, (factor, base) in WORDS["equal"].items()
}
_SPELT = {word: number for number, words in WORDS["numbers"].items() for word in words}
_TIMES = {word: number for number, words in WORDS["times"].items() for word in words}
_TIME_UNITS = frozenset(["second", "minute", "hour", "day", "week", "month", "year"])

Kind = Literal["word", "number", "quantity", "url", "marker", "symbol"]

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:!?)\]])"
    r"|(?P<marker>\[\d+(?:\s*[,–-]\s*\d+)*\])"
    r"|(?P<number>(?:(?<![\w.])[-−](?=\d))?(?:\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d+)(?:[.,]\d+)*"
    r"|(?<![\w.])\.\d+|[½¼¾⅓⅔⅛])"
    r"|(?P<degree>°\s?[CF]\b)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<symbol>[%<>≤≥±©+/=])"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*(?:\[[\d,–-]+\])*\s+(?=[\"'“‘(]*[^\W_a-zà-ÿ])")
_NO_END = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|etc|e\.g|i\.e|approx|No|Fig|[A-Z]|\d{1,2})\.$")
# A reference is one, however many full stops it has.
REFERENCE = re.compile(r"doi:|\bpmid\b|\b(?:19|20)\d\d;\s?\d+|\bet al\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_BULLET = re.compile(r"^\s*(?:[•·▪◦*]|[-–]\s)\s*")
# British and American spelling, as the same word.
_SPELLINGS = (
    (re.compile(r"our(?=s|ed|ing|al|$)"), "or"),
    (re.compile(r"is(?=e[drs]?$|ing$|ation)"), "iz"),
    (re.compile(r"[ao]e(?=[a-z]{2})"), "e"),
    (re.compile(r"tre(?=s?$)"), "ter"),
    (re.compile(r"bre(?=s?$)"), "ber"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"([a-z])\1"), r"\1"),  # a doubled letter is a slip, or British
)
_CONTRACTED = {"can't": "cannot", "won't": "will not", "shan't": "shall not"}


@dataclass(slots=True, frozen=True)
class Token:
    """One word as written, and what of it counts."""

    text: str
    norm: str
    kind: Kind
    start: int
    end: int


def sentences(text: str) -> list[str]:
    """The sentences of a text; a block without a full stop is one."""
    found = []
    for block in text.split("\n"):
        start = 0
        block = _BULLET.sub("", block)
        for end in () if REFERENCE.search(block) else _SENTENCE_END.finditer(block):
            if not _NO_END.search(block[start : end.start()]):
                found.append(block[start : end.start()] + end.group().rstrip())
                start = end.end()
        found.append(block[start:])
    return [sentence.strip() for sentence in found if sentence.strip()]


@lru_cache(maxsize=20_000)
def tokens(sentence: str) -> tuple[Token, ...]:
    """The words of a sentence: numbers with their units as one, contractions taken apart."""
    plain = []
    for match in _TOKEN.finditer(sentence):
        kind = match.lastgroup or "word"
        text = match.group()
        plain.append((text, "word" if kind == "degree" else kind, match.start(), match.end()))
    found: list[Token] = []
    for text, kind, start, end in plain:
        if kind == "number":
            found.append(Token(text, _number(text), "number", start, end))
        elif kind == "word" or text == "%":
            _add_word(found, text, start, end)
        else:
            norm = re.sub(r"\s", "", text)
            found.append(Token(text, norm, kind, start, end))  # type: ignore[arg-type]
    return tuple(found)


def _add_word(found: list[Token], text: str, start: int, end: int) -> None:
    word = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("° ", "°")
    if word in _SPELT:
        found.append(Token(text, str(float(_SPELT[word])), "number", start, end))
        return
    if word in _TIMES:
        found.append(Token(text, _quantity(_TIMES[word], "time"), "quantity", start, end))
        return
    unit = _UNITS.get(word)
    if unit and found and found[-1].kind == "number":
        last = found.pop()
        found.append(Token(f"{last.text} {text}", _quantity(last.norm, unit), "quantity", last.start, end))
        return
    if unit in _TIME_UNITS and found and found[-1].norm in ("a", "an"):
        last = found.pop()
        found.append(Token(f"{last.text} {text}", _quantity("1.0", unit), "quantity", last.start, end))
        return
    if word.endswith("n't"):
        word = _CONTRACTED.get(word, word[:-3] + " not")
    for part in word.split(" "):
        found.append(Token(text, normal(part), "word", start, end))


def _number(text: str) -> str:
    plain = _THOUSANDS.sub("", text.replace("−", "-"))
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return str(unicodedata.numeric(plain) if len(plain) == 1 else float(plain))
    except ValueError:
        return plain


def _quantity(number: str, unit: str) -> str:
    factor, base = _EQUAL.get(unit, (1, unit))
    try:
        return f"{float(number) * factor:g}|{base}"
    except ValueError:
        return f"{number}|{base}"


def normal(word: str) -> str:
    """A word without what spelling may vary: British or American, a slip of a doubled letter."""
    word = word.removesuffix("'s").replace("'", "")
    if len(word) < 5 or not word.isascii():
        return word
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    return word
