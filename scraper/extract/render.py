"""The chosen blocks as plain text and as clean HTML."""

from __future__ import annotations

from html import escape

import nh3

from scraper.extract.document import HEADINGS, Block, Document

_FRAME = frozenset(
    """
    ul ol li dl dt dd table thead tbody tfoot tr td th caption blockquote figure figcaption pre
    """.split()  # noqa: SIM905
)
_PARAGRAPH = frozenset(("p", "address", *HEADINGS))
_INLINE = {
    "a": "a", "abbr": "abbr", "b": "strong", "cite": "cite", "code": "code", "del": "del", "em": "em",
    "i": "em", "ins": "ins", "kbd": "kbd", "mark": "mark", "q": "q", "s": "s", "samp": "samp",
    "small": "small", "strong": "strong", "sub": "sub", "sup": "sup", "time": "time", "var": "var",
}  # fmt: skip
_CELLS = ("td", "th")

_CLEANER = nh3.Cleaner(
    tags={*_FRAME, *_PARAGRAPH, *_INLINE.values(), "img", "br"},
    attributes={
        "a": {"href", "title"},
        "img": {"src", "alt"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "ol": {"start"},
        "time": {"datetime"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def body_text(document: Document, chosen: list[int]) -> str | None:
    """The blocks' text, a blank line between; the cells of a table row share a line, tabs between."""
    parts: list[str] = []
    row_before = cell_before = -1
    for number in chosen:
        block = document.blocks[number]
        row, cell = _row(document, block.element)
        text = _preformatted(document, block) or block.text
        if row >= 0 and row == row_before:
            parts.append("\t" if cell != cell_before else " ")
        elif parts:
            same = row >= 0 and row_before >= 0 and _table(document, row) == _table(document, row_before)
            parts.append("\n" if same else "\n\n")
        parts.append(text)
        row_before, cell_before = row, cell
    return "".join(parts) or None


def _row(document: Document, element: int) -> tuple[int, int]:
    """The table row and cell that a block stands in, if the cell holds nothing else; else -1, -1."""
    while element >= 0 and document.tags[element] not in _CELLS:
        if document.tags[element] in ("table", "body"):
            return -1, -1
        element = document.parents[element]
    if element < 0 or document.block_ends[element] - document.block_starts[element] != 1:
        return -1, -1
    return document.parents[element], element


def _table(document: Document, row: int) -> int:
    return next((i for i in document.ancestors(row) if document.tags[i] == "table"), -1)


def _preformatted(document: Document, block: Block) -> str | None:
    """The text with its line breaks, if it is code or verse."""
    if "pre" not in document.by_tag:
        return None
    element = block.element
    if document.tags[element] != "pre" and document.tags[document.parents[element]] != "pre":
        return None
    return "".join(document.runs[block.start : block.end]).strip("\n").rstrip() or None


def body_html(document: Document, chosen: list[int]) -> str | None:
    """The blocks as sanitised HTML: headings, lists, tables, quotes, figures, code, links."""
    if not chosen:
        return None
    markup = _Markup(document, chosen)
    for number in chosen:
        markup.add(document.blocks[number])
    markup.leave(0)
    return _CLEANER.clean("".join(markup.parts)).strip() or None


class _Markup:
    """HTML in the making: the parts so far, and the lists, tables and quotes that are open."""

    def __init__(self, document: Document, chosen: list[int]) -> None:
        self.document = document
        self.first, self.last = chosen[0], chosen[-1]
        self.parts: list[str] = []
        self.open: list[int] = []
        self.frames: dict[int, list[int]] = {-1: []}  # by element; siblings share theirs
        self.previous = -1  # the element of the block before

    def add(self, block: Block) -> None:
        document = self.document
        frame = self.frame(block.element)
        shared = 0
        while shared < min(len(frame), len(self.open)) and frame[shared] == self.open[shared]:
            shared += 1
        self.leave(shared)
        for element in frame[shared:]:
            self.enter(element)
        tag = document.tags[block.element]
        text = inline_html(document, block)
        if tag in _PARAGRAPH:
            self.parts.append(f"<{tag}>{text}</{tag}>\n")
        elif tag in _FRAME and self.open and self.open[-1] == block.element:
            self.parts.append(f"<br>{text}" if self.previous == block.element else text)
        else:
            self.parts.append(f"<p>{text}</p>\n")
        self.previous = block.element

    def frame(self, element: int) -> list[int]:
        """The lists, tables, quotes and figures around an element, outermost first.

        What holds the whole body (a layout table, a list of one) is no part of it.
        """
        document, known, path = self.document, self.frames, []
        while element not in known:
            path.append(element)
            element = document.parents[element]
        frame = known[element]
        for element in reversed(path):
            if document.tags[element] in _FRAME:
                starts, ends = document.block_starts[element], document.block_ends[element]
                if starts > self.first or ends <= self.last:
                    frame = [*frame, element]
                elif self.first != self.last:
                    frame = []
            known[element] = frame
        return frame

    def enter(self, element: int) -> None:
        document = self.document
        tag = document.tags[element]
        extra = "".join(
            f' {name}="{escape(document.attr(element, name))}"'
            for name in ("colspan", "rowspan", "start")
            if document.attrs[element].get(name)
        )
        self.parts.append(f"<{tag}{extra}>")
        self.open.append(element)
        if tag == "figure":
            self.parts.extend(image_html(document, image) for image in document.within(element, "img"))

    def leave(self, level: int) -> None:
        while len(self.open) > level:
            self.parts.append(f"</{self.document.tags[self.open.pop()]}>\n")


def inline_html(document: Document, block: Block) -> str:
    """A block's text with its links and emphasis."""
    inline = [i for i in range(block.inline_start, block.inline_end) if document.tags[i] in _INLINE_OR_IMAGE]
    if not inline:
        return escape(block.text, quote=False)
    parts: list[str] = []
    pending: list[tuple[int, str]] = []  # where open elements end, and their end tags
    position = block.start

    def text_until(end: int) -> None:
        nonlocal position
        while pending and pending[-1][0] <= end:
            close, end_tag = pending.pop()
            parts.append(escape("".join(document.runs[position:close]), quote=False))
            parts.append(end_tag)
            position = max(position, close)
        parts.append(escape("".join(document.runs[position:end]), quote=False))
        position = max(position, end)

    for element in inline:
        tag = document.tags[element]
        text_until(min(max(document.run_starts[element], position), block.end))
        if tag == "br":
            parts.append("<br>")
        elif tag == "img":
            parts.append(image_html(document, element))
        else:
            parts.append(_start_tag(document, element, _INLINE[tag]))
            pending.append((min(document.run_ends[element], block.end), f"</{_INLINE[tag]}>"))
    text_until(block.end)
    return "".join(parts).strip()


def _start_tag(document: Document, element: int, tag: str) -> str:
    if tag == "a":
        url = document.absolute(document.attrs[element].get("href"))
        return f'<a href="{escape(url)}">' if url else "<a>"
    return f"<{tag}>"


def image_html(document: Document, element: int) -> str:
    """An image with its address, also if it is one that a script would load later."""
    attrs = document.attrs[element]
    for name in ("data-src", "data-lazy-src", "data-original", "src"):
        url = document.absolute(attrs.get(name))
        if url is not None:
            return f'<img src="{escape(url)}" alt="{escape(attrs.get("alt") or "")}">'
    return ""


_INLINE_OR_IMAGE = frozenset((*_INLINE, "img", "br"))
