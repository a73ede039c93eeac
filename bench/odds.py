"""Log-odds of words, counted over sites: how much likelier a word stands at article text than elsewhere."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from scraper.extract.features import Layout, odds

_PRIOR = 4.0  # pages' worth of doubt that every word begins with
_BOUND = 3.0
_LEAST = 0.1  # odds nearer to even than this are left out


class Counts:
    """On how many pages a word stood at article text, by site."""

    def __init__(self, min_sites: int, banned: frozenset[str]) -> None:
        self.min_sites = min_sites
        self.banned = banned  # words that could name a site of the packs
        self.inside: Counter[str] = Counter()
        self.outside: Counter[str] = Counter()
        self.by_site: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(
            lambda: (Counter(), Counter())
        )
        self.sites: Counter[str] = Counter()
        self._base = 0.5
        self._full: dict[str, float] | None = None

    def add(self, site: str, shares: Mapping[str, float]) -> None:
        """Count a page: for each of its words the mean share of article text."""
        self._full = None
        inside, outside = self.by_site[site]
        for word, share in shares.items():
            if word not in inside:
                self.sites[word] += 1
            inside[word] += share
            outside[word] += 1 - share
            self.inside[word] += share
            self.outside[word] += 1 - share

    def table(self, without: str | None = None) -> dict[str, float]:
        """Log-odds against the mean of all words; `without` leaves one site's pages out."""
        if self._full is None:
            total = sum(self.inside.values())
            self._base = total / max(total + sum(self.outside.values()), 1)
            self._full = self._odds(self.sites, Counter(), Counter(), own=0)
        if without is None:
            return self._full
        inside, outside = self.by_site[without]
        other = {word: odds for word, odds in self._full.items() if word not in inside}
        return other | self._odds(inside, inside, outside, own=1)

    def _odds(
        self, words: Iterable[str], own_inside: Counter[str], own_outside: Counter[str], own: int
    ) -> dict[str, float]:
        base = self._base
        even = math.log(base / (1 - base))
        found = {}
        for word in words:
            if word in self.banned or self.sites[word] - own < self.min_sites:
                continue
            inside = self.inside[word] - own_inside[word] + _PRIOR * base
            outside = self.outside[word] - own_outside[word] + _PRIOR * (1 - base)
            value = math.log(inside / outside) - even
            if abs(value) > _LEAST:
                found[word] = round(max(-_BOUND, min(_BOUND, value)), 2)
        return found


def name_shares(layout: Layout, labels: NDArray[np.float32]) -> dict[str, float]:
    """For each class and id word of a page the mean share of article in the elements called so."""
    size = np.concatenate(([0], np.cumsum(layout.size)))
    article = np.concatenate(([0], np.cumsum(layout.size * labels)))
    found: dict[str, list[float]] = defaultdict(list)
    for element, words in odds.names_of(layout.document, layout.holders()):
        start, end = layout.starts[element], layout.ends[element]
        share = (article[end] - article[start]) / max(size[end] - size[start], 1)
        for word in words:
            found[word].append(share)
    return _means(found)


def word_shares(layout: Layout, labels: NDArray[np.float32]) -> dict[str, float]:
    """For each word at the beginning of a page's blocks the mean share of article in those."""
    found: dict[str, list[float]] = defaultdict(list)
    for block, label in zip(layout.document.blocks, labels.tolist(), strict=True):
        for word in set(odds.first_words(block.text)):
            found[word].append(label)
    return _means(found)


def _means(found: Mapping[str, Iterable[float]]) -> dict[str, float]:
    return {word: float(np.mean(list(shares))) for word, shares in found.items()}
