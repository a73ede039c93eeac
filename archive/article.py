"""The record: what one page says, as plain values.

Everything upstream produces an `Article`, everything downstream reads one. It
knows no network, no HTML and no database.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

import msgspec

Kind = Literal["article", "listing", "other"]
Role = Literal["author", "reviewer", "editor", "contributor"]


@dataclass(slots=True, frozen=True)
class Person:
    """Somebody whom the page credits.

    `display` is the words on the page; it is None for a name found only in metadata.
    """

    name: str
    credentials: str | None = None
    role: Role = "author"
    display: str | None = None
    url: str | None = None


@dataclass(slots=True, frozen=True)
class SidebarItem:
    """One thing beside the article: a related story, a promotion, a box."""

    section: str | None = None
    title: str | None = None
    text: str | None = None
    url: str | None = None


@dataclass(slots=True, frozen=True)
class Citation:
    """One entry of the page's list of cited sources.

    `pmcid` is a PubMed Central number (`PMC…`), `nct` one of ClinicalTrials.gov (`NCT…`).
    """

    text: str
    url: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    nct: str | None = None


@dataclass(slots=True, frozen=True)
class RightsSignal:
    """What a page states about its use, with the place where it says so, raw."""

    source: str
    value: str


@dataclass(slots=True, kw_only=True)
class Article:
    """What one page says. A missing single value is None, a missing list is empty.

    Dates are the page's own, ISO 8601, as precise as the page states them and
    never shifted to another time zone.
    """

    url: str
    canonical_url: str | None = None
    kind: Kind = "article"
    title: str | None = None
    summary: str | None = None
    breadcrumb: list[str] = field(default_factory=list)
    breadcrumb_urls: list[str | None] = field(default_factory=list)
    body: str | None = None
    body_html: str | None = None
    authors: list[Person] = field(default_factory=list)
    published: str | None = None
    modified: str | None = None
    reviewed: str | None = None
    language: str | None = None
    site_name: str | None = None
    image_url: str | None = None
    tags: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    sidebar: list[SidebarItem] = field(default_factory=list)
    protections: list[str] = field(default_factory=list)
    rights: list[RightsSignal] = field(default_factory=list)
    confidence: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The record as JSON-ready values, every key present.

        >>> Article(url="https://example.org/").to_json()["tags"]
        []
        """
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Article:
        """Read a record written by `to_json`; keys that an `Article` does not have are passed over."""
        known = {f.name for f in fields(cls)}
        values = {key: value for key, value in record.items() if key in known}
        for name, kind in _RECORD_LISTS.items():
            values[name] = [kind(**entry) for entry in values.get(name) or []]
        return cls(**values)


_RECORD_LISTS: dict[str, Any] = {
    "authors": Person,
    "citations": Citation,
    "sidebar": SidebarItem,
    "rights": RightsSignal,
}

# What a page may change without its article saying anything new: how sure the
# extractor is, what surrounds the article, and under which terms it stands.
_NOT_CONTENT = frozenset({"url", "confidence", "sidebar", "protections", "rights", "image_url"})
_CONTENT = tuple(sorted({field.name for field in fields(Article)} - _NOT_CONTENT))


def content_digest(article: Article) -> str:
    """`sha256:…` over the fields that make a version: equal digests mean that the article says the same.

    A field that holds nothing does not count, so that a field which a later
    release adds makes no new version of the pages that lack it.
    """
    content = {name: value for name in _CONTENT if (value := getattr(article, name)) not in (None, [])}
    return "sha256:" + hashlib.sha256(msgspec.json.encode(content)).hexdigest()
