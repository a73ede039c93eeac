"""When a page is visited again, and what state it is in: both from what its visits saw.

Nothing is remembered beside the visits themselves, so an extra visit, a failed
one or a run that came late cannot spoil a page's rhythm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

# What a visit saw of a page: other content than before (or the first), the same, that the page is
# not there (404, 410, a soft 404), or nothing at all.
Saw = Literal["changed", "same", "missing", "failed"]

HISTORY = 20  # visits that count; older ones have faded

_DAY = timedelta(days=1)
_FADING = 0.8  # what a visit's evidence weighs after one more visit
# A page of which nothing is known is taken for one that changes every six days.
_PRIOR_CHANGES = 0.5
_PRIOR_TIME = timedelta(days=3)
# Visits per expected change: more see changes little sooner, fewer miss some; bench/year.py has figures.
_VISITS_A_CHANGE = 1.25
_GONE_AFTER = _DAY
_MISSES = 2


@dataclass(slots=True, frozen=True)
class Past:
    """One visit."""

    at: datetime
    saw: Saw


def next_visit(past: Sequence[Past], *, shortest: timedelta, longest: timedelta) -> datetime:
    """The moment of the next visit, in whole seconds. `past` ends with the visit just made.

    A page that is missing, or could not be reached, is left alone for as long
    again as it has been so; one that failed never longer than its own rhythm.

    >>> start, day = datetime(2026, 1, 1), timedelta(days=1)
    >>> next_visit([Past(start, "changed")], shortest=day, longest=90 * day).day
    5
    """
    at, saw = past[-1].at, past[-1].saw
    wait = _rhythm(past)
    if saw == "missing":
        wait = at - _since(past)
    elif saw == "failed":
        wait = min(wait, at - _since(past))
    # A run that starts once a day comes up to a day after a page was due; the maximum holds all the same.
    latest = longest - min(_DAY, longest / 10)
    return (at + max(shortest, min(wait, latest))).replace(microsecond=0)


def is_gone(past: Sequence[Past]) -> bool:
    """Whether a page was missing at each of its last visits that reached it: several, over a day or more."""
    misses = 0
    for visit in reversed(past):
        if visit.saw == "missing":
            misses += 1
            if misses >= _MISSES and past[-1].at - visit.at >= _GONE_AFTER:
                return True
        elif visit.saw != "failed":
            return False
    return False


def _rhythm(past: Sequence[Past]) -> timedelta:
    """The time between visits that suits how often the page has changed.

    The rate of changes is their number over the time watched, as in the
    estimators of Cho and Garcia-Molina ('Estimating frequency of change', 2003):
    a visit that finds a change does not tell when it was, so half of the time
    before it counts as watched.
    """
    changes, watched, weight = _PRIOR_CHANGES, _PRIOR_TIME, 1.0
    good = [visit for visit in past if visit.saw in ("changed", "same")]
    for newer, older in pairwise(reversed(good)):
        changed = newer.saw == "changed"
        changes += weight * changed
        watched += weight * (newer.at - older.at) * (0.5 if changed else 1.0)
        weight *= _FADING
    rhythm = watched / changes / _VISITS_A_CHANGE
    if len(good) > 1 and good[-1].saw == "changed":
        # Changes come in bursts: what an old page says of itself counts for less than that it moved just now.
        return min(rhythm, (good[-1].at - good[-2].at) / 2)
    return rhythm


def _since(past: Sequence[Past]) -> datetime:
    """When the page was first found as it is now, seen from the end."""
    saw = past[-1].saw
    since = past[-1].at
    for visit in reversed(past):
        if visit.saw != saw:
            break
        since = visit.at
    return since
