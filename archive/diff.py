"""What changed from one version of an article to another: field by field, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from archive.article import Article
from archive.meaning import CLASSES, Class, meaning, same
from archive.sentences import sentences, tokens

_TEXTS = ("title", "summary", "body")
_CLASS_OF_FIELD: dict[str, Class] = {
    "published": "dates",
    "modified": "dates",
    "reviewed": "dates",
    "authors": "people",
    "citations": "citations",
    "canonical_url": "links",
    "breadcrumb_urls": "links",
    "breadcrumb": "cosmetic",
    "site_name": "cosmetic",
    "language": "cosmetic",
    "tags": "cosmetic",
    "kind": "cosmetic",
}
_ALIKE = 0.4  # the share of common words from which two sentences are one that was rewritten
_LINK = re.compile(r"""(?:href|src)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class Change:
    """One change of a field. `before` is None where something was added, `after` where it was removed."""

    field: str
    kind: Class
    details: tuple[str, ...]
    before: str | None
    after: str | None


def compare(old: Article, new: Article) -> list[Change]:
    """Every change from one article to another, the weightiest first."""
    found = [
        change for name in _TEXTS for change in _compare_texts(name, getattr(old, name), getattr(new, name))
    ]
    for name, kind in _CLASS_OF_FIELD.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            found.append(Change(name, kind, (), _shown(before), _shown(after)))
    found += _compare_markup(old, new)
    return sorted(found, key=lambda change: -CLASSES.index(change.kind))


def marked(before: str | None, after: str | None) -> str:
    """Two sentences as one, with what went in [-…-] and what came in {+…+}.

    >>> marked("Take 500 mg.", "Take 1000 mg.")
    'Take [-500 mg-] {+1000 mg+}.'
    """
    if before is None or after is None:
        return f"{{+{after}+}}" if before is None else f"[-{before}-]"
    old, new = tokens(before), tokens(after)
    shown, position = [], 0
    matcher = SequenceMatcher(None, [t.norm for t in old], [t.norm for t in new], autojunk=False)
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            continue
        start = new[k].start if k < len(new) else len(after)
        end = new[m - 1].end if m > k else start
        gone = before[old[i].start : old[j - 1].end] if j > i else ""
        shown.append(after[position:start])
        parts = ([f"[-{gone}-]"] if gone else []) + ([f"{{+{after[start:end]}+}}"] if m > k else [])
        shown.append(" ".join(parts) + (" " if m == k and start < len(after) else ""))
        position = end
    return "".join([*shown, after[position:]])


def _compare_texts(name: str, old: str | None, new: str | None) -> Iterator[Change]:
    if old == new:
        return
    if same(old or "", new or ""):
        yield Change(name, "cosmetic", ("typography",), old, new)
        return
    before, after = sentences(old or ""), sentences(new or "")
    pairs = list(_rewritten(before, after))
    gone = {_key(one): one for one, other in pairs if one is not None and other is None}
    come = {_key(other) for one, other in pairs if one is None and other is not None}
    for one, other in pairs:
        if one is not None and other is not None:
            yield Change(name, *meaning(one, other), one, other)
        elif one is not None and _key(one) not in come:
            yield Change(name, *meaning(one, None), one, None)
        elif other is not None and _key(other) in gone:
            yield Change(name, "cosmetic", ("moved",), gone[_key(other)], other)
        elif other is not None:
            yield Change(name, *meaning(None, other), None, other)


def _key(sentence: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokens(sentence))


def _rewritten(before: list[str], after: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """The sentences that are not in both texts, each with the one that it became, if there is one."""
    matcher = SequenceMatcher(None, [_key(s) for s in before], [_key(s) for s in after], autojunk=False)
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation != "equal":
            yield from _paired(before[i:j], after[k:m])


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Within a stretch of text that was rewritten: what became what, in order."""
    following = 0
    for one in old:
        alike = [(_likeness(one, other), n) for n, other in enumerate(new[following:], following)]
        score, best = max(alike, key=lambda entry: (entry[0], -entry[1]), default=(0.0, 0))
        if score < _ALIKE and not (len(old) == len(new) == 1 and score > 0):
            yield one, None
            continue
        for other in new[following:best]:
            yield None, other
        yield one, new[best]
        following = best + 1
    for other in new[following:]:
        yield None, other


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _key(one), _key(other), autojunk=False).ratio()


def _compare_markup(old: Article, new: Article) -> Iterator[Change]:
    """Links and markup of the text; its words are compared as `body`."""
    if old.body_html == new.body_html:
        return
    before, after = _LINK.findall(old.body_html or ""), _LINK.findall(new.body_html or "")
    for url in dict.fromkeys(url for url in before if url not in after):
        yield Change("body_html", "links", (), url, None)
    for url in dict.fromkeys(url for url in after if url not in before):
        yield Change("body_html", "links", (), None, url)
    if old.body == new.body and set(before) == set(after):
        yield Change("body_html", "cosmetic", ("markup",), None, None)


def _shown(value: Any) -> str | None:
    """A value of a field in words; None for none."""
    if value in (None, []):
        return None
    if not isinstance(value, list):
        return str(value)
    return "; ".join(_entry(entry) for entry in value)


def _entry(entry: Any) -> str:
    if isinstance(entry, str) or entry is None:
        return entry or "–"
    parts = [
        getattr(entry, name, None) for name in ("name", "credentials", "role", "text", "doi", "pmid", "url")
    ]
    return ", ".join(part for part in parts if part)
