"""A page's bytes in, a record out: no network, no database, and no exception for any bytes."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.article import Article
from scraper.extract.reading import Reading

if TYPE_CHECKING:
    from scraper.extract.knowledge import Knowledge

__all__ = ["extract", "read"]

log = logging.getLogger(__name__)


def extract(page: bytes | str, url: str | None = None, content_type: str | None = None) -> Article:
    """The record of a page.

    `page` is bytes as received, or text; `content_type` the value of the response's
    header, if there was one. Raises nothing for any bytes: a page that holds no
    article gives `kind != "article"`.
    """
    return read(page, url, content_type).article


def read(
    page: bytes | str,
    url: str | None = None,
    content_type: str | None = None,
    knowledge: Knowledge | None = None,
) -> Reading:
    """The record of a page with its links, robots directives and the evidence for each field.

    `knowledge` is what is known of its site: rules, and a profile of what its pages share.
    """
    # Imported late: the crawl's parent process hands pages to workers and never parses one itself.
    from scraper.extract import assemble
    from scraper.extract.knowledge import NOTHING

    try:
        with _collector_paused():
            return assemble.read_bytes(page, url or "", content_type, knowledge or NOTHING)
    except Exception:
        log.exception("no record of %s", url)
        return assemble.refused(url or "", "the extractor failed on this page")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without searches for reference cycles: a page makes ten thousand small objects and hardly a cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
