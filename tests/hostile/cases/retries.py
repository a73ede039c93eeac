"""Failures that pass, failures that stay, and servers that ask for time."""

from __future__ import annotations

from hostile.script import GOOD, Case, Hold, Reset, Stay, case, head, reply, turns

_BUSY = "503 Busy"


def _asks(name: str, value: str, *, status: str = _BUSY, **expected: object) -> Case:
    return case(
        name,
        reply(b"", f"Retry-After: {value}", status=status),
        Stay(),
        outcome=f"http_{status[:3]}",
        **expected,
    )


CASES = [
    *[
        turns(f"first_{status[:3]}", (reply(b"", status=status), Stay()), (reply(), Stay()), requests=2)
        for status in ("408 Timeout", "429 Slow", "500 Oops", "502 Bad", _BUSY, "504 Late", "520 Odd")
    ],
    turns("twice_503", (reply(b"", status=_BUSY),), (reply(b"", status=_BUSY),), (reply(),), requests=3),
    turns("first_reset", (Reset(),), (reply(),), requests=2),
    turns("first_nothing", (), (reply(),), requests=2),
    turns("first_silence", (Hold(),), (reply(),), requests=2),
    turns("first_cut", (head("Content-Length: 900") + GOOD,), (reply(),), requests=2),
    turns("first_short_pause", (reply(b"", "Retry-After: 7", status=_BUSY),), (reply(),), requests=2),
    turns(
        "first_date_soon",
        (reply(b"", "Retry-After: Sun, 01 Mar 2026 12:00:05 GMT", status=_BUSY),),
        (reply(),),
        requests=2,
    ),
    *[
        case(
            f"always_{status[:3]}",
            reply(GOOD, status=status),
            Stay(),
            outcome=f"http_{status[:3]}",
            content=GOOD,
            requests=3,
        )
        for status in ("500 Oops", "503 Busy", "429 Slow", "408 Timeout")
    ],
    *[
        case(
            f"final_{status[:3]}",
            reply(GOOD, status=status),
            Stay(),
            outcome=f"http_{status[:3]}",
            content=GOOD,
            requests=1,
        )
        for status in ("400 Bad", "401 Who", "402 Pay", "403 No", "404 Not Found", "410 Gone", "451 Law")
    ],
    _asks("asks_for_an_hour", "3600", requests=1, retry_after=3600),
    _asks("asks_for_an_hour_with_429", "3600", status="429 Slow", requests=1, retry_after=3600),
    _asks("asks_for_a_date", "Sun, 01 Mar 2026 14:00:00 GMT", requests=1),
    _asks("asks_for_an_old_date", "Sun, 06 Nov 1994 08:49:37 GMT", requests=3, retry_after=0),
    _asks("asks_for_eternity", "9" * 40, requests=1, retry_after=86_400),
    _asks("asks_for_nothing", "0", requests=3, retry_after=0),
    _asks("asks_in_words", "soon", requests=3),
    _asks("asks_backwards", "-5", requests=3),
    case("page_with_retry_after", reply(GOOD, "Retry-After: 3600"), requests=1),
    case(
        "missing_with_retry_after",
        reply(GOOD, "Retry-After: 3600", status="404 Not"),
        outcome="http_404",
        requests=1,
    ),
]
