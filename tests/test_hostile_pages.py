"""Whatever the bytes, the extractor answers with a record."""

from __future__ import annotations

import logging
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Article
from bench.fuzz import damage
from scraper import extract
from tests.pages import article, paragraphs

PAGE = article(
    paragraphs() + '<script type="application/ld+json">{"@graph":[{"@type":"Article",'
    '"author":[{"name":"Ada Moss, MD"}]}]}</script>'
    + "<table><tr><th>Age</th><th>Dose</th></tr><tr><td>15</td><td>11 mg</td></tr></table>"
    + "<h2>References</h2><ol><li>Moss A. Iron. 2024. doi:10.1000/182</li></ol>"
).encode()
OTHER = "<html><body><p>Ein kurzer Text über Eisen.<p>Noch ein Absatz".encode("cp1252")


@given(page=st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_record(page: bytes) -> None:
    assert isinstance(extract(page, url="https://willow.example/"), Article)


MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<h1>", "</h1>", "<a href='x'>", "</a>",
         "<br>", "<svg>", "</svg>", "<template>", "<script>", "</script>", "<li>", "<ul>", "<select>",
         "<title>", "<!--", "<time datetime='2026-02-30'>", "<meta charset=x>", "&#0;", "\0", "Eisen",
         "iron. ", "鉄", "\u202e"]
    )
    | st.text(max_size=8),
    max_size=60,
).map("".join)  # fmt: skip


@given(markup=MARKUP, url=st.none() | st.sampled_from(["", "x", "https://[::1", "https://willow.example/a"]))
@settings(max_examples=150, deadline=None)
def test_any_markup_and_address_give_a_record(markup: str, url: str | None) -> None:
    assert isinstance(extract(markup, url=url), Article)


def test_damaged_pages_fail_in_no_room(caplog: pytest.LogCaptureFixture) -> None:
    for seed in range(150):
        dice = random.Random(seed)
        with caplog.at_level(logging.ERROR, logger="scraper"):
            assert isinstance(extract(damage(PAGE, OTHER, dice), url="https://willow.example/a"), Article)
    assert not caplog.records
