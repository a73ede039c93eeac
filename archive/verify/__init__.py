"""Is the archive whole? Each kind of damage has its room; each knows how to mend what can be mended.

>>> from archive.verify import verify
>>> report = verify(archive)
>>> report.damages
[]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from archive.store import Archive
from archive.verify import captures, file, history, index, references, schema
from archive.verify.damage import Damage

__all__ = ["CHECKS", "Damage", "Report", "first_damage", "verify"]

CHECKS: dict[str, Callable[[Archive], Iterator[Damage]]] = {
    "file": file.check,
    "schema": schema.check,
    "references": references.check,
    "history": history.check,
    "index": index.check,
    "captures": captures.check,
}
# Nothing else is to be asked of a file whose pages are broken, or whose tables are not there.
_GROUND = ("file", "schema")


@dataclass(slots=True)
class Report:
    """What was found, and which of it could be mended."""

    damages: list[Damage] = field(default_factory=list)
    repaired: list[Damage] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong, or no longer."""
        return not self.damages


def verify(archive: Archive, *, repair: bool = False) -> Report:
    """Check everything; with `repair` mend what can be mended, and check again.

    Takes the writer's lock: what a crawl is just writing would look like damage.

    Raises:
        ArchiveLocked: a crawl or another writer is at work.
    """
    with archive.lock():
        report = Report(list(_damages(archive)))
        if repair and report.damages:
            report.repaired = [damage for damage in report.damages if damage.mend is not None]
            for damage in report.repaired:
                assert damage.mend is not None
                damage.mend()
            report.damages = list(_damages(archive))
        return report


def first_damage(archive: Archive, *, except_for: Collection[str] = ()) -> Damage | None:
    """The first thing that is wrong, without the writer's lock: for an archive that nobody writes to."""
    return next(_damages(archive, except_for), None)


def _damages(archive: Archive, except_for: Collection[str] = ()) -> Iterator[Damage]:
    for name, check in CHECKS.items():
        if name in except_for:
            continue
        damages = list(check(archive))
        yield from damages
        if name in _GROUND and any(damage.mend is None for damage in damages):
            return
