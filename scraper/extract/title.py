"""The headline that a reader sees."""

from __future__ import annotations

from scraper.extract.finding import Finding, Headline, Material


def find(material: Material) -> Finding[Headline]:
    """The headline that a reader sees."""
    return Finding(Headline())
