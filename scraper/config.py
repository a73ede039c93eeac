"""config.toml as frozen values: what to crawl, how politely, and where it goes."""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from msgspec import Meta, field

from archive.errors import BadInput, ConfigurationError
from archive.settings import ArchiveSettings, Problems, Settings, meant, read_toml
from archive.urls import parse
from scraper.discover.patterns import Pattern
from scraper.quantities import Seconds, Size

DAY = 86_400

_CONTACT = re.compile(r"mailto:[^\s@()<>]+@[^\s@()<>]+\.[^\s@()<>.]+|https?://[^\s()<>]+", re.ASCII)
_CRON_FIELD = r"(?:\*|[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:/[0-9]+)?"
_CRON = re.compile(rf"{_CRON_FIELD}(?:,{_CRON_FIELD})*(?:[ \t]+{_CRON_FIELD}(?:,{_CRON_FIELD})*){{4}}")


class Contact(str):
    """How a site's owner reaches the archive: `mailto:…` or the URL of a page about it."""


class Address(str):
    """An absolute http(s) URL in WHATWG form."""


class Network(str):
    """An address or a network such as `10.0.0.0/8`."""


class Schedule(str):
    """Five fields of cron."""


class Zone(str):
    """A time zone's name in the IANA database."""


class Crawler(Settings, frozen=True):
    """`[crawler]`: what holds for all sites."""

    contact: Annotated[Contact, Meta(examples=["mailto:you@your.domain"])]  # goes into the User-Agent
    delay: Seconds = Seconds(1.0)  # between requests to one host, from the end of a response
    concurrency: Annotated[int, Meta(ge=1, le=10_000)] = 32  # requests in flight over all hosts, one per host
    max_body: Size = Size(10_000_000)  # decoded bytes of one response
    failure_limit: Annotated[float, Meta(ge=0, le=1)] = (
        0.2  # a larger share of failed visits ends with code 3
    )
    noarchive: Literal["metadata-only", "store", "skip"] = "metadata-only"
    proxy: Address | None = None  # else what HTTPS_PROXY says


class Revisit(Settings, frozen=True):
    """`revisit`: the bounds between two visits of a page."""

    min: Seconds = Seconds(DAY)
    max: Seconds = Seconds(90 * DAY)


class Site(Settings, frozen=True):
    """`[[site]]`: one site to archive."""

    name: Annotated[
        str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f/\\]+$", examples=["example"])
    ]
    start_urls: Annotated[tuple[Address, ...], Meta(min_length=1, examples=[["https://health.example.org/"]])]
    sitemaps: tuple[Address, ...] = ()  # besides those that robots.txt names
    feeds: tuple[Address, ...] = ()
    allow: tuple[Pattern, ...] = ()  # empty = all of the host
    deny: tuple[Pattern, ...] = ()  # beats allow
    max_pages: Annotated[int, Meta(ge=1)] = 10_000  # visits per run
    delay: Seconds | None = None  # None = the crawler's
    schedule: Schedule | None = None
    timezone: Zone = Zone("UTC")  # of the schedule
    revisit: Revisit = Revisit()
    allow_networks: tuple[Network, ...] = ()  # private addresses that may be contacted
    render: bool = False  # in a browser, for pages that need one
    rules: dict[str, Any] = field(
        default_factory=dict
    )  # overrides of extraction rules; checked where they are used


class Config(Settings, frozen=True):
    """A whole configuration."""

    path: Path  # the file it was read from
    crawler: Crawler
    archive: ArchiveSettings
    sites: tuple[Site, ...]

    @property
    def archive_path(self) -> Path:
        """The archive file."""
        return self.archive.location(self.path)

    def delay(self, site: Site) -> float:
        """Seconds between two requests to a host of the site."""
        return self.crawler.delay if site.delay is None else site.delay

    def named(self, names: tuple[str, ...]) -> tuple[Site, ...]:
        """The sites of these names, all of them if none is given.

        Raises:
            BadInput: there is no such site.
            ConfigurationError: there is no site at all.
        """
        if not self.sites:
            raise ConfigurationError(
                f"{self.path}: has no [[site]]; add one with its name and start_urls, "
                "or archive single pages with `scraper fetch URL`"
            )
        known = {site.name: site for site in self.sites}
        for name in names:
            if name not in known:
                hint = meant(name, known) or f"; it has: {', '.join(known)}"
                raise BadInput(f'{self.path} has no site "{name}"{hint}')
        return tuple(known[name] for name in dict.fromkeys(names)) or self.sites


def load(path: Path) -> Config:
    """Read and check a configuration.

    Raises:
        ConfigurationError: the file cannot be read, or something in it is
            wrong; the message has a line for each problem.
    """
    tables = read_toml(path)
    problems = Problems(path)
    problems.unknown("", tables, ("crawler", "archive", "site"))
    crawler = problems.checked(Crawler, tables.get("crawler", {}), "[crawler]", _convert)
    archive = problems.checked(ArchiveSettings, tables.get("archive", {}), "[archive]")
    sites = _sites(tables.get("site", []), problems)
    problems.raise_any()
    assert crawler is not None
    assert archive is not None
    return Config(path=path, crawler=crawler, archive=archive, sites=tuple(sites))


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sites(tables: Any, problems: Problems) -> list[Site]:
    if not isinstance(tables, list):
        problems.add("[site]", "write [[site]], in double brackets: there can be several")
        return []
    sites: list[Site] = []
    names: set[str] = set()
    for number, table in enumerate(tables, 1):
        name = _table(table).get("name")
        place = f'[[site]] "{name}"' if isinstance(name, str) and name else f"[[site]] number {number}"
        if isinstance(name, str) and name in names:
            problems.add(place, "another site has this name; each needs its own")
        names.add(str(name))
        site = problems.checked(Site, table, place, _convert)
        if site is None:
            continue
        if site.revisit.min > site.revisit.max:
            problems.add(f"{place} revisit", "min is longer than max")
        sites.append(site)
    return sites


def _convert(kind: Any, value: Any) -> Any:
    """A value as one of this module's own types, for msgspec."""
    if kind is Seconds:
        return Seconds.read(value)
    if kind is Size:
        return Size.read(value)
    if not isinstance(value, str):
        raise ValueError(f"expected text in quotes, got {value!r}")
    return kind(_TEXTS[kind](value))


def _contact(value: str) -> str:
    if _CONTACT.fullmatch(value):
        return value
    hint = f'"mailto:{value}"' if "@" in value and ":" not in value else '"mailto:you@your.domain"'
    raise ValueError(f"{value!r} is no contact; write {hint} or the URL of a page about your archive")


def _address(value: str) -> str:
    try:
        return parse(value)
    except BadInput as error:
        hint = "" if urlsplit(value).scheme else f'; did you mean "https://{value.lstrip("/")}"?'
        raise ValueError(f"{error}{hint}") from error


def _network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value, strict=False))
    except ValueError as error:
        raise ValueError(f'{value!r} is no network; write one such as "10.0.0.0/8" or "127.0.0.1"') from error


def _schedule(value: str) -> str:
    if not _CRON.fullmatch(value.strip()):
        raise ValueError(
            f'{value!r} is no schedule; write five fields of cron, such as "0 3 * * *" (daily at 3:00)'
        )
    return value.strip()


def _zone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = meant(value, zoneinfo.available_timezones()) or '; write one such as "Europe/Berlin"'
        raise ValueError(f"{value!r} is no time zone{hint}") from error
    return value


_TEXTS: dict[type, Callable[[str], str]] = {
    Contact: _contact,
    Address: _address,
    Network: _network,
    Schedule: _schedule,
    Zone: _zone,
    Pattern: lambda value: value,  # checks itself
}
