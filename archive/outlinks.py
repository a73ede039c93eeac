"""The links of an article's page, as they are handed over and kept."""

from __future__ import annotations

from dataclasses import dataclass

LINKS_KEPT = 500


@dataclass(slots=True, frozen=True)
class StoredLink:
    """A link of an article's page, kept so that it leads on even when the page is not fetched again."""

    url: str
    title: str
    area: str = "body"
    heading: str | None = None
