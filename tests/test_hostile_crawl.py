"""A whole crawl of a server that misbehaves in every way: it ends, and every good page is archived once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from crawled.running import command, crawl, everything_is_here, rows, started, write_config
from crawled.site import article, listing
from hostile.cases import ALL, encodings
from hostile.script import Case, Flood, Stay, case, head, redirect, reply
from hostile.server import HostileServer, served
from hostile.visiting import SkippingClock

from archive.errors import ExitCode

GOOD_PAGES = 30
# A host that wants to be left alone for longer is left alone: the rest of it would not be reached.
PATIENT = ("asks_for_an_hour", "asks_for_a_date", "asks_for_eternity")
# These take the time that real limits allow; what becomes of them is tested with shorter ones.
SLOW = ("silent", "slow_head", "slow_body", "stalls", "first_silence")


def hostile_site(rows: list[Case]) -> list[Case]:
    """The cases with good pages between them, and a front page that links to all."""
    good = [
        case(f"article-{number}", reply(article(f"Good advice number {number}").body), Stay())
        for number in range(GOOD_PAGES)
    ]
    links = [f"/{row.name}" for row in rows]
    step = len(links) // GOOD_PAGES
    for number, page in enumerate(good):
        links.insert(number * (step + 1), f"/{page.name}")
    front = case("", reply(listing("Everything", links).body), Stay())
    return [front, *rows, *good]


def test_every_good_page_is_archived_once_and_nobody_inside_is_contacted(tmp_path: Path) -> None:
    misbehaving = [row for row in ALL if not row.name.startswith(PATIENT) and row.name not in SLOW]
    inside = HostileServer()
    with served(inside):
        server = HostileServer(hostile_site(misbehaving), inside=inside.base)
        with served(server):
            config = write_config(tmp_path, server, crawler="failure_limit = 1.0\nmax_body = '300 KB'")  # type: ignore[arg-type]
            result = crawl(config, clock=SkippingClock(), lookup=everything_is_here)
    assert result.exit_code == ExitCode.DONE
    assert inside.connections == 0
    archived = [url for (url,) in rows(config, "SELECT url FROM articles WHERE url LIKE '%/article-%'")]
    assert len(archived) == len(set(archived)) == GOOD_PAGES
    assert [server.count(f"article-{number}") for number in range(GOOD_PAGES)] == [1] * GOOD_PAGES
    assert sum(result.summary.classes.values()) == result.summary.known
    visited = rows(config, "SELECT count(DISTINCT page_id) FROM fetches")[0][0]
    assert visited >= len(misbehaving)


def test_the_memory_of_the_whole_tree_is_bounded_whatever_is_sent(tmp_path: Path) -> None:
    swollen = [row for row in encodings.CASES if "bomb" in row.name] + [
        case(f"endless-{number}", head(), Flood(b"<p>pain and more pain" * 4000)) for number in range(6)
    ]
    server = HostileServer(hostile_site(swollen))
    with served(server):
        write_config(tmp_path, server, crawler="failure_limit = 1.0")  # type: ignore[arg-type]
        process = started("crawl", folder=tmp_path)
        with watched(process.pid) as peak:
            _, errors = process.communicate(timeout=100)
    assert process.returncode == ExitCode.DONE, errors
    assert server.count("article-29") == 1
    assert 0 < peak[0] < 400_000_000


def test_a_secret_of_one_site_does_not_reach_another(tmp_path: Path) -> None:
    other = HostileServer([case("", reply(listing("Other", []).body))])
    with served(other):
        front = case(
            "", redirect(f"http://user:word@127.0.0.1:{other.port}/", "302 Found", "Set-Cookie: secret=1")
        )
        server = HostileServer([front])
        with served(server):
            write_config(tmp_path, server, other)  # type: ignore[arg-type]
            command("crawl", folder=tmp_path)
    assert other.requests
    assert {request.header("cookie") for request in other.requests} == {None}
    assert {request.header("authorization") for request in other.requests} == {None}


@contextmanager
def watched(pid: int) -> Iterator[list[int]]:
    """The peak of the memory of a process and its children, in bytes, sampled every few milliseconds."""
    peak, over = [0], Event()

    def watch() -> None:
        while not over.is_set():
            peak[0] = max(peak[0], sum(map(_proportional_memory, _tree(pid))))
            time.sleep(0.02)

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _proportional_memory(pid: int) -> int:
    """Pages that processes share count once between them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def test_a_sitemap_may_be_larger_than_a_page(tmp_path: Path) -> None:
    padding = b"<!--" + b" long" * 6_000 + b"-->"
    names = head("Content-Type: application/xml") + b"<urlset>" + padding
    site = [
        case("", reply(listing("Home", []).body)),
        case("robots.txt", head("Content-Type: text/plain") + b"Sitemap: $BASE/sitemap.xml\n"),
        case("sitemap.xml", names + b"<url><loc>$BASE/leaflet</loc></url></urlset>"),
        case("leaflet", reply(article("Good advice in a leaflet").body)),
    ]
    server = HostileServer(site)
    with served(server):
        config = write_config(tmp_path, server, crawler="max_body = '20 KB'")  # type: ignore[arg-type]
        crawl(config)
    assert rows(config, "SELECT url FROM articles") == [(f"{server.base}/leaflet",)]
