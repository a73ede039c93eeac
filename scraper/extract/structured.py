"""What a page says about itself for machines: JSON-LD, microdata, RDFa, OpenGraph, Dublin Core, citation tags."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extract.document import Document


@dataclass(slots=True)
class Structured:
    """Statements of the structured data, by place."""


def read(document: Document) -> Structured:
    """Everything that the page's structured data states."""
    return Structured()
