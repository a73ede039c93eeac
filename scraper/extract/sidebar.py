"""Things beside, inside or after the article that are not the article."""

from __future__ import annotations

from archive.article import SidebarItem
from scraper.extract.finding import Finding, Material


def find(material: Material) -> Finding[list[SidebarItem]]:
    """Things beside, inside or after the article that are not the article."""
    return Finding([])
