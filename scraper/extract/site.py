"""Whose page it is, and in which language."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extract.finding import Finding, Material


@dataclass(slots=True)
class Site:
    """Whose page it is, and in which language."""

    name: str | None = None
    language: str | None = None


def find(material: Material) -> Finding[Site]:
    """Whose page it is, and in which language."""
    return Finding(Site())
