"""Which pages are empty shells that only a browser can fill."""

from __future__ import annotations

import pytest

from scraper.extract.assemble import read_bytes

SCRIPT = '<script src="/static/app.js"></script>'
PROSE = (
    "<p>" + "Eczema makes the skin dry, red and itchy, and it comes and goes over many years. " * 6 + "</p>"
)


def needs_js(body: str, head: str = "<title>Eczema</title>") -> bool:
    return read_bytes(
        f"<html><head>{head}</head><body>{body}</body></html>", "https://a.example/", None
    ).needs_js


@pytest.mark.parametrize(
    "body",
    [
        f'<div id="root"></div>{SCRIPT}',
        f'<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>{SCRIPT}',
        f'<div id="app">Loading …</div>{SCRIPT}',
        f"<app-root></app-root>{SCRIPT}",
        f'<main ng-app="health"><div ui-view></div></main>{SCRIPT}',
        f'<header><a href="/">Home</a> <a href="/topics">Topics</a></header><div id="__next"></div>{SCRIPT}',
        f"<div>Please enable JavaScript to view this page.</div>{SCRIPT}",
        f"<noscript>Bitte aktivieren Sie JavaScript.</noscript><div class='x'></div>{SCRIPT}",
        SCRIPT,
        "<div id='root'></div><script>" + "render(1);" * 100 + "</script>",
        f"<div id='root'></div><div style='display:none'>{PROSE}</div>{SCRIPT}",
    ],
)
def test_a_shell_needs_a_browser(body: str) -> None:
    assert needs_js(body)


@pytest.mark.parametrize(
    "body",
    [
        PROSE,
        f'<div id="root">{PROSE}</div>{SCRIPT}',
        f'{PROSE}<div id="app"></div>{SCRIPT}',
        f"<noscript>Comments need JavaScript.</noscript>{PROSE}{SCRIPT}",
        '<div id="root"></div>',
        "",
        "<p>Page not found.</p>",
        f"<p>Page not found.</p>{SCRIPT}",
        f'<img src="/rash.jpg" alt="">{SCRIPT}',
        f'<iframe src="/inner.html"></iframe>{SCRIPT}',
        f"<noscript><img src='/pixel.gif'></noscript><p>A short note.</p>{SCRIPT}",
    ],
)
def test_a_page_with_words_or_without_scripts_needs_none(body: str) -> None:
    assert not needs_js(body)
