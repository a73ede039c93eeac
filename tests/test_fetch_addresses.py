"""Nothing inside a network is ever contacted, however it is written, unless the configuration names it."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, IPv6Address

import pytest
from hostile.script import GOOD, Stay, case, redirect
from hostile.server import HostileServer
from hostile.visiting import anything, fetcher
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch import AddressPolicy

PUBLIC = [
    "93.184.216.34",
    "8.8.8.8",
    "2606:2800:220:1::1",
    "64:ff9b::8.8.8.8",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
]
INSIDE = [
    ("127.0.0.1", "loopback"),
    ("10.1.2.3", "private"),
    ("172.31.255.255", "private"),
    ("192.168.0.1", "private"),
    ("169.254.169.254", "metadata"),
    ("168.63.129.16", "metadata"),
    ("100.127.0.1", "shared"),
    ("0.0.0.0", "unspecified"),
    ("224.0.0.251", "multicast"),
    ("255.255.255.255", "broadcast"),
    ("203.0.113.9", "documentation"),
    ("198.19.0.1", "benchmarking"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::7f00:1", "compatible"),
    ("fe80::1%eth0", "link-local"),
    ("fec0::1", "site-local"),
    ("fd00:ec2::254", "private"),
    ("ff02::fb", "multicast"),
    ("4000::1", "not assigned"),
    ("64:ff9b:1::a00:1", "NAT64"),
    ("2001:0:808:808::80ff:fffe", "127.0.0.1"),
    ("2001:0:7f00:1::f7f7:f7f7", "127.0.0.1"),
    ("2606:2800::5efe:a00:1", "10.0.0.1"),
    ("no address", "no address"),
]
ROUTABLE = st.ip_addresses(v=4, network="8.0.0.0/8") | st.ip_addresses(v=4, network="93.0.0.0/8")
PRIVATE = st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16"]).flatmap(
    lambda network: st.ip_addresses(v=4, network=network)
)


def forms(inner: IPv4Address) -> list[str]:
    """Addresses of version 6 that lead to an address of version 4."""
    number = int(inner)
    return [
        f"::ffff:{inner}",
        f"64:ff9b::{inner}",
        str(IPv6Address(0x2002 << 112 | number << 80 | 1)),
        str(IPv6Address(0x20010000 << 96 | 0x08080808 << 64 | number ^ 0xFFFFFFFF)),
    ]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert AddressPolicy().refusal("a.example", 80, address) is None


@pytest.mark.parametrize(("address", "reason"), INSIDE)
def test_other_addresses_are_refused_with_the_reason(address: str, reason: str) -> None:
    refusal = AddressPolicy().refusal("a.example", 80, address)
    assert refusal is not None
    assert reason in refusal


@given(PRIVATE)
def test_every_form_of_an_inside_address_is_refused(inner: IPv4Address) -> None:
    for form in forms(inner):
        assert AddressPolicy().refusal("a.example", 80, form), form


@given(ROUTABLE)
def test_every_form_of_a_public_address_is_allowed(inner: IPv4Address) -> None:
    for form in forms(inner):
        assert AddressPolicy().refusal("a.example", 80, form) is None, form


def test_a_start_url_allows_its_literal_address_with_its_port_only() -> None:
    policy = AddressPolicy(
        ["http://127.0.0.1:8000/", "http://[::1]/", "http://localhost:9000/", "https://a.example/"]
    )
    assert policy.refusal("127.0.0.1", 8000, "127.0.0.1") is None
    assert policy.refusal("::1", 80, "::1") is None
    assert policy.refusal("localhost", 9000, "::1") is None
    assert policy.refusal("127.0.0.1", 8001, "127.0.0.1")
    assert policy.refusal("127.0.0.2", 8000, "127.0.0.2")
    assert policy.refusal("localhost", 8000, "127.0.0.1")
    assert policy.refusal("127.0.0.1", 9000, "127.0.0.1")
    assert policy.refusal("localhost", 9000, "10.0.0.1")
    assert policy.refusal("a.example", 443, "127.0.0.1")
    assert policy.refusal("rebound.example", 8000, "127.0.0.1")


def test_a_network_allows_every_name_in_it() -> None:
    policy = AddressPolicy(networks=["10.0.0.0/8", "fd00::/8"])
    assert policy.refusal("intranet.example", 443, "10.200.0.1") is None
    assert policy.refusal("intranet.example", 443, "fd12::1") is None
    assert policy.refusal("intranet.example", 443, "192.168.0.1")


@pytest.mark.parametrize(
    "host", ["localhost", "printer", "nas.local", "metadata.google.internal", "10.0.0.1", "::1"]
)
def test_with_a_proxy_inside_names_are_refused(host: str) -> None:
    assert AddressPolicy().refusal_by_name(host, 80)


def test_with_a_proxy_other_names_and_named_exceptions_are_allowed() -> None:
    policy = AddressPolicy(["http://localhost:8000/", "http://10.0.0.1/"])
    assert policy.refusal_by_name("health.example.org", 443) is None
    assert policy.refusal_by_name("localhost", 8000) is None
    assert policy.refusal_by_name("10.0.0.1", 80) is None
    assert policy.refusal_by_name("8.8.8.8", 80) is None


def test_a_kept_connection_is_not_lent_to_a_visit_whose_policy_refuses_its_address() -> None:
    async def visits() -> None:
        wide = AddressPolicy(networks=["127.0.0.0/8"])
        async with HostileServer() as server, fetcher(names={"a.example": ["127.0.0.1"]}) as fetch:
            url = f"http://a.example:{server.port}/good"
            allowed = await fetch.fetch(url, admit=anything, addresses=wide)
            refused = await fetch.fetch(url, admit=anything)
        assert allowed.content == GOOD
        assert refused.outcome == "inside_address"
        assert len(server.requests) == 1

    asyncio.run(visits())


def test_a_name_is_dialled_at_the_address_that_was_vetted() -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]

    async def visits() -> None:
        row = case("hop", redirect("/good"), Stay())
        async with HostileServer([row]) as server:
            names = {"a.example": answers[0]}
            async with fetcher(names=names, networks=["127.0.0.1"]) as fetch:
                first = await fetch.fetch(f"http://a.example:{server.port}/hop", admit=anything)
                names["a.example"] = answers[1]
                second = await fetch.fetch(f"http://a.example:{server.port + 1}/good", admit=anything)
        assert first.exchanges[-1].peer == "127.0.0.1"
        assert second.outcome == "inside_address"

    asyncio.run(visits())
