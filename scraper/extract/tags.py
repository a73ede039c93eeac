"""The page's own tags."""

from __future__ import annotations

from scraper.extract.finding import Finding, Material


def find(material: Material) -> Finding[list[str]]:
    """The page's own tags."""
    return Finding([])
