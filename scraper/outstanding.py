"""Tells when nothing is left to do: no lane has a page, and no page is under way."""

from __future__ import annotations

import asyncio


class Outstanding:
    """Counts what is under way. `finished` is set when the count comes to nothing, and stays set."""

    def __init__(self) -> None:
        self._count = 0
        self.finished = asyncio.Event()

    def begin(self) -> None:
        """Something more is under way."""
        self._count += 1

    def end(self) -> None:
        """Something is done."""
        self._count -= 1
        if self._count == 0:
            self.finished.set()
