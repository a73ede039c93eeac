"""The one pass over the parsed tree: flat lists from which every field is read.

Elements are numbers in document order. `ends` makes containment a comparison:
`b` stands inside `a` if `a < b < ends[a]`. Text is kept as runs; the text of an
element is a slice of them. A block is a stretch of inline content between two
block boundaries, the unit in which the body is chosen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import ada_url
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.words import class_tokens, clean, name_words

__all__ = ["BLOCK_TAGS", "HEADINGS", "Block", "Document", "clean", "name_words", "parse"]

BLOCK_TAGS = frozenset(
    """
    html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search
    section summary table tbody td tfoot th thead tr caption ul button label picture video audio
    """.split()  # noqa: SIM905
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

# Their content is not the page's text, or no text at all.
_OPAQUE = frozenset(
    """
    script style noscript template svg iframe select textarea object canvas datalist noembed noframes
    annotation annotation-xml
    """.split()  # noqa: SIM905
)
_SOURCES = frozenset(["script", "style", "noscript"])  # opaque ones whose content is kept apart
_TEXT_NODE = "-text"

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """A stretch of inline content.

    `element` is the block-level element that it stands in directly; several
    blocks can share one (text around a child, or paragraphs made by <br><br>).
    """

    index: int
    element: int
    text: str  # white space collapsed
    start: int  # runs[start:end]
    end: int
    inline_start: int  # inline elements opened within it: range(inline_start, inline_end)
    inline_end: int
    link_chars: int  # characters of text that stand in a link


def _lists() -> defaultdict[str, list[int]]:
    return defaultdict(list)


@dataclass(slots=True)
class Document:
    """A page, read once. All lists over elements have the same length."""

    url: str = ""
    base_url: str = ""  # what relative addresses are relative to
    tags: list[str] = field(default_factory=list)  # lower case
    attrs: list[dict[str, str | None]] = field(default_factory=list)  # names lower case; no value: None
    parents: list[int] = field(default_factory=list)  # -1 for the root
    depths: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # one past the last descendant
    hidden: list[bool] = field(default_factory=list)  # with what stands in it
    run_starts: list[int] = field(default_factory=list)
    run_ends: list[int] = field(default_factory=list)
    block_starts: list[int] = field(default_factory=list)  # blocks[block_starts[i]:block_ends[i]] stand in i
    block_ends: list[int] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)  # text as written; "\n" at block boundaries and <br>
    blocks: list[Block] = field(default_factory=list)
    by_tag: defaultdict[str, list[int]] = field(default_factory=_lists)
    by_class: defaultdict[str, list[int]] = field(default_factory=_lists)  # class tokens, lower case
    by_id: dict[str, int] = field(default_factory=dict)
    by_itemprop: defaultdict[str, list[int]] = field(default_factory=_lists)
    by_role: list[int] = field(default_factory=list)  # elements with a role attribute
    metas: list[tuple[str, str]] = field(default_factory=list)  # name or property …; content
    json_ld: list[str] = field(default_factory=list)  # raw
    scripts: list[tuple[int, str]] = field(default_factory=list)  # element and its source, JSON-LD left out
    styles: list[str] = field(default_factory=list)
    noscripts: list[str] = field(default_factory=list)
    handlers: list[int] = field(default_factory=list)  # elements with an on… attribute
    head_title: str = ""
    _addresses: dict[str, str | None] = field(default_factory=dict)

    def absolute(self, href: str | None) -> str | None:
        """An address of the page's as an absolute http(s) URL; None for any other scheme or none at all."""
        if not href or not (href := href.strip()) or href[0] == "#":
            return None
        if href not in self._addresses:
            self._addresses[href] = _absolute(href, self.base_url)
        return self._addresses[href]

    def attr(self, element: int, name: str) -> str:
        """The attribute's value, "" if it is missing or empty."""
        return self.attrs[element].get(name) or ""

    def text(self, element: int) -> str:
        """The element's visible text on one line."""
        return clean("".join(self.runs[self.run_starts[element] : self.run_ends[element]]))

    def lines(self, element: int) -> list[str]:
        """The element's text, one entry a block or <br> line, empty ones left out."""
        text = "".join(self.runs[self.run_starts[element] : self.run_ends[element]])
        return [line for line in map(clean, text.split("\n")) if line]

    def block_lines(self, block: Block) -> list[str]:
        """A block's text, one entry a <br> line."""
        text = "".join(self.runs[block.start : block.end])
        return [line for line in map(clean, text.split("\n")) if line]

    def blocks_in(self, element: int) -> list[Block]:
        """The blocks that stand in the element, in order."""
        return self.blocks[self.block_starts[element] : self.block_ends[element]]

    def ancestors(self, element: int) -> Iterator[int]:
        """The element's ancestors, nearest first, without itself."""
        parent = self.parents[element]
        while parent >= 0:
            yield parent
            parent = self.parents[parent]

    def inside(self, element: int, container: int) -> bool:
        """Whether the element is the container or stands in it."""
        return container <= element < self.ends[container]

    def children(self, element: int) -> Iterator[int]:
        """The element's child elements."""
        child, end = element + 1, self.ends[element]
        while child < end:
            yield child
            child = self.ends[child]

    def within(self, element: int, tag: str) -> list[int]:
        """The element's descendants of that tag."""
        end = self.ends[element]
        return [index for index in self.by_tag.get(tag, ()) if element < index < end]

    def headings(self) -> list[int]:
        """All h1 to h6, in document order."""
        return sorted(index for tag in HEADINGS for index in self.by_tag.get(tag, ()))

    def names(self, element: int) -> tuple[str, ...]:
        """The words of class, id, role and itemprop: "postBody-text" gives "post", "body", "text"."""
        attrs = self.attrs[element]
        return name_words(
            f"{attrs.get('class') or ''} {attrs.get('id') or ''} "
            f"{attrs.get('role') or ''} {attrs.get('itemprop') or ''}"
        )


def _absolute(href: str, base: str) -> str | None:
    try:
        url = ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except ValueError:
        return None
    return url if url.startswith(("https://", "http://")) else None


def parse(markup: str, url: str = "") -> Document:
    """Parse a page whose shape has been checked, and walk its tree once."""
    # With scripting on, <noscript> stays one piece of text, as in a browser, and cannot break <head> open.
    tree = LexborHTMLParser(markup, scripting=True)
    walk = _Walk(Document(url=url, base_url=url))
    root = tree.root
    if root is not None:
        walk.run(root)
    return walk.document


_NOTED = frozenset(["id", "itemprop", "role", "hidden", "aria-hidden", "style"])
_NOT_CLOSED = (0, 0, 0)


class _Walk:
    """State of the pass: which elements are open, and the block that is being filled."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: list[int] = []  # elements
        self.owners: list[int] = [0]  # open block-level elements
        # One row an element: what is known when it opens, and when it closes.
        self.opened: list[tuple[str, dict[str, str | None], int, int, int, int]] = []
        self.closed: list[tuple[int, int, int]] = []
        self.hiding: list[int] = []  # elements that say that they are hidden
        self.based = False  # a <base> has been read; only the first counts
        self.links = 0  # open <a>
        self.preformatted = 0  # open <pre>
        self.start = 0  # first run of the current block
        self.inline_start = 0
        self.link_chars = 0
        self.filled = False  # the current block has text
        self.breaks = 0  # <br> since the last text

    def run(self, root: LexborNode) -> None:
        """Visit every node in document order, but for what stands in opaque elements."""
        node: LexborNode | None = root
        above: list[LexborNode] = []  # the open elements' nodes
        open_element, close, add_text = self.open_element, self.close, self.add_text
        while node is not None:
            tag = node.tag or ""
            if tag == _TEXT_NODE:
                add_text(node.text_content or "")
            elif tag[:1] not in "-!":
                open_element(tag, node.attributes)
                child = None if tag in _OPAQUE else node.child
                if child is not None:
                    above.append(node)
                    node = child
                    continue
                if tag in _SOURCES:
                    self.add_source(node)
                close()
            following = node.next
            while following is None and above:
                close()
                following = above.pop().next
            node = following
        self.flush(0)
        self.fill()

    def fill(self) -> None:
        """Turn the rows of elements into the document's lists."""
        document, count = self.document, len(self.document.blocks)
        opened, closed = self.opened, self.closed
        document.tags = [row[0] for row in opened]
        document.attrs = [row[1] for row in opened]
        document.parents = [row[2] for row in opened]
        document.depths = [row[3] for row in opened]
        document.run_starts = [row[4] for row in opened]
        document.block_starts = [row[5] for row in opened]
        document.ends = [row[0] for row in closed]
        document.run_ends = [row[1] for row in closed]
        document.block_ends = [min(row[2], count) for row in closed]
        for index, tag in enumerate(document.tags):
            document.by_tag[tag].append(index)
        document.hidden = [False] * len(document.tags)
        for index in self.hiding:
            end = document.ends[index]
            document.hidden[index:end] = [True] * (end - index)

    def open_element(self, tag: str, attrs: dict[str, str | None]) -> None:
        runs, index = self.document.runs, len(self.opened)
        if tag in BLOCK_TAGS:
            if self.filled:
                self.flush(self.owners[-1])
            runs.append("\n")
            self.owners.append(index)
            self.start = len(runs)
            self.inline_start = index
            self.breaks = 0
            if tag == "pre":
                self.preformatted += 1
        elif tag == "br":
            runs.append("\n")
            self.breaks += 1
        elif tag == "a":
            self.links += 1
        stack = self.open
        self.opened.append(
            (tag, attrs, stack[-1] if stack else -1, len(stack), len(runs), len(self.document.blocks))
        )
        self.closed.append(_NOT_CLOSED)
        if attrs:
            self.index_attributes(index, tag, attrs)
        stack.append(index)

    def index_attributes(self, index: int, tag: str, attrs: dict[str, str | None]) -> None:
        document = self.document
        for name, value in attrs.items():
            if name == "class":
                if value:
                    by_class = document.by_class
                    for token in class_tokens(value):
                        by_class[token].append(index)
            elif name in _NOTED:
                self.note(index, name, value or "")
            elif name[:2] == "on" and (not document.handlers or document.handlers[-1] != index):
                document.handlers.append(index)
        if tag == "meta":
            content = attrs.get("content")
            if content:
                for key in ("name", "property", "itemprop", "http-equiv"):
                    if attrs.get(key):
                        document.metas.append((str(attrs[key]).strip().lower(), content))
        elif tag == "base" and not self.based:
            self.based = True
            document.base_url = _absolute(attrs.get("href") or "", document.url) or document.url

    def note(self, index: int, name: str, value: str) -> None:
        """Note an id, a microdata property, a role, or what hides an element."""
        document = self.document
        if name == "id":
            if value:
                document.by_id.setdefault(value, index)
        elif name == "itemprop":
            for token in value.split():
                document.by_itemprop[token].append(index)
        elif name == "role":
            document.by_role.append(index)
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "style" and _HIDDEN_STYLE.search(value))
        ):
            self.hiding.append(index)

    def close(self) -> None:
        index = self.open.pop()
        document = self.document
        runs, blocks = document.runs, document.blocks
        tag = self.opened[index][0]
        if tag in BLOCK_TAGS:
            if self.filled:
                self.flush(index)
            self.owners.pop()
            self.closed[index] = (len(self.opened), len(runs), len(blocks))
            runs.append("\n")
            self.start = len(runs)
            self.inline_start = len(self.opened)
            self.breaks = 0
            if tag == "pre":
                self.preformatted -= 1
        else:
            self.closed[index] = (len(self.opened), len(runs), len(blocks) + self.filled)
            if tag == "a":
                self.links -= 1

    def add_text(self, text: str) -> None:
        runs = self.document.runs
        if "\n" in text and not self.preformatted:
            text = text.replace("\n", " ")  # a line break of the source, none of the page's
        if text.isspace():
            runs.append(text)
            return
        if self.open and self.opened[self.open[-1]][0] == "title":
            self.document.head_title = self.document.head_title or clean(text)
            return
        if self.breaks > 1 and self.filled:
            self.flush(self.owners[-1])
        runs.append(text)
        self.breaks = 0
        self.filled = True
        if self.links:
            self.link_chars += len(text) if text.isalnum() else len(clean(text))

    def add_source(self, node: LexborNode) -> None:
        """Keep what scripts and styles say: structured data, and what they do to the reader."""
        document, element = self.document, self.open[-1]
        tag, attrs = self.opened[element][:2]
        source = node.child
        text = source.text_content if source is not None else None
        if not text:
            return
        if tag == "style":
            document.styles.append(text)
        elif tag == "noscript":
            document.noscripts.append(text)
        elif "ld+json" in (attrs.get("type") or "").lower():
            document.json_ld.append(text)
        else:
            document.scripts.append((element, text))

    def flush(self, owner: int) -> None:
        """End the current block, which stands in the block-level element `owner`."""
        document = self.document
        end = len(document.runs)
        text = clean("".join(document.runs[self.start : end]))
        if text:
            inline = (self.inline_start, len(self.opened))
            links = min(self.link_chars, len(text))
            document.blocks.append(Block(len(document.blocks), owner, text, self.start, end, *inline, links))
        self.start = end
        self.inline_start = len(self.opened)
        self.link_chars = 0
        self.filled = False
        self.breaks = 0
