"""What a check finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True)
class Damage:
    """One thing that is wrong: the check that found it, where, and what.

    `mend` repairs it; None where only another copy can help.
    """

    check: str
    where: str
    what: str
    mend: Callable[[], object] | None = field(default=None, repr=False, compare=False)
