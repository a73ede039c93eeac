"""Addresses: which host a URL belongs to, and which URLs are the same page.

A URL is requested as its page wrote it; `url_key` only decides whether it is
a page that the archive knows already.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode

import ada_url
from w3lib.url import canonicalize_url

from archive.errors import BadInput

_DEFAULT_PORTS = {"http:": "80", "https:": "443"}
_RULES = tomllib.loads((files(__package__) / "url_rules.toml").read_text("utf-8"))
_IGNORED = frozenset(_RULES["tracking"]["names"]) | frozenset(_RULES["session"]["names"])
_IGNORED_PREFIXES = tuple(_RULES["tracking"]["prefixes"])
_PATH_PARAMETERS = re.compile(
    r";(?:%s)=[^/;?]*" % "|".join(_RULES["session"]["path_parameters"]), re.IGNORECASE
)


def parse(url: str, base: str | None = None) -> str:
    """An absolute http(s) URL in WHATWG form, joined to `base`; the fragment is kept.

    >>> parse("../eczema", "https://Example.org/skin/care/")
    'https://example.org/skin/eczema'

    Raises:
        BadInput: it is no URL, or not of the web.
    """
    try:
        parsed = ada_url.URL(url.strip(), base)
    except ValueError as error:
        raise BadInput(f"{url[:200]!r} is not an absolute URL such as https://example.org/page") from error
    if parsed.protocol not in _DEFAULT_PORTS or not parsed.hostname:
        raise BadInput(f"{url[:200]!r} is not an http or https URL")
    return str(parsed.href)


def host_of(url: str) -> str:
    """`host[:port unless the scheme's default]` in lower case: the unit of scope and politeness.

    An address that is no http(s) URL (`urn:…`) has no host: the empty string.

    >>> host_of("https://Health.Example.org:443/a")
    'health.example.org'
    """
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return ""
    if parsed.protocol not in _DEFAULT_PORTS:
        return ""
    host = parsed.hostname.rstrip(".")
    return f"{host}:{parsed.port}" if parsed.port else host


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """The normalised form that decides whether two URLs are one page; applying it twice changes nothing.

    Fragments, tracking parameters, session identifiers, default ports, a
    host's trailing dot, the order of parameters and the spelling of percent
    escapes do not count; scheme, path (its case and final slash too) and all
    other parameters do. `urn:` addresses are their own key.
    """
    try:
        parsed = ada_url.URL(url.strip())
    except ValueError:
        return url.strip()
    if parsed.protocol not in _DEFAULT_PORTS:
        return url.strip()
    parsed.hostname = parsed.hostname.rstrip(".") or parsed.hostname
    parsed.username = parsed.password = ""
    parsed.pathname = _PATH_PARAMETERS.sub("", parsed.pathname)
    parsed.search = _kept_parameters(parsed.search)
    parsed.hash = ""
    canonical = str(canonicalize_url(str(parsed.href)))
    return str(ada_url.URL(canonical).href)


def _kept_parameters(search: str) -> str:
    if not search:
        return ""
    pairs = parse_qsl(search.lstrip("?"), keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
    kept = [(name, value) for name, value in pairs if not _is_ignored(name.lower())]
    return urlencode(kept, encoding="utf-8", errors="surrogateescape")


def _is_ignored(name: str) -> bool:
    return name in _IGNORED or name.startswith(_IGNORED_PREFIXES)
