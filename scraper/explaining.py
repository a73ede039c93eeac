"""Why an address would be visited, or not: the site's rules, and the robots.txt that the archive holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from archive import Archive, hosts
from archive.urls import host_of, parse, url_key
from scraper import robots
from scraper.config import Config
from scraper.discover.scope import decide


@dataclass(slots=True, frozen=True)
class Explanation:
    """What decides on an address. `robots` is 'allows', 'disallows' or 'not read yet'."""

    url: str
    key: str
    site: str | None
    allowed: bool
    rule: str
    robots: str

    def line(self) -> str:
        """The explanation for people."""
        verdict = "visited" if self.allowed and self.robots != "disallows" else "not visited"
        whose = f'site "{self.site}"' if self.site else "no site"
        return f"{self.url}: {verdict}; {whose}, rule: {self.rule}; robots.txt: {self.robots}"

    def to_json(self) -> dict[str, object]:
        """The explanation for programs."""
        return asdict(self)


def explain(address: str, config: Config, archive: Path) -> Explanation:
    """Which rule decides on an address; nothing is fetched.

    Raises:
        BadInput: it is no http or https URL.
    """
    url = parse(address)
    verdicts = [(site.name, decide(url, site)) for site in config.sites]
    verdicts.sort(key=lambda entry: (not entry[1].allowed, entry[1].rule == "other host"))
    name, allowed, rule = None, False, "host of no site in the configuration"
    if verdicts and verdicts[0][1].rule != "other host":
        name, allowed, rule = verdicts[0][0], verdicts[0][1].allowed, verdicts[0][1].rule
    return Explanation(url, url_key(url), name, allowed, rule, _robots(url, archive))


def _robots(url: str, archive: Path) -> str:
    if not archive.exists():
        return "not read yet"
    with Archive(archive, create=False) as opened:
        host = hosts.get(opened.connection, host_of(url))
    if host.robots_status is None:
        return "not read yet"
    rules = robots.from_response(int(host.robots_status), (host.robots_body or "").encode())
    return "allows" if rules.allowed(url) else "disallows"
