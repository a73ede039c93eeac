"""What a run came to: each known page in exactly one class, and the exit code."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.errors import ExitCode
from archive.fetches import class_of
from archive.runs import CLASSES


@dataclass(slots=True)
class Summary:
    """The pages of a run's sites, counted. `classes` add up to `known`."""

    known: int = 0
    fetched: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    failed_by: Counter[str] = field(default_factory=Counter)
    excluded_by: Counter[str] = field(default_factory=Counter)
    known_from: Counter[str] = field(default_factory=Counter)
    articles: int = 0

    def exit_code(self, *, failure_limit: float, limit_reached: bool) -> ExitCode:
        """The code that a run which came to its end ends with."""
        if limit_reached:
            return ExitCode.LIMIT
        if self.fetched == 0 and self.classes["excluded"] and not self.classes["not_due"]:
            return ExitCode.EXCLUDED
        if self.fetched and self.classes["failed"] / self.fetched > failure_limit:
            return ExitCode.FAILURES
        return ExitCode.DONE

    def counts(self) -> dict[str, int]:
        """The numbers that a row of `runs` holds."""
        return {"fetched": self.fetched, **{name: self.classes[name] for name in CLASSES}}

    def to_json(self) -> dict[str, object]:
        """All of it, JSON-ready."""
        return {
            "known": self.known,
            **self.counts(),
            "failed_by": dict(self.failed_by),
            "excluded_by": dict(self.excluded_by),
            "known_from": dict(self.known_from),
            "articles": self.articles,
        }


_PAGES = """
SELECT p.source, p.status, p.excluded_by, p.queued_run = :run,
       (SELECT f.outcome FROM fetches f WHERE f.page_id = p.id AND f.run_id = :run ORDER BY f.id DESC LIMIT 1)
         AS outcome,
       count(*)
FROM pages p WHERE p.site_id IN ({sites}) GROUP BY 1, 2, 3, 4, 5
"""


def summarise(connection: sqlite3.Connection, run_id: int, site_ids: Sequence[int]) -> Summary:
    """Count the pages of the run's sites."""
    marks = ", ".join(str(int(site)) for site in site_ids)
    summary = Summary()
    for source, status, rule, waits, outcome, count in connection.execute(
        _PAGES.format(sites=marks), {"run": run_id}
    ):
        name = _class(status, waits, outcome)
        summary.known += count
        summary.classes[name] += count
        summary.known_from[source] += count
        summary.fetched += count if outcome is not None else 0
        if name == "failed":
            summary.failed_by[outcome] += count
        elif name == "excluded":
            summary.excluded_by[rule or "unknown"] += count
    summary.articles = connection.execute(
        f"SELECT count(*) FROM articles WHERE site_id IN ({marks})"
    ).fetchone()[0]
    return summary


def _class(status: str, waits: int | None, outcome: str | None) -> str:
    if outcome is not None:
        return class_of(outcome)
    if status in ("excluded", "purged"):
        return "excluded"
    return "not_reached" if waits else "not_due"
