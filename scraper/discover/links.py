"""What of a page's reading leads on: its links, its own address, its other languages, its next part."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.extract.reading import Reading

_NOT_FOLLOWED = frozenset(["nofollow", "none"])  # "none" is short for noindex and nofollow


def leads(reading: Reading) -> Iterator[str]:
    """Addresses that may be visited next, in page order, repeated ones too.

    A page whose meta robots says nofollow leads nowhere but to its own
    canonical address, which is no link but a name for itself.
    """
    if _NOT_FOLLOWED.isdisjoint(reading.robots):
        for link in reading.links:
            if not link.rel or "nofollow" not in link.rel.split():
                yield link.url
        yield from reading.alternates
        if reading.next_url:
            yield reading.next_url
    if reading.article.canonical_url:
        yield reading.article.canonical_url
