"""The vocabulary of `fetches.outcome`, as far as the fetcher speaks it."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How a visit ended; the value is what is recorded. Any other final status is `http_<status>`."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    EXCLUDED = "excluded"
    BAD_URL = "bad_url"
    INSIDE_ADDRESS = "inside_address"
    DNS_ERROR = "dns_error"
    CONNECT_ERROR = "connect_error"
    PROXY_ERROR = "proxy_error"
    TLS_ERROR = "tls_error"
    HTTP2_ONLY = "http2_only"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    BAD_RESPONSE = "bad_response"
    HEAD_TOO_LARGE = "head_too_large"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    TRUNCATED = "truncated"
    BAD_ENCODING = "bad_encoding"
    BAD_REDIRECT = "bad_redirect"
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"


MEANINGS: dict[Outcome, str] = {
    Outcome.OK: "a 2xx response, complete",
    Outcome.NOT_MODIFIED: "304 to a conditional request",
    Outcome.EXCLUDED: "robots.txt or the scope refused this URL or one that it redirects to",
    Outcome.BAD_URL: "no http or https URL",
    Outcome.INSIDE_ADDRESS: "its host is, or resolves to, an address that is not public",
    Outcome.DNS_ERROR: "the host's name has no address",
    Outcome.CONNECT_ERROR: "no connection to the host",
    Outcome.PROXY_ERROR: "the proxy failed or refused",
    Outcome.TLS_ERROR: "the TLS handshake failed, or the certificate is not valid for the host",
    Outcome.HTTP2_ONLY: "the server speaks HTTP/2 only",
    Outcome.TIMEOUT: "too slow",
    Outcome.DISCONNECTED: "the server closed the connection before a response",
    Outcome.BAD_RESPONSE: "what came is not HTTP/1.x, or its framing is broken",
    Outcome.HEAD_TOO_LARGE: "too many or too large headers",
    Outcome.TOO_LARGE: "the body is larger than allowed",
    Outcome.BOMB: "the body unpacks to a multiple that no honest page reaches",
    Outcome.TRUNCATED: "the body ended early",
    Outcome.BAD_ENCODING: "the content-encoding cannot be undone",
    Outcome.BAD_REDIRECT: "a redirect to something that is no http or https URL",
    Outcome.REDIRECT_LOOP: "redirects in a circle",
    Outcome.TOO_MANY_REDIRECTS: "more redirects than allowed",
}

# WARC-Truncated's words (WARC 1.1, section 5.13) for a body that was cut.
TRUNCATION: dict[Outcome, str] = {
    Outcome.TOO_LARGE: "length",
    Outcome.TIMEOUT: "time",
    Outcome.TRUNCATED: "disconnect",
    Outcome.BAD_RESPONSE: "unspecified",
}


class Failed(Exception):
    """A request that brought no usable response; never leaves this package.

    `passing` tells whether it may go better a moment later, `stale` that it
    was a kept connection's fault and a fresh one may serve at once.
    """

    def __init__(self, outcome: Outcome, message: str, *, passing: bool = False, stale: bool = False) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.passing = passing or stale
        self.stale = stale
