"""The trail of sections that leads to the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.extract.finding import Finding, Material


@dataclass(slots=True)
class Trail:
    """The trail of sections that leads to the page."""

    labels: list[str] = field(default_factory=list)
    urls: list[str | None] = field(default_factory=list)


def find(material: Material) -> Finding[Trail]:
    """The trail of sections that leads to the page."""
    return Finding(Trail())
