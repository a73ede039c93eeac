"""What came over the wire: the values that the fetcher gives to the rest of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, frozen=True)
class Exchange:
    """One request and its response, exactly as sent and received.

    `body` is the wire's bytes with the transfer-encoding removed and the
    content-encoding kept: what a WARC response record holds.
    """

    url: str
    requested_at: datetime
    request_head: bytes  # request line and headers, ending with the blank line
    response_head: bytes  # status line and headers as received, ending with the blank line
    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case, latin-1 values, in order
    body: bytes
    elapsed: float  # seconds
    peer: str | None = None  # the address that answered
    truncated: str | None = None  # 'length', 'time', 'disconnect': WARC-Truncated's words

    def header(self, name: str) -> str | None:
        """The first value of a header, None if it was not sent."""
        name = name.lower()
        return next((value for key, value in self.headers if key == name), None)

    def header_values(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        name = name.lower()
        return [value for key, value in self.headers if key == name]


@dataclass(slots=True, frozen=True)
class Attempt:
    """One try within a visit, for the record."""

    at: datetime
    url: str
    reason: str  # 'ok', or why it was tried again or given up
    status: int | None = None
    waited: float = 0.0  # seconds waited before this attempt


@dataclass(slots=True, frozen=True)
class Validators:
    """What the last good response said about itself (RFC 9110 section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None  # whose response; None = the URL that is asked for


@dataclass(slots=True, frozen=True)
class Fetched:
    """The result of one visit: every hop and attempt, and what came back in the end.

    `outcome` is 'ok' (2xx), 'not_modified' (304), 'http_<status>' for another
    final status, or a reason from `scraper.fetch.outcomes` when no usable
    response came. `content` is the decoded body of the last exchange, None
    where there is none.
    """

    url: str  # as asked for
    final_url: str  # after redirects
    outcome: str
    exchanges: tuple[Exchange, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    content: bytes | None = None
    content_type: str | None = None  # the header's value, raw
    media_type: str | None = None  # sniffed: 'text/html', 'application/pdf' …
    error: str | None = None  # for people
    retry_after: float | None = None  # seconds for which the host should be left alone

    @property
    def status(self) -> int | None:
        """The final status, None if the last attempt brought no response."""
        if self.attempts and self.attempts[-1].status is None:
            return None
        return self.exchanges[-1].status if self.exchanges else None

    @property
    def redirected(self) -> bool:
        return self.final_url != self.url
