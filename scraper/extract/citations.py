"""The list of cited sources."""

from __future__ import annotations

from archive.article import Citation
from scraper.extract.finding import Finding, Material


def find(material: Material) -> Finding[list[Citation]]:
    """The list of cited sources."""
    return Finding([])
