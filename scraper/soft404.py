"""Answers that say "no such page" with another status than 404: pure rules on what came back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from archive.article import Article
from archive.urls import host_of

_PHRASES = [
    line
    for line in (files(__package__) / "not_found.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
_TITLE = re.compile(rf"\b(?:{'|'.join(map(re.escape, _PHRASES))})\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_RUN = 3  # words
_ALIKE = 0.8  # share of runs in common (Dice): a date may differ, or a suggestion


@dataclass(slots=True, frozen=True)
class Shown:
    """What an address showed."""

    url: str
    title: str | None
    body: str | None

    @classmethod
    def of(cls, article: Article) -> Shown:
        """What a page's record shows."""
        return cls(article.url, article.title, article.body)


def leads_home(url: str, final_url: str) -> bool:
    """Whether a redirect led from a page to the home page of its host, or of the host's www form."""
    host, final_host = host_of(url), host_of(final_url)
    same = host.removeprefix("www.") == final_host.removeprefix("www.")
    return same and urlsplit(final_url).path == "/" and urlsplit(url).path not in ("", "/")


def is_suspect(title: str | None, *, held_article: bool, kind: str) -> bool:
    """Whether it is worth asking what the host answers to a path that cannot exist.

    That is where an article has stopped being one, or a title says that nothing was found.
    """
    return (held_article and kind != "article") or _TITLE.search(title or "") is not None


def means_missing(page: Shown, invented: Shown) -> bool:
    """Whether a page shows what an invented address of its host does.

    Words of the two addresses do not count: such pages like to repeat what was asked for.
    """
    echoed = _words(unquote(urlsplit(page.url).path)) | _words(unquote(urlsplit(invented.url).path))
    one, other = _runs(page, echoed), _runs(invented, echoed)
    return bool(one) and 2 * len(one & other) >= _ALIKE * (len(one) + len(other))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _runs(shown: Shown, echoed: set[str]) -> set[tuple[str, ...]]:
    words = _WORD.findall(f"{shown.title or ''} {shown.body or ''}".casefold())
    words = [word for word in words if word not in echoed]
    if len(words) < _RUN:
        return {tuple(words)} if words else set()
    return set(zip(*(words[start:] for start in range(_RUN)), strict=False))
