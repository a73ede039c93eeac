"""What many pages of one site share: text blocks that repeat are probably not its articles' text.

A profile is learnt once from pages of the archive, numbered and frozen, so that
a record does not depend on the order in which pages were read. It lowers the
score of a repeated block and never removes one alone: a block that everything
on the page speaks for (a warning within the text of each page) stays.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extract import wording

if TYPE_CHECKING:
    from scraper.extract.document import Document

MIN_PAGES = 20  # of a site, below which repetition says little
_MIN_REPEATS = 3  # pages that must share a block
_FULL = 8  # pages from which a block counts as repeated altogether
_MAX_DOUBT = 3.0  # log-odds taken from such a block
_SURE = 0.95  # a block with this score on its own page
_STAYS = 0.6  # … keeps at least this


@dataclass(slots=True, frozen=True)
class Profile:
    """How many pages of a site share each repeated block, by the block's digest."""

    site: str
    number: int
    pages: int  # that it was learnt from
    counts: Mapping[int, int]

    @property
    def name(self) -> str:
        """How records name it: `health.example.org#3`."""
        return f"{self.site}#{self.number}"

    def to_json(self) -> str:
        """The profile as a JSON text, the same for equal profiles."""
        counts = {f"{digest:016x}": count for digest, count in sorted(self.counts.items())}
        return json.dumps({"site": self.site, "number": self.number, "pages": self.pages, "counts": counts})

    @classmethod
    def from_json(cls, text: str) -> Profile:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        counts = {int(digest, 16): int(count) for digest, count in data["counts"].items()}
        return cls(str(data["site"]), int(data["number"]), int(data["pages"]), counts)


def learn(site: str, number: int, pages: Iterable[Iterable[str]], earlier: Profile | None = None) -> Profile:
    """The profile of a site from the text blocks of its pages, each page once; `earlier` is kept in it."""
    counts: Counter[int] = Counter()
    total = 0
    for blocks in pages:
        total += 1
        counts.update({digest(text) for text in blocks})
    kept: dict[int, int] = {}
    if total >= MIN_PAGES:
        kept = {key: count for key, count in counts.items() if count >= _MIN_REPEATS}
    for key, count in (earlier.counts if earlier else {}).items():
        kept[key] = max(count, kept.get(key, 0))
    return Profile(site, number, total, kept)


def digest(text: str) -> int:
    """A block's digest: 64 bits of its folded text."""
    return int.from_bytes(
        hashlib.blake2b(wording.fold(text).encode("utf-8", "replace"), digest_size=8).digest()
    )


def doubts(profile: Profile, document: Document) -> list[float]:
    """For each block of a page the log-odds that its repetition takes from its score."""
    return [_doubt(profile.counts.get(digest(block.text), 0)) for block in document.blocks]


def _doubt(count: int) -> float:
    return _MAX_DOUBT * min(1.0, (count - 1) / (_FULL - 1)) if count >= _MIN_REPEATS else 0.0


def lowered(score: float, doubt: float) -> float:
    """A block's score after a doubt; a block that the page itself is sure of stays in doubt at most.

    >>> lowered(0.95, 3.0), round(lowered(0.5, 3.0), 2)
    (0.6, 0.05)
    """
    if doubt <= 0 or not 0 < score < 1:
        return score
    odds = math.log(score / (1 - score)) - doubt
    after = 1 / (1 + math.exp(-odds))
    return max(after, _STAYS) if score >= _SURE else after
