"""An older text as what it takes from the newer one, and its own words between.

A version keeps only what the version after it changed, so that twenty small
edits of an article cost little more than the article. A piece is a text of the
older version, or `[start, length]` in characters of the newer. The form is
plain JSON, and SQL can put it together: the view `version_texts` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

Piece = str | list[int]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A reference takes about this many characters of JSON; a shorter common text is cheaper repeated.
_WORTH_A_REFERENCE = 12


def difference(old: str, new: str) -> list[Piece]:
    """The pieces that make `old` out of `new`."""
    pieces: list[Piece] = []
    for piece in _pieces(old, new):
        if isinstance(piece, str):
            if piece and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece:
                pieces.append(piece)
        elif pieces and isinstance(pieces[-1], list) and sum(pieces[-1]) == piece[0]:
            pieces[-1] = [pieces[-1][0], pieces[-1][1] + piece[1]]
        else:
            pieces.append(piece)
    return pieces


def restored(pieces: list[Piece], new: str) -> str:
    """The older text that `difference` took apart."""
    return "".join(
        piece if isinstance(piece, str) else new[piece[0] : piece[0] + piece[1]] for piece in pieces
    )


def _pieces(old: str, new: str) -> Iterator[Piece]:
    old_lines, new_lines = _LINE.findall(old), _LINE.findall(new)
    position = 0
    starts = [0]
    for line in new_lines:
        position += len(line)
        starts.append(position)
    for operation, i, j, k, m in SequenceMatcher(None, old_lines, new_lines).get_opcodes():
        if operation == "equal":
            yield [starts[k], starts[m] - starts[k]]
        elif operation != "insert":
            yield from _edited("".join(old_lines[i:j]), new, starts[k], starts[m])


def _edited(old: str, new: str, start: int, end: int) -> Iterator[Piece]:
    """A rewritten stretch: what it begins and ends with may still be the same."""
    replacement = new[start:end]
    head = _common_head(old, replacement)
    tail = _common_head(old[head:][::-1], replacement[head:][::-1])
    head = head if head >= _WORTH_A_REFERENCE else 0
    tail = tail if tail >= _WORTH_A_REFERENCE else 0
    if head:
        yield [start, head]
    yield old[head : len(old) - tail]
    if tail:
        yield [end - tail, tail]


def _common_head(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
