"""Whether a page is an article, a listing, or something else."""

from __future__ import annotations

from archive.article import Kind
from scraper.extract.finding import Material


def find(material: Material) -> Kind:
    """What the page is."""
    words = sum(len(material.document.blocks[i].text) for i in material.body.blocks)
    return "article" if words > 500 else "listing"
