"""Who wrote, edited and reviewed the page."""

from __future__ import annotations

from archive.article import Person
from scraper.extract.finding import Finding, Material


def find(material: Material) -> Finding[list[Person]]:
    """Who wrote, edited and reviewed the page."""
    return Finding([])
