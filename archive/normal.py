"""The one form in which an article is stored, so that what is read back equals what was added."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

from archive.article import Article, Person

# SQLite's shell and its text functions stop at a NUL; a lone surrogate is no text in UTF-8.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_NUL_IN_JSON = b"\\u0000"


def normalised(article: Article) -> Article:
    """An equal article whose text SQLite can hold, with each person credited once per role.

    NUL characters and lone surrogates become U+FFFD; addresses of the
    breadcrumb are as many as its labels.
    """
    if not _is_sound(article):
        article = replace(article, **{f.name: _sound(getattr(article, f.name)) for f in fields(article)})
    urls = article.breadcrumb_urls[: len(article.breadcrumb)]
    urls = urls + [None] * (len(article.breadcrumb) - len(urls))
    authors = list(_credits(article.authors))
    if authors == article.authors and urls == article.breadcrumb_urls:
        return article
    return replace(article, authors=authors, breadcrumb_urls=urls)


def _is_sound(article: Article) -> bool:
    try:
        return _NUL_IN_JSON not in msgspec.json.encode(article)
    except UnicodeEncodeError:
        return False


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_TEXT.sub("\ufffd", value)
    if isinstance(value, list):
        return [_sound(entry) for entry in value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _sound(getattr(value, f.name)) for f in fields(value)})
    return value


def _credits(people: Iterable[Person]) -> Iterable[Person]:
    seen = set()
    for person in people:
        key = (person.role, person.name, person.credentials or "")
        if key not in seen:
            seen.add(key)
            yield person if person.credentials != "" else replace(person, credentials=None)
