"""How one attempt went, and what its response asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from scraper.fetch.exchange import Exchange
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Failed
from scraper.fetch.redirects import REDIRECTS


@dataclass(slots=True, frozen=True)
class Tried:
    """A response, whole unless `failed` says otherwise, or only a failure.

    Failures are handed on as values: raised again, they would hold bodies of
    megabytes in reference cycles of tracebacks.
    """

    exchange: Exchange | None = None
    failed: Failed | None = None

    @property
    def passing(self) -> bool:
        """Whether another attempt may go better."""
        if self.failed is not None:
            return self.failed.passing and not self.leads_on
        return self.exchange is not None and is_passing(self.exchange.status)

    @property
    def leads_on(self) -> bool:
        """Whether it is a redirect, of which the head is enough."""
        return self.exchange is not None and self.exchange.status in REDIRECTS

    @property
    def reason(self) -> str:
        """For the record: 'ok', or why it is tried again or given up."""
        if self.failed is not None:
            return f"{self.failed.outcome}: {self.failed.message}"
        return f"http_{self.exchange.status}" if self.exchange and self.passing else "ok"

    def asked_to_wait(self, limits: Limits, now: datetime) -> float | None:
        """Seconds for which the server wants to be left alone, capped; None if it does not say."""
        if self.exchange is None or not is_passing(self.exchange.status):
            return None
        seconds = retry_after(self.exchange.header("retry-after"), now)
        return None if seconds is None else min(seconds, limits.retry_after)


def is_passing(status: int) -> bool:
    """Whether a status says that it may go better later: 408, 429, 5xx."""
    return status in (408, 429) or 500 <= status <= 599


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, in both its forms (RFC 9110, section 10.2.3); None for neither.

    >>> retry_after("120", datetime.now(UTC))
    120.0
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=now.tzinfo)
    return max(0.0, (until - now).total_seconds())
