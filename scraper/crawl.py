"""The engine: walks each page through the rooms and owns no rule itself."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import AsyncExitStack
from dataclasses import dataclass

from archive import Archive, captures, pages, runs
from archive.errors import ExitCode, HealthArchiveError
from archive.runs import Run
from archive.urls import host_of
from scraper.archive_thread import ArchiveThread
from scraper.clock import Clock
from scraper.config import Site
from scraper.crew import Crew, Orders, assemble
from scraper.fetch import Limits
from scraper.fetch.resolver import Lookup
from scraper.frontier import Frontier
from scraper.lane import Lane
from scraper.outstanding import Outstanding
from scraper.plan import Plan
from scraper.progress import Reporter
from scraper.storing import Stored
from scraper.summary import Summary, summarise
from scraper.territory import Territory
from scraper.version import VERSION

_MOST_WORKERS = 4
_WATCH_EVERY = 1.0  # seconds
_DRAIN = 6.0  # seconds that storing what is fetched already may take when the crawl is told to stop


@dataclass(slots=True, frozen=True)
class Result:
    """What a crawl came to."""

    run_id: int
    summary: Summary
    exit_code: ExitCode


class Crawl:
    """One run of a plan.

    >>> plan = whole_sites(config, config.sites)
    >>> crawl = Crawl(plan, archive, clock=SystemClock(), reporter=Silent())
    >>> result = await crawl.run()

    Raises (from `run`):
        ArchiveLocked: another process writes to the archive.
        HealthArchiveError: the archive cannot be written; what was stored is safe.
    """

    def __init__(
        self,
        plan: Plan,
        archive: Archive,
        *,
        clock: Clock,
        reporter: Reporter,
        workers: int | None = None,
        lookup: Lookup | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._plan = plan
        self._archive = archive
        self._clock = clock
        self._reporter = reporter
        self._readers = workers or min(_MOST_WORKERS, len(os.sched_getaffinity(0)))
        self._lookup = lookup
        self._limits = limits or Limits()
        self._stop = asyncio.Event()
        self._outstanding = Outstanding()
        self._lanes: dict[int, Lane] = {}
        self._site_ids: dict[str, int] = {}
        self._territory = Territory(plan.sites, _brought_in(archive.connection), explores=plan.explores)

    def stop(self) -> None:
        """Come to a clean checkpoint and end; the next run of these sites goes on from there."""
        self._stop.set()

    async def run(self) -> Result:
        """Visit what is due."""
        try:
            with self._archive.lock():
                return await self._run()
        except BaseExceptionGroup as group:
            raise _readable(group) from group

    async def _run(self) -> Result:
        async with AsyncExitStack() as stack:
            thread = await stack.enter_async_context(ArchiveThread())
            run, frontier = await thread.do(self._begin)
            crew = await assemble(stack, thread, frontier, self._orders(run))
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                belt = tasks.create_task(crew.conveyor.run())
                self._running = [self._open_lane(crew, host) for host in self._territory.hosts]
                watch = tasks.create_task(self._watch(crew))
                await self._until_done()
                for task in (belt, watch, *self._running):
                    task.cancel()
            return await thread.do(self._finish, run, crew)

    def _begin(self) -> tuple[Run, Frontier]:
        """Begin a run and line up what it visits, both or neither; a resumed one has its queue already."""
        captures.mend_tails(self._archive.connection, self._archive.captures_folder)
        with self._archive.transaction() as connection:
            run = runs.begin(
                connection,
                command=self._plan.command,
                sites=self._plan.subjects,
                version=VERSION,
                now=self._clock.now(),
            )
            frontier = Frontier(self._archive, run)
            site_ids = [self._enter(host) for host in self._territory.hosts]
            if self._plan.explores and not run.resumed:
                frontier.queue_due(site_ids, every_page=self._plan.every_page)
            frontier.add(self._plan.pages, self._territory.rule)
        return run, frontier

    def _orders(self, run: Run) -> Orders:
        return Orders(
            plan=self._plan,
            archive=self._archive,
            run=run,
            clock=self._clock,
            reporter=self._reporter,
            territory=self._territory,
            outstanding=self._outstanding,
            readers=self._readers,
            lookup=self._lookup,
            limits=self._limits,
            stored=self._stored,
            rouse=self._rouse,
            welcome=self._welcome,
        )

    def _enter(self, host: str) -> int:
        """The row of a host, with the name of the site that it belongs to."""
        row_id = self._site_ids[host] = pages.site_id(self._archive.connection, self._origin(host))
        if self._plan.explores:
            name = self._territory.sites(host)[0].name
            self._archive.connection.execute("UPDATE sites SET name = ? WHERE id = ?", (name, row_id))
        return row_id

    def _origin(self, host: str) -> str:
        """The root of a host, with the scheme of a start URL there."""
        starts = [url for site in self._territory.sites(host) for url in site.start_urls]
        own = [url for url in starts if host_of(url) == host]
        return f"{(own or starts)[0].partition(':')[0]}://{host}/"

    def _open_lane(self, crew: Crew, host: str) -> asyncio.Task[None]:
        site_id = self._site_ids[host]
        lane = self._lanes[site_id] = Lane(crew, host, site_id, self._origin(host))
        self._outstanding.begin()
        return self._tasks.create_task(lane.run())

    async def _welcome(self, crew: Crew, host: str, site: Site) -> None:
        """A start page leads to another form of its host's name: that host belongs to the site too."""
        self._territory.welcome(host, site)
        crew.politeness.set_delay(host, self._plan.delay(site))
        site_id = await crew.thread.do(self._enter, host)
        await crew.thread.do(crew.frontier.queue_due, [site_id], every_page=self._plan.every_page)
        self._reporter.note(f"{host} is taken into the site {site.name}: its start page leads there")
        self._running.append(self._open_lane(crew, host))

    async def _until_done(self) -> None:
        """Until nothing is left to visit, or the crawl was told to stop and has stored what it had."""
        finished = asyncio.create_task(self._outstanding.finished.wait())
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait((finished, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._stop.is_set():
            for lane in self._running:
                lane.cancel()
            await asyncio.wait((finished,), timeout=_DRAIN)
        finished.cancel()

    async def _watch(self, crew: Crew) -> None:
        """Keep whoever watches up to date."""
        progress = self._reporter.begin()
        while progress is not None:
            progress.queued = await crew.thread.do(crew.frontier.queued_by_host)
            progress.delays = {host: crew.politeness.delay(host) for host in self._territory.hosts}
            await asyncio.sleep(_WATCH_EVERY)

    def _stored(self, stored: Stored) -> None:
        """A batch is in the archive."""
        for site_id in stored.announced:
            self._lanes[site_id].announce()
        for noted in stored.noted:
            self._reporter.page(noted)
            lane = self._lanes[noted.page.site_id]
            free = lane.settled(noted.page.id)
            lane.rouse()
            for host in set(map(host_of, free)):
                self._rouse({site_id for site_id, other in self._lanes.items() if other.host == host})
        self._rouse(stored.grown)
        for _ in stored.noted:
            self._outstanding.end()

    def _rouse(self, site_ids: set[int]) -> None:
        for site_id in site_ids & self._lanes.keys():
            self._lanes[site_id].rouse()

    def _finish(self, run: Run, crew: Crew) -> Result:
        """Count, and close the run unless it was stopped: then the next one goes on."""
        connection = self._archive.connection
        summary = summarise(connection, run.id, list(self._site_ids.values()))
        code = summary.exit_code(
            failure_limit=self._plan.crawler.failure_limit, limit_reached=bool(crew.limited)
        )
        self._reporter.finish(summary)
        if self._stop.is_set():
            return Result(run.id, summary, ExitCode.SIGINT)
        with self._archive.transaction():
            runs.finish(
                connection, run.id, now=self._clock.now(), exit_code=int(code), counts=summary.counts()
            )
        return Result(run.id, summary, code)


def _brought_in(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Hosts that earlier runs took into a site, by the site's name."""
    found: dict[str, set[str]] = {}
    for name, host in connection.execute("SELECT name, host FROM sites WHERE name IS NOT NULL"):
        found.setdefault(name, set()).add(host)
    return found


def _readable(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group; what the disk or the database refuse, in words."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, sqlite3.OperationalError | OSError):
        return HealthArchiveError(
            f"the archive cannot be written: {error}; what was stored is safe, and the same command goes on"
        )
    return error
