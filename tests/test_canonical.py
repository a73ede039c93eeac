"""rel=canonical merges duplicates only where the page that it names agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawled.running import crawl, rows, write_config
from crawled.site import Site, article, listing, serving


@pytest.mark.parametrize(
    ("copy_names", "original_names", "merged"),
    [
        ("/z", "/z", True),
        ("/z", None, True),
        ("/z", "/z#top", True),
        ("/z", "/a", False),
        ("/z", "/elsewhere", False),
        ("/missing", None, False),
        ("https://other.example/z", None, False),
        ("/a", None, False),
        (None, "/z", False),
    ],
)
@pytest.mark.parametrize("order", [["/a", "/z"], ["/z", "/a"]])
def test_a_copy_is_merged_where_the_original_agrees(
    tmp_path: Path, copy_names: str | None, original_names: str | None, merged: bool, order: list[str]
) -> None:
    def head(named: str | None) -> str:
        return f'<link rel="canonical" href="{named}">' if named else ""

    site = Site({"/": listing("Home", order)})
    site.pages |= {
        "/a": article("Copy", head=head(copy_names)),
        "/z": article("Page", head=head(original_names)),
    }
    config = write_config(tmp_path, site, crawler="failure_limit = 1")
    with serving(site):
        crawl(config)
    found = rows(
        config, "SELECT p.url, o.url FROM pages p JOIN pages o ON o.id = p.canonical_page_id ORDER BY p.url"
    )
    copies = [(f"{site.base}/a", f"{site.base}/z")] if merged else []
    if original_names == "/a" and copy_names != "/z":
        copies = [(f"{site.base}/z", f"{site.base}/a")]
    assert found == copies
    assert rows(config, "SELECT count(*) FROM articles") == [(2,)], "nothing is thrown away"
