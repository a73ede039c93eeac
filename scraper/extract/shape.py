"""A look at a page before it is parsed: pages that the parser would take minutes over are refused.

lexbor takes quadratic time on deep nesting and on very many attributes of one
element. One pass over the tags finds both; it counts open levels as the HTML
Standard's tree construction does (void elements, implied end tags, end tags
that close nothing), without building a tree.
"""

from __future__ import annotations

import re
from collections import defaultdict

MAX_CHARACTERS = 50_000_000
MAX_LEVELS = 1_000
MAX_ATTRIBUTES = 5_000

# An attribute value may hold ">" only in quotes, and quotes count only after "=".
_ATTRIBUTES = r"""[^>=]*+(?:=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?+[^>=]*+)*+"""
_RAW_TEXT = "script|style|textarea|title|xmp|iframe|noembed|noframes|noscript"
_TOKEN = re.compile(
    rf"""
    <(?:
        (?=[sStTxXiInN])((?i:{_RAW_TEXT}))\b({_ATTRIBUTES})>([^<]*+(?:<(?!/(?i:\1))[^<]*+)*+)
      | (/)?+([a-zA-Z][^\s/>]*+)({_ATTRIBUTES})(?(4)|(>[^<]*+</\5>)?+)
      | !--(?:(?!-?>).*?(?:--!?>|\Z))?
    )
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""[^\s=/>]+(?:\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s>]+))?""")

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_CLOSES_P = frozenset(
    """
    address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul
    """.split()  # noqa: SIM905
)
# A start tag ends an open element of these kinds, up to the nearest of the scopes (13.2.6.4).
_SIBLINGS = {
    "li": (("li",), ("ul", "ol", "menu")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "option": (("option",), ("select",)),
    "tr": (("tr",), ("table",)),
    "td": (("td", "th"), ("table",)),
    "th": (("td", "th"), ("table",)),
    "tbody": (("tbody", "thead", "tfoot"), ("table",)),
    "thead": (("tbody", "thead", "tfoot"), ("table",)),
    "tfoot": (("tbody", "thead", "tfoot"), ("table",)),
}
# What an end tag does not reach across (13.2.4.2): "in scope", and the scopes for parts of tables, for items.
_SCOPE = frozenset(
    ["applet", "caption", "foreignobject", "html", "marquee", "object", "table", "td", "template", "th"]
)
_TABLE_SCOPE = frozenset(["html", "table", "template"])
_SCOPES = {
    **dict.fromkeys(("table", "caption", "tbody", "thead", "tfoot", "tr", "td", "th"), _TABLE_SCOPE),
    "p": _SCOPE | {"button"},
    "li": _SCOPE | {"ol", "ul"},
}
_SPECIAL = frozenset(
    """
    body button center colgroup dd dir dt form frameset head html iframe legend listing marquee noscript
    object plaintext select summary tbody td template tfoot th thead tr xmp applet caption foreignobject
    """.split()  # noqa: SIM905
).union(_CLOSES_P)
_MOST_ADOPTED = 7  # blocks that the adoption agency's outer loop reaches across
# Unclosed ones are opened again in every following paragraph (13.2.4.3), so leaving them does not end them.
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)

# Elements whose start or end tag has an effect on others.
_WITH_EFFECTS = _FORMATTING.union(_CLOSES_P, _SIBLINGS)


def refuse(markup: str) -> str | None:
    """Why the page must not be parsed, or None."""
    if len(markup) > MAX_CHARACTERS:
        return f"more than {MAX_CHARACTERS:,} characters"
    if len(markup) < 2 * MAX_ATTRIBUTES and markup.count("<") - markup.count("</") <= MAX_LEVELS:
        return None
    return _Levels().scan(markup)


class _Levels:
    """The open elements, by name."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.count: defaultdict[str, int] = defaultdict(int)
        self.lingering = 0

    def scan(self, markup: str) -> str | None:
        """Why the markup must not be parsed, or None."""
        stack, count = self.open, self.count
        for raw, raw_attributes, content, end, name, attributes, leaf in _TOKEN.findall(markup):
            if len(attributes) > 2 * MAX_ATTRIBUTES or len(raw_attributes) > 2 * MAX_ATTRIBUTES:
                found = max(len(_ATTRIBUTE.findall(text)) for text in (attributes, raw_attributes))
                if found > MAX_ATTRIBUTES:
                    return f"more than {MAX_ATTRIBUTES:,} attributes on one element"
            if end:
                if stack and stack[-1] == name and name not in _FORMATTING:
                    count[stack.pop()] -= 1
                else:
                    self.leave(name.lower())
            elif name:
                if name in _VOID or (lower := name.lower()) in _VOID:
                    continue
                if leaf and lower not in _WITH_EFFECTS and attributes[-1:] != "/":
                    continue  # its end tag follows at once
                self.enter(lower, attributes)
                if len(stack) + self.lingering > MAX_LEVELS:
                    return f"more than {MAX_LEVELS:,} open levels"
                if leaf:
                    self.leave(lower)
            elif raw and (count["svg"] or count["math"]) and (reason := self.scan(content)):
                return reason  # in foreign content these elements hold markup like any other
        return None

    def enter(self, name: str, attributes: str) -> None:
        count = self.count
        if attributes[-1:] == "/" and (name in ("svg", "math") or count["svg"] or count["math"]):
            return
        if name in _CLOSES_P and count["p"]:
            self.close_paragraph()
        if name in _SIBLINGS:
            self.close_sibling(*_SIBLINGS[name])
        self.open.append(name)
        count[name] += 1

    def leave(self, name: str) -> None:
        """An end tag ends its element and all in it, unless something in it stops it (13.2.6.4.7)."""
        formatting = name in _FORMATTING
        if self.lingering and formatting:
            self.lingering -= 1
        if not self.count[name]:
            return
        stack = self.open
        barriers = _SCOPES.get(name, _SCOPE) if name in _SPECIAL else _SPECIAL
        position = len(stack) - 1
        while stack[position] != name:
            if stack[position] in barriers:
                if formatting:
                    self.take_out(name)
                return
            position -= 1
        if name == "form":
            self.take_out(name)
            return
        while len(stack) > position + 1:
            if self.pop() in _FORMATTING:
                self.lingering += 1
        self.pop()

    def take_out(self, name: str) -> None:
        """The end tag of a form, or of formatting around few blocks (the adoption agency), ends it alone."""
        blocks = 0
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position] == name:
                del self.open[position]
                self.count[name] -= 1
                return
            blocks += self.open[position] in _SPECIAL
            if blocks > _MOST_ADOPTED:
                return

    def close_paragraph(self) -> None:
        """A block's start tag ends an open paragraph if only formatting stands between."""
        position = len(self.open) - 1
        while position >= 0 and self.open[position] in _FORMATTING:
            position -= 1
        if position >= 0 and self.open[position] == "p":
            while len(self.open) > position:
                if self.pop() in _FORMATTING:
                    self.lingering += 1

    def close_sibling(self, kinds: tuple[str, ...], scopes: tuple[str, ...]) -> None:
        if not any(self.count[kind] for kind in kinds):
            return
        for position in range(len(self.open) - 1, -1, -1):
            name = self.open[position]
            if name in scopes:
                return
            if name in kinds:
                while len(self.open) > position:
                    self.pop()
                return

    def pop(self) -> str:
        name = self.open.pop()
        self.count[name] -= 1
        return name
