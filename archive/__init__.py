"""Health Archive, the ground floor: what was captured, what it says, what changed.

>>> from archive import Archive, Article
>>> with Archive("archive.db") as archive:
...     archive.add(Article(url="https://example.org/a", title="Eczema", body="Itchy skin."))
"""

from archive.article import Article, Citation, Person, RightsSignal, SidebarItem
from archive.errors import HealthArchiveError
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
