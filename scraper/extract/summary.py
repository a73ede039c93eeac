"""Text that the page sets apart as its summary."""

from __future__ import annotations

from scraper.extract.finding import Finding, Material


def find(material: Material) -> Finding[str | None]:
    """Text that the page sets apart as its summary."""
    return Finding(None)
