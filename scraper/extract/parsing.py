"""The one pass over the parsed tree, which fills a document's lists."""

from __future__ import annotations

import re
from collections import defaultdict

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.document import Block, Document, absolute
from scraper.extract.words import class_tokens, clean

BLOCK_TAGS = frozenset(
    """
    html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search
    section summary table tbody td tfoot th thead tr caption ul button label picture video audio
    """.split()  # noqa: SIM905
)
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


def parse(markup: str, url: str = "") -> Document:
    """Parse a page whose shape has been checked, and walk its tree once."""
    # With scripting on, <noscript> stays one piece of text, as in a browser, and cannot break <head> open.
    tree = LexborHTMLParser(markup, scripting=True)
    walk = _Walk(Document(url=url, base_url=url))
    root = tree.root
    if root is not None:
        walk.run(root)
    return walk.document


# Attributes that no index is made of; a look at the others is worth its time only if there are any.
_PLAIN = frozenset(
    """
    class href src alt title target rel width height loading decoding srcset sizes type value content
    charset media datetime lang
    """.split()  # noqa: SIM905
)
# Attributes by which elements are looked up, and that have no list of their own.
_SOUGHT = frozenset(
    """
    aria-label itemtype typeof property style
    ng-app data-ng-app ng-version data-reactroot data-server-rendered data-v-app
    """.split()  # noqa: SIM905
)
# Elements at which the pass does more than note where they begin and end.
_SPECIAL = frozenset((*BLOCK_TAGS, *_SOURCES, "a", "br", "title"))


class _Walk:
    """State of the pass: which elements are open, and the block that is being filled."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.owners: list[int] = [0]  # open block-level elements
        self.hiding: list[int] = []  # elements that say that they are hidden
        self.titled = False  # in <title>
        self.links = 0  # open <a>
        self.preformatted = 0  # open <pre>
        self.start = 0  # first run of the current block
        self.inline_start = 0
        self.link_chars = 0
        self.filled = False  # the current block has text
        self.breaks = 0  # <br> since the last text

    def run(self, root: LexborNode) -> None:
        """Visit every node in document order, but for what stands in opaque elements."""
        document, add_text = self.document, self.add_text
        tags, attrs, parents, depths = document.tags, document.attrs, document.parents, document.depths
        runs, run_starts, run_ends, ends = (
            document.runs,
            document.run_starts,
            document.run_ends,
            document.ends,
        )
        blocks, block_starts, block_ends = document.blocks, document.block_starts, document.block_ends
        node: LexborNode | None = root
        above: list[tuple[LexborNode, int]] = []  # the open elements
        inner = -1  # the innermost one
        while node is not None:
            tag = node.tag or ""
            if tag == _TEXT_NODE:
                add_text(node.text_content or "")
            elif tag[:1] not in "-!":
                index = len(tags)
                if tag in _SPECIAL:
                    self.open_special(index, tag, node)
                tags.append(tag)
                attrs.append(node.attributes)
                parents.append(inner)
                depths.append(len(above))
                run_starts.append(len(runs))
                block_starts.append(len(blocks))
                run_ends.append(0)
                block_ends.append(0)
                ends.append(0)
                above.append((node, index))
                inner = index
                node = None if tag in _OPAQUE else node.child
                if node is not None:
                    continue
                node, index = above.pop()
                self.close(index)
                inner = parents[index]
            following = node.next
            while following is None and above:
                node, index = above.pop()
                self.close(index)
                inner = parents[index]
                following = node.next
            node = following
        self.flush(0)
        self.fill()

    def fill(self) -> None:
        """Derive the other lists from those of the pass."""
        document = self.document
        count = len(document.blocks)
        document.block_ends = [min(end, count) for end in document.block_ends]
        for index, tag in enumerate(document.tags):
            document.by_tag[tag].append(index)
        self.index_attributes()
        document.hidden = [False] * len(document.tags)
        for index in self.hiding:
            end = document.ends[index]
            document.hidden[index:end] = [True] * (end - index)

    def open_special(self, index: int, tag: str, node: LexborNode) -> None:
        runs = self.document.runs
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
        elif tag == "title":
            self.titled = True
        elif tag in _SOURCES:
            self.add_source(index, tag, node)

    def close(self, index: int) -> None:
        document = self.document
        runs = document.runs
        document.ends[index], document.run_ends[index] = len(document.tags), len(runs)
        tag = document.tags[index]
        if tag in BLOCK_TAGS:
            if self.filled:
                self.flush(index)
            document.block_ends[index] = len(document.blocks)
            self.owners.pop()
            runs.append("\n")
            self.start = len(runs)
            self.inline_start = len(document.tags)
            self.breaks = 0
            if tag == "pre":
                self.preformatted -= 1
            return
        # The block that is being filled stands in the element as well.
        document.block_ends[index] = len(document.blocks) + self.filled
        if tag == "a":
            self.links -= 1
        elif tag == "title":
            self.titled = False

    def add_text(self, text: str) -> None:
        if "\n" in text and not self.preformatted:
            text = text.replace("\n", " ")  # a line break of the source, none of the page's
        runs = self.document.runs
        if text.isspace():
            runs.append(text)
            return
        if self.titled:
            self.document.head_title = self.document.head_title or clean(text)
            return
        if self.filled and self.breaks > 1:
            self.flush(self.owners[-1])
        self.filled = True
        runs.append(text)
        self.breaks = 0
        if self.links:
            self.link_chars += len(text) if text.isalnum() else len(clean(text))

    def add_source(self, element: int, tag: str, node: LexborNode) -> None:
        """Keep what scripts and styles say: structured data, and what they do to the reader."""
        document, source = self.document, node.child
        text = source.text_content if source is not None else None
        if not text:
            return
        if tag == "style":
            document.styles.append(text)
        elif tag == "noscript":
            document.noscripts.append(text)
        elif "ld+json" in (node.attributes.get("type") or "").lower():
            document.json_ld.append(text)
        else:
            document.scripts.append((element, text))

    def flush(self, owner: int) -> None:
        """End the current block, which stands in the block-level element `owner`."""
        document = self.document
        end, inline_end = len(document.runs), len(document.tags)
        text = clean("".join(document.runs[self.start : end]))
        if text:
            links = min(self.link_chars, len(text))
            number = len(document.blocks)
            document.blocks.append(
                Block(number, owner, text, self.start, end, self.inline_start, inline_end, links)
            )
        self.start = end
        self.inline_start = inline_end
        self.link_chars = 0
        self.filled = False
        self.breaks = 0

    def index_attributes(self) -> None:
        """Note classes, metas, the base address, and all that is rarer."""
        document = self.document
        classes = defaultdict(list)  # by the whole attribute: most are written many times
        for index, attrs in enumerate(document.attrs):
            if attrs:
                if names := attrs.get("class"):
                    classes[names].append(index)
                if not _PLAIN.issuperset(attrs):
                    self.index_special(index, attrs)
        by_class = document.by_class
        for names, elements in classes.items():
            for token in class_tokens(names):
                by_class[token] += elements
        for elements in by_class.values():
            elements.sort()
        for index in document.by_tag.get("meta", ()):
            self.index_meta(document.attrs[index])
        for index in document.by_tag.get("base", ())[:1]:  # only the first counts
            document.base_url = absolute(document.attr(index, "href"), document.url) or document.url

    def index_meta(self, attrs: dict[str, str | None]) -> None:
        content = attrs.get("content")
        if content:
            for key in ("name", "property", "itemprop", "http-equiv"):
                if name := attrs.get(key):
                    self.document.metas.append((name.strip().lower(), content))

    def index_special(self, index: int, attrs: dict[str, str | None]) -> None:
        """Note ids, microdata, roles, event handlers and what hides an element."""
        document = self.document
        by_attribute = document.by_attribute
        for name, value in attrs.items():
            if name in _SOUGHT:
                by_attribute[name].append(index)
            if name == "id":
                if value:
                    document.by_id.setdefault(value, index)
            elif name == "itemprop":
                for token in (value or "").split():
                    document.by_itemprop[token].append(index)
            elif name == "role":
                document.by_role.append(index)
            elif (
                name == "hidden"
                or (name == "aria-hidden" and value == "true")
                or (name == "style" and value and _HIDDEN_STYLE.search(value))
            ):
                self.hiding.append(index)
            elif name[:2] == "on" and (not document.handlers or document.handlers[-1] != index):
                document.handlers.append(index)
