"""What a crawl tells while it runs: a line a page, or a live view on a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TextIO

from archive.runs import CLASSES
from archive.times import stamp
from scraper.storing import Noted
from scraper.summary import Summary


@dataclass(slots=True)
class Progress:
    """Where a run stands, by host; kept up to date while somebody watches."""

    queued: dict[str, int] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)  # seconds


class Reporter(Protocol):
    """Whoever watches a crawl."""

    def begin(self) -> Progress | None:
        """The run begins; what is to be kept up to date, if anything."""

    def note(self, text: str) -> None:
        """Something that is worth a line, about a host or the run."""

    def page(self, noted: Noted) -> None:
        """A visit is stored."""

    def finish(self, summary: Summary) -> None:
        """The run has ended."""


class Silent:
    """Watches without a word."""

    def begin(self) -> Progress | None:
        return None

    def note(self, text: str) -> None:
        pass

    def page(self, noted: Noted) -> None:
        pass

    def finish(self, summary: Summary) -> None:
        pass


class TextLog:
    """One line of text an event."""

    def __init__(self, stream: TextIO, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._now = now

    def begin(self) -> Progress | None:
        return None

    def note(self, text: str) -> None:
        self._line(text)

    def page(self, noted: Noted) -> None:
        parts = [
            noted.outcome,
            str(noted.status or "-"),
            f"{noted.size / 1000:.1f}kB",
            f"{noted.elapsed:.2f}s",
        ]
        parts.append(noted.page.url)
        if noted.target:
            parts.append(f"-> {noted.target}")
        if noted.error:
            parts.append(f"({noted.error})")
        self._line(" ".join(parts))

    def finish(self, summary: Summary) -> None:
        self._line(summary_line(summary))

    def _line(self, text: str) -> None:
        print(stamp(self._now()), text, file=self._stream, flush=True)


class JsonLog:
    """One JSON object an event."""

    def __init__(self, stream: TextIO, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._now = now

    def begin(self) -> Progress | None:
        return None

    def note(self, text: str) -> None:
        self._line({"event": "note", "text": text})

    def page(self, noted: Noted) -> None:
        self._line(
            {
                "event": "page",
                "url": noted.page.url,
                "outcome": noted.outcome,
                "status": noted.status,
                "bytes": noted.size,
                "elapsed": round(noted.elapsed, 3),
                "target": noted.target,
                "error": noted.error,
            }
        )

    def finish(self, summary: Summary) -> None:
        self._line({"event": "summary", **summary.to_json()})

    def _line(self, event: dict[str, Any]) -> None:
        text = json.dumps({"at": stamp(self._now()), **event}, ensure_ascii=False)
        print(text, file=self._stream, flush=True)


def summary_line(summary: Summary) -> str:
    """A run in one line; the classes add up to what is known."""
    classes = ", ".join(f"{summary.classes[name]} {name}" for name in CLASSES if summary.classes[name])
    return f"{summary.fetched} fetched of {summary.known} known: {classes or 'nothing'}"
