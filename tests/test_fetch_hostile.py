"""Whatever a server does, a visit ends by itself, says how, and spoils nothing for the next one."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest
from hostile.cases import ALL
from hostile.script import GOOD, Case
from hostile.server import HostileServer
from hostile.visiting import LIMITS, Turns, anything, fetcher

from scraper.fetch import MEANINGS, Fetched

_REBOUND = {
    "rebound.example": ["127.0.0.1"],
    "half.example": ["93.184.216.34", "10.0.0.9"],
    "mapped.example": ["::ffff:127.0.0.1"],
}


def test_the_table_is_long_and_no_name_stands_for_two_misbehaviours() -> None:
    assert len(ALL) >= 90
    assert [name for name, count in Counter(row.name for row in ALL).items() if count > 1] == []


def test_the_documentation_lists_every_outcome() -> None:
    text = (Path(__file__).parents[1] / "docs" / "fetching.md").read_text("utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE)
    assert listed == [(str(outcome), meaning) for outcome, meaning in MEANINGS.items()]


@pytest.mark.parametrize("row", ALL, ids=[row.name for row in ALL])
def test_a_misbehaviour_has_its_outcome_and_the_next_visit_is_a_good_one(row: Case) -> None:
    asyncio.run(_visit(row))


async def _visit(row: Case) -> None:
    turn = Turns()
    async with (
        HostileServer() as inside,
        HostileServer([row], inside=inside.base) as server,
        fetcher(server.base, names=_REBOUND, turn=turn) as fetch,
    ):
        fetched = await fetch.fetch(f"{server.base}/{row.name}", admit=anything)
        seen = server.count(row.name)
        good = await fetch.fetch(f"{server.base}/good", admit=anything)
        again = await fetch.fetch(f"{server.base}/good", admit=anything)
    _check(row, fetched, seen)
    assert [good.outcome, again.outcome] == ["ok", "ok"]
    assert good.content == again.content == GOOD
    assert inside.connections == 0
    assert turn.taken == [attempt.url for visit in (fetched, good, again) for attempt in visit.attempts]


def _check(row: Case, fetched: Fetched, seen: int) -> None:
    assert fetched.outcome == row.outcome, (fetched.error, fetched.attempts)
    assert fetched.outcome.startswith("http_") or fetched.outcome in MEANINGS
    if row.content is not None:
        assert fetched.content == row.content
    if row.requests is not None:
        assert seen == row.requests
    if row.truncated is not None:
        assert fetched.exchanges[-1].truncated == row.truncated
    if row.retry_after is not None:
        assert fetched.retry_after == row.retry_after
    if row.media_type is not None:
        assert fetched.media_type == row.media_type
    assert len(fetched.content or b"") <= LIMITS.body
    assert fetched.error or fetched.outcome == "ok" or fetched.outcome.startswith("http_")
