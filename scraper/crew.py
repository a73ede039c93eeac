"""Who takes part in a run: every room that a page walks through, made ready and put together."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime

from archive import Archive, runs
from archive.runs import Run
from archive.warc import WarcWriter
from scraper import site_knowledge
from scraper.archive_thread import ArchiveThread
from scraper.clock import Clock
from scraper.config import Site
from scraper.conveyor import Conveyor
from scraper.documents import Documents
from scraper.fetch import AddressPolicy, Fetcher, Limits, user_agent
from scraper.fetch.resolver import Lookup
from scraper.frontier import Frontier
from scraper.listings import Listings
from scraper.missing import MissingPages
from scraper.outstanding import Outstanding
from scraper.permission import Permission
from scraper.plan import Plan
from scraper.politeness import Politeness
from scraper.progress import Reporter
from scraper.recorder import Recorder
from scraper.renewal import Renewal
from scraper.statements import Statements
from scraper.storing import Desk, Stored
from scraper.territory import Addresses, Territory
from scraper.version import SOFTWARE
from scraper.workers.messages import Setup
from scraper.workers.pool import WorkerPool


@dataclass(slots=True, frozen=True, kw_only=True)
class Orders:
    """What a run is to do, and whom the crew tells."""

    plan: Plan
    archive: Archive
    run: Run
    clock: Clock
    reporter: Reporter
    territory: Territory
    outstanding: Outstanding
    readers: int  # worker processes
    lookup: Lookup | None
    limits: Limits  # the sizes of a body are the plan's
    stored: Callable[[Stored], None]
    rouse: Callable[[set[int]], None]  # the lanes of sites that have more to visit
    welcome: Callable[[Crew, str, Site], Awaitable[None]]  # a host that a start page led to


@dataclass(slots=True, frozen=True, kw_only=True)
class Crew:
    """What the lanes of a run share."""

    archive: Archive
    thread: ArchiveThread
    clock: Clock
    fetcher: Fetcher
    politeness: Politeness
    permission: Permission
    territory: Territory
    listings: Listings
    statements: Statements
    frontier: Frontier
    recorder: Recorder
    conveyor: Conveyor
    outstanding: Outstanding
    reporter: Reporter
    welcome: Callable[[Crew, str, Site], Awaitable[None]]
    addresses: Callable[[str], AddressPolicy]
    quotas: dict[str, int]  # visits left, by a site's name
    limited: set[str] = field(default_factory=set)  # sites whose quota is spent
    pauses: dict[str, datetime] = field(default_factory=dict)  # until when nobody asks a host
    following: set[str] = field(default_factory=set)  # keys of redirects' targets that are under way


async def assemble(stack: AsyncExitStack, thread: ArchiveThread, frontier: Frontier, orders: Orders) -> Crew:
    """Everybody, ready to work; the stack ends what has to be ended."""
    plan, archive, territory, clock = orders.plan, orders.archive, orders.territory, orders.clock
    politeness = Politeness(clock, delay=plan.crawler.delay, concurrency=plan.crawler.concurrency)
    for host in territory.hosts:
        politeness.set_delay(host, max(plan.delay(site) for site in territory.sites(host)))
    limits = replace(orders.limits, body=plan.crawler.max_body, wire=plan.crawler.max_body)
    fetcher = await stack.enter_async_context(_fetcher(orders, limits, politeness))
    addresses = Addresses(territory, plan.trusted)
    recorder = Recorder(_desk(orders, frontier), _writer(stack, archive))
    documents = Documents(fetcher, limits, recorder, thread, addresses.of)
    permission = Permission(archive, territory, documents, thread, clock)
    knowledge = await thread.do(_knowledge, orders)
    workers = await stack.enter_async_context(WorkerPool(orders.readers, setup=knowledge))
    conveyor = Conveyor(
        recorder,
        workers,
        thread,
        MissingPages(documents, permission, workers, invent=lambda: secrets.token_hex(12)),
        Renewal(archive, thread, workers),
        readers=orders.readers,
        hosts=lambda: territory.hosts if plan.explores else [],
        stored=orders.stored,
    )
    return Crew(
        archive=archive,
        thread=thread,
        clock=clock,
        fetcher=fetcher,
        politeness=politeness,
        permission=permission,
        territory=territory,
        statements=Statements(archive, documents, permission, thread, clock),
        listings=Listings(archive, documents, permission, frontier, territory, thread, orders.rouse),
        frontier=frontier,
        recorder=recorder,
        conveyor=conveyor,
        outstanding=orders.outstanding,
        reporter=orders.reporter,
        welcome=orders.welcome,
        addresses=addresses.of,
        quotas=await thread.do(_quotas, orders),
    )


def _fetcher(orders: Orders, limits: Limits, politeness: Politeness) -> Fetcher:
    return Fetcher(
        user_agent(orders.plan.crawler.contact),
        limits,
        AddressPolicy(),
        orders.clock,
        turn=politeness.turn,
        proxy=orders.plan.crawler.proxy,
        lookup=orders.lookup,
    )


def _writer(stack: AsyncExitStack, archive: Archive) -> WarcWriter:
    return stack.enter_context(WarcWriter(archive.captures_folder, software=SOFTWARE))


def _desk(orders: Orders, frontier: Frontier) -> Desk:
    return Desk(
        orders.archive,
        frontier,
        orders.run.id,
        orders.territory.rule,
        orders.territory.revisit,
        orders.plan.crawler.noarchive,
        SOFTWARE,
    )


def _knowledge(orders: Orders) -> Setup:
    """What is known of the run's sites: their own rules, and profiles of what their pages share."""
    hosts = orders.territory.hosts
    rules = {host: [site.rules for site in orders.territory.sites(host) if site.rules] for host in hosts}
    return site_knowledge.freeze(orders.archive, hosts, rules, orders.clock.now())


def _quotas(orders: Orders) -> dict[str, int]:
    """How many visits each site has left in this run."""
    quotas = {site.name: site.max_pages for site in orders.plan.sites}
    for name, spent in runs.visits_by_site(orders.archive.connection, orders.run.id):
        if name in quotas:
            quotas[name] -= spent
    return quotas
