"""A year of revisits against a fixed daily visit: requests spent, and changes seen late.

Pages of many habits live through a made-up year of daily runs. Each run visits
what is due by `scraper.revisit`; the table says for each habit what that cost
and how late changes were seen.

    python bench/year.py [--pages 100] [--seed 1] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from scraper.revisit import HISTORY, Past, next_visit

START = datetime(2026, 1, 1, 3, tzinfo=UTC)
DAYS = 365
DAY = timedelta(days=1)
SHORTEST, LONGEST = DAY, 90 * DAY

Changes = Callable[[random.Random], Iterator[timedelta]]


@dataclass(slots=True)
class Habit:
    """Pages that change alike. `share`: of the site's pages; `interval`: mean time between changes."""

    name: str
    share: float
    interval: timedelta | None
    changes: Changes


@dataclass(slots=True)
class Row:
    """What a habit's pages cost, and how late their changes were seen."""

    habit: str
    pages: int
    requests: int
    daily_requests: int
    changes: int
    seen_within_two_intervals: int
    median_days_late: float | None
    most_days_late: float | None


def at_random(interval: timedelta) -> Changes:
    """Changes that have nothing to do with each other."""

    def changes(rng: random.Random) -> Iterator[timedelta]:
        moment = timedelta()
        while True:
            moment += interval * rng.expovariate(1)
            yield moment

    return changes


def regularly(interval: timedelta) -> Changes:
    """Changes by the calendar."""

    def changes(rng: random.Random) -> Iterator[timedelta]:
        moment = interval * rng.random()
        while True:
            yield moment
            moment += interval

    return changes


def in_bursts(quiet: timedelta, busy: timedelta) -> Changes:
    """Five changes close together after a long rest, as when a guideline is revised."""

    def changes(rng: random.Random) -> Iterator[timedelta]:
        moment = timedelta()
        while True:
            moment += quiet * rng.expovariate(1)
            for _ in range(5):
                yield moment
                moment += busy * rng.expovariate(1)

    return changes


def never(_: random.Random) -> Iterator[timedelta]:
    """No change."""
    return iter(())


HABITS = [
    Habit("changes daily", 0.02, DAY, regularly(DAY)),
    Habit("every 3 days, at random", 0.03, 3 * DAY, at_random(3 * DAY)),
    Habit("weekly", 0.05, 7 * DAY, regularly(7 * DAY)),
    Habit("weekly, at random", 0.05, 7 * DAY, at_random(7 * DAY)),
    Habit("monthly, at random", 0.15, 30 * DAY, at_random(30 * DAY)),
    Habit("quarterly, at random", 0.20, 91 * DAY, at_random(91 * DAY)),
    Habit("in bursts", 0.10, 30 * DAY, in_bursts(140 * DAY, 2 * DAY)),
    Habit("yearly, at random", 0.20, 365 * DAY, at_random(365 * DAY)),
    Habit("never", 0.20, None, never),
]


def live(habit: Habit, rng: random.Random) -> tuple[int, list[timedelta]]:
    """One page's year: the visits it took, and how late each of its changes was seen."""
    coming = habit.changes(rng)
    change = next(coming, None)
    past: list[Past] = []
    due, late, visits = START, [], 0
    for day in range(DAYS):
        run = START + day * DAY
        if due > run:
            continue
        visits += 1
        visited = run + timedelta(minutes=rng.uniform(0, 60))  # its turn within the run
        new = not past
        while change is not None and START + change <= visited:
            late.append(visited - START - change)
            new, change = True, next(coming, None)
        past = [*past, Past(visited, "changed" if new else "same")][-HISTORY:]
        due = next_visit(past, shortest=SHORTEST, longest=LONGEST)
    return visits, late


def simulate(pages: int, seed: int) -> list[Row]:
    """Every habit's row, and one for all of the site."""
    rng = random.Random(seed)
    rows, everything, in_time = [], [], 0
    for habit in HABITS:
        count = max(1, round(pages * habit.share))
        lives = [live(habit, rng) for _ in range(count)]
        late = [moment for _, found in lives for moment in found]
        within = sum(1 for moment in late if habit.interval and moment <= 2 * habit.interval)
        rows.append(_row(habit.name, count, sum(visits for visits, _ in lives), late, within))
        everything += late
        in_time += within
    total = sum(row.pages for row in rows)
    rows.append(_row("all", total, sum(row.requests for row in rows), everything, in_time))
    return rows


def _row(name: str, pages: int, requests: int, late: list[timedelta], within: int) -> Row:
    days = [moment / DAY for moment in late]
    return Row(
        name,
        pages,
        requests,
        pages * DAYS,
        len(late),
        within,
        round(median(days), 2) if days else None,
        round(max(days), 2) if days else None,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = simulate(options.pages, options.seed)
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    print(f"{'pages that change':26}{'pages':>6}{'of daily':>10}{'changes':>9}{'in 2 intervals':>16}", end="")
    print(f"{'median late':>13}{'most late':>11}   (days)")
    for row in rows:
        within = f"{row.seen_within_two_intervals / row.changes:.1%}" if row.changes else "–"
        print(f"{row.habit:26}{row.pages:6}{row.requests / row.daily_requests:10.1%}{row.changes:9}", end="")
        print(f"{within:>16}{row.median_days_late or '–':>13}{row.most_days_late or '–':>11}")


if __name__ == "__main__":
    main()
