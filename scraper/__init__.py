"""The upper floor: from a configured site to articles in an archive."""

from __future__ import annotations

from scraper.extract import extract

__all__ = ["extract"]
