"""Ranked full-text search over an archive."""

from archive.search.engine import Limits, Searcher
from archive.search.facets import FacetCount
from archive.search.hits import Hit
from archive.search.indexing import index_waiting

__all__ = ["FacetCount", "Hit", "Limits", "Searcher", "index_waiting"]
