"""Which addresses belong to a site, and which rule decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from archive.errors import BadInput
from archive.urls import host_of, parse, url_key
from scraper.config import Site

# Longer ones come from traps that append to their own address; servers need not take them (RFC 9110 4.1).
MAX_URL = 2_000

_NO_PAGES = frozenset(
    ending
    for line in (files(__package__) / "file_types.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for ending in line.split()
)


@dataclass(slots=True, frozen=True)
class Verdict:
    """Whether an address is to be visited; `rule` is short and the same for all that one rule decides."""

    allowed: bool
    rule: str


class Scope:
    """A site's rules, ready to be asked about many addresses.

    The host is the unit: registrable domains mislead where a whole country's
    health service or government is one. `more_hosts` are those that a start
    URL led to by a redirect.
    """

    def __init__(self, site: Site, more_hosts: Iterable[str] = ()) -> None:
        self.hosts = frozenset(map(host_of, site.start_urls)) | frozenset(more_hosts)
        self._starts = frozenset(map(url_key, site.start_urls))
        self._allow = site.allow
        self._deny = site.deny

    def decide(self, url: str) -> Verdict:
        """The verdict on an absolute URL. Deny beats all; a start URL needs no allow rule."""
        if len(url) > MAX_URL:
            return Verdict(False, f"address of more than {MAX_URL} characters")
        host = host_of(url)
        if not host:
            return Verdict(False, "scheme is not http or https")
        if host not in self.hosts:
            return Verdict(False, "other host")
        parts = urlsplit(url)
        path, query = unquote(parts.path) or "/", unquote(f"?{parts.query}") if parts.query else ""
        for pattern in self._deny:
            if pattern.matches(path, query):
                return Verdict(False, f"deny {pattern}")
        if url_key(url) in self._starts:
            return Verdict(True, "start URL")
        if (ending := _ending(path)) in _NO_PAGES:
            return Verdict(False, f"file type .{ending}")
        for pattern in self._allow:
            if pattern.matches(path, query):
                return Verdict(True, f"allow {pattern}")
        return Verdict(False, "no allow rule matches") if self._allow else Verdict(True, "host")


def decide(url: str, site: Site) -> Verdict:
    """The verdict on one address as somebody typed it, for explanations."""
    try:
        return Scope(site).decide(parse(url))
    except BadInput:
        return Verdict(False, "no http or https URL")


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
