"""What a visit brought, on its way from the fetcher through a worker to the archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from archive.captures import Capture
from scraper.fetch.exchange import Fetched
from scraper.frontier import Waiting
from scraper.workers import Crash, PageResult

# Why a redirect is not followed whose target the run visits anyway: no error.
OWN_TURN = "it has a turn of its own"

_HTML = frozenset(["text/html", "application/xhtml+xml"])
# Status 300 has no target of its own; 304 is an answer to a conditional request.
REDIRECTS = frozenset([301, 302, 303, 307, 308])


@dataclass(slots=True)
class Brought:
    """One visit; the steps on the way fill in what they find out.

    `page` is the page that was asked for, `target` the one whose content came
    (another one after a redirect). `digest` is `sha256:…` of the decoded body.
    `earlier` is the last good capture of the target. `reading` stays None for
    what is not read: failures, other types than HTML, a body that is unchanged.
    `held_article` says that the page was an article before, `soft_404` that it
    now shows what its host shows for addresses that cannot exist.
    """

    page: Waiting
    fetched: Fetched
    digest: str | None = None
    earlier: Capture | None = None
    reading: PageResult | Crash | None = None
    held_article: bool = False
    soft_404: bool = False

    @property
    def size(self) -> int:
        """Bytes of memory that its bodies take, roughly."""
        wire = sum(len(exchange.body) for exchange in self.fetched.exchanges)
        return wire + len(self.fetched.content or b"")

    @property
    def unchanged(self) -> bool:
        """Whether the body is the one of the last good visit, byte for byte."""
        return self.earlier is not None and self.digest == self.earlier.payload_digest

    @property
    def to_read(self) -> bool:
        """Whether a worker has to look at it."""
        return (
            self.fetched.outcome == "ok"
            and bool(self.fetched.content)
            and self.fetched.media_type in _HTML
            and not self.unchanged
        )


def digest_of(content: bytes) -> str:
    """The digest that captures are compared by."""
    return "sha256:" + hashlib.sha256(content).hexdigest()
