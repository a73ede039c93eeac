"""What the body model sees of each text block: numbers, one row a block.

Four groups: the block's own text; what it stands in; where it stands; and how
it lies to the chain, the nested containers that hold most of the good
paragraphs of the page. Sums over containers are differences of running sums,
so that the cost hardly grows with the depth of the tree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from scraper.extract.document import HEADINGS, Document, name_words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_SENTENCE_END = re.compile(r"[.!?…。！？؟।](?:\s|[\"'”’»)\]]|$)|[。！？]")
_COMMAS = ",،、，;；"
_CLOSING = tuple(".!?…:。！？؟।\"”»’)")

# What a block stands in, as one column each.
_INSIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
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
_LEVELS = 5  # ancestors that are described one by one

BLOCK_NAMES = (
    "log_chars", "log_words", "link_share", "word_length", "sentences", "commas", "closes", "digits", "upper",
    "pipes", "copyright", "links", "inline", "heading_level", "is_p", "is_li", "is_cell", "is_div", "is_caption",
    "is_term", "shown_twice", "hidden", "depth",
)  # fmt: skip
PLACE_NAMES = (
    "index_share", "chars_before", "from_title", "after_title", "good_before", "since_good", "until_good",
    "before_link_share", "after_link_share", "before_log_chars", "after_log_chars", "under_heading",
)  # fmt: skip
CHAIN_NAMES = (
    "chain_depth", "chain_left", "lca_good", "up_to_chain", "branch_log_chars", "branch_link_share",
    "branch_good", "branch_blocks", "branch_before_main", "branch_odds",
)  # fmt: skip
LEVEL_NAMES = ("log_chars", "link_share", "good", "mean_chars")
GROUP_NAMES = ("group_count", "group_mean_chars", "group_link_share", "group_good")
ODDS_NAMES = ("odds_sum", "odds_min", "odds_max", "odds_own", "odds_parent")
PAGE_NAMES = ("page_good", "page_blocks", "page_link_share", "page_articles", "page_chain_share")

NAMES: tuple[str, ...] = (
    *BLOCK_NAMES,
    *(f"in_{name}" for name, _ in _INSIDE),
    *PLACE_NAMES,
    *CHAIN_NAMES,
    *(f"up{level}_{name}" for level in range(1, _LEVELS + 1) for name in LEVEL_NAMES),
    *GROUP_NAMES,
    *ODDS_NAMES,
    *PAGE_NAMES,
)


class Layout:
    """Columns over blocks and elements that several groups of features need."""

    def __init__(self, document: Document) -> None:
        blocks = document.blocks
        self.document = document
        self.elements: Ints = np.array([block.element for block in blocks], dtype=np.int64)
        self.parents: Ints = np.array(document.parents, dtype=np.int64)
        self.parents[0] = 0
        self.starts: Ints = np.array(document.block_starts, dtype=np.int64)
        self.ends: Ints = np.array(document.block_ends, dtype=np.int64)
        self.depths: Ints = np.array(document.depths, dtype=np.int64)
        self.chars: Floats = np.array([len(block.text) for block in blocks], dtype=np.float32)
        self.link_chars: Floats = np.array([block.link_chars for block in blocks], dtype=np.float32)
        self.sentences: Floats = np.array(
            [len(_SENTENCE_END.findall(block.text)) for block in blocks], dtype=np.float32
        )
        headings = np.array([document.tags[block.element] in HEADINGS for block in blocks], dtype=bool)
        good = (
            (self.chars >= 60) & (self.link_chars < 0.3 * self.chars) & (self.sentences > 0) & ~headings
        )  # a paragraph of running text
        self.good: Floats = np.where(good, self.chars, 0).astype(np.float32)
        self.chars_to = _running(self.chars)
        self.links_to = _running(self.link_chars)
        self.good_to = _running(self.good)
        self.total_good = float(self.good_to[-1])

    def over(self, running: Floats, elements: Ints) -> Floats:
        """The sum over the blocks of each element."""
        return running[self.ends[elements]] - running[self.starts[elements]]


def _running(values: Floats) -> Floats:
    return np.concatenate((np.zeros(1, dtype=np.float32), np.cumsum(values, dtype=np.float32)))


def matrix(document: Document, odds: Mapping[str, float]) -> Floats:
    """One row a block, one column a name in `NAMES`; `odds` are log-odds of class and id words."""
    if not document.blocks:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    layout = Layout(document)
    scores = element_odds(document, odds)
    columns = [
        *_own(layout),
        *_inside(layout),
        *_place(layout),
        *_chain(layout, scores),
        *_levels(layout),
        *_groups(layout),
        *_odds(layout, scores),
        *_page(layout),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def element_odds(document: Document, odds: Mapping[str, float]) -> Floats:
    """For each element the sum of its names' log-odds, bounded; 0 where nothing is known."""
    found = np.zeros(len(document.tags), dtype=np.float32)
    for element in named_elements(document):
        total = sum(odds.get(word, 0.0) for word in document.names(element))
        if total:
            found[element] = max(-4.0, min(4.0, total))
    return found


def named_elements(document: Document) -> Iterable[int]:
    """Elements whose class or id may say what they hold: those with text."""
    starts, ends, attrs = document.block_starts, document.block_ends, document.attrs
    return [
        element
        for element, values in enumerate(attrs)
        if values and starts[element] < ends[element] and ("class" in values or "id" in values)
    ]


def _own(layout: Layout) -> list[Floats]:
    document, blocks = layout.document, layout.document.blocks
    texts = [block.text for block in blocks]
    tags = [document.tags[block.element] for block in blocks]
    chars = layout.chars
    words = np.array([text.count(" ") + 1 for text in texts], dtype=np.float32)
    seen: dict[str, int] = {}
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
    tag_column = np.array(tags)

    def column(values: Iterable[float]) -> Floats:
        return np.fromiter(values, dtype=np.float32, count=len(texts))

    return [
        np.log1p(chars),
        np.log1p(words),
        layout.link_chars / chars,
        chars / words,
        layout.sentences,
        column(sum(map(text.count, _COMMAS)) for text in texts),
        column(text.endswith(_CLOSING) for text in texts),
        column(sum(map(str.isdigit, text[:60])) / min(60, len(text)) for text in texts),
        column(text.isupper() for text in texts),
        column(text.count("|") + text.count("·") + text.count("•") for text in texts),
        column("©" in text or "opyright" in text for text in texts),
        column(
            sum(tag == "a" for tag in document.tags[block.inline_start : block.inline_end]) for block in blocks
        ),
        column(block.inline_end - block.inline_start for block in blocks),
        column(HEADINGS.index(tag) + 1 if tag in HEADINGS else 0 for tag in tags),
        tag_column == "p",
        tag_column == "li",
        (tag_column == "td") | (tag_column == "th"),
        tag_column == "div",
        (tag_column == "figcaption") | (tag_column == "caption"),
        (tag_column == "dt") | (tag_column == "dd"),
        column(seen[text] for text in texts),
        column(document.hidden[block.element] for block in blocks),
        layout.depths[layout.elements].astype(np.float32),
    ]


def _inside(layout: Layout) -> list[Floats]:
    columns = []
    for _, tags in _INSIDE:
        column = np.zeros(len(layout.elements), dtype=np.float32)
        for tag in tags:
            for element in layout.document.by_tag.get(tag, ()):
                column[layout.starts[element] : layout.ends[element]] += 1
        columns.append(column)
    return columns


def title_block(document: Document) -> int:
    """The block that shows the page's title: a heading that <title> contains, else the first h1, else 0."""
    title = document.head_title.casefold()
    first = -1
    for tag in HEADINGS[:3]:
        for element in document.by_tag.get(tag, ()):
            start, end = document.block_starts[element], document.block_ends[element]
            if start >= end:
                continue
            text = document.blocks[start].text.casefold()
            if len(text) > 10 and (text in title or text.startswith(title[:40] or "\0")):
                return start
            if first < 0 and tag == "h1":
                first = start
    return max(first, 0)


def _place(layout: Layout) -> list[Floats]:
    count = len(layout.elements)
    index = np.arange(count, dtype=np.float32)
    before, total = layout.chars_to[:-1], layout.chars_to[-1]
    title = title_block(layout.document)
    good = layout.good > 0
    last = np.maximum.accumulate(np.where(good, index, -1))
    upcoming = np.minimum.accumulate(np.where(good, index, count)[::-1])[::-1]
    since = before - np.where(last >= 0, layout.chars_to[last.astype(np.int64)], 0)
    until = np.where(
        upcoming < count, layout.chars_to[np.minimum(upcoming, count - 1).astype(np.int64)], total
    )
    share = layout.link_chars / layout.chars
    logs = np.log1p(layout.chars)
    heading = np.array([layout.document.tags[e] in HEADINGS for e in layout.elements], dtype=bool)
    return [
        index / count,
        before / total,
        np.sign(index - title) * np.log1p(np.abs(before - before[title])),
        (index >= title).astype(np.float32),
        layout.good_to[:-1] / max(layout.total_good, 1.0),
        np.log1p(since) * np.where(last >= 0, 1, -1),
        np.log1p(until - before) * np.where(upcoming < count, 1, -1),
        np.concatenate(([1.0], share[:-1])),
        np.concatenate((share[1:], [1.0])),
        np.concatenate(([0.0], logs[:-1])),
        np.concatenate((logs[1:], [0.0])),
        np.concatenate(([0.0], heading[:-1])),
    ]


def _chain(layout: Layout, scores: Floats) -> list[Floats]:
    """The chain is made of every element that holds more than half of the good text: they are nested."""
    elements, parents = layout.elements, layout.parents
    total = max(layout.total_good, 1.0)
    everywhere = np.arange(len(parents))
    held = layout.over(layout.good_to, everywhere)
    chained = held > 0.5 * total
    chained[0] = True
    depth = int(chained.sum())
    branch, lca = elements.copy(), elements.copy()
    distance = np.zeros(len(elements), dtype=np.float32)
    for _ in range(60):
        moving = ~chained[lca]
        if not moving.any():
            break
        branch = np.where(moving, lca, branch)
        lca = np.where(moving, parents[lca], lca)
        distance += moving
    inside_depth = np.cumsum(chained)[lca]
    chars = layout.over(layout.chars_to, branch)
    chain_elements = np.flatnonzero(chained)
    tip = int(chain_elements[-1])
    return [
        inside_depth.astype(np.float32),
        (depth - inside_depth).astype(np.float32),
        held[lca] / total,
        distance,
        np.log1p(chars),
        layout.over(layout.links_to, branch) / np.maximum(chars, 1),
        held[branch] / total,
        np.log1p(layout.ends[branch] - layout.starts[branch]),
        (branch < tip).astype(np.float32),
        scores[branch],
    ]


def _levels(layout: Layout) -> list[Floats]:
    columns: list[Floats] = []
    at = layout.elements
    total = max(layout.total_good, 1.0)
    for _ in range(_LEVELS):
        at = layout.parents[at]
        chars = layout.over(layout.chars_to, at)
        columns += [
            np.log1p(chars),
            layout.over(layout.links_to, at) / np.maximum(chars, 1),
            layout.over(layout.good_to, at) / total,
            chars / np.maximum(layout.ends[at] - layout.starts[at], 1),
        ]
    return columns


def _groups(layout: Layout) -> list[Floats]:
    """Blocks of one make (tag and class of the element, tag of its parent) and what they have in common."""
    document = layout.document
    numbers: dict[tuple[str, str | None, str], int] = {}
    groups = np.array(
        [
            numbers.setdefault(
                (
                    document.tags[element],
                    document.attrs[element].get("class"),
                    document.tags[max(document.parents[element], 0)],
                ),
                len(numbers),
            )
            for element in layout.elements.tolist()
        ],
        dtype=np.int64,
    )
    size = len(numbers)
    count = np.bincount(groups, minlength=size)
    chars = np.bincount(groups, layout.chars, size)
    links = np.bincount(groups, layout.link_chars, size)
    good = np.bincount(groups, layout.good, size)
    return [
        np.log1p(count)[groups],
        np.log1p(chars / count)[groups],
        (links / chars)[groups],
        (good / max(layout.total_good, 1.0))[groups],
    ]


def _odds(layout: Layout, scores: Floats) -> list[Floats]:
    count = len(layout.elements)
    total = np.zeros(count + 1, dtype=np.float32)
    lowest = np.zeros(count, dtype=np.float32)
    highest = np.zeros(count, dtype=np.float32)
    starts, ends = layout.document.block_starts, layout.document.block_ends
    for element in np.flatnonzero(scores).tolist():
        score = float(scores[element])
        start, end = starts[element], ends[element]
        total[start] += score
        total[end] -= score
        side = lowest if score < 0 else highest
        part = side[start:end]
        (np.minimum if score < 0 else np.maximum)(part, score, out=part)
    own = scores[layout.elements]
    return [np.cumsum(total)[:-1], lowest, highest, own, scores[layout.parents[layout.elements]]]


def _page(layout: Layout) -> list[Floats]:
    count = len(layout.elements)
    total = float(layout.chars_to[-1])
    articles = len(layout.document.by_tag.get("article", ()))
    held = layout.over(layout.good_to, np.arange(len(layout.parents)))
    narrow = held > 0.8 * layout.total_good
    chars = layout.over(layout.chars_to, np.flatnonzero(narrow)[-1:]) if layout.total_good else [total]
    values = (
        math.log1p(layout.total_good),
        math.log1p(count),
        float(layout.links_to[-1]) / total,
        float(articles),
        float(chars[0]) / total,
    )
    return [np.full(count, value, dtype=np.float32) for value in values]


__all__ = ["NAMES", "Layout", "element_odds", "matrix", "name_words", "named_elements", "title_block"]
