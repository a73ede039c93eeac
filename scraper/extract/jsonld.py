"""JSON-LD: the nodes of all of a page's scripts, references resolved, common breakage repaired.

A script that cannot be repaired is passed over; its siblings still count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from scraper.extract.document import clean

_MAX_SOURCE = 2_000_000  # characters of one script
_MAX_SCRIPTS = 50
_MAX_NODES = 2_000
_MAX_DEPTH = 12  # of nodes in nodes

_EDGE = 200  # characters at the end in which closing marks are looked for
_BEFORE = re.compile(r"\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[|\ufeff)+")
_AFTER = re.compile(r"(?:(?://\s*)?(?:-->|\]\]>|/\*\s*\]\]>\s*\*/|;)\s*)+$")
# An unclosed string or comment reaches to the end, so that no pattern is tried from each of its characters.
_STRING = r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)'
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_COMMENT = re.compile(rf"({_STRING})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_DOUBLE_COMMA = re.compile(rf"({_STRING})|,(?=\s*,)", re.DOTALL)
_BRACKET = re.compile(rf"{_STRING}|[{{}}\[\]]", re.DOTALL)


@dataclass(slots=True)
class Node:
    """One typed object, with where it stands: `JSON-LD[0].@graph[2]`."""

    path: str
    types: frozenset[str]
    data: dict[str, Any]
    inside: tuple[str, ...] = ()  # the properties that lead to it from the top, @graph left out


@dataclass(slots=True)
class Graph:
    """All nodes of a page, and which of them an @id names."""

    nodes: list[Node] = field(default_factory=list)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """The object that a bare reference names, else the value itself."""
        if isinstance(value, dict) and isinstance(reference := value.get("@id"), str) and len(value) <= 2:
            return self.by_id.get(reference, value)
        return value

    def entries(self, value: Any) -> list[Any]:
        """A property's values: a list as it is, a single value as a list, references resolved."""
        if value is None:
            return []
        if isinstance(value, dict) and "@list" in value:
            value = value["@list"]
        return [self.resolve(entry) for entry in (value if isinstance(value, list) else [value])]


def read(sources: list[str]) -> Graph:
    """Every node of every script that can be read."""
    graph = Graph()
    for number, source in enumerate(sources[:_MAX_SCRIPTS]):
        for value in parse(source):
            for node in _nodes(value, f"JSON-LD[{number}]", (), 0):
                if len(graph.nodes) >= _MAX_NODES:
                    return graph
                graph.nodes.append(node)
                _remember(graph, node.data)
    return graph


def parse(source: str) -> list[Any]:
    """The values of one script; empty if it is beyond repair.

    >>> parse('<!-- {"headline": "Colds",} -->')
    [{'headline': 'Colds'}]
    """
    if len(source) > _MAX_SOURCE:
        return []
    try:
        return [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        pass
    for repaired in _repairs(source):
        try:
            return _values(repaired)
        except (ValueError, RecursionError):
            continue
    return []


def text(value: Any) -> str | None:
    """A property's text: a string, a number, `@value`, or the first of a list."""
    if isinstance(value, list):
        return next((found for entry in value[:20] if (found := text(entry))), None)
    if isinstance(value, dict):
        inner = value.get("@value", value.get("name"))
        return text(inner) if not isinstance(inner, dict) else None
    if isinstance(value, bool) or value is None:
        return None
    return clean(unescape(unescape(str(value)))) or None


def _remember(graph: Graph, data: dict[str, Any]) -> None:
    reference = data.get("@id")
    if isinstance(reference, str) and len(data) > len(graph.by_id.get(reference, ())):
        graph.by_id[reference] = data


def _nodes(value: Any, path: str, inside: tuple[str, ...], depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for number, entry in enumerate(value[:500]):
            yield from _nodes(entry, f"{path}[{number}]", inside, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield Node(path, _types(value.get("@type")), value, inside)
        for key, entry in value.items():
            if isinstance(entry, (dict, list)):
                deeper = inside if key == "@graph" else (*inside, key)
                yield from _nodes(entry, f"{path}.{key}", deeper, depth + 1)


def _types(value: Any) -> frozenset[str]:
    entries = value if isinstance(value, list) else [value]
    return frozenset(re.split(r"[/#:]", entry)[-1] for entry in entries if isinstance(entry, str))


def _values(source: str) -> list[Any]:
    """All values of a text that holds one or several after each other."""
    decoder, position, values = json.JSONDecoder(strict=False), 0, []
    while position < len(source):
        value, position = decoder.raw_decode(source, position)
        values.append(value)
        while position < len(source) and source[position] in " \t\r\n,;":
            position += 1
    return values


def _repairs(source: str) -> Iterator[str]:
    """The text with one more kind of breakage mended at each step."""
    opening = _BEFORE.match(source)
    mended = source[opening.end() :] if opening else source
    mended = (mended[:-_EDGE] + _AFTER.sub("", mended[-_EDGE:].rstrip())).strip()
    yield mended
    if "&quot;" in mended and mended.count('"') < mended.count("&quot;"):
        mended = unescape(mended)
        yield mended
    mended = _BAD_ESCAPE.sub(r"\\\\", mended)
    mended = _TRAILING_COMMA.sub(r"\1", _DOUBLE_COMMA.sub(r"\1", mended))
    yield mended
    mended = _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(r"\1", mended))
    yield mended
    yield _closed(mended)


def _closed(source: str) -> str:
    """A text that was cut short, less what stands after its last whole value, with its brackets closed."""
    cut = max(source.rfind(","), source.rfind("}"), source.rfind("]"))
    for kept in (source, source[: source.rfind(",")] if "," in source else "", source[:cut]):
        if kept.count('"') % 2 == 0:
            source = kept
            break
    open_: list[str] = []
    for match in _BRACKET.finditer(source):
        if match[0] in "{[":
            open_.append("}" if match[0] == "{" else "]")
        elif match[0] in "}]" and open_ and open_[-1] == match[0]:
            open_.pop()
    return source.rstrip(" ,:\n\r\t") + "".join(reversed(open_))
