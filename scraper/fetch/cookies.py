"""Cookies within one visit: some sites set one and redirect to the same page until it is returned.

They live as long as the visit, go back only to the very host that set them
(what RFC 6265 calls host-only, whatever their Domain says) and never over an
unsafe connection if they came over a safe one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_MAX_COOKIES = 50
_MAX_SIZE = 4096
_PAIR = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+=[\x21-\x3a\x3c-\x7e ]*")


class VisitCookies:
    """What the servers of one visit have set."""

    def __init__(self) -> None:
        self._jar: dict[tuple[str, str], dict[str, str]] = {}

    def take(self, url: str, values: Iterable[str]) -> None:
        """Remember the Set-Cookie values of a response; those that end at once are forgotten."""
        jar = self._jar.setdefault(_place(url), {})
        for value in values:
            pair, _, attributes = value.partition(";")
            pair = pair.strip()
            if len(pair) > _MAX_SIZE or not _PAIR.fullmatch(pair):
                continue
            name = pair.partition("=")[0]
            if re.search(r"(?:^|;)\s*max-age\s*=\s*(?:0|-\d+)\s*(?:;|$)", attributes, re.IGNORECASE):
                jar.pop(name, None)
            elif name in jar or len(jar) < _MAX_COOKIES:
                jar[name] = pair

    def header(self, url: str) -> str | None:
        """The value of Cookie for a request, None if there is nothing to return."""
        jar = self._jar.get(_place(url))
        return "; ".join(jar.values()) if jar else None


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
