"""Extraction in worker processes: a page that kills, stalls or bloats its reader costs that page only."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from crawled.site import article

from scraper.workers import Crash, PageResult, Task
from scraper.workers.messages import Reply
from scraper.workers.pool import Limits, WorkerPool

GOOD = article("Eczema at night", ["/next", "https://elsewhere.example/"]).body


def task(body: bytes = GOOD, url: str = "https://health.example.org/a") -> Task:
    return Task(url, "text/html; charset=utf-8", body)


def read(tasks: Sequence[Task], limits: Limits | None = None) -> list[Reply]:
    async def run() -> list[Reply]:
        async with WorkerPool(1, limits) as workers:
            return await workers.read(tasks, ["health.example.org"])

    return asyncio.run(run())


def test_a_batch_is_answered_in_order() -> None:
    titles = [f"Advice number {number}" for number in range(5)]
    replies = read([task(article(title).body) for title in titles])
    assert [reply.article.title for reply in replies if isinstance(reply, PageResult)] == titles


def test_links_are_those_of_the_hosts_that_may_be_visited() -> None:
    [reply] = read([task()])
    assert isinstance(reply, PageResult)
    assert reply.found == [("https://health.example.org/next", "https://health.example.org/next")]


def test_a_page_that_must_not_be_parsed_is_refused_and_the_worker_lives() -> None:
    async def run() -> tuple[list[Reply], list[int], list[int]]:
        async with WorkerPool(1) as workers:
            await workers.read([task()], [])
            before = workers.pids
            replies = await workers.read([task(b"<div>" * 50_000), task()], [])
            return replies, before, workers.pids

    replies, before, after = asyncio.run(run())
    assert isinstance(replies[0], Crash)
    assert replies[0].refused
    assert isinstance(replies[1], PageResult)
    assert before == after


def test_a_page_that_takes_too_much_memory_costs_only_itself() -> None:
    huge = b"<html><body>" + b"<p>word <b>word</b></p>" * 400_000
    crash, good = read([task(huge), task()], Limits(memory_bytes=60_000_000))
    assert isinstance(crash, Crash)
    assert isinstance(good, PageResult)


def test_a_page_that_takes_too_much_time_costs_only_itself() -> None:
    slow = b"<html><body>" + b"<p>word <b>word</b> <a href=x>y</a></p>" * 250_000
    begun = time.monotonic()
    crash, good = read([task(slow), task()], Limits(cpu_seconds=0))
    assert isinstance(crash, Crash)
    assert "CPU" in crash.reason
    assert isinstance(good, PageResult)
    assert time.monotonic() - begun < 30


def test_a_worker_that_is_killed_or_stopped_is_replaced() -> None:
    async def run(number: signal.Signals) -> list[Reply]:
        async with WorkerPool(1, Limits(wall_seconds=5.0)) as workers:
            await workers.read([task()], [])
            [pid] = workers.pids
            os.kill(pid, number)
            stalled = await workers.read([task(), task()], [])
            return [*stalled, *await workers.read([task()], [])]

    killed = asyncio.run(run(signal.SIGKILL))
    assert sum(isinstance(reply, Crash) for reply in killed) <= 1
    stopped = asyncio.run(run(signal.SIGSTOP))
    assert [isinstance(reply, Crash) for reply in stopped] == [True, False, False]


def test_workers_end_with_the_pool() -> None:
    async def run() -> list[int]:
        async with WorkerPool(2) as workers:
            await asyncio.gather(*(workers.read([task()], []) for _ in range(4)))
            return workers.pids

    for pid in asyncio.run(run()):
        assert not Path(f"/proc/{pid}").exists()
