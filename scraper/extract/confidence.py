"""How good the chosen body probably is."""

from __future__ import annotations

from scraper.extract.finding import Material


def estimate(material: Material) -> float:
    """The F1 that the verdicts on the blocks promise for the body, 0 to 1."""
    return round(material.body.expected, 4)
