"""Ranked full-text search over an archive."""

from archive.search.engine import Hit, search

__all__ = ["Hit", "search"]
