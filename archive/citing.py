"""How to cite an archived page: who wrote what, where it stood, and which copy was seen when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.article import Article
from archive.export.rows import exported
from archive.store import Archive


@dataclass(slots=True, frozen=True)
class Reference:
    """A citation as a sentence, and as an item of CSL-JSON for reference managers."""

    text: str
    csl: dict[str, Any]


def cite(archive: Archive, url: str, *, at: datetime | str | None = None) -> Reference:
    """The reference for a page as it is archived now, or was at a moment.

    Raises:
        NotFound: the archive has no article of that URL, or had none then.
    """
    record = exported(archive, url, at=at)
    article = Article.from_json(record)
    return Reference(_sentence(article, record), _csl(article, record))


def _sentence(article: Article, record: dict[str, Any]) -> str:
    names = "; ".join(person.name for person in article.authors if person.role == "author")
    digest = f", {record['payload_digest']}" if record["payload_digest"] else ""
    parts = [
        f"{names}." if names else "",
        f"{article.title or 'Untitled page'}.",
        f"{article.site_name}." if article.site_name else "",
        f"{date}." if (date := article.modified or article.published) else "",
        f"{article.url}.",
        f"Archived {record['captured_at']} (version {record['version']}{digest}).",
    ]
    return " ".join(part for part in parts if part)


def _csl(article: Article, record: dict[str, Any]) -> dict[str, Any]:
    """https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html; what is missing is left out."""
    item = {
        "id": article.url,
        "type": "webpage",
        "title": article.title,
        "author": [{"literal": person.name} for person in article.authors if person.role == "author"],
        "container-title": article.site_name,
        "issued": _date(article.modified or article.published),
        "accessed": _date(record["captured_at"]),
        "URL": article.url,
        "language": article.language,
        "note": f"version {record['version']}, {record['payload_digest'] or 'no capture'}",
    }
    return {name: value for name, value in item.items() if value}


def _date(text: str | None) -> dict[str, Any] | None:
    if not text:
        return None
    return {"date-parts": [[int(part) for part in text[:10].split("-") if part.isdecimal()]]}
