"""Which addresses may be contacted, and which are inside."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import ada_url

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Names that only an inside network answers (RFC 6761, 6762, 8375, and custom). A proxy looks
# names up itself, so with one they are all there is to judge by.
_INSIDE_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".localdomain")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_6TO4 = ipaddress.IPv6Network("2002::/16")
_TEREDO = ipaddress.IPv6Network("2001::/32")
_ISATAP = frozenset([0x00005EFE, 0x02005EFE])  # RFC 5214, section 6.1
_DEFAULT_PORTS = {"http:": 80, "https:": 443}


class AddressPolicy:
    """Refuses what is not on the public internet, with the exceptions that a configuration makes.

    >>> AddressPolicy().refusal("intranet.example.org", 443, "10.0.0.7")
    'intranet.example.org is at 10.0.0.7, which is private (RFC 1918)'
    >>> AddressPolicy(["http://localhost:8000/"]).refusal("localhost", 8000, "127.0.0.1")

    Arguments:
        start_urls: literal addresses and `localhost` in them are allowed with that port.
        networks: addresses and networks (`10.0.0.0/8`) that are allowed.
    """

    def __init__(self, start_urls: Iterable[str] = (), networks: Iterable[str] = ()) -> None:
        self._named = frozenset(_named(start_urls))
        self._networks = tuple(ipaddress.ip_network(network, strict=False) for network in networks)

    def refusal(self, host: str, port: int, address: str) -> str | None:
        """Why `address`, to which `host` resolves, may not be contacted on `port`; None if it may."""
        parsed = _parsed(address.partition("%")[0])
        if parsed is None:
            return f"{host} is at {address!r}, which is no address"
        reason = special(parsed)
        if reason is None or any(parsed in network for network in self._networks):
            return None
        name = _named_host(host)
        if (name, port) in self._named and (
            parsed.is_loopback if name == "localhost" else name == str(parsed)
        ):
            return None
        return f"{host} is at {address}, which is {reason}"

    def refusal_by_name(self, host: str, port: int) -> str | None:
        """The same where a proxy looks the name up: literal addresses and names of inside networks."""
        literal = _named_host(host)
        if literal and literal != "localhost":
            return self.refusal(host, port, literal)
        domain = host.rstrip(".").lower()
        if (domain, port) in self._named or ("." in domain and not domain.endswith(_INSIDE_NAMES)):
            return None
        return f"{host} is a name of an inside network"


@lru_cache(maxsize=4096)
def special(address: Address) -> str | None:
    """Why an address is not one of the public internet, None if it is.

    Forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo, ISATAP) are
    judged by that one too.
    """
    for network, reason in _special_networks():
        if address in network:
            return reason
    if isinstance(address, IPv4Address):
        return None
    for inner in _embedded(address):
        if special(inner):
            return f"a form of {inner}, {special(inner)}"
    # All that is assigned as global unicast is in 2000::/3; NAT64 and mapped forms have been judged.
    if address in _NAT64 or address.ipv4_mapped or int(address) >> 125 == 1:
        return None
    return "not assigned (RFC 4291)"


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    number = int(address)
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address in _NAT64:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address in _6TO4:
        yield IPv4Address(number >> 80 & 0xFFFFFFFF)
    if address in _TEREDO:  # RFC 4380, section 4: the server, and the client with its bits inverted
        yield IPv4Address(number >> 64 & 0xFFFFFFFF)
        yield IPv4Address(~number & 0xFFFFFFFF)
    if number >> 32 & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFFFFFF)


@lru_cache(maxsize=1)
def _special_networks() -> tuple[tuple[Network, str], ...]:
    lines = (files(__package__) / "special_networks.txt").read_text("utf-8").splitlines()
    rows = (line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    return tuple((ipaddress.ip_network(network), reason) for network, reason in rows)


def _named(urls: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Host and port of the URLs that name `localhost` or a literal address."""
    for url in urls:
        parsed = ada_url.URL(url)
        name = _named_host(parsed.hostname)
        if name:
            yield name, int(parsed.port) if parsed.port else _DEFAULT_PORTS[parsed.protocol]


def _named_host(host: str) -> str | None:
    """A literal address in its usual spelling, or `localhost`; None for any other name."""
    host = host.strip("[]").rstrip(".")
    address = _parsed(host)
    if address is not None:
        return str(address)
    return host if host == "localhost" else None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_local(host: str) -> bool:
    """Whether a host is this machine by its name alone: a loopback address or `localhost`."""
    named = _named_host(host)
    return named is not None and (named == "localhost" or ipaddress.ip_address(named).is_loopback)
