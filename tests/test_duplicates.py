"""Near-duplicates: copies are found whatever was put around them, and the origin is told from them."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from articles import ECZEMA

from archive import Archive, duplicates
from archive.simhash import NEAR, distance, fingerprint

WORDS = [f"{head}{tail}" for head in "bdfgklmnprstvz" for tail in ("ane", "ilo", "oma", "ure", "eti", "asin")]


def text(seed: int, words: int = 500) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choices(WORDS, k=words))


def near(one: str, other: str) -> int:
    first, second = fingerprint(one), fingerprint(other)
    assert first is not None
    assert second is not None
    return distance(first, second)


def test_a_few_edited_words_leave_a_fingerprint_near_and_other_texts_are_far() -> None:
    original = text(1)
    words = original.split()
    edited = " ".join([*words[:100], "changed", "words", *words[102:300], *words[305:]])
    assert near(original, original) == 0
    assert 0 < near(original, edited) <= NEAR
    assert min(near(text(seed), text(seed + 1000)) for seed in range(200)) > NEAR


def test_the_same_words_in_another_order_are_another_text() -> None:
    words = text(2).split()
    assert near(" ".join(words), " ".join(sorted(words))) > NEAR


def test_a_short_text_has_no_fingerprint() -> None:
    assert fingerprint("Itchy skin.") is None
    assert fingerprint(None) is None


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.db")


def add(archive: Archive, url: str, body: str, **changes: object) -> int:
    plain = replace(ECZEMA, url=url, canonical_url=None, site_name=None, body=body)
    article = replace(plain, **changes)
    return archive.add(article, captured_at="2026-01-01").article_id


def test_copies_form_a_cluster_with_the_earliest_first(archive: Archive) -> None:
    add(archive, "https://copy.example.net/a", text(1) + "\n\nShare this.", published="2024-05-01")
    add(archive, "https://first.example.org/a", text(1), published="2024-04-30")
    add(archive, "https://copy.example.net/b", text(2))
    (cluster,) = duplicates.clusters(archive)
    assert [copy.url for copy in cluster] == ["https://first.example.org/a", "https://copy.example.net/a"]


def test_the_address_that_copies_call_canonical_is_the_origin(archive: Archive) -> None:
    origin = "https://first.example.org/a"
    add(archive, "https://copy.example.net/a", text(1), published="2024-01-01", canonical_url=origin)
    add(archive, origin, text(1), published="2024-02-01", canonical_url=origin)
    ((first, _),) = duplicates.clusters(archive)
    assert (first.url, first.reason) == (origin, "named as canonical")


def test_a_credit_line_names_the_origin(archive: Archive) -> None:
    credit = "\n\nThis article was originally published by Skin Letter."
    add(archive, "https://copy.example.net/a", text(1) + credit, published=None)
    add(archive, "https://first.example.org/a", text(1), published=None, site_name="Skin Letter")
    ((first, _),) = duplicates.clusters(archive)
    assert (first.url, first.reason) == ("https://first.example.org/a", "named in a credit line")


def test_a_changed_article_leaves_its_cluster(archive: Archive) -> None:
    add(archive, "https://copy.example.net/a", text(1))
    add(archive, "https://first.example.org/a", text(1))
    assert len(duplicates.clusters(archive)) == 1
    add(archive, "https://copy.example.net/a", text(3))
    assert duplicates.clusters(archive) == []
