"""When a page is visited again, what state it is in, and what a year of that costs."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.revisit import HISTORY, Past, Saw, is_gone, next_visit
from scraper.states import SOFT_404, saw, status_after

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SHORTEST, LONGEST = DAY, 90 * DAY
LETTERS: dict[str, Saw] = {"c": "changed", "s": "same", "m": "missing", "f": "failed"}


def visits(story: str) -> list[Past]:
    """`"c s3 m5"`: a visit saw a change, one three days later none, one five days later no page."""
    past: list[Past] = []
    at = START
    for word in story.split():
        at += float(word[1:] or 0) * DAY
        past.append(Past(at, LETTERS[word[0]]))
    return past


def wait(story: str, shortest: timedelta = SHORTEST, longest: timedelta = LONGEST) -> float:
    """Days until the next visit."""
    past = visits(story)
    return (next_visit(past, shortest=shortest, longest=longest) - past[-1].at) / DAY


def test_a_page_that_changed_is_visited_sooner_and_one_that_did_not_later() -> None:
    assert wait("c c5") < wait("c") < wait("c s5")
    assert wait("c s5 s8") > wait("c s5")
    assert wait("c c5 c3 c2") < wait("c c5 c3") < wait("c c5")


def test_a_page_that_never_changes_comes_to_the_maximum_within_half_a_year() -> None:
    story, days = "c", 0.0
    while wait(story) < 88:
        days += wait(story)
        story += f" s{wait(story)}"
    assert days < 183


def test_a_page_that_always_changes_comes_to_the_minimum() -> None:
    story = "c"
    for _ in range(8):
        story += f" c{wait(story)}"
    assert wait(story) == 1


def test_a_quiet_page_that_wakes_is_visited_more_often_at_once() -> None:
    quiet = "c s5 s10 s20 s40 s80"
    assert wait(f"{quiet} c80") <= 40
    assert wait(f"{quiet} c80 c20") <= 10


def test_an_extra_visit_and_a_failed_one_do_not_spoil_a_pages_rhythm() -> None:
    rhythm = wait("c s5 s10 s20")
    assert wait("c s5 s10 s20 s0.01") == pytest.approx(rhythm, rel=0.3)
    assert wait("c s5 s10 s20 f20 s1") == pytest.approx(wait("c s5 s10 s20 s21"), rel=0.01)


@pytest.mark.parametrize(
    ("story", "days"),
    [
        ("c s30 f60", 1),
        ("c s30 f60 f1", 1),
        ("c s30 f60 f1 f1", 2),
        ("c s30 f60 f1 f1 f2", 4),
        ("f", 1),
        ("m", 1),
    ],
)
def test_what_failed_is_tried_again_after_as_long_as_it_has_failed(story: str, days: float) -> None:
    assert wait(story) == days


def test_what_failed_is_never_left_longer_than_its_own_rhythm() -> None:
    assert wait("c c2 c2 c2 f2 f4 f8 f16") == wait("c c2 c2 c2")


def test_a_missing_page_is_looked_for_less_and_less_often_but_never_forgotten() -> None:
    assert [wait(story) for story in ("c m5", "c m5 m1", "c m5 m1 m1", "c m5 m1 m1 m2")] == [1, 1, 2, 4]
    assert wait("c m5" + " m50" * 10) == 89


@given(
    st.lists(st.tuples(st.sampled_from("csmf"), st.floats(0, 400)), min_size=1, max_size=HISTORY),
    st.floats(0.01, 30),
    st.floats(1, 20),
)
def test_the_next_visit_is_never_sooner_than_the_minimum_nor_later_than_the_maximum(
    story: list[tuple[str, float]], shortest: float, times: float
) -> None:
    past = visits(" ".join(f"{letter}{days}" for letter, days in story))
    low = shortest * DAY
    due = next_visit(past, shortest=low, longest=low * times)
    second = timedelta(seconds=1)
    assert low - second <= due - past[-1].at <= low * times + second


def test_a_daily_run_finds_a_page_due_before_its_maximum_is_over() -> None:
    assert wait("c s30 s60 s90") == 89
    assert wait("c s1 s1 s1", longest=2 * DAY) <= 1.8


@pytest.mark.parametrize(
    ("story", "gone"),
    [
        ("c", False),
        ("c m5", False),
        ("c m5 m0.5", False),
        ("c m5 m1", True),
        ("c m5 m0.4 m0.7", True),
        ("c m5 f1", False),
        ("c m5 f1 m1", True),
        ("c m5 f30", False),
        ("c m5 s1 m1", False),
        ("c m5 m1 c1", False),
        ("m", False),
        ("m m30", True),
        ("f f1", False),
    ],
)
def test_a_page_is_gone_when_it_was_missing_more_than_once_over_days(story: str, gone: bool) -> None:
    assert is_gone(visits(story)) is gone


@pytest.mark.parametrize(
    ("story", "before", "outcome", "after"),
    [
        ("c", "new", "added", "live"),
        ("c s5", "live", "unchanged", "live"),
        ("c s5", "live", "not_modified", "live"),
        ("c m5", "live", "gone", "live"),
        ("c m5 m1", "live", "gone", "gone"),
        ("c m5 m1", "live", SOFT_404, "soft_gone"),
        ("c m5 m1 m1", "soft_gone", "gone", "gone"),
        ("c m5 m1 m1", "gone", "gone", "gone"),
        ("c m5 m1 c9", "gone", "changed", "live"),
        ("c m5 m1 s9", "soft_gone", "unchanged", "live"),
        ("c m5 m1 f9", "gone", "http_500", "gone"),
        ("c f5", "live", "timeout", "live"),
        ("c f5 f5 f5", "live", "http_503", "live"),
        ("f", "new", "timeout", "failed"),
        ("f c1", "failed", "added", "live"),
        ("m", "new", "gone", "gone"),
        ("c s5", "live", "redirected", "redirect"),
        ("s", "new", "redirected", "redirect"),
        ("c s5 c9", "redirect", "changed", "live"),
        ("c s5", "live", "needs_js", "needs_js"),
        ("c s5", "live", "excluded", "excluded"),
    ],
)
def test_each_visit_leaves_its_page_in_the_right_state(
    story: str, before: str, outcome: str, after: str
) -> None:
    assert status_after(before, outcome, visits(story)) == after


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("added", "changed"),
        ("changed", "changed"),
        ("unchanged", "same"),
        ("not_modified", "same"),
        ("redirected", "same"),
        ("gone", "missing"),
        (SOFT_404, "missing"),
        ("http_503", "failed"),
        ("timeout", "failed"),
    ],
)
def test_every_outcome_says_what_was_seen(outcome: str, expected: Saw) -> None:
    assert saw(outcome) == expected


def test_a_year_costs_a_fifth_of_daily_visits_and_sees_every_change_in_time() -> None:
    bench = Path(__file__).parents[1] / "bench" / "year.py"
    for seed in ("1", "2"):
        command = [sys.executable, str(bench), "--pages", "200", "--seed", seed, "--json"]
        everything = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)[
            -1
        ]
        assert everything["requests"] <= everything["daily_requests"] / 5
        assert everything["most_days_late"] <= 90
        assert everything["seen_within_two_intervals"] >= everything["changes"] / 2
