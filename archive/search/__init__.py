"""Ranked full-text search over an archive."""

from archive.search.engine import Limits, Searcher
from archive.search.hits import Hit

__all__ = ["Hit", "Limits", "Searcher"]
