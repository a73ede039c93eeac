"""When the page was published, modified and reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extract.finding import Finding, Material


@dataclass(slots=True)
class Dates:
    """When the page was published, modified and reviewed."""

    published: str | None = None
    modified: str | None = None
    reviewed: str | None = None


def find(material: Material) -> Finding[Dates]:
    """When the page was published, modified and reviewed."""
    return Finding(Dates())
