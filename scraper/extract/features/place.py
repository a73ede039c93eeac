"""Where a block stands: on the page, to the title, to its neighbours, to the nearest good paragraphs."""

from __future__ import annotations

import numpy as np

from scraper.extract.document import HEADINGS, Document
from scraper.extract.features.layout import Floats, Layout

_IMAGE_LEVELS = 4

NAMES: tuple[str, ...] = (
    "index_share", "size_before", "from_title", "after_title", "good_before", "since_good", "until_good",
    "before_link_share", "after_link_share", "before_log_size", "after_log_size", "under_heading",
    "heading_distance", "above_heading_level", "depth", "image_beside",
    "page_good", "page_blocks", "page_link_share", "page_articles",
)  # fmt: skip


def columns(layout: Layout) -> list[Floats]:
    """One column a name in `NAMES`."""
    count, total = layout.count, layout.total_size
    index = np.arange(count)
    before = layout.size_to[:-1]
    title = title_block(layout.document)
    logs = np.log1p(layout.size)
    above = heading_above(layout)
    return [
        index / np.float32(count),
        before / total,
        np.sign(index - title) * np.log1p(np.abs(before - before[title])),
        index >= title,
        layout.good_to[:-1] / layout.total_good,
        *_to_good(layout),
        np.concatenate(([1.0], layout.link_share[:-1])),
        np.concatenate((layout.link_share[1:], [1.0])),
        np.concatenate(([0.0], logs[:-1])),
        np.concatenate((logs[1:], [0.0])),
        np.concatenate(([0.0], layout.heading[:-1])),
        np.where(above >= 0, index - above, -1),
        np.where(above >= 0, layout.heading_level[above], 0),
        np.array(layout.document.depths)[layout.elements],
        _image_beside(layout),
        *_page(layout),
    ]


def heading_above(layout: Layout) -> np.ndarray:
    """The block of the last heading before each block, -1 if there is none."""
    index = np.arange(layout.count)
    last = np.maximum.accumulate(np.where(layout.heading, index, -1))
    return np.concatenate(([-1], last[:-1]))


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


def _to_good(layout: Layout) -> list[Floats]:
    """How much text lies between a block and the nearest good paragraph before, and after it."""
    index = np.arange(layout.count)
    good = layout.good > 0
    last = np.maximum.accumulate(np.where(good, index, -1))
    upcoming = np.minimum.accumulate(np.where(good, index, layout.count)[::-1])[::-1]
    before = layout.size_to[:-1]
    since = before - np.where(last >= 0, layout.size_to[last], 0)
    until = layout.size_to[upcoming] - before
    return [
        np.log1p(since) * np.where(last >= 0, 1, -1),
        np.log1p(until) * np.where(upcoming < layout.count, 1, -1),
    ]


def _image_beside(layout: Layout) -> Floats:
    """What share a block has of the text around the nearest image: a caption has nearly all of it."""
    by_tag = layout.document.by_tag
    images = np.array(sorted([*by_tag.get("img", ()), *by_tag.get("video", ())]), dtype=np.int64)
    found = np.zeros(layout.count, dtype=np.float32)
    ends = np.array(layout.document.ends)
    for number in range(_IMAGE_LEVELS):
        at = layout.level(number)
        holds = np.searchsorted(images, at) < np.searchsorted(images, ends[at])
        share = layout.size / np.maximum(layout.over(layout.size_to, at), 1)
        np.maximum(found, np.where(holds, share, 0), out=found, casting="same_kind")
    return found


def _page(layout: Layout) -> list[Floats]:
    values = (
        np.log1p(layout.total_good),
        np.log1p(layout.count),
        layout.links_to[-1] / layout.total_size,
        len(layout.document.by_tag.get("article", ())),
    )
    return [np.full(layout.count, value, dtype=np.float32) for value in values]
