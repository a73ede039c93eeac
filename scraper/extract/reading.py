"""What one reading of a page gives: the article, and what the crawl wants to know beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from archive.article import Article

Area = Literal["body", "navigation", "footer"]


@dataclass(slots=True, frozen=True)
class Link:
    """One link that the page has, absolute."""

    url: str
    text: str
    area: Area = "body"
    heading: str | None = None  # the heading that it stands under
    rel: str = ""  # lower case, space-separated


@dataclass(slots=True, frozen=True)
class Evidence:
    """One candidate for a field: where it stands, what it says, how sure it is.

    `source` is a JSON-LD path, a selector or the name of a text pattern.
    """

    field: str
    source: str
    value: str
    score: float
    chosen: bool = False


@dataclass(slots=True, kw_only=True)
class Reading:
    """A page, read once."""

    article: Article
    links: list[Link] = field(default_factory=list)
    alternates: list[str] = field(default_factory=list)  # hreflang versions
    next_url: str | None = None
    feeds: list[str] = field(default_factory=list)
    robots: list[str] = field(default_factory=list)  # directives of meta robots and our own token's meta
    charset: str | None = None
    needs_js: bool = False
    refused: str | None = None  # why the page was not parsed
    evidence: list[Evidence] = field(default_factory=list)
    profile: str | None = None  # the site profile that was used
