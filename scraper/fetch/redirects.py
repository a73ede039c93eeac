"""Where a response leads, and what a visit remembers on the way."""

from __future__ import annotations

from contextlib import suppress

import ada_url

from archive.errors import BadInput
from archive.urls import parse
from scraper.fetch.exchange import Exchange
from scraper.fetch.outcomes import Failed, Outcome

# RFC 9110, section 15.4; 300 has no target of its own, 304 is an answer, 305 and 306 are history.
REDIRECTS = frozenset([301, 302, 303, 307, 308])


def requested_form(url: str, base: str | None = None) -> str:
    """The URL as it is asked for: WHATWG form, joined to `base`, without fragment and login.

    A login in a URL is never sent: what needs one is not public, and a
    redirect must not carry it to another host.

    Raises:
        BadInput: it is no http or https URL.
    """
    parsed = ada_url.URL(parse(url, base))
    parsed.username = parsed.password = ""
    parsed.hash = ""
    return str(parsed.href)


def target(exchange: Exchange) -> str | None:
    """The URL that a response redirects to, None if it does not.

    Raises:
        Failed: it redirects to what no crawler follows: `javascript:`, `file:`, rubbish.
    """
    if exchange.status not in REDIRECTS:
        return None
    location = exchange.header("location")
    if location is None:
        return None
    # Bytes beyond ASCII are UTF-8, as browsers read them (Fetch, "location URL").
    with suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return requested_form(location, exchange.url)
    except BadInput as error:
        raise Failed(Outcome.BAD_REDIRECT, f"{exchange.url} redirects to {location[:200]!r}") from error
