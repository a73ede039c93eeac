"""What a run is asked to do: whole sites, or single pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.urls import host_of, parse, url_key
from scraper.config import Address, Config, Crawler, Site
from scraper.frontier import Found


@dataclass(slots=True, frozen=True, kw_only=True)
class Plan:
    """The part of a configuration that one run needs.

    A plan that explores follows links, sitemaps and feeds; one that does not
    visits `pages` and where they redirect to. `trusted` are the sites whose
    start URLs may name addresses that are not public.
    """

    command: str
    crawler: Crawler
    sites: Sequence[Site]
    pages: Sequence[Found]
    explores: bool
    every_page: bool = False
    trusted: frozenset[str] = frozenset()

    @property
    def subjects(self) -> list[str]:
        """What a later run must share to resume this one."""
        return [site.name for site in self.sites] if self.explores else [page.key for page in self.pages]

    def delay(self, site: Site) -> float:
        """Seconds between two requests to a host of the site."""
        return self.crawler.delay if site.delay is None else site.delay


def whole_sites(config: Config, sites: Sequence[Site], *, every_page: bool = False) -> Plan:
    """Visit what is due on sites of a configuration, or every known page of them."""
    starts = [Found(url, url_key(url), "start") for site in sites for url in site.start_urls]
    return Plan(
        command="crawl",
        crawler=config.crawler,
        sites=sites,
        pages=starts,
        explores=True,
        every_page=every_page,
        trusted=frozenset(site.name for site in sites),
    )


def single_pages(config: Config, urls: Iterable[str]) -> Plan:
    """Visit some pages; those of a configured site with its settings, whatever its scope says.

    Raises:
        BadInput: one is no http or https URL.
    """
    found: dict[str, Site] = {}
    pages = [Found(url, url_key(url), "request") for url in map(parse, urls)]
    for page in pages:
        host = host_of(page.url)
        known = next((site for site in config.sites if host in map(host_of, site.start_urls)), None)
        site = known or Site(name=host, start_urls=(Address(page.url),))
        found.setdefault(site.name, site)
    return Plan(
        command="fetch",
        crawler=config.crawler,
        sites=list(found.values()),
        pages=pages,
        explores=False,
        trusted=frozenset(site.name for site in config.sites),
    )
