"""One host of a run: its pages one after another, as its rules, its pace and its pauses allow."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta

from archive import hosts
from archive.times import stamp
from archive.urls import host_of, url_key
from scraper.brought import OWN_TURN, Brought
from scraper.config import Site
from scraper.crew import Crew
from scraper.fetch import Fetched, Outcome
from scraper.frontier import ASKED_FOR, Waiting
from scraper.permission import UNREACHABLE
from scraper.territory import OTHER_HOST

PATIENCE = timedelta(minutes=15)  # a host's pause that a run waits out
_PUT_OFF_AT_MOST = 3  # times that one visit waits for its host
_NO_SERVER = frozenset([Outcome.DNS_ERROR, Outcome.CONNECT_ERROR])
_FAILURES_IN_A_ROW = 3  # visits that found no server before the host is given a pause
_FIRST_PAUSE = timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
_AHEAD = 8  # pages of a site that are in memory


class Lane:
    """Visits one host's pages. It rests when there are none, and goes on when others find some."""

    def __init__(self, crew: Crew, host: str, site_id: int, origin: str) -> None:
        self._crew = crew
        self.host = host
        self._site_id = site_id
        self._origin = origin
        self._ahead: deque[Waiting] = deque()
        self._under_way: set[int] = set()
        self._followed: dict[int, set[str]] = {}
        self._failures = 0
        self._wake = asyncio.Event()
        self._announced = False  # feeds that are not read yet
        self._resting = False
        self._ended = False

    async def run(self) -> None:
        """Visit until the run ends; the caller cancels."""
        try:
            if await self._open():
                await self._keep_visiting()
        finally:
            if not self._resting:
                self._crew.outstanding.end()
            self._ended = True

    async def _keep_visiting(self) -> None:
        crew = self._crew
        while True:
            self._wake.clear()
            if self._announced:
                self._announced = False
                await crew.listings.read_announced(self.host)
            page = await self._next()
            if page is not None:
                if not (await self._wait_until(self._paused_until(self.host)) and await self._visit(page)):
                    return
            elif not self._wake.is_set():
                self._resting = True
                self._crew.outstanding.end()
                await self._wake.wait()

    def rouse(self) -> None:
        """There is something to visit on this host."""
        if self._resting and not self._ended:
            self._resting = False
            self._crew.outstanding.begin()
        self._wake.set()

    def announce(self) -> None:
        """A start page has named feeds; whoever says so rouses the lane too."""
        self._announced = self._crew.territory.explores

    def settled(self, page_id: int) -> set[str]:
        """A visit is in the archive; the keys of the pages that it was redirected to are free again."""
        self._under_way.discard(page_id)
        free = self._followed.pop(page_id, set())
        self._crew.following.difference_update(free)
        return free

    async def _open(self) -> bool:
        """Learn the host's rules and read its sitemaps and feeds; False if it cannot be visited now."""
        crew = self._crew
        row = await crew.thread.do(hosts.get, crew.archive.connection, self.host)
        self._failures = row.failures
        if row.not_before:
            crew.pauses[self.host] = row.not_before
        if not await self._wait_until(self._paused_until(self.host)):
            return False
        found = await crew.permission.rules(self._origin)
        if not found.rules.reachable:
            await self._give_up(found.error)
            return False
        if found.rules.crawl_delay:
            slower = max(found.rules.crawl_delay, crew.politeness.delay(self.host))
            crew.politeness.set_delay(self.host, slower)
        if crew.territory.explores:
            await crew.statements.read(self._origin, found.rules.declarations)
            await crew.listings.read(self._origin, found.rules.sitemaps)
        return True

    async def _give_up(self, error: str | None) -> None:
        """Nothing can be fetched: the start pages' visits say why, the other pages are not reached."""
        crew = self._crew
        crew.reporter.note(f"{self.host}: {UNREACHABLE}, nothing is fetched ({error})")
        for page in await crew.thread.do(crew.frontier.take, self._site_id, _AHEAD):
            if page.source in ASKED_FOR:
                fetched = Fetched(page.url, page.url, "robots_unreachable", error=error)
                self._hand_over(page, fetched)

    def _hand_over(self, page: Waiting, fetched: Fetched) -> None:
        self._under_way.add(page.id)
        self._crew.outstanding.begin()
        self._crew.conveyor.put(Brought(page, fetched))

    async def _next(self) -> Waiting | None:
        """The next page that no rule keeps out."""
        crew = self._crew
        while not self._ahead:
            but = frozenset(self._under_way)
            taken = await crew.thread.do(crew.frontier.take, self._site_id, _AHEAD, but=but)
            free = [page for page in taken if page.key not in crew.following]
            if not free:
                return None
            refusals = [(page, await crew.permission.refusal(page.url)) for page in free]
            self._ahead.extend(page for page, rule in refusals if rule is None)
            excluded = [(page.id, rule) for page, rule in refusals if rule is not None]
            if excluded:
                await crew.thread.do(crew.frontier.exclude, excluded)
        return self._ahead.popleft()

    async def _visit(self, page: Waiting) -> bool:
        """Fetch a page and hand it over; False if the host is left alone for the rest of the run."""
        crew = self._crew
        site = crew.territory.site(page.url)
        if site is None or not self._spend(site):
            return False
        await crew.conveyor.room()
        fetched = await crew.fetcher.fetch(
            page.url,
            admit=lambda url: self._admit(page, site, url),
            validators=page.validators,
            addresses=crew.addresses(page.url),
        )
        pause = await self._pause(fetched)
        if pause is None:
            self._hand_over(page, fetched)
            return True
        if page.put_off < _PUT_OFF_AT_MOST:
            crew.quotas[site.name] += 1  # the same visit goes on later
        return await self._wait_out(page, fetched, pause)

    def _spend(self, site: Site) -> bool:
        """Take a visit from the site's quota."""
        if self._crew.quotas[site.name] <= 0:
            self._crew.limited.add(site.name)
            return False
        self._crew.quotas[site.name] -= 1
        return True

    async def _admit(self, page: Waiting, site: Site, url: str) -> str | None:
        """Why a visit must not ask an address that a redirect led to; the page's own was admitted before."""
        crew, key = self._crew, url_key(url)
        if key == page.key:
            return None
        rule = crew.territory.rule(url)
        if rule == OTHER_HOST and page.source == "start" and _is_www_form(host_of(url), self.host):
            await crew.welcome(crew, host_of(url), site)
            rule = crew.territory.rule(url)
        rule = rule or await crew.permission.robots_refusal(url)
        if rule is not None:
            return rule
        if self._paused_until(host_of(url)) > crew.clock.now() or key in crew.following:
            return OWN_TURN
        if await crew.thread.do(crew.frontier.has_turn, key):
            return OWN_TURN
        crew.following.add(key)
        self._followed.setdefault(page.id, set()).add(key)
        return None

    async def _pause(self, fetched: Fetched) -> timedelta | None:
        """How long this host is to be left alone after a visit; None if it may go on.

        What the last host of a visit's redirects asks for or fails at is no matter of the first one.
        """
        crew, before, answering = self._crew, self._failures, host_of(fetched.final_url)
        asked = timedelta(seconds=fetched.retry_after) if fetched.retry_after else None
        if asked and answering != self.host:
            known = await crew.thread.do(hosts.get, crew.archive.connection, answering)
            await self._leave_alone(answering, crew.clock.now() + asked, known.failures)
            asked = None
        failed = fetched.outcome in _NO_SERVER and answering == self.host
        self._failures = before + 1 if failed else 0
        if asked:
            return asked
        if self._failures >= _FAILURES_IN_A_ROW:
            return _FIRST_PAUSE * (1 << (self._failures - _FAILURES_IN_A_ROW))
        if before and not self._failures:
            await crew.thread.do(hosts.pause, crew.archive.connection, self.host, until=None, failures=0)
        return None

    async def _leave_alone(self, host: str, until: datetime, failures: int) -> None:
        """Nobody asks a host before a moment, in this run or in a later one."""
        crew = self._crew
        crew.pauses[host] = until
        await crew.thread.do(hosts.pause, crew.archive.connection, host, until=until, failures=failures)

    def _paused_until(self, host: str) -> datetime:
        return self._crew.pauses.get(host, _NEVER)

    async def _wait_out(self, page: Waiting, fetched: Fetched, pause: timedelta) -> bool:
        """Leave the host alone, then take the visit up again; False if that takes too long for this run."""
        crew = self._crew
        until = crew.clock.now() + pause
        await self._leave_alone(self.host, until, self._failures)
        if page.put_off < _PUT_OFF_AT_MOST:
            self._ahead.appendleft(await crew.thread.do(crew.recorder.put_off, page, fetched, until))
        else:
            self._hand_over(page, fetched)
        return await self._wait_until(until)

    async def _wait_until(self, moment: datetime) -> bool:
        """Wait out a host's pause; False if it is longer than a run waits."""
        crew = self._crew
        pause = moment - crew.clock.now()
        if pause > PATIENCE:
            crew.reporter.note(
                f"{self.host}: left alone until {stamp(moment)}, its other pages are not reached"
            )
            return False
        if pause > timedelta(0):
            crew.reporter.note(f"{self.host}: waits until {stamp(moment)}")
            await crew.clock.sleep(pause.total_seconds())
        return True


def _is_www_form(host: str, of: str) -> bool:
    return host.removeprefix("www.") == of.removeprefix("www.")
