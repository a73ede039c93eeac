"""What may be kept of a page, and what page, headers and site state about its use.

Statements are kept raw, with the place where they stand. Where one can be read
in two ways, the stricter reading decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from archive.article import Article, RightsSignal
from scraper.fetch.exchange import Fetched
from scraper.robots import TOKEN
from scraper.workers import Crash, PageResult

# Files that state rights for a whole host, and what they are recorded as.
SITE_FILES = {"/.well-known/tdmrep.json": "tdmrep", "/ai.txt": "ai.txt"}

_HEADERS = {"x-robots-tag": "X-Robots-Tag", "tdm-reservation": "tdmrep", "tdm-policy": "tdmrep"}
_RECORDED_AS = {"tdm-reservation": "TDM-Reservation: ", "tdm-policy": "TDM-Policy: "}
_MAX_VALUE = 2_000  # characters of one statement
_MAX_STATEMENTS = 200  # of one file

# "none" is short for noindex and nofollow; that it lets the page be kept nobody says.
_MEANING = {
    "noindex": ("noindex",),
    "nofollow": ("nofollow",),
    "noarchive": ("noarchive",),
    "none": ("noindex", "nofollow", "noarchive"),
}
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")
# A name before a colon addresses one crawler, unless it is a directive that takes a value.
_ADDRESSED = re.compile(r"\s*([a-z][a-z0-9_.*-]*|\*)\s*:(?!//)\s*", re.IGNORECASE)
_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_DIRECTIVES = frozenset([*_MEANING, *_WITH_VALUE])

_META = re.compile(rb"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_META_NAME = re.compile(rb"""\bname\s*=\s*["']?\s*(?:robots|health-archive)\s*["'\s>]""", re.IGNORECASE)
_META_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_HEAD_BYTES = 262_144

_LICENSE_LINK = re.compile(
    r"""<([^>]*)>\s*(?:;[^,<]*)?;\s*rel\s*=\s*(?:"[^"]*\blicense\b[^"]*"|license\b)""", re.IGNORECASE
)


def directives(fetched: Fetched, reading: PageResult | Crash | None) -> frozenset[str]:
    """Which of noindex, nofollow and noarchive hold for a page, by its headers and its markup.

    Where the page was not read, a cheap look at its meta elements decides.
    """
    stated = [word for value in _header_values(fetched, "x-robots-tag") for word in _for_us(value)]
    if isinstance(reading, PageResult):
        stated += [word for value in reading.robots for word in _WORDS.findall(value.lower())]
    elif fetched.content is not None:
        stated += _glance(fetched.content)
    return frozenset(meaning for word in stated for meaning in _MEANING.get(word, ()))


def withholds_body(fetched: Fetched, reading: PageResult | Crash | None) -> bool:
    """Whether the page says noarchive."""
    return "noarchive" in directives(fetched, reading)


def metadata_only(article: Article) -> Article:
    """What may be kept of an article whose page says noarchive: all but its text."""
    return replace(article, body=None, body_html=None, summary=None, citations=[], sidebar=[])


def signals(fetched: Fetched, reading: PageResult) -> list[RightsSignal]:
    """Every statement of a page about its use: of its headers first, then its own."""
    found = [
        RightsSignal(source, (_RECORDED_AS.get(name, "") + value)[:_MAX_VALUE])
        for name, source in _HEADERS.items()
        for value in _header_values(fetched, name)
    ]
    for value in _header_values(fetched, "link"):
        found += [
            RightsSignal("link license", match[1][:_MAX_VALUE]) for match in _LICENSE_LINK.finditer(value)
        ]
    own = [RightsSignal(signal.source, signal.value[:_MAX_VALUE]) for signal in reading.article.rights]
    return list(dict.fromkeys(found + own))


def of_robots(declarations: Iterable[str]) -> list[RightsSignal]:
    """The statements of a robots.txt: its lines about rights."""
    return [RightsSignal("robots.txt", line[:_MAX_VALUE]) for line in declarations][:_MAX_STATEMENTS]


def of_site_file(path: str, content: bytes) -> list[RightsSignal]:
    """The statements of one of the `SITE_FILES`; nothing if the content is something else."""
    source = SITE_FILES[path]
    entries = _tdmrep(content) if source == "tdmrep" else _ai_txt(content)
    return [RightsSignal(source, entry[:_MAX_VALUE]) for entry in entries[:_MAX_STATEMENTS]]


def _tdmrep(content: bytes) -> list[str]:
    """The rules of a tdmrep.json, one text each (TDM Reservation Protocol)."""
    try:
        rules = json.loads(content)
    except (ValueError, RecursionError):
        return []
    return [
        json.dumps(rule, ensure_ascii=False)
        for rule in (rules if isinstance(rules, list) else [rules])
        if isinstance(rule, dict) and "tdm-reservation" in rule
    ]


def _ai_txt(content: bytes) -> list[str]:
    """The lines of an ai.txt that say something."""
    text = content[:_HEAD_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    if text.lstrip().startswith("<"):
        return []
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if ":" in line]


def _header_values(fetched: Fetched, name: str) -> list[str]:
    return fetched.exchanges[-1].header_values(name) if fetched.exchanges else []


def _for_us(value: str) -> list[str]:
    """The directives of an X-Robots-Tag that hold for everybody or for this crawler.

    A crawler's name in front holds for what follows it, up to the next name.
    """
    words: list[str] = []
    ours = True
    for part in value.lower().split(","):
        addressed = _ADDRESSED.match(part)
        if addressed and addressed[1] not in _DIRECTIVES:
            ours = addressed[1] in ("*", TOKEN)
            part = part[addressed.end() :]
        if ours:
            words += _WORDS.findall(part)
    return words


def _glance(content: bytes) -> list[str]:
    """The words of meta robots in markup that is not parsed; comments and scripts are not told apart."""
    words: list[str] = []
    for element in _META.findall(content, 0, _HEAD_BYTES):
        if _META_NAME.search(element) and (found := _META_CONTENT.search(element)):
            stated = found[1] or found[2] or found[3] or b""
            words += _WORDS.findall(stated.decode("latin-1").lower())
    return words
