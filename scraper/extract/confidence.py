"""How good the chosen body probably is."""

from __future__ import annotations

from scraper.extract.finding import Material


def estimate(material: Material) -> float:
    """The expected F1 of the body, 0 to 1."""
    chosen = material.body.blocks
    return sum(material.body.scores[i] for i in chosen) / len(chosen) if chosen else 0.0
