"""`scraper extract`: what a page says, without archiving it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive.commands.shared import json_option, note, print_json, print_pairs, print_text
from archive.errors import NotFound
from scraper.commands.shared import config_option
from scraper.extract import explain, read
from scraper.extract.reading import Reading
from scraper.single import Page, fetch_page, read_file


@click.command()
@click.argument("source", metavar="FILE|URL|-")
@click.option("--url", help="The page's address, where the source is not one.")
@click.option(
    "--explain", "explained", is_flag=True, help="Where each value was found, and what else was weighed."
)
@json_option
@config_option
def extract(source: str, url: str | None, explained: bool, as_json: bool, config_path: Path) -> None:
    """Print the record of a page: of a file, an address, or standard input."""
    page = _page(source, url, config_path)
    reading = read(page.content, page.url, page.content_type)
    if as_json:
        print_json(reading.article.to_json())
    elif explained:
        for line in explain.lines(reading):
            print_text(line)
    else:
        _show(reading)


def _page(source: str, url: str | None, config_path: Path) -> Page:
    if source == "-":
        return read_file("-", sys.stdin.buffer.read(), url)
    if source.lower().startswith(("http://", "https://")):
        return fetch_page(source, config_path)
    try:
        return read_file(source, Path(source).read_bytes(), url)
    except OSError as error:
        raise NotFound(f"cannot read {source}: {error.strerror}") from error


def _show(reading: Reading) -> None:
    """The record for people: fields first, then the text."""
    article = reading.article
    pairs = {
        name: "; ".join(value) if isinstance(value, list) else value
        for name, value in article.to_json().items()
        if name not in ("body", "body_html", "authors", "citations", "sidebar", "rights", "breadcrumb_urls")
    }
    pairs["authors"] = "; ".join(person.display or person.name for person in article.authors)
    pairs["citations"] = len(article.citations) or None
    pairs["sidebar"] = len(article.sidebar) or None
    print_pairs(pairs)
    if article.body:
        print_text(f"\n{article.body}")
    else:
        note("no text of an article was found")
