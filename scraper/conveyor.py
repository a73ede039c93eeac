"""From fetched to stored: batches go to the workers, then to the archive, while the fetching goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from scraper.archive_thread import ArchiveThread
from scraper.brought import Brought
from scraper.missing import MissingPages
from scraper.recorder import Recorder
from scraper.renewal import Renewal
from scraper.storing import Stored
from scraper.workers import Task
from scraper.workers.pool import WorkerPool

_BATCH_PAGES = 32
_BATCH_BYTES = 1_000_000
# Fetched bodies that wait; the fetching pauses when they are more.
_ROOM_BYTES = 4_000_000


class Conveyor:
    """Carries visits to the archive in the order in which they are read.

    A batch is whatever has come in while the one before was under way, so a
    slow crawl stores each page at once and a fast one shares the cost.
    """

    def __init__(
        self,
        recorder: Recorder,
        workers: WorkerPool,
        thread: ArchiveThread,
        missing: MissingPages,
        renewal: Renewal,
        *,
        readers: int,
        hosts: Callable[[], Sequence[str]],
        stored: Callable[[Stored], None],
    ) -> None:
        self._recorder = recorder
        self._workers = workers
        self._thread = thread
        self._missing = missing
        self._renewal = renewal
        self._readers = readers
        self._hosts = hosts
        self._stored = stored
        self._fetched: asyncio.Queue[Brought] = asyncio.Queue()
        self._read: asyncio.Queue[Brought] = asyncio.Queue()
        self._bytes = 0
        self._room = asyncio.Event()
        self._room.set()

    async def room(self) -> None:
        """Wait until there is room for another visit."""
        await self._room.wait()

    def put(self, brought: Brought) -> None:
        """Hand over a visit."""
        self._bytes += brought.size
        if self._bytes > _ROOM_BYTES:
            self._room.clear()
        self._fetched.put_nowait(brought)

    async def run(self) -> None:
        """Carry until cancelled. Raises what reading or storing raises."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(self._readers):
                tasks.create_task(self._keep_reading())
            tasks.create_task(self._keep_storing())

    async def _keep_reading(self) -> None:
        while True:
            batch = await _batch(self._fetched)
            await self._thread.do(self._recorder.prepare, batch)
            readable = [brought for brought in batch if brought.to_read]
            if readable:
                tasks = [_task(brought) for brought in readable]
                replies = await self._workers.read(tasks, self._hosts())
                for brought, reply in zip(readable, replies, strict=True):
                    brought.reading = reply
                    await self._missing.judge(brought)
                    await self._renewal.renew(brought)
            for brought in batch:
                self._read.put_nowait(brought)

    async def _keep_storing(self) -> None:
        while True:
            batch = await _batch(self._read)
            stored = await self._thread.do(self._recorder.store, batch)
            self._bytes -= sum(brought.size for brought in batch)
            if self._bytes <= _ROOM_BYTES:
                self._room.set()
            self._stored(stored)


async def _batch(queue: asyncio.Queue[Brought]) -> list[Brought]:
    """All that is waiting, up to a batch; at least one."""
    batch = [await queue.get()]
    size = batch[0].size
    while len(batch) < _BATCH_PAGES and size < _BATCH_BYTES and not queue.empty():
        batch.append(queue.get_nowait())
        size += batch[-1].size
    return batch


def _task(brought: Brought) -> Task:
    fetched = brought.fetched
    return Task(fetched.final_url, fetched.content_type, fetched.content or b"")
