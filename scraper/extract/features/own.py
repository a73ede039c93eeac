"""What a block is by itself: its text, its element, and what it stands in."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from scraper.extract.document import HEADINGS
from scraper.extract.features.layout import Floats, Layout

_DIGIT = re.compile(r"\d")
_HEAD = 60  # characters at the beginning of a block that its digits are counted in
_CLOSING = tuple('.!?…:。！？؟।"”»’)')

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
    document, blocks, column = layout.document, layout.document.blocks, layout.column
    texts = [block.text for block in blocks]
    times = Counter(texts)
    all_tags, hidden = document.tags, document.hidden
    return [
        np.log1p(layout.size),
        np.log1p(layout.words),
        layout.link_share,
        layout.size / layout.words,
        layout.sentences,
        column([_commas(text) for text in texts]),
        column([text.endswith(_CLOSING) for text in texts]),
        column([len(_DIGIT.findall(text[:_HEAD])) for text in texts]) / np.minimum(layout.size, _HEAD),
        column([text.isupper() for text in texts]),
        column(
            [text.count("|") + (0 if text.isascii() else text.count("·") + text.count("•")) for text in texts]
        ),
        column(["©" in text or "opyright" in text for text in texts]),
        column([all_tags[block.inline_start : block.inline_end].count("a") for block in blocks]),
        column([block.inline_end - block.inline_start for block in blocks]),
        column([HEADINGS.index(tag) + 1 if tag in HEADINGS else 0 for tag in layout.tags]),
        column([times[text] for text in texts]),
        column(_shown_before(texts)),
        column([hidden[block.element] for block in blocks]),
        *(column([tag in names for tag in layout.tags]) for _, names in _TAGS),
        *_around(layout),
    ]


def _commas(text: str) -> int:
    if text.isascii():
        return text.count(",") + text.count(";")
    return sum(map(text.count, ",;،、，"))


def _shown_before(texts: list[str]) -> list[int]:
    seen: dict[str, int] = {}
    before = []
    for text in texts:
        count = seen.get(text, 0)
        seen[text] = count + 1
        before.append(count)
    return before


def _around(layout: Layout) -> list[Floats]:
    """How many elements of each kind a block stands in."""
    document = layout.document
    found = [
        _depth(layout, [element for tag in tags for element in document.by_tag.get(tag, ())])
        for _, tags in _AROUND
    ]
    names = [*document.classes_holding(_CALLED_PARTS), *document.ids_holding(_CALLED_PARTS)]
    for _, pattern in _CALLED:
        called = {e for name, elements in names if pattern.search(name) for e in elements}
        found.append(
            _depth(layout, [e for e in called if document.depths[e] > 1])
        )  # <body> is called all sorts
    return found


def _depth(layout: Layout, elements: list[int]) -> Floats:
    """How many of the elements stand around each block."""
    size = layout.count + 1
    if not elements:
        return np.zeros(layout.count, dtype=np.float32)
    opened = np.bincount(layout.starts[elements], minlength=size)
    closed = np.bincount(layout.ends[elements], minlength=size)
    return np.cumsum(opened - closed)[:-1].astype(np.float32)
