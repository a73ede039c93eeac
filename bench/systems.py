"""This project and its peers behind one call: page and address in, record out."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

Extract = Callable[[bytes, str], Any]


def trafilatura() -> Extract:
    """trafilatura with metadata."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def run(page: bytes, url: str) -> Any:
        found = bare_extraction(page, url=url, with_metadata=True, include_comments=False)
        if found is None:
            return _record()
        people = [name for name in (found.author or "").split("; ") if name]
        return _record(found.text, found.title, people, found.date, found.description)

    return run


def readability() -> Extract:
    """readability-lxml: a title and a body."""
    from lxml.html import fromstring
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def run(page: bytes, url: str) -> Any:
        document = Document(page.decode("utf-8", "replace"), url=url)
        body = fromstring(document.summary(html_partial=True) or "<p></p>")
        return _record("\n".join(body.itertext()), document.short_title())

    return run


def newspaper4k() -> Extract:
    """newspaper4k without its downloads."""
    from newspaper import Article
    from newspaper.configuration import Configuration

    offline = Configuration()
    offline.fetch_images = False  # it would ask the pages' servers for them

    def run(page: bytes, url: str) -> Any:
        article = Article(url, config=offline)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        published = article.publish_date.isoformat() if article.publish_date else None
        return _record(article.text, article.title, article.authors, published, article.meta_description)

    return run


def resiliparse() -> Extract:
    """resiliparse: a title and a body."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def run(page: bytes, _url: str) -> Any:
        tree = HTMLTree.parse(page.decode("utf-8", "replace"))
        return _record(extract_plain_text(tree, main_content=True), tree.title)

    return run


def _record(
    body: str | None = None,
    title: str | None = None,
    authors: list[str] | None = None,
    published: str | None = None,
    summary: str | None = None,
) -> Any:
    people = [
        SimpleNamespace(name=name, credentials=None, role="author", display=name) for name in authors or []
    ]
    return SimpleNamespace(body=body, title=title, authors=people, published=published, summary=summary)


def available(own: Extract) -> dict[str, Extract]:
    """Every system that can be imported, this project first."""
    systems = {"this project": own}
    for make in (trafilatura, readability, newspaper4k, resiliparse):
        try:
            systems[make.__name__] = make()
        except ImportError as error:
            print(f"{make.__name__} is not installed, left out ({error})", file=sys.stderr)
    return systems
