"""SimHash: texts that are nearly the same get nearly the same 64 bits (Charikar 2002; Manku et al. 2007).

The features are runs of three words, so that the order of words counts and a
changed word costs three features of a text's hundreds.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

BITS = 64
# Five bands: two fingerprints that differ in up to four bits agree in a whole band, in eight most probably.
BANDS = ((0, 13), (13, 13), (26, 13), (39, 13), (52, 12))
# Unrelated texts differ in 32 bits, give or take 4; an article with an edited paragraph in about 6.
NEAR = 8
SAME = 3  # another date or name in it
_FEWEST_WORDS = 24

_WORD = re.compile(r"\w+")
_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_TOP = 1 << (BITS - 1)


def fingerprint(text: str | None) -> int | None:
    """The 64 bits of a text as SQLite keeps them (signed); None for a text that is too short to tell.

    >>> fingerprint("too short")
    """
    import numpy as np  # 13 MB, which processes that compute no fingerprint do without

    words = _WORD.findall((text or "").casefold())
    if len(words) < _FEWEST_WORDS:
        return None
    hashes = np.array([_hash(word) for word in words], dtype=np.uint64)
    first, second, third = map(np.uint64, _ODD)
    runs = (hashes[:-2] * first) ^ (hashes[1:-1] * second) ^ (hashes[2:] * third)
    runs ^= runs >> np.uint64(29)
    runs *= first
    rows = np.unpackbits(runs.astype("<u8").view(np.uint8).reshape(-1, BITS // 8), axis=1, bitorder="little")
    ones = rows.sum(axis=0, dtype=np.uint32)
    bits = int.from_bytes(np.packbits(ones * 2 > len(runs), bitorder="little").tobytes(), "little")
    return bits - (1 << BITS) if bits >= _TOP else bits


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


def bands(bits: int) -> list[int]:
    """A fingerprint's five bands."""
    return [(bits >> shift) & ((1 << width) - 1) for shift, width in BANDS]


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")
