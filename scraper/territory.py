"""Which hosts a run may visit, and what the configuration says about each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from archive.urls import host_of
from scraper.config import Revisit, Site
from scraper.discover.scope import Scope
from scraper.fetch import AddressPolicy

OTHER_HOST = "other host"


class Territory:
    """The sites of a run by host. Two sites may share a host: what one of them allows is allowed."""

    def __init__(
        self, sites: Sequence[Site], more_hosts: Mapping[str, Iterable[str]], *, explores: bool
    ) -> None:
        self.explores = explores
        self._sites = sites
        self._more_hosts = {site.name: set(more_hosts.get(site.name, ())) for site in sites}
        self._by_host: dict[str, list[tuple[Site, Scope]]] = {}
        self._draw()

    def _draw(self) -> None:
        self._by_host.clear()
        for site in self._sites:
            scope = Scope(site, self._more_hosts[site.name])
            for host in sorted(scope.hosts):
                self._by_host.setdefault(host, []).append((site, scope))

    @property
    def hosts(self) -> list[str]:
        """Every host in it."""
        return list(self._by_host)

    def welcome(self, host: str, site: Site) -> None:
        """Take in a host that a start URL of the site led to."""
        self._more_hosts[site.name].add(host)
        self._draw()

    def site(self, url: str) -> Site | None:
        """The site that a URL belongs to: the first that allows it, else the first of its host."""
        shared = self._by_host.get(host_of(url), [])
        allowing = (site for site, scope in shared if scope.decide(url).allowed)
        return next(allowing, shared[0][0] if shared else None)

    def sites(self, host: str) -> list[Site]:
        """The sites of a host."""
        return [site for site, _ in self._by_host.get(host, [])]

    def rule(self, url: str) -> str | None:
        """The rule that keeps a URL out, None if it may be visited.

        Who does not explore goes wherever he is sent.
        """
        if not self.explores:
            return None
        shared = self._by_host.get(host_of(url))
        if not shared:
            return OTHER_HOST
        verdicts = [scope.decide(url) for _, scope in shared]
        return None if any(verdict.allowed for verdict in verdicts) else verdicts[0].rule

    def revisit(self, url: str) -> Revisit:
        """The bounds between two visits of a URL."""
        site = self.site(url)
        return site.revisit if site else Revisit()


class Addresses:
    """Which inside addresses a URL's site may contact: those that its configuration names."""

    def __init__(self, territory: Territory, trusted: Collection[str]) -> None:
        self._territory = territory
        self._trusted = trusted
        self._policies: dict[str, AddressPolicy] = {}
        self._public = AddressPolicy()

    def of(self, url: str) -> AddressPolicy:
        """The policy for a visit that begins at a URL."""
        site = self._territory.site(url)
        if site is None or site.name not in self._trusted:
            return self._public
        if site.name not in self._policies:
            self._policies[site.name] = AddressPolicy(
                (*site.start_urls, *site.sitemaps, *site.feeds), site.allow_networks
            )
        return self._policies[site.name]
