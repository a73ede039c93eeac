"""Answers that mean "no such page" without saying 404."""

from __future__ import annotations

import pytest

from scraper.soft404 import Shown, is_suspect, leads_home, means_missing

HOST = "https://health.example.org"
SORRY = "Sorry, we could not find what you were looking for. It may have moved. Try our A to Z or search."
PROSE = (
    "Eczema makes the skin dry, red and itchy. It comes and goes over many years, and a plain ointment after "
    "every bath keeps most of it away. Wool and hot water make it worse."
)


@pytest.mark.parametrize(
    ("url", "final_url", "home"),
    [
        (f"{HOST}/a/b", f"{HOST}/", True),
        (f"{HOST}/a", f"{HOST}/?from=a", True),
        ("http://health.example.org/a", "https://www.health.example.org/", True),
        (f"{HOST}/", "https://www.health.example.org/", False),
        (f"{HOST}", f"{HOST}/", False),
        (f"{HOST}/a", f"{HOST}/b", False),
        (f"{HOST}/a", f"{HOST}/en/", False),
        (f"{HOST}/a", "https://other.example/", False),
    ],
)
def test_a_redirect_to_the_home_page(url: str, final_url: str, home: bool) -> None:
    assert leads_home(url, final_url) is home


@pytest.mark.parametrize(
    ("title", "held_article", "kind", "suspect"),
    [
        ("Page not found | Health", False, "other", True),
        ("Error 404", False, "article", True),
        ("Seite nicht gefunden", False, "other", True),
        ("Page introuvable", False, "other", True),
        ("This page doesn’t exist", False, "other", True),
        ("Strona nie została znaleziona", False, "other", True),
        ("Eczema", True, "other", True),
        ("Eczema", True, "listing", True),
        ("Eczema", True, "article", False),
        ("Eczema", False, "other", False),
        ("Study of 4040 patients", False, "article", False),
        (None, False, "other", False),
    ],
)
def test_only_suspects_cost_a_request(
    title: str | None, held_article: bool, kind: str, suspect: bool
) -> None:
    assert is_suspect(title, held_article=held_article, kind=kind) is suspect


@pytest.mark.parametrize(
    ("page", "invented"),
    [
        (("Page not found", SORRY), ("Page not found", SORRY)),
        (("Page not found", f"{SORRY} 3 February 2026"), ("Page not found", f"{SORRY} 4 February 2026")),
        (
            ("Nothing at /eczema", f"{SORRY} You asked for eczema."),
            ("Nothing at /x7f", f"{SORRY} You asked for x7f."),
        ),
        (("404", None), ("404", None)),
        (("PAGE NOT FOUND", None), ("Page not found", None)),
    ],
)
def test_what_shows_the_same_as_an_invented_address_is_missing(
    page: tuple[str, str | None], invented: tuple[str, str | None]
) -> None:
    assert means_missing(Shown(f"{HOST}/eczema", *page), Shown(f"{HOST}/x7f", *invented))


@pytest.mark.parametrize(
    ("page", "invented"),
    [
        (("Eczema", PROSE), ("Page not found", SORRY)),
        (("Page not found", PROSE), ("Page not found", SORRY)),
        (("Virus not found in milk", None), ("Page not found", None)),
        ((None, None), (None, None)),
        ((None, None), ("Page not found", SORRY)),
        (("Eczema", f"{PROSE} {SORRY}"), ("Page not found", SORRY)),
    ],
)
def test_what_shows_something_of_its_own_is_there(
    page: tuple[str | None, str | None], invented: tuple[str | None, str | None]
) -> None:
    assert not means_missing(Shown(f"{HOST}/eczema", *page), Shown(f"{HOST}/x7f", *invented))
