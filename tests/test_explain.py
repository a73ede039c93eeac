# ruff: noqa: E501 (markup reads best unbroken)
"""Why a record says what it says: the evidence of each field, for people."""

from __future__ import annotations

from markup import page

from scraper.extract import explain, read

URL = "https://skin.example/winter-air/"
TRAIL = '<nav class="breadcrumb"><a href="/">Home</a> › <a href="/skin/">Skin</a></nav>'
STATED = (
    '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": ['
    '{"@type": "ListItem", "position": 1, "name": "Start"}, {"@type": "ListItem", "position": 2, "name": "Dry"}]}</script>'
)


def test_chosen_and_other_candidates_stand_under_their_field_with_source_and_weight() -> None:
    lines = explain.lines(read(page(before=TRAIL, head=STATED), URL))
    start = lines.index("breadcrumb:")
    assert lines[start + 1].startswith("  * 0.95  Home > Skin  (")
    assert "nav.breadcrumb" in lines[start + 1]
    assert lines[start + 2] == "    0.70  Start > Dry  (JSON-LD BreadcrumbList[0])"


def test_a_field_without_evidence_says_so() -> None:
    assert explain.of_field("reviewed", []) == ["reviewed: nothing on the page speaks for a value"]


def test_long_values_are_cut_to_one_line() -> None:
    lines = explain.lines(read(page(under_title=f'<p class="dek">{"Cold and dry air. " * 30}</p>'), URL))
    assert all("\n" not in line and len(line) < 400 for line in lines)
