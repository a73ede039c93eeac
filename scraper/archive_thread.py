"""The thread that the archive's connection and the WARC files belong to, so that no event loop waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class ArchiveThread:
    """Runs calls one after another, in the order in which they were made.

    >>> async with ArchiveThread() as thread:
    ...     pages = await thread.do(frontier.take, site_id, 8)
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")

    async def __aenter__(self) -> ArchiveThread:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True)

    async def do(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call made on the thread. Once begun it runs to its end, cancelled or not."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: call(*args, **kwargs))
