"""Characters of each sort in a page's blocks, counted over the whole page at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

HEAD = 60  # characters at the beginning of a block that its digits are counted in

# Ideographs, kana, hangul and the South-East Asian scripts: written without spaces, and a
# character says about as much as two letters.
_WIDE_SCRIPTS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_DIGITS = re.compile(r"\d")
_STOPS = frozenset(".!?")
_QUOTES = "\"'”’»)]"  # that may stand after a sentence's end
_LAST = 0x1FFFF  # all of the characters that are told apart come before

# Sorts of characters; the digits of wide scripts are both.
_SORTS = 9
_NONE, _SPACE, _COMMA, _BAR, _STOP, _OTHER_STOP, _DIGIT, _WIDE_DIGIT, _WIDE = range(_SORTS)
_MARKS = {_SPACE: " ", _COMMA: ",;،、，", _BAR: "|·•", _STOP: ".!?", _OTHER_STOP: "。！？؟।۔…"}


class Counts:
    """One number a block in each column."""

    def __init__(self, texts: Sequence[str]) -> None:
        count = len(texts)
        self.length: NDArray[np.int64] = np.array(list(map(len, texts)), dtype=np.int64)
        # A line feed, which no block holds, keeps the last stop of one from the first space of the next.
        encoded = "\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        all_sorts = _sort_of().take(np.frombuffer(encoded, dtype=np.uint32), mode="clip")
        places = np.flatnonzero(all_sorts)
        sorts = all_sorts[places]
        blocks = np.repeat(np.arange(count, dtype=np.int32), self.length + 1)[places]
        table = np.bincount(blocks * _SORTS + sorts, minlength=_SORTS * count).reshape(count, _SORTS)
        self.spaces: NDArray[np.int64] = table[:, _SPACE]
        self.commas: NDArray[np.int64] = table[:, _COMMA]
        self.bars: NDArray[np.int64] = table[:, _BAR]
        self.wide: NDArray[np.int64] = table[:, _WIDE_DIGIT] + table[:, _WIDE]
        ending = (sorts == _STOP) & (all_sorts[places + 1] == _SPACE)
        last = [text.rstrip(_QUOTES)[-1:] in _STOPS for text in texts]
        self.sentences: NDArray[np.int64] = (
            np.bincount(blocks[ending], minlength=count) + table[:, _OTHER_STOP] + last
        )
        digits = (sorts == _DIGIT) | (sorts == _WIDE_DIGIT)
        starts = np.cumsum(self.length + 1) - self.length - 1
        at_head = digits & (places - starts[blocks] < HEAD)
        self.head_digits: NDArray[np.int64] = np.bincount(blocks[at_head], minlength=count)


@cache
def _sort_of() -> NDArray[np.uint8]:
    """The sort of each character; what comes after the last is of no sort."""
    characters = "".join(map(chr, range(_LAST + 1)))
    sorts = np.zeros(_LAST + 1, dtype=np.uint8)
    sorts[[match.start() for match in _WIDE_SCRIPTS.finditer(characters)]] = _WIDE
    digits = np.array([match.start() for match in _DIGITS.finditer(characters)])
    sorts[digits] = np.where(sorts[digits] == _WIDE, _WIDE_DIGIT, _DIGIT)
    for sort, marks in _MARKS.items():
        sorts[list(map(ord, marks))] = sort
    return sorts
