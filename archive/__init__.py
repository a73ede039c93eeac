"""Health Archive, the ground floor: what was captured, what it says, what changed.

>>> from archive import Archive, Article
>>> with Archive("archive.db") as archive:
...     archive.add(Article(url="https://example.org/a", title="Eczema", body="Itchy skin."))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.article import Article, Citation, Person, RightsSignal, SidebarItem
from archive.errors import HealthArchiveError

if TYPE_CHECKING:
    from archive.store import Archive
    from archive.writing import Added

__all__ = [
    "Added",
    "Archive",
    "Article",
    "Citation",
    "HealthArchiveError",
    "Person",
    "RightsSignal",
    "SidebarItem",
]


def __getattr__(name: str) -> object:
    """Load what needs the database when it is first used; processes that only read pages do without."""
    if name == "Archive":
        from archive.store import Archive

        return Archive
    if name == "Added":
        from archive.writing import Added

        return Added
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
