"""Measures that keep readers from reading and copying: recognised, named, and kept out of what is stored.

The body is built anew from text, so scripts, handlers and styles never reach
it; what this room strips itself are notices among the text blocks. How each
measure is recognised stands in `protection.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from scraper.extract import wording
from scraper.extract.document import Document
from scraper.extract.explain import selector
from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence
from scraper.extract.words import Names

_MAX_SCRIPT = 300_000  # characters of a script that are read
_MAX_PLACES = 40  # of an event in one script
_MAX_NOTICE = 160
_REACH = 400  # characters after an event's name in which its effect must show

_CLOSE = 90  # the same for a handler of some element
_NAMED_HANDLER = re.compile(r"['\"\s]*[,=]?\s*([A-Za-z_$][\w$]*)\s*[,;)\n]")
_BACK = 90  # characters before an event's name in which a script attaches itself
_PAGE = (  # the page as a whole, in plain script or jQuery
    r"(?P<page>\bdocument(?:\.(?:body|documentElement))?|\bwindow|\bbody"
    r"|(?:\$|jQuery)\((?:document|window|['\"](?:html|body|img|\*|p|document)\b[^'\"]*['\"])\)|(?<!\w)(?=\[))"
)
_ATTACHES = re.compile(  # up to the event's name, which ends the searched text but for what closes it
    rf"(?:{_PAGE}(?:\.\w+\([^()]*\))*|[\w\])])"
    r"(?:\.(?:addEventListener|attachEvent|on|bind|live|delegate)\s*\(\s*['\"][^'\"]*['\"]"
    r"|\.on\w+\s*=(?!=)|\.\w+\s*\(\s*(?:function|\(?\w*\)?\s*=>)|\[\s*['\"]\w+['\"][^\]]*\]\.forEach)",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"return\s*(?:false|!1)|preventDefault|returnValue\s*=\s*(?:false|!1)|setData\s*\(|alert\s*\("
    r"|getSelection|disable_\w+|clearData|removeAllRanges",
    re.IGNORECASE,
)
_BLOCKING_ATTRIBUTE = re.compile(r"return\s*(?:false|!1)|preventDefault|disable|nocopy|block|alert", re.I)
_MEDIA_PRINT = re.compile(r"@media\s+print\s*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ZERO_WIDTH = re.compile("(?<=\\w)[\u200b\u2060\ufeff](?=\\w)")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_FULL_COVER = re.compile(r"position\s*:\s*(?:fixed|absolute)", re.I)
_WHOLE = re.compile(r"(?:inset|top)\s*:\s*0", re.I)
_WIDE = re.compile(r"inset\s*:\s*0|width\s*:\s*100(?:%|vw)|right\s*:\s*0", re.I)
_SEE_THROUGH = re.compile(
    r"opacity\s*:\s*0(?:\.0\d*)?\s*(?:;|$)|background(?:-color)?\s*:\s*(?:transparent|rgba\([^)]*,\s*0\))",
    re.I,
)


@dataclass(slots=True, frozen=True)
class _Measure:
    name: str
    source: str
    value: str


def find(material: Material) -> Finding[list[str]]:
    """The names of the measures, each once; the blocks of notices are none of the article's."""
    document = material.document
    notices = list(_notices(document))
    measures = [measure for measure, _ in notices]
    measures += _plugins(document)
    measures += _attributes(document)
    measures += _scripts(document)
    measures += _styles(material)
    measures += _overlays(document)
    measures += _characters(material)
    names = list(dict.fromkeys(measure.name for measure in measures))
    evidence = [Evidence("protections", m.source, f"{m.name}: {m.value}", 0.9, chosen=True) for m in measures]
    return Finding(names, evidence, [block for _, blocks in notices for block in blocks])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("scraper.extract") / "protection.toml").read_text("utf-8"))


@cache
def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@cache
def _notice() -> re.Pattern[str]:
    lead_in = r"(?:error|alert|warning|fehler|hinweis|erreur|attention|aviso|attenzione)\s*[:!]\s*"
    texts = "|".join(f"(?:{text})" for text in _table()["notice"]["texts"])
    return re.compile(rf"\W*(?:{lead_in})?(?:{texts})\W*", re.IGNORECASE)


def is_notice(text: str) -> bool:
    """Whether a line says nothing but that the page must not be copied.

    >>> is_notice("error: Content is protected !!")
    True
    """
    if len(text) > _MAX_NOTICE:
        return False
    return (
        _notice_words().search(text.lower()) is not None
        and _notice().fullmatch(wording.fold(text)) is not None
    )


@cache
def _notice_words() -> re.Pattern[str]:
    return re.compile("|".join(_table()["words"]))


def _notices(document: Document) -> Iterator[tuple[_Measure, list[int]]]:
    """Notices by the plugin's element or by their words."""
    for plugin in _table()["plugin"]:
        if plugin.get("texts"):
            for element in _elements(document, plugin["elements"]):
                blocks = [block.index for block in document.blocks_in(element)]
                text = document.text(element)
                if len(text) <= 2 * _MAX_NOTICE:
                    yield _Measure(plugin["name"], selector(document, element), text), blocks
    short: dict[str, list[int]] = {}
    for block in document.blocks:
        if len(block.text) <= _MAX_NOTICE:
            short.setdefault(block.text, []).append(block.index)
    likely = {n for _, found in Names(short).holding(_table()["words"]) for n in found}
    for block in (document.blocks[n] for n in sorted(likely)):
        if is_notice(block.text):
            measure = _Measure("wp-content-copy-protection notice", "words of a notice", block.text)
            yield measure, [block.index]


def _elements(document: Document, patterns: list[str]) -> list[int]:
    """Elements with an id or class that one of the patterns matches."""
    pattern = _any(*patterns)
    found: set[int] = set()
    parts = _table()["names"]
    for name, elements in (*document.classes_holding(parts), *document.ids_holding(parts)):
        if pattern.search(name):
            found.update(elements)
    return sorted(found)


def _plugins(document: Document) -> Iterator[_Measure]:
    """Plugins that are known by what they add to a page."""
    for plugin in _table()["plugin"]:
        if plugin.get("texts"):
            continue
        for element in _elements(document, plugin["elements"]):
            yield _Measure(plugin["name"], selector(document, element), document.tags[element])
            break
        if "paths" in plugin:
            pattern = _any(*plugin["paths"])
            for tag, name in (("script", "src"), ("link", "href")):
                for element in document.by_tag.get(tag, ()):
                    address = document.attr(element, name)
                    if address and pattern.search(address):
                        yield _Measure(plugin["name"], f"{tag}[{name}]", address)


def _attributes(document: Document) -> Iterator[_Measure]:
    """Event attributes of the page or of its parts that undo what the reader does."""
    for element in document.handlers:
        attrs = document.attrs[element]
        if document.tags[element] in ("audio", "video", "canvas", "iframe"):
            continue
        for script in _table()["script"]:
            for name in script["attributes"]:
                value = attrs.get(name)
                if value and _BLOCKING_ATTRIBUTE.search(value):
                    yield _Measure(script["name"], f"{document.tags[element]}[{name}]", value)


def _scripts(document: Document) -> Iterator[_Measure]:
    """Scripts on the page that undo what the reader does."""
    hints: list[str] = _table()["hints"]
    for element, source in document.scripts:
        kind = document.attr(element, "type").lower()
        if any(word in kind for word in ("json", "template", "html")):
            continue  # data; delayed scripts go under types of their own
        source = source[:_MAX_SCRIPT]
        folded = source.lower()
        if not any(hint in folded for hint in hints):
            continue
        where = selector(document, element)
        for plugin in _table()["plugin"]:
            if "code" in plugin and (told := _code(plugin, source, folded)):
                yield _Measure(plugin["name"], where, told)
        for script in _table()["script"]:
            if (told := _handles(script, source, folded)) is not None:
                yield _Measure(script["name"], where, told)


def _code(measure: dict[str, Any], source: str, folded: str) -> str | None:
    """What in the source, close to one of the measure's hints, its patterns match."""
    pattern = _any(*measure["code"])
    for hint in measure["code_hints"]:
        at = folded.find(hint)
        while at >= 0:
            if match := pattern.search(source, max(0, at - _BACK), at + 2 * _REACH):
                return match[0][:80]
            at = folded.find(hint, at + 2 * _REACH)
    return None


def _handles(script: dict[str, Any], source: str, folded: str) -> str | None:
    """What in the source handles one of the script's events and undoes it."""
    if "code" in script and (told := _code(script, source, folded)):
        return told
    for event in script["events"]:
        for start in islice(_places(folded, event), _MAX_PLACES):
            end = start + len(event)
            match = _ATTACHES.search(source[max(0, start - _BACK) : end + 40])
            if match is None or (match["page"] is None and event != "contextmenu"):
                continue  # widgets handle dragging and selecting in themselves
            reach = source[end : end + _REACH].split("</")[0]
            if match["page"] is None:
                reach = reach[:_CLOSE]  # of any element: only a handler that does nothing else
            elif named := _NAMED_HANDLER.match(reach):
                reach += _function(source, named[1])
            if _EFFECT.search(reach) and ("needs" not in script or _needed(script, reach)):
                return match[0][:80]
    return None


def _needed(script: dict[str, Any], reach: str) -> bool:
    return bool(_any(script["needs"]).search(reach) and re.search(script["needs_also"], reach))


def _places(folded: str, event: str) -> Iterator[int]:
    """Where a source names an event as a string or as a property."""
    start = folded.find(event)
    while start >= 0:
        before, after = folded[start - 1 : start], folded[start + len(event) : start + len(event) + 1]
        if (before in "'\" " and after in "'\" .") or (before in ".n" and after in " =("):
            yield start
        start = folded.find(event, start + 1)


def _function(source: str, name: str) -> str:
    """The beginning of the function of that name."""
    defined = re.search(
        rf"\bfunction\s+{re.escape(name)}\s*\(|\b{re.escape(name)}\s*=\s*(?:function|\()", source
    )
    return source[defined.end() : defined.end() + 2 * _REACH] if defined else ""


def _styles(material: Material) -> Iterator[_Measure]:
    """Style rules that cover the article's text."""
    document = material.document
    for style in _table()["style"]:
        declaration = _any(style["declaration"])
        for source in document.styles:
            if style["hint"] not in source or not declaration.search(source):
                continue
            source = _COMMENT.sub("", source)
            if style.get("media") == "print":
                source = "\n".join(_MEDIA_PRINT.findall(source))
            for selectors, told in _rules(source, declaration):
                for one in selectors.split(","):
                    if one.strip().lower() in style.get("selectors", ()) or (
                        style.get("over_text") and _covers_text(material, one)
                    ):
                        yield _Measure(style["name"], "style", f"{one.strip()} {{{told}}}")
        if style.get("over_text"):
            for element in _around_text(material):
                if declaration.search(document.attr(element, "style")):
                    yield _Measure(
                        style["name"],
                        f"{selector(document, element)}[style]",
                        document.attr(element, "style"),
                    )


def _rules(source: str, declaration: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The selectors of each rule that holds the declaration, and the declaration."""
    for match in declaration.finditer(source):
        opening = source.rfind("{", 0, match.start())
        begin = max(source.rfind(mark, 0, max(opening, 0)) for mark in "{};")
        if opening > 0:
            yield source[begin + 1 : opening], match[0]


def _around_text(material: Material) -> list[int]:
    """The elements that hold most of the article, innermost first."""
    root = material.body.root
    return [root, *material.document.ancestors(root)] if material.document.tags else []


_COMPOUND = re.compile(
    r"^(?P<tag>[a-z][a-z0-9]*|\*)?(?P<rest>(?:[.#][\w-]+)*)(?P<pseudo>(?::not\([^)]*\))*)$", re.I
)


def _covers_text(material: Material, css: str) -> bool:
    """Whether a CSS selector selects the article's paragraphs or what holds them.

    Each of its parts must; how they are combined is left out of account.
    """
    document = material.document
    paragraphs = [document.blocks[n].element for n in material.body.blocks[:200]]
    around = _around_text(material)
    parts = re.split(r"[\s>+~]+", css.strip())
    for part in parts:
        match = _COMPOUND.match(part)
        if match is None:
            return False
        names = re.findall(r"[.#][\w-]+", match["rest"])
        if any(name[0] == "." and name[1:].lower() not in document.by_class for name in names):
            return False
        tag = (match["tag"] or "").lower()
        alike = sum(_selects(document, e, tag, names) for e in paragraphs)
        held = any(_selects(document, e, tag, names) for e in around)
        if not held and alike <= 0.5 * len(paragraphs):
            return False
    return bool(parts[0])


def _selects(document: Document, element: int, tag: str, names: list[str]) -> bool:
    if tag not in ("", "*", document.tags[element]):
        return False
    classes = document.attr(element, "class").split()
    return all(
        name[1:] in classes if name[0] == "." else document.attr(element, "id") == name[1:] for name in names
    )


def _overlays(document: Document) -> Iterator[_Measure]:
    """Empty elements that lie invisibly over the whole page and catch the mouse."""
    for element in document.by_attribute.get("style", ()):
        style = document.attr(element, "style")
        if (
            "position" not in style
            or not _FULL_COVER.search(style)
            or not _WHOLE.search(style)
            or not _WIDE.search(style)
        ):
            continue
        if document.hidden[element] or re.search(r"pointer-events\s*:\s*none", style):
            continue
        empty = document.block_starts[element] == document.block_ends[element]
        if empty and _SEE_THROUGH.search(style) and document.tags[element] in ("div", "span"):
            yield _Measure("transparent overlay", selector(document, element), style)


def _characters(material: Material) -> Iterator[_Measure]:
    """Characters within the article's words that only a copy shows, and letters that only a font shows."""
    document = material.document
    chosen = [document.blocks[n] for n in material.body.blocks]
    text = "".join("".join(document.runs[block.start : block.end]) for block in chosen)
    if text.isascii():
        return
    hidden = len(_ZERO_WIDTH.findall(text)) if any(mark in text for mark in "\u200b\u2060\ufeff") else 0
    if hidden > 20 and hidden > 0.004 * len(text):
        yield _Measure("zero-width characters", "text of the article", f"{hidden} within words")
    private = len(_PRIVATE_USE.findall(text))
    if private > 0.2 * len(text):
        yield _Measure("font substitution", "text of the article", f"{private} letters of a private font")
