"""Who wrote, edited and reviewed the page."""

from __future__ import annotations

from archive.article import Person
from scraper.extract.bylines import opens_byline, parse_byline
from scraper.extract.finding import Finding, Material

__all__ = ["find", "opens_byline", "parse_byline"]


def find(material: Material) -> Finding[list[Person]]:
    """Who wrote, edited and reviewed the page."""
    return Finding([])
