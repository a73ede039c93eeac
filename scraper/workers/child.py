"""A worker process: reads batches from its standard input, answers page by page on its standard output.

Run as `python -m scraper.workers.child CPU_SECONDS MEMORY_BYTES`.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from typing import BinaryIO

from archive.outlinks import LINKS_KEPT, StoredLink
from archive.simhash import fingerprint
from archive.urls import host_of, url_key
from scraper.discover.links import leads
from scraper.extract.assemble import read_bytes
from scraper.extract.knowledge import NOTHING, Knowledge
from scraper.extract.profile import Profile
from scraper.extract.reading import Link, Reading
from scraper.extract.rules import parse as parse_rules
from scraper.workers.messages import (
    HEADER,
    Crash,
    PageResult,
    Reply,
    Setup,
    Task,
    decode_batch,
    decode_setup,
    frame,
)

_EVIDENCE_VALUE = 300  # characters of a candidate's value that are kept


def main() -> None:
    """Answer batches until the crawl closes the pipe."""
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    # The crawl decides when its workers end, by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    limit_memory(memory_bytes)
    # Whatever prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    known = _knowledge(decode_setup(_frame(sys.stdin.buffer) or frame(Setup())[HEADER.size :]))
    while (data := _frame(sys.stdin.buffer)) is not None:
        batch = decode_batch(data)
        hosts = frozenset(batch.hosts)
        for task in batch.tasks:
            limit_cpu(cpu_seconds)
            reply = _answer(task, hosts, known)
            answers.write(frame(reply))
            answers.flush()
            if isinstance(reply, Crash) and not reply.refused:
                return  # what failed once may have left anything behind


def limit_memory(allowance: int) -> None:
    """Let the process grow by `allowance` bytes beyond what it has now, and no further."""
    with open("/proc/self/statm") as file:  # noqa: PTH123  (pathlib costs an import's memory in each worker)
        pages = int(file.read().split()[0])
    limit = pages * resource.getpagesize() + allowance
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def limit_cpu(seconds: int) -> None:
    """Give the next page this much CPU time; the kernel ends the process with SIGXCPU after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _frame(pipe: BinaryIO) -> bytes | None:
    head = pipe.read(HEADER.size)
    return pipe.read(HEADER.unpack(head)[0]) if len(head) == HEADER.size else None


def _knowledge(setup: Setup) -> dict[str, Knowledge]:
    """What is known of each host, ready to be used."""
    known = {}
    for host in {*setup.rules, *setup.profiles}:
        own = tuple(parse_rules(table, f"rules of {host}") for table in setup.rules.get(host, ()))
        stored = setup.profiles.get(host)
        known[host] = Knowledge(own, Profile.from_json(stored) if stored else None)
    return known


def _answer(task: Task, hosts: frozenset[str], known: dict[str, Knowledge]) -> Reply:
    try:
        knowledge = known.get(host_of(task.url), NOTHING) if known else NOTHING
        reading = read_bytes(task.body, task.url, task.content_type, knowledge)
        return Crash(reading.refused, refused=True) if reading.refused else digest(reading, hosts)
    except MemoryError:
        return Crash("the page needs more memory than a worker may use")
    except Exception as error:
        return Crash(f"{type(error).__name__}: {error}")


def digest(reading: Reading, hosts: frozenset[str]) -> PageResult:
    """A reading as the crawl needs it: links cut to those that are kept or followed."""
    return PageResult(
        article=reading.article,
        links=_kept(reading.links),
        found=_found(leads(reading), hosts),
        feeds=reading.feeds,
        robots=reading.robots,
        evidence=[
            {**asdict(item), "value": item.value[:_EVIDENCE_VALUE]} for item in reading.evidence if item.value
        ],
        charset=reading.charset,
        needs_js=reading.needs_js,
        profile=reading.profile,
        fingerprint=fingerprint(reading.article.body) if reading.article.kind == "article" else None,
    )


def _kept(links: Iterable[Link]) -> list[StoredLink]:
    """Every link of the text; of menus and footers, which name the same pages again and again, one a page."""
    seen: set[str] = set()
    kept = []
    for link in links:
        if link.area == "body" or link.url not in seen:
            seen.add(link.url)
            kept.append(StoredLink(link.url, link.text, link.area, link.heading))
    return kept[:LINKS_KEPT]


def _found(urls: Iterable[str], hosts: frozenset[str]) -> list[tuple[str, str]]:
    by_key: dict[str, str] = {}
    for url in dict.fromkeys(url.partition("#")[0] for url in urls):
        host, key = identity(url)
        if host in hosts:
            by_key.setdefault(key, url)
    return [(url, key) for key, url in by_key.items()]


@lru_cache(maxsize=8192)
def identity(url: str) -> tuple[str, str]:
    """Host and key of a link. A site's pages repeat most of their links, so few are worked out twice."""
    return host_of(url), url_key(url)


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # the crawl was killed
        main()
