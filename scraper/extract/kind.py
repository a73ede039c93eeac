"""Whether a page is an article, a listing, or something else (a forum thread above all).

What a page states about itself comes first: only articles are declared to be
one, are reviewed, or cite sources. Then two small learned forests judge numbers
that describe the page as a whole: threads have names of their own for what they
are made of, listings spread short text with many links over like branches, and
both promise a poor body.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from archive.article import Article, Kind
from scraper.extract.document import HEADINGS, Document
from scraper.extract.features.layout import Floats
from scraper.extract.finding import Chosen, Material
from scraper.extract.model import Forest, forest

FILE = Path(__file__).with_name("kind_model.npz")

# Words in class names, in English because that is what class names are written in.
_THREAD_NAMES = re.compile(
    r"forum|thread|topic|repl(?:y|ies)|comment|answer|question|discussion|message|vote"
)
_LIST_NAMES = re.compile(r"card|grid|product|listing|teaser|tile|collection|price|archive|categor|results")
_COUNTED = ("h1", "h2", "h3", "time", "p", "li", "img", "figure", "input", "article")
_SPREAD_LEVELS = 3
_SUBHEADINGS = HEADINGS[1:4]
_FEW_LINKS = 0.15  # characters in links, as a share of the page's
_SURE = 0.9  # F1 that the body promises
_ENOUGH_TEXT = 200  # characters
# Types of schema.org that a page has only as an article, lower case.
_ARTICLE_TYPES = frozenset(
    """
    article newsarticle reportagenewsarticle opinionnewsarticle analysisnewsarticle blogposting
    scholarlyarticle medicalscholarlyarticle medicalwebpage medicalcondition drug
    """.split()  # noqa: SIM905
)

NAMES: tuple[str, ...] = (
    "expected", "log_size", "log_blocks", "block_size", "longest", "share_of_page", "link_share",
    "page_link_share", "spread", "headings", "thread_names", "list_names",
    "path_depth", "name_hyphens", "name_length", "path_digits",
    *(f"count_{tag}" for tag in _COUNTED),
)  # fmt: skip


def find(material: Material, article: Article) -> Kind:
    """What the page is, whose record is `article` so far; a page without any text is "other"."""
    if not material.body.blocks:
        return "other"
    if _is_stated(material, article):
        return "article"
    if _is_teasers(material):
        return "listing"
    row = describe(material.document, material.body)
    if _is_plain_text(row):
        return "article"
    forests = learned()
    if forests["article"].score(row[None, :])[0] > 0.5:
        return "article"
    return "other" if forests["thread"].score(row[None, :])[0] > 0.5 else "listing"


def _is_stated(material: Material, article: Article) -> bool:
    """Whether the page says of itself what only articles say."""
    reviewed = article.reviewed or any(person.role == "reviewer" for person in article.authors)
    return bool(reviewed or article.citations or not _ARTICLE_TYPES.isdisjoint(material.structured.types))


def _is_teasers(material: Material) -> bool:
    """Whether the text is made of headings that each lead to a page, with a line or so under each."""
    document = material.document
    chosen = [document.blocks[i] for i in material.body.blocks]
    headings = [block for block in chosen if document.tags[block.element] in _SUBHEADINGS]
    leading = sum(block.link_chars > 0.9 * len(block.text) for block in headings)
    others = sum(document.tags[block.element] not in HEADINGS for block in chosen)
    return leading > 1 and leading >= 0.8 * len(headings) and others <= 1.5 * leading


def _is_plain_text(row: Floats) -> bool:
    """Whether the page is running text with hardly a link: neither a listing nor a thread is made so."""
    described: dict[str, float] = dict(zip(NAMES, row.tolist(), strict=True))
    return (
        described["page_link_share"] < _FEW_LINKS
        and described["expected"] > _SURE
        and described["log_size"] > math.log(_ENOUGH_TEXT)
    )


@cache
def learned() -> Mapping[str, Forest]:
    """The forests that come with the program, read once."""
    return load(FILE)


def load(path: Path) -> Mapping[str, Forest]:
    """The two forests of a data file: is a page an article; if not, is it a thread."""
    with np.load(path) as data:
        return {name: forest(data, name) for name in ("article", "thread")}


def describe(document: Document, body: Chosen) -> Floats:
    """One number a name in `NAMES`; addresses that are not known give -1."""
    chosen = [document.blocks[i] for i in body.blocks]
    sizes = [len(block.text) for block in chosen]
    size = max(sum(sizes), 1)
    page_size = max(sum(len(block.text) for block in document.blocks), 1)
    class_names = " ".join(document.by_class)
    values = (
        body.expected,
        math.log1p(size),
        math.log1p(len(chosen)),
        size / max(len(chosen), 1),
        math.log1p(max(sizes, default=0)),
        size / page_size,
        sum(block.link_chars for block in chosen) / size,
        sum(block.link_chars for block in document.blocks) / page_size,
        _spread(document, [block.element for block in chosen]),
        math.log1p(sum(document.tags[block.element] in ("h2", "h3", "h4") for block in chosen)),
        math.log1p(len(_THREAD_NAMES.findall(class_names))),
        math.log1p(len(_LIST_NAMES.findall(class_names))),
        *_address(document.url),
        *(math.log1p(len(document.by_tag.get(tag, ()))) for tag in _COUNTED),
    )
    return np.array(values, dtype=np.float32)


def _spread(document: Document, elements: list[int]) -> float:
    """How many different ancestors the blocks have some levels up, as a share of the blocks."""
    found = set()
    for element in elements:
        for _ in range(_SPREAD_LEVELS):
            element = max(document.parents[element], 0)
        found.add(element)
    return len(found) / max(len(elements), 1)


def _address(url: str) -> tuple[float, float, float, float]:
    """Depth of the path, hyphens and length of its last part, digits in it."""
    if not url:
        return (-1.0, -1.0, -1.0, -1.0)
    try:
        path = urlsplit(url).path.strip("/")
    except ValueError:
        return (-1.0, -1.0, -1.0, -1.0)
    parts = path.split("/") if path else []
    last = parts[-1] if parts else ""
    hyphens = last.count("-") + last.count("_")
    return (float(len(parts)), float(hyphens), float(len(last)), float(sum(map(str.isdigit, path))))
