"""The live view of a crawl on a terminal: a line a site, with what is fetched, how fast, and what is left."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from archive.fetches import class_of
from scraper.progress import Progress, summary_line
from scraper.storing import Noted
from scraper.summary import Summary

_RATE_OVER = 30.0  # seconds
_COLUMNS = ("site", "fetched", "changed", "failed", "queued", "pages/s", "delay", "left")


@dataclass(slots=True)
class _Row:
    """One site's counts."""

    fetched: int = 0
    changed: int = 0
    failed: int = 0
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=512))

    def rate(self, now: float) -> float:
        """Pages a second, lately."""
        while self.recent and now - self.recent[0] > _RATE_OVER:
            self.recent.popleft()
        if len(self.recent) < 2:
            return 0.0
        return len(self.recent) / max(now - self.recent[0], 1.0)


class LiveView:
    """Shows a crawl while it runs, and its summary at the end."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._rows: dict[str, _Row] = {}
        self._progress = Progress()
        self._live = Live(console=self._console, get_renderable=self._table, refresh_per_second=4)

    def begin(self) -> Progress:
        self._live.start()
        return self._progress

    def note(self, text: str) -> None:
        self._console.print(Text(text))

    def page(self, noted: Noted) -> None:
        row = self._rows.setdefault(noted.page.host, _Row())
        kind = class_of(noted.outcome)
        row.fetched += 1
        row.changed += kind in ("added", "changed")
        row.failed += kind == "failed"
        row.recent.append(time.monotonic())

    def finish(self, summary: Summary) -> None:
        self._live.stop()
        self._console.print(Text(summary_line(summary)))

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False)
        for name in _COLUMNS:
            table.add_column(name, justify="left" if name == "site" else "right")
        now = time.monotonic()
        for host, row in self._rows.items():
            queued, delay = self._progress.queued.get(host, 0), self._progress.delays.get(host, 0.0)
            rate = row.rate(now)
            left = _duration(queued / rate) if rate else ""
            cells = (host, row.fetched, row.changed, row.failed, queued, f"{rate:.1f}", f"{delay:g}s", left)
            table.add_row(*(Text(str(cell)) for cell in cells))
        return table


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
