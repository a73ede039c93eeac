"""One page at hand, from a file or from the web, with its address and type; nothing is archived."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath

from archive.errors import HealthArchiveError
from archive.urls import parse
from scraper import robots
from scraper.clock import SystemClock
from scraper.config import Config, load
from scraper.fetch import AddressPolicy, Fetched, Fetcher, Limits, Outcome, user_agent
from scraper.plan import single_pages
from scraper.politeness import Politeness
from scraper.territory import Addresses, Territory

TEXT = "text/plain"
HTML = "text/html"

_TEXT_ENDINGS = frozenset([".txt", ".text"])
_START_BYTES = 1_024


@dataclass(slots=True, frozen=True)
class Page:
    """A page's bytes, the address that they stand for, and the type that says how to read them."""

    url: str
    content: bytes
    content_type: str | None


def read_file(name: str, content: bytes, url: str | None) -> Page:
    """A file as a page. Without an address it is called by its bytes: `urn:sha256:…`.

    What is no markup is a text capture.

    Raises:
        BadInput: `url` is no http or https URL.
    """
    address = parse(url) if url else f"urn:sha256:{hashlib.sha256(content).hexdigest()}"
    is_text = PurePath(name).suffix.lower() in _TEXT_ENDINGS or not _is_markup(content)
    return Page(address, content, TEXT if is_text else None)


def _is_markup(content: bytes) -> bool:
    """Whether a file begins as HTML does, in whatever encoding."""
    start = content[:_START_BYTES].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith(b"<")


def fetch_page(url: str, config_path: Path) -> Page:
    """A page of the web, fetched as a crawl would.

    Raises:
        ConfigurationError: there is no configuration that says who is asking.
        HealthArchiveError: the page could not be had; the message says why.
    """
    config = load(config_path)
    fetched = asyncio.run(_fetch(parse(url), config))
    if fetched.outcome != Outcome.OK or fetched.content is None:
        reason = f": {fetched.error}" if fetched.error else ""
        raise HealthArchiveError(f"{url} could not be fetched ({fetched.outcome}{reason})")
    return Page(fetched.final_url, fetched.content, fetched.content_type)


async def _fetch(url: str, config: Config) -> Fetched:
    plan, clock, limits = single_pages(config, [url]), SystemClock(), Limits(body=config.crawler.max_body)
    addresses = Addresses(Territory(plan.sites, {}, explores=False), plan.trusted)
    politeness = Politeness(clock, delay=plan.delay(plan.sites[0]), concurrency=1)
    agent = user_agent(config.crawler.contact)
    rules: dict[str, robots.Rules] = {}
    async with Fetcher(
        agent, limits, AddressPolicy(), clock, turn=politeness.turn, proxy=config.crawler.proxy
    ) as fetcher:

        async def anywhere(_: str) -> str | None:
            return None

        async def admit(address: str) -> str | None:
            file = parse("/robots.txt", address)
            if file not in rules:
                answer = await fetcher.fetch(file, admit=anywhere, addresses=addresses.of(url))
                rules[file] = robots.from_response(answer.status, answer.content or b"")
            return None if rules[file].allowed(address) else "robots.txt"

        return await fetcher.fetch(url, admit=admit, addresses=addresses.of(url))
