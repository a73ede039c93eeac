# ruff: noqa: E501 (markup reads best unbroken)
"""What pages of one site share: a generated site of 200 pages with promotions and a warning within the text."""

from __future__ import annotations

import random
from functools import cache

import pytest

from scraper.extract import parsing, profile, read
from scraper.extract.knowledge import Knowledge
from scraper.extract.profile import Profile

PAGES = 200
SITE = "tablets.example"
WARNING = (
    "Do not take this medicine together with alcohol, and keep it out of the reach of children. If you feel faint or "
    "your skin comes out in a rash, stop taking it and ask a doctor at once."
)
PROMOTIONS = [
    "Our pocket guide to common medicines fits every handbag and is free for members of the club. Order your copy today.",
    "Have you tried the pill box with seven lids? Readers of this site pay half the price until the end of the month.",
    "The patients' evening takes place on the first Tuesday of the month. Come along, bring a friend and ask away.",
]
SUBJECTS = [
    "The tablet",
    "The active substance",
    "The coating",
    "This dose",
    "The film",
    "A single capsule",
    "The syrup",
]
VERBS = ["reaches", "leaves", "protects", "irritates", "calms", "enters", "slows", "changes"]
PLACES = [
    "the stomach",
    "the blood",
    "the liver",
    "the kidneys",
    "the gut",
    "the small vessels",
    "the skin",
    "the heart",
]
TIMES = [
    "within an hour",
    "after a meal",
    "over night",
    "in older people",
    "before breakfast",
    "on the second day",
]


def sentence(chance: random.Random) -> str:
    parts = [chance.choice(words) for words in (SUBJECTS, VERBS, PLACES, TIMES)]
    return f"{' '.join(parts)}, and {chance.choice(PLACES)} follows {chance.choice(TIMES)} at {chance.randint(2, 900)} milligrams."


def paragraph(chance: random.Random) -> str:
    return " ".join(sentence(chance) for _ in range(chance.randint(2, 4)))


@cache
def generated(number: int) -> tuple[str, tuple[str, ...]]:
    """A page and the paragraphs that are its own."""
    chance = random.Random(number)
    own = tuple(paragraph(chance) for _ in range(chance.randint(4, 7)))
    inset = (
        f'<div class="box"><p>{PROMOTIONS[number % 3]} <a href="/shop/{number % 3}">To the shop</a></p></div>'
    )
    parts = [f"<p>{text}</p>" for text in own]
    parts.insert(chance.randint(1, 3), inset)
    parts.insert(2, f"<p>{WARNING}</p>")
    title = f"Medicine number {number}"
    return (
        f'<html lang="en"><head><title>{title} - Tablets</title></head><body><nav><a href="/">Home</a> <a href="/a/">A</a></nav>'
        f'<main><h1>{title}</h1><div class="text">{"".join(parts)}</div></main><footer><p>© 2026 Tablets</p></footer></body></html>',
        own,
    )


def address(number: int) -> str:
    return f"https://{SITE}/medicine/{number}/"


def blocks(number: int) -> list[str]:
    return [block.text for block in parsing.parse(generated(number)[0]).blocks]


@cache
def learned() -> Profile:
    return profile.learn(SITE, 3, (blocks(number) for number in range(PAGES)))


def kept(number: int, known: Profile | None) -> tuple[bool, bool, float]:
    """Whether a promotion is in the body, whether the warning is, and the share of the own paragraphs that is."""
    body = read(generated(number)[0], address(number), None, Knowledge(profile=known)).article.body or ""
    own = generated(number)[1]
    return PROMOTIONS[number % 3] in body, WARNING in body, sum(text in body for text in own) / len(own)


def test_a_profile_takes_promotions_out_and_keeps_the_warning_on_every_page() -> None:
    without = [kept(number, None) for number in range(PAGES)]
    with_it = [kept(number, learned()) for number in range(PAGES)]
    promotions = sum(entry[0] for entry in without), sum(entry[0] for entry in with_it)
    assert promotions[0] > 0.5 * PAGES, "the promotions are not told apart by the page alone"
    assert promotions[1] < 0.2 * promotions[0]
    assert sum(entry[1] for entry in with_it) == sum(entry[1] for entry in without) == PAGES
    assert all(entry[2] == 1 for entry in with_it)


def test_a_reading_names_the_profile_that_it_used() -> None:
    assert (
        read(generated(1)[0], address(1), None, Knowledge(profile=learned())).profile == "tablets.example#3"
    )
    assert read(generated(1)[0], address(1)).profile is None


def test_a_profile_does_not_depend_on_the_order_of_its_pages() -> None:
    backwards = profile.learn(SITE, 3, (blocks(number) for number in reversed(range(PAGES))))
    assert backwards.to_json() == learned().to_json()


def test_a_frozen_profile_is_read_back_as_it_was_written() -> None:
    assert Profile.from_json(learned().to_json()) == learned()


def test_few_pages_teach_nothing() -> None:
    assert not profile.learn(SITE, 1, (blocks(number) for number in range(profile.MIN_PAGES - 1))).counts


def test_a_block_on_two_pages_is_not_held_against_them() -> None:
    known = profile.learn(SITE, 1, ([f"text {number // 2}"] for number in range(40)))
    assert profile.doubts(known, parsing.parse("<p>text 7</p>")) == [0.0]


@pytest.mark.parametrize("score", [0.95, 0.97, 0.999])
def test_a_block_that_its_page_is_sure_of_is_never_removed_by_repetition_alone(score: float) -> None:
    assert profile.lowered(score, 50.0) >= 0.6


def test_repetition_lowers_a_doubtful_block() -> None:
    assert profile.lowered(0.6, 3.0) < 0.2
    assert profile.lowered(0.6, 0.0) == 0.6
