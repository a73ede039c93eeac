"""The charset is found in the order mark, header, meta, detection, and is recorded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import charset, read
from tests.pages import article, paragraphs

TEXT = "Die Schilddrüse größer? Über Schübe: „Müde Füße“ – und 20 €."


def page(meta: str = "") -> str:
    return f"<html><head>{meta}<title>Schübe</title></head><body><p>{TEXT}</p></body></html>"


@pytest.mark.parametrize(
    ("raw", "header", "used"),
    [
        pytest.param(
            b"\xef\xbb\xbf" + page().encode(), "text/html; charset=iso-8859-1", "utf-8", id="mark-first"
        ),
        pytest.param(b"\xff\xfe" + page().encode("utf-16-le"), None, "utf-16-le", id="utf-16-mark"),
        pytest.param(page().encode("cp1252"), "text/html; charset=windows-1252", "cp1252", id="header"),
        pytest.param(page("<meta charset=windows-1252>").encode("cp1252"), None, "cp1252", id="meta"),
        pytest.param(
            page("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>").encode("cp1252"),
            None,
            "cp1252",
            id="latin-1-is-read-as-windows-1252-like-browsers-do",
        ),
        pytest.param(
            page("<meta charset=windows-1250>").encode("cp1252"),
            "text/html; charset=windows-1252",
            "cp1252",
            id="header-beats-meta",
        ),
        pytest.param(page("<meta charset=iso-8859-1>").encode(), None, "utf-8", id="valid-utf-8-beats-meta"),
        pytest.param(page().encode(), None, "utf-8", id="undeclared-utf-8"),
        pytest.param(
            page("<meta charset=utf-16>").encode(), None, "utf-8", id="utf-16-that-reads-as-ascii-is-utf-8"
        ),
        pytest.param(
            (page() * 20).encode("cp1252"), "text/html; charset=nonsense", "cp1252", id="unknown-name"
        ),
    ],
)  # fmt: skip
def test_charset_is_found_and_recorded(raw: bytes, header: str | None, used: str) -> None:
    text, name = charset.decode(raw, header)
    assert TEXT in text
    assert name.lower().replace("_", "-") == used


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "shift_jis",
            "鉄欠乏性貧血はゆっくりと進行するため、多くの人は最初の症状を忙しさのせいだと考えます。",
        ),
        ("euc-kr", "철분 결핍은 천천히 진행되기 때문에 많은 사람들이 처음 증상을 피로 탓으로 돌립니다."),
        (
            "windows-1251",
            "Дефицит железа развивается медленно, и многие объясняют первые признаки усталостью.",
        ),
        ("gb18030", "缺铁发展缓慢，许多人把最初的症状归咎于忙碌的一周。他们爬楼梯变慢，睡眠不好。"),
    ],
)
def test_declared_charsets_of_other_scripts_are_read(encoding: str, text: str) -> None:
    raw = f"<html><head><meta charset={encoding}></head><body><p>{text}</p></body></html>".encode(encoding)
    assert text in charset.decode(raw)[0]


def test_a_few_broken_bytes_do_not_change_the_charset_of_a_page() -> None:
    raw = (page() * 5).encode().replace(b"Schild", b"Sch\xe9ild", 1)
    text, used = charset.decode(raw)
    assert used == "utf-8"
    assert "Müde Füße" in text


def test_the_reading_says_which_charset_it_used() -> None:
    assert read(article(paragraphs()).encode("utf-8")).charset == "utf-8"
    assert read(article(paragraphs())).charset is None


@given(raw=st.binary(max_size=400), header=st.none() | st.text(max_size=40))
def test_any_bytes_become_text(raw: bytes, header: str | None) -> None:
    text, used = charset.decode(raw, header)
    assert isinstance(text, str)
    assert used
