"""Whose page it is, and in which language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.extract.finding import Finding, Material
from scraper.extract.reading import Evidence
from scraper.extract.structured import Statement
from scraper.extract.wording import fold

_LONGEST_NAME = 100
# RFC 5646, as far as pages use it: language, script, region.
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?", re.IGNORECASE)


@dataclass(slots=True)
class Site:
    """Whose page it is, and in which language."""

    name: str | None = None
    language: str | None = None  # BCP 47


def find(material: Material) -> Finding[Site]:
    """The site's name as it states it, and the page's language as a BCP 47 tag."""
    names = [s for s in _names(material) if 1 < len(s.value) <= _LONGEST_NAME]
    languages = [(s, tag) for s in _languages(material) if (tag := language_tag(s.value))]
    title = fold(material.headline.text or "")
    name = next((s for s in names if fold(s.value) != title), None)
    evidence = [Evidence("site_name", s.source, s.value, 1.0, s is name) for s in names[:6]]
    evidence += [
        Evidence("language", s.source, tag, 1.0, number == 0) for number, (s, tag) in enumerate(languages[:6])
    ]
    return Finding(Site(name.value if name else None, languages[0][1] if languages else None), evidence)


def language_tag(value: str) -> str | None:
    """A language as pages write it, as a BCP 47 tag, or None.

    >>> language_tag("en_us")
    'en-US'
    """
    match = _TAG.fullmatch(value.strip())
    if not match:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script.title() if script else "", region.upper() if region else ""]
    return "-".join(part for part in parts if part)


def _names(material: Material) -> Iterator[Statement]:
    """OpenGraph before JSON-LD's WebSite and publisher: it is the name that is meant to be shown."""
    stated = material.structured.values("site_name")
    yield from (s for s in stated if s.source.startswith("meta og:"))
    yield from (s for s in stated if s.source.startswith("JSON-LD"))
    yield from material.structured.values("publisher")
    yield from (s for s in stated if s.source.startswith("meta ") and not s.source.startswith("meta og:"))


def _languages(material: Material) -> Iterator[Statement]:
    document = material.document
    for tag in ("html", "body"):
        for element in document.by_tag.get(tag, ())[:1]:
            for name in ("lang", "xml:lang"):
                if value := document.attr(element, name):
                    yield Statement(f"{tag}[{name}]", value)
    yield from material.structured.values("language")
