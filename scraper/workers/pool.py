"""The crawl's side of its workers: batches out, one answer for each page in, whatever happens in between."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from scraper.workers.messages import HEADER, Batch, Crash, Reply, Setup, Task, decode_reply, frame

_READ_AHEAD = 1 << 20
# A worker is one of several processes: numpy's threads would only take each other's time and memory.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(slots=True, frozen=True)
class Limits:
    """What one page may use in a worker; `wall_seconds` also covers a process that sleeps or hangs."""

    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    memory_bytes: int = 512_000_000


class WorkerPool:
    """Up to `size` worker processes, started when first needed.

    >>> async with WorkerPool(2) as workers:
    ...     replies = await workers.read([Task(url, "text/html", body)], hosts=["example.org"])
    """

    def __init__(self, size: int, limits: Limits | None = None, setup: Setup | None = None) -> None:
        self._limits = limits or Limits()
        setup = setup or Setup()
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker(self._limits, setup) for _ in range(size)]
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def __aenter__(self) -> WorkerPool:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that run."""
        return [worker.pid for worker in self._workers if worker.pid is not None]

    async def read(self, tasks: Sequence[Task], hosts: Sequence[str]) -> list[Reply]:
        """One reply a task, in order. A page on which its worker dies or stalls is a `Crash`."""
        worker = await self._idle.get()
        try:
            return await self._read(worker, list(tasks), list(hosts))
        except BaseException:
            # Half an exchange cannot be taken up again.
            await worker.kill()
            raise
        finally:
            self._idle.put_nowait(worker)

    async def _read(self, worker: _Worker, tasks: list[Task], hosts: list[str]) -> list[Reply]:
        replies: list[Reply] = []
        while len(replies) < len(tasks):
            await worker.send(Batch(hosts, tasks[len(replies) :]))
            while len(replies) < len(tasks):
                reply = await worker.receive()
                replies.append(reply)
                if isinstance(reply, Crash) and not reply.refused:
                    await worker.kill()
                    break
        return replies


class _Worker:
    """One process, and the pipe to it."""

    def __init__(self, limits: Limits, setup: Setup) -> None:
        self._limits = limits
        self._setup = setup
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def send(self, batch: Batch) -> None:
        if self._process is not None and self._process.returncode is not None:
            self._process = None  # it died while it had nothing to do
        process = self._process or await self._start()
        assert process.stdin is not None
        with suppress(
            BrokenPipeError, ConnectionResetError
        ):  # a dead worker is noticed when it does not answer
            process.stdin.write(frame(batch))
            await process.stdin.drain()

    async def receive(self) -> Reply:
        """The next answer; a `Crash` if none comes, and the process is gone then."""
        try:
            async with asyncio.timeout(self._limits.wall_seconds):
                return await self._next()
        except TimeoutError:
            await self.kill()
            return Crash(f"no answer within {self._limits.wall_seconds:g} seconds")
        except (asyncio.IncompleteReadError, msgspec.MsgspecError):
            return Crash(_cause(await self.kill()))

    async def _next(self) -> Reply:
        assert self._process is not None
        assert self._process.stdout is not None
        head = await self._process.stdout.readexactly(HEADER.size)
        return decode_reply(await self._process.stdout.readexactly(HEADER.unpack(head)[0]))

    async def stop(self) -> None:
        """End the process by closing its pipe."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(1.0):
                await self._process.wait()
                self._process = None
        except TimeoutError:
            await self.kill()

    async def kill(self) -> int | None:
        """End the process at once; its exit status."""
        process, self._process = self._process, None
        if process is None:
            return None
        with suppress(ProcessLookupError):
            process.kill()
        return await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "scraper.workers.child",
            str(self._limits.cpu_seconds),
            str(self._limits.memory_bytes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_READ_AHEAD,
            env={**os.environ, **_ONE_THREAD},
            start_new_session=True,  # a terminal's Ctrl-C is for the crawl alone
        )
        assert self._process.stdin is not None
        with suppress(BrokenPipeError, ConnectionResetError):
            self._process.stdin.write(frame(self._setup))
        return self._process


def _cause(status: int | None) -> str:
    """Why a worker ended, for people."""
    if status == -signal.SIGXCPU:
        return "the page needs more CPU time than a worker may use"
    if status is not None and status < 0:
        return f"the worker was ended by {signal.Signals(-status).name}"
    return f"the worker ended with status {status}"
