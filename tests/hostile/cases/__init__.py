"""The table of misbehaviours, by what is wrong."""

from __future__ import annotations

from hostile.cases import cookies, encodings, framing, kinds, redirects, retries
from hostile.script import Case

ALL: list[Case] = [
    *framing.CASES,
    *encodings.CASES,
    *redirects.CASES,
    *retries.CASES,
    *kinds.CASES,
    *cookies.CASES,
]
