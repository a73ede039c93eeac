"""Copy-protection measures that the page carries."""

from __future__ import annotations

from scraper.extract.finding import Finding, Material


def find(material: Material) -> Finding[list[str]]:
    """Copy-protection measures that the page carries."""
    return Finding([])
