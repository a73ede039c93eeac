"""What a change means: the labelled pairs, and the rules one by one."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from articles import ECZEMA, URL

from archive import Archive, Article, Citation, Person
from archive.changes import changes, difference
from archive.diff import compare, marked
from archive.errors import NotFound
from archive.meaning import CLASSES, DETAILS

PAIRS = tomllib.loads((Path(__file__).parent / "labelled" / "changes.toml").read_text("utf-8"))["pair"]
RECORDS = {"authors": Person, "citations": Citation}


def article(pair: dict[str, Any], side: str) -> Article:
    field, value = pair.get("field", "body"), pair[side]
    if field in RECORDS:
        value = [RECORDS[field](**entry) for entry in value]
    return replace(Article(url=URL), **{field: value})


def judged(pair: dict[str, Any]) -> tuple[str, str]:
    """The class of a pair's weightiest change, and its first detail."""
    changes = compare(article(pair, "before"), article(pair, "after"))
    first = changes[0]
    details = [d for d in DETAILS for change in changes if change.kind == first.kind and d in change.details]
    return first.kind, (details or [""])[0]


def figures(part: str, level: int, names: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Precision and recall of each class (level 0) or detail (level 1) on a part of the pairs."""
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    meant: Counter[str] = Counter()
    for pair in PAIRS:
        if pair["part"] != part:
            continue
        expected = (pair["class"], pair.get("detail", ""))[level]
        found = judged(pair)[level]
        said[found] += 1
        meant[expected] += 1
        right[expected] += found == expected
    return {
        name: (right[name] / max(said[name], 1), right[name] / meant[name]) for name in names if meant[name]
    }


@pytest.mark.parametrize(("part", "floor"), [("look", 0.95), ("check", 0.8)])
def test_labelled_pairs_are_classed_right(
    part: str,
    floor: float,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert len(PAIRS) >= 60
    lines = []
    for level, names in ((0, tuple(CLASSES)), (1, DETAILS)):
        for name, (precision, recall) in figures(part, level, names).items():
            lines.append(f"{part:<6} {name:<12} precision {precision:.2f}  recall {recall:.2f}")
            record_property(f"{part} {name}", (round(precision, 2), round(recall, 2)))
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201
    pairs = [pair for pair in PAIRS if pair["part"] == part]
    for level in (0, 1):
        right = [judged(p)[level] == (p["class"], p.get("detail", ""))[level] for p in pairs]
        assert sum(right) / len(right) >= floor


def test_a_change_shows_the_words_that_changed() -> None:
    assert marked("Take 500 mg a day.", "Take 1000 mg a day.") == "Take [-500 mg-] {+1000 mg+} a day."
    assert marked("It is safe.", "It is not safe.") == "It is {+not+} safe."
    assert marked("It is not safe.", "It is safe.") == "It is [-not-] safe."
    assert marked(None, "New.") == "{+New.+}"
    assert marked("Old.", None) == "[-Old.-]"


def test_equal_articles_have_no_changes() -> None:
    assert compare(ECZEMA, replace(ECZEMA, confidence=0.1, sidebar=[])) == []


def test_the_weightiest_change_comes_first() -> None:
    later = replace(ECZEMA, reviewed="2026-01", body=(ECZEMA.body or "").replace("500 mg", "50 mg"))
    assert [(c.field, c.kind) for c in compare(ECZEMA, later)] == [
        ("body", "substantive"),
        ("reviewed", "dates"),
    ]


def test_a_text_that_is_gone_is_substantive() -> None:
    assert compare(ECZEMA, replace(ECZEMA, body=None, body_html=None))[0].kind == "substantive"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive.db")
    body = ECZEMA.body or ""
    dose = replace(ECZEMA, body=body.replace("500 mg", "50 mg"))
    archive.add(ECZEMA, captured_at="2026-01-01")
    archive.add(dose, captured_at="2026-02-01")
    archive.add(replace(dose, reviewed="2026-02"), captured_at="2026-03-01")
    other = replace(ECZEMA, url="https://health.example.org/hives", canonical_url=None)
    archive.add(other, captured_at="2026-01-05")
    archive.add(replace(other, title="ECZEMA: what helps"), captured_at="2026-01-15")
    return archive


def test_changes_are_listed_in_the_order_of_time_from_a_date_on(archive: Archive) -> None:
    assert [(r.url, r.after, r.kind) for r in changes(archive)] == [
        ("https://health.example.org/hives", 2, "cosmetic"),
        (URL, 2, "substantive"),
        (URL, 3, "dates"),
    ]
    assert [r.after for r in changes(archive, since="2026-02-01")] == [2, 3]


def test_changes_can_be_of_one_class_or_detail(archive: Archive) -> None:
    (found,) = changes(archive, kinds=["numbers"])
    assert (found.url, found.last_seen, found.first_seen) == (
        URL,
        "2026-01-01T00:00:00Z",
        "2026-02-01T00:00:00Z",
    )
    assert [c.details for c in found.changes] == [("numbers",)]
    assert list(changes(archive, kinds=["people"])) == []


def test_versions_can_be_named_by_number_or_date(archive: Archive) -> None:
    assert [(r.before, r.after) for r in (difference(archive, URL), difference(archive, URL, "1"))] == [
        (2, 3),
        (1, 3),
    ]
    between = difference(archive, URL, "2026-01-20", "2026-02-20")
    assert (between.before, between.after) == (1, 2)
    back = difference(archive, URL, "2", "1")
    assert [c.details for c in back.changes] == [("numbers",)]
    with pytest.raises(NotFound, match="no version 9"):
        difference(archive, URL, "9")
    archive.add(replace(ECZEMA, url="https://health.example.org/once"))
    with pytest.raises(NotFound, match="only one version"):
        difference(archive, "https://health.example.org/once")
