"""robots.txt: what a host lets this crawler fetch (RFC 9309).

protego reads the rules. Around it stand what the RFC asks of a crawler beyond
one group of rules, and two bounds: protego gives every rule of a group to each
of its user agents, and tries every wildcard rule on every URL; files of a few
hundred kilobytes can make the first take minutes and the second 30 ms a URL.
So it is given our group alone, and of a large group only the rules that can
match the URL at hand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from protego import Protego

TOKEN = "health-archive"
MAX_BYTES = 500 * 1024  # RFC 9309 section 2.5
MAX_REDIRECTS = 5  # section 2.3.1.2

_AGENT = re.compile(r"user[- ]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[A-Za-z_-]+|\*")  # section 2.2.1: letters, "_" and "-"
# With the misspellings that protego knows.
_RULE = re.compile(r"(?:allow|dis+al+ow|diasllow|disallaw)\s*[:\s]\s*(.*)", re.IGNORECASE)
_DELAY = re.compile(r"crawl[- ]delay\s*[:\s]", re.IGNORECASE)
_SITEMAP = re.compile(r"site-?maps?\s*[:\s]\s*(\S+)", re.IGNORECASE)
_LICENSE = re.compile(
    r"license\s*:\s*\S", re.IGNORECASE
)  # Really Simple Licensing 1.0: holds for the whole site
_USAGE = re.compile(r"content-(?:signal|usage)\s*:\s*\S", re.IGNORECASE)  # a group's, as a rule is

_INDEXED_FROM = 500  # rules; below that protego alone is fast
_GRAM = 3
# What percent-encoding never touches, so that it stands in a rule and in a URL alike.
_LITERAL = re.compile(r"(?:%[0-9A-Fa-f]{2}|[^A-Za-z0-9_.~/-])+")


@dataclass(slots=True)
class _Group:
    """What the file says to one set of user agents; `agents` is empty before the first of them."""

    agents: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    usage: list[str] = field(default_factory=list)


class Rules:
    """What one host's robots.txt says to this crawler."""

    def __init__(
        self,
        lines: Sequence[str] = (),
        sitemaps: Sequence[str] = (),
        declarations: Sequence[str] = (),
        reachable: bool = True,
    ) -> None:
        self.sitemaps = tuple(sitemaps)
        self.declarations = tuple(declarations)  # lines about rights, raw
        self.reachable = reachable  # False: nothing may be fetched until it can be read
        self._ask = _large(lines) if len(lines) > _INDEXED_FROM else _protego(lines)
        delays = _protego([line for line in lines if _DELAY.match(line)])
        self.crawl_delay: float | None = delays.crawl_delay(TOKEN)  # seconds

    def allowed(self, url: str) -> bool:
        """Whether an absolute URL of the host may be fetched."""
        return self.reachable and bool(self._ask.can_fetch(url, TOKEN))


def from_response(status: int | None, body: bytes = b"") -> Rules:
    """The rules that follow from the final response to a request for /robots.txt (section 2.3.1).

    `status` is None if the host could not be reached. 4xx, and a redirect that
    is left after five, mean that there is no file and no restriction; 5xx and
    unreachable that nothing may be fetched for now.
    """
    if status is None or status >= 500:
        return Rules(reachable=False)
    return parse(body) if 200 <= status < 300 else Rules()


def parse(body: bytes) -> Rules:
    """The rules of a file, whatever its bytes; what lies beyond 500 KiB does not count."""
    site_wide: list[str] = []
    groups = list(_groups(_lines(body), site_wide))
    ours = [group for group in groups if TOKEN in group.agents]
    general = [group for group in groups if "*" in group.agents]
    everybody = [group for group in groups if not group.agents]
    lines = [line for group in ours or general for line in group.lines]
    # A more specific group replaces rules, not statements of rights: the stricter reading has both.
    usage = [line for group in everybody + general + ours for line in group.usage]
    licenses = [line for line in site_wide if _LICENSE.match(line)]
    sitemaps = [found[1] for line in site_wide if (found := _SITEMAP.match(line))]
    return Rules(lines, tuple(dict.fromkeys(sitemaps)), tuple(dict.fromkeys(licenses + usage)))


def _lines(body: bytes) -> Iterator[str]:
    kept = body[:MAX_BYTES]
    if len(body) > MAX_BYTES:
        kept = kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]  # half a rule could allow too much
    for line in kept.removeprefix(b"\xef\xbb\xbf").splitlines():
        if text := line.partition(b"#")[0].strip():
            yield text.decode("utf-8", "replace")


def _groups(lines: Iterable[str], site_wide: list[str]) -> Iterator[_Group]:
    """The groups in order; what stands before the first user-agent line comes in one without agents.

    A group ends with the first user-agent line after a rule. All lines that
    mean something to us for a group are rules here; unknown ones, and those that
    hold for the whole site, end nothing (2.2.4).
    """
    group = _Group()
    for line in lines:
        if found := _AGENT.match(line):
            if group.lines or group.usage or not group.agents:
                yield group
                group = _Group()
            product = _PRODUCT.match(found[1])
            group.agents.add(product[0].lower() if product else "")
        elif _SITEMAP.match(line) or _LICENSE.match(line):
            site_wide.append(line)
        elif _RULE.match(line) or _DELAY.match(line):
            group.lines.append(line)
        elif _USAGE.match(line):
            group.usage.append(line)
    yield group


def _protego(lines: Iterable[str]) -> Protego:
    return Protego.parse("\n".join(("User-agent: *", *lines)))


class _Large:
    """A large group: asks protego about those of its rules that can match at all.

    A rule can match a URL only if the URL holds its literal parts. Each rule is
    filed under the three letters of them that fewest other rules have.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        grams = {line: _grams(line) for line in dict.fromkeys(lines)}
        frequency = Counter(gram for found in grams.values() for gram in found)
        self._filed: defaultdict[str, list[str]] = defaultdict(list)
        self._always: list[str] = []
        for line, found in grams.items():
            if found:
                self._filed[min(found, key=frequency.__getitem__)].append(line)
            else:
                self._always.append(line)
        self._rules = lru_cache(maxsize=64)(_protego)

    def can_fetch(self, url: str, token: str) -> bool:
        """As protego's method of that name."""
        text = unquote(url)
        grams = {text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1)}
        filed = self._filed
        lines = [line for gram in grams & filed.keys() for line in filed[gram]]
        return bool(self._rules((*self._always, *sorted(lines))).can_fetch(url, token))


def _large(lines: Sequence[str]) -> _Large:
    return _Large([line for line in lines if _RULE.match(line)])


def _grams(line: str) -> set[str]:
    found = _RULE.match(line)
    # protego reads a rule for a folder's index.html as one for the folder too.
    if found is None or "index.html" in found[1]:
        return set()
    return {run[i : i + _GRAM] for run in _LITERAL.split(found[1]) for i in range(len(run) - _GRAM + 1)}
