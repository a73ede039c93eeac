"""Addresses: which host a URL belongs to, and which URLs are the same page.

A URL is requested as its page wrote it; `url_key` only decides whether it is
a page that the archive knows already.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

import ada_url
from w3lib.url import canonicalize_url

from archive.errors import BadInput

_DEFAULT_PORTS = {"http:": "80", "https:": "443"}

_RULES = tomllib.loads((files(__package__) / "url_rules.toml").read_text("utf-8"))
_IGNORED = frozenset(_RULES["tracking"]["names"] + _RULES["session"]["names"])
_IGNORED_PREFIXES = tuple(_RULES["tracking"]["prefixes"] + _RULES["session"]["prefixes"])
_AMBIGUOUS = frozenset(_RULES["session"]["ambiguous"])
_TOKEN = re.compile(r"(?=[^a-z]*[a-z])(?=\D*\d)[0-9a-z-]{16,}", re.IGNORECASE)
# In paths: ";jsessionid=…", and the segment "(S(…))" where ASP.NET keeps a session without cookies.
_PATH_RULES = re.compile(
    rf";(?:{'|'.join(_RULES['session']['path_parameters'])})=[^/;?#]*"
    r"|/\((?:[A-Z]\([0-9a-z]{20,}\))+\)(?=/)",
    re.IGNORECASE,
)

_STRAY_PERCENT = re.compile(
    r"%(?![0-9A-Fa-f]{2})"
)  # as it stands, it could make an escape of what follows it
_FINAL_DOTS = re.compile(r"\.+(?=:[0-9]+\Z|\Z)")

# Nine of ten URLs are in normal form as they stand, but for their parameters and fragment. This recognises
# them for a tenth of what parsing costs: lower-case names, IPv4 addresses as browsers write them, no default
# port, no dot segments, nothing that percent-encoding or the rules above could touch.
_ORIGIN = r"""
    (?P<scheme>https?)://
    (?P<host>
        (?: (?:(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)* (?!xn--)[a-z](?:[a-z0-9-]*[a-z0-9])?
          | (?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.|(?=[:/?\#]|\Z))){4} (?<!\.)
        )
        (?: :(?!(?:80|443)(?![0-9])) (?:[1-9][0-9]{0,3}|[1-5][0-9]{4}) )?
    )
    (?=[/?\#]|\Z)
"""
_PLAIN_ORIGIN = re.compile(_ORIGIN, re.VERBOSE)
_PLAIN = re.compile(
    _ORIGIN
    + r"""
    (?P<path> (?:/(?!\.)[A-Za-z0-9_~.,-]*)* )
    (?: \?(?P<query> [A-Za-z0-9_.~=&-]*) )?
    (?: \#[A-Za-z0-9_.~,=&/!:-]* )?
    """,
    re.VERBOSE,
)


def parse(url: str, base: str | None = None) -> str:
    """An absolute http(s) URL in WHATWG form, joined to `base`; the fragment is kept.

    >>> parse("../eczema", "https://Example.org/skin/care/")
    'https://example.org/skin/eczema'

    Raises:
        BadInput: it is no URL, or not of the web.
    """
    plain = _PLAIN.fullmatch(url)
    if plain and plain["path"]:
        return url
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
    if plain := _PLAIN_ORIGIN.match(url):
        return plain["host"]
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
    host's trailing dot, user names, the order of parameters and the spelling of
    percent escapes do not count; scheme, path (its case and final slash too) and
    all other parameters do. What is no http(s) URL (`urn:…`) is its own key.

    >>> url_key("https://example.org/a?utm_source=x&b=2&a=1#top")
    'https://example.org/a?a=1&b=2'
    """
    if plain := _PLAIN.fullmatch(url):
        address = f"{plain['scheme']}://{plain['host']}{plain['path'] or '/'}"
        return address + _counting(plain["query"]) if plain["query"] else address
    key, shortened = url.strip(), True
    # What a rule takes out of a path can leave something for another one: "..;jsessionid=1/".
    while shortened:
        key, shortened = _normalised(key)
    return key


def _normalised(url: str) -> tuple[str, bool]:
    """The normal form, and whether a rule took something out of the path."""
    try:
        whatwg = ada_url.normalize_url(url)
    except ValueError:
        return url, False
    if not whatwg.startswith(("https://", "http://")):
        return url, False
    parts = urlsplit(canonicalize_url(_STRAY_PERCENT.sub("%25", whatwg)))
    netloc = _FINAL_DOTS.sub("", parts.netloc.rpartition("@")[2])
    path = _PATH_RULES.sub("", parts.path)
    key = f"{parts.scheme}://{netloc}{path}{_counting(parts.query)}"
    return str(ada_url.normalize_url(key)), path != parts.path


def _counting(query: str) -> str:
    """The parameters that count, sorted, with the `?` before them; empty if none is left."""
    pairs = [part.partition("=") for part in query.split("&") if part]
    kept = sorted(
        (name, value.replace("=", "%3D")) for name, _, value in pairs if not _is_ignored(name, value)
    )
    return "?" + "&".join(f"{name}={value}" for name, value in kept) if kept else ""


def _is_ignored(name: str, value: str) -> bool:
    name = name.lower()
    return (
        name in _IGNORED
        or name.startswith(_IGNORED_PREFIXES)
        or (name in _AMBIGUOUS and _TOKEN.fullmatch(value) is not None)
    )
