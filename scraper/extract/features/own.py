"""What a block is by itself: its text, its element, and what it stands in."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

import numpy as np

from scraper.extract.features.counts import HEAD
from scraper.extract.features.layout import Floats, Layout

_CLOSING = frozenset('.!?…:。！？؟।"”»’)')

# What a block stands in, as one column each: how many of these are around it.
_AROUND: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("nav", ("nav", "menu", "dialog")),
    ("header", ("header", "hgroup")),
    ("footer", ("footer",)),
    ("aside", ("aside",)),
    ("form", ("form", "fieldset", "button", "label")),
    ("article", ("article",)),
    ("main", ("main",)),
    ("list", ("ul", "ol", "dl")),
    ("table", ("table",)),
    ("figure", ("figure", "figcaption")),
    ("quote", ("blockquote",)),
    ("link", ("a",)),
    ("details", ("details",)),
    ("section", ("section",)),
)
_TAGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("p", ("p",)),
    ("li", ("li",)),
    ("cell", ("td", "th")),
    ("div", ("div",)),
    ("caption", ("figcaption", "caption")),
    ("term", ("dt", "dd")),
    ("pre", ("pre",)),
)

_TAG_COLUMNS = {tag: number for number, (_, tags) in enumerate(_TAGS) for tag in tags}

# Class and id names of what stands beside an article, as one column each. They are English on most
# sites of any language; what else names say is learned (see `odds`).
_CALLED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("comments", re.compile(r"comment|repl(?:y|ies)|disqus|discussion")),
    ("author", re.compile(r"author|byline|biograph|(?:^|[-_])bio(?:[-_]|$)")),
    (
        "related",
        re.compile(r"related|recommend|popular|promo|teaser|newsletter|subscri|social|sharing|share"),
    ),
)
_CALLED_PARTS = (  # one of which each of the patterns needs
    "comment", "repl", "disqus", "discussion", "author", "byline", "bio", "related", "recommend", "popular",
    "promo", "teaser", "newsletter", "subscri", "social", "shar",
)  # fmt: skip

NAMES: tuple[str, ...] = (
    "log_size", "log_words", "link_share", "word_length", "sentences", "commas", "closes", "digits", "upper",
    "bars", "copyright", "links", "inline", "heading_level", "times_shown", "shown_before", "hidden",
    *(f"is_{name}" for name, _ in _TAGS),
    *(f"in_{name}" for name, _ in _AROUND),
    *(f"called_{name}" for name, _ in _CALLED),
)  # fmt: skip


def columns(layout: Layout) -> list[Floats]:
    """One column a name in `NAMES`."""
    document, blocks, column, counts = layout.document, layout.document.blocks, layout.column, layout.counts
    texts = [block.text for block in blocks]
    before, times = _shown(texts)
    inline_starts = np.array([block.inline_start for block in blocks])
    inline_ends = np.array([block.inline_end for block in blocks])
    links = np.array(document.by_tag.get("a", ()), dtype=np.int64)
    tags = np.array([_TAG_COLUMNS.get(tag, -1) for tag in layout.tags])
    return [
        np.log1p(layout.size),
        np.log1p(layout.words),
        layout.link_share,
        layout.size / layout.words,
        layout.sentences,
        counts.commas,
        column([text[-1] in _CLOSING for text in texts]),
        column(counts.head_digits) / np.minimum(layout.size, HEAD),
        column(list(map(str.isupper, texts))),
        counts.bars,
        column(["©" in text or "opyright" in text for text in texts]),
        column(np.searchsorted(links, inline_ends) - np.searchsorted(links, inline_starts)),
        column(inline_ends - inline_starts),
        layout.heading_level,
        column(times),
        column(before),
        np.array(document.hidden)[layout.elements],
        *(tags == number for number in range(len(_TAGS))),
        *_around(layout),
    ]


def _shown(texts: list[str]) -> tuple[list[int], list[int]]:
    """How often each text is shown before its block, and on the whole page."""
    seen: dict[str, int] = {}
    before = []
    for text in texts:
        count = seen.get(text, 0)
        seen[text] = count + 1
        before.append(count)
    return before, [seen[text] for text in texts]


def _around(layout: Layout) -> Floats:
    """How many elements of each kind a block stands in, one row a kind."""
    document = layout.document
    found = [[element for tag in tags for element in document.by_tag.get(tag, ())] for _, tags in _AROUND]
    called: list[set[int]] = [set() for _ in _CALLED]
    for name, elements in (*document.classes_holding(_CALLED_PARTS), *document.ids_holding(_CALLED_PARTS)):
        for number in _called(name):
            called[number].update(elements)
    depths = document.depths
    found += [[e for e in elements if depths[e] > 1] for elements in called]  # <body> is called all sorts
    kinds = np.repeat(np.arange(len(found)), list(map(len, found))) * (layout.count + 1)
    flat = np.array(list(chain.from_iterable(found)), dtype=np.int64)
    size = len(found) * (layout.count + 1)
    opened = np.bincount(kinds + layout.starts[flat], minlength=size)
    closed = np.bincount(kinds + layout.ends[flat], minlength=size)
    depth: Floats = np.cumsum((opened - closed).reshape(len(found), -1)[:, :-1], axis=1).astype(np.float32)
    return depth


@lru_cache(maxsize=20_000)
def _called(name: str) -> tuple[int, ...]:
    """Which of the patterns a class or id name fits."""
    return tuple(number for number, (_, pattern) in enumerate(_CALLED) if pattern.search(name))
