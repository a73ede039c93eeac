"""When a page is visited again: sooner if it changed, later if it did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

# A page that has been seen once says nothing of its habits yet.
_FIRST = timedelta(days=3)
_SOONER = 0.5
_LATER = 1.5
_FAILED_LATER = 2.0

Observed = Literal["added", "changed", "unchanged", "failed", "gone"]


def next_interval(
    observed: Observed, last: timedelta | None, *, shortest: timedelta, longest: timedelta
) -> timedelta:
    """The time until the next visit.

    `last` is the interval that led to this visit, None after the first. The
    interval halves when the page changed and grows by half when it did not, so
    it settles near the page's own rhythm (additive and multiplicative rules are
    compared in Cho and Garcia-Molina, 'Effective page refresh policies', 2003).

    >>> day = timedelta(days=1)
    >>> next_interval("unchanged", 4 * day, shortest=day, longest=90 * day).days
    6
    """
    base = last if last is not None and last > timedelta(0) else _FIRST
    match observed:
        case "added":
            wanted = _FIRST
        case "changed":
            wanted = base * _SOONER
        case "unchanged" | "gone":
            wanted = base * _LATER
        case "failed":
            wanted = shortest if last is None else min(base, shortest) * _FAILED_LATER
    return min(max(wanted, shortest), longest)


def next_visit(
    now: datetime, observed: Observed, last: timedelta | None, *, shortest: timedelta, longest: timedelta
) -> datetime:
    """The moment of the next visit, in whole seconds."""
    interval = next_interval(observed, last, shortest=shortest, longest=longest)
    return (now + interval).replace(microsecond=0)
