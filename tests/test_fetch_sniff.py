"""What a body is: always an answer, always at once. The single cases are in `hostile/cases/kinds.py`."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.sniff import essence, media_type

HEADERS = st.none() | st.text(max_size=30) | st.sampled_from(["text/html", "text/plain", "image/png", "*/*"])


@given(st.binary(max_size=200), HEADERS)
def test_every_body_and_header_has_a_type_or_none(content: bytes, header: str | None) -> None:
    found = media_type(content, header)
    assert found is None or essence(found) == found


@given(st.sampled_from(["<!DOCTYPE html>", "<HTML lang=de>", "<?xml version='1.0'?><html>"]), HEADERS)
def test_a_page_that_declares_itself_is_one_whatever_its_header(start: str, header: str | None) -> None:
    assert media_type(start.encode() + b"<body>Dry skin", header) in ("text/html", "application/xhtml+xml")


@pytest.mark.parametrize(
    "part", [b"<!--", b"<!-- -->", b" ", b"<?xml ", b"<?xml ?>", b"<!-- --", b"\n<!doctype "]
)
def test_no_beginning_takes_long_to_judge(part: bytes) -> None:
    begun = time.monotonic()
    for length in range(100):
        media_type(part * length, "text/plain")
    assert time.monotonic() - begun < 1
