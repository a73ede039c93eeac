"""The bundled site's pages, rendered from the texts in `articles/` and the markup in `templates/`."""

from __future__ import annotations

import html
import json
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

TEMPLATES = ("magazine", "clinic", "agency", "plain")
_TEASERS_PER_PAGE = 4
_LAST_CHANGED = date(2026, 4, 20)


@dataclass(slots=True, frozen=True)
class Page:
    """What the server answers for one path."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class Text:
    """One article of the bundled site and the section that it stands in."""

    section: dict[str, Any]
    article: dict[str, Any]

    @property
    def path(self) -> str:
        slug: str = self.article["slug"]
        prefix: str = self.section["prefix"]
        return prefix + slug + ("" if "." in slug else "/")

    @property
    def title(self) -> str:
        return str(self.article["title"])


@cache
def texts() -> tuple[Text, ...]:
    """Every article, in the order of the files."""
    found = []
    for name in TEMPLATES:
        section = tomllib.loads((files(__package__) / "articles" / f"{name}.toml").read_text("utf-8"))
        found += [Text(section, article) for article in section["article"]]
    return tuple(found)


def article_page(text: Text, base: str) -> Page:
    """One article in its section's template. `base` is the site's address without a final slash."""
    name = text.section["template"]
    values = {
        key: _escaped(value)
        for key, value in text.article.items()
        if isinstance(value, str) and key != "body"
    }
    values |= {"body": text.article["body"].strip(), "url": base + text.path, "base": base}
    values |= _EXTRA[name](text, base)
    charset = text.article.get("charset")
    content_type = "text/html" if charset else "text/html; charset=utf-8"
    headers = {"X-Robots-Tag": "noarchive"} if text.article.get("noarchive") else {}
    body = render(name, values).encode(charset or "utf-8")
    return Page(body, content_type, headers=headers)


def render(template: str, values: dict[str, str]) -> str:
    """Fill one of the bundled templates; every value must already be HTML."""
    source = (files(__package__) / "templates" / f"{template}.html").read_text("utf-8")
    return Template(source).substitute(values)


def magazine_crumbs(trail: list[tuple[str, str]], last: str) -> str:
    """A breadcrumb as the magazine theme prints it: spans and arrow icons, the page itself at the end."""
    links = [
        f'<span><a class="entry-crumb" href="{_escaped(url)}">{_escaped(name)}</a></span>'
        ' <i class="icon-right bread-sep"></i> '
        for name, url in trail
    ]
    return "".join(links) + f'<span class="bread-last">{_escaped(last)}</span>'


def listing_pages(title: str, prefix: str, found: list[Text], head_links: str = "") -> dict[str, Page]:
    """A category: its articles as teasers, a few on each page, with links from page to page."""
    chunks = [found[i : i + _TEASERS_PER_PAGE] for i in range(0, len(found), _TEASERS_PER_PAGE)]
    addresses = [prefix if n == 0 else f"{prefix}page/{n + 1}/" for n in range(len(chunks))]
    pages = {}
    for number, (address, chunk) in enumerate(zip(addresses, chunks, strict=True)):
        links = " ".join(f'<a href="{url}">{n + 1}</a>' for n, url in enumerate(addresses))
        if number + 1 < len(addresses):
            links += f' <a rel="next" href="{addresses[number + 1]}">Next</a>'
        values = {
            "title": _escaped(title),
            "head_links": head_links,
            "teasers": "\n".join(_teaser(text, tracked=number == 0) for text in chunk),
            "pages": links,
        }
        pages[address] = Page(render("listing", values).encode())
    return pages


def _teaser(text: Text, *, tracked: bool) -> str:
    """Teasers of a first page carry campaign parameters, as newsletters and feeds add them."""
    url = text.path + ("?utm_source=front&utm_medium=teaser" if tracked else "")
    blurb = _escaped(text.article.get("standfirst", ""))
    heading = f'<h2><a href="{html.escape(url)}">{_escaped(text.title)}</a></h2>'
    return f'<div class="teaser">{heading}<p>{blurb}</p></div>'


def _magazine(text: Text, _base: str) -> dict[str, str]:
    promotion = text.section["promotion"]
    trail = [(name, url) for name, url in text.section["crumbs"]]
    trail.append((text.article["section"], text.section["prefix"]))
    return {
        "crumbs": magazine_crumbs(trail, text.title),
        "promo_url": promotion["url"],
        "promo_title": _escaped(promotion["title"]),
        "promo_text": _escaped(promotion["text"]),
    }


def _clinic(text: Text, base: str) -> dict[str, str]:
    article = text.article
    trail = [*text.section["crumbs"], [article["section"], f"/clinic/#{article['section'].lower()}"]]
    crumbs = " › ".join(f'<a href="{url}">{_escaped(name)}</a>' for name, url in trail)
    return {
        "crumbs": f'{crumbs} › <span aria-current="page">{_escaped(text.title)}</span>',
        "author_slug": slug_of(article["author"]),
        "references": "\n".join(_reference(entry) for entry in article["references"]),
        "related": "".join(_related(text.section, slug) for slug in article["related"]),
        "json_ld": _json_ld(text, base),
        **{f"{kind}_words": _words(article[kind]) for kind in ("published", "modified", "reviewed")},
    }


def _agency(text: Text, _base: str) -> dict[str, str]:
    crumbs = "".join(
        f'<li class="breadcrumb__item"><a href="{url}">{_escaped(name)}</a></li>'
        for name, url in text.section["crumbs"]
    )
    return {
        "crumbs": crumbs,
        "related": "".join(_related(text.section, slug) for slug in text.article["related"]),
        "reviewed_words": _words(text.article["reviewed"]),
        "next_review_words": _words(text.article["next_review"]),
    }


def _plain(text: Text, _base: str) -> dict[str, str]:
    charset = text.article.get("charset")
    line = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return {"charset_line": line}


_EXTRA = {"magazine": _magazine, "clinic": _clinic, "agency": _agency, "plain": _plain}


def _reference(entry: dict[str, str]) -> str:
    links = ""
    if doi := entry.get("doi"):
        links += f' <a href="https://doi.org/{doi}">doi:{doi}</a>'
    if pmid := entry.get("pmid"):
        links += f' <a href="https://pubmed.ncbi.nlm.nih.gov/{pmid}/">PMID: {pmid}</a>'
    if url := entry.get("url"):
        links += f' <a href="{url}">{url}</a>'
    return f"<li>{_escaped(entry['text'])}{links}</li>"


def _related(section: dict[str, Any], slug: str) -> str:
    other = next(text for text in texts() if text.section is section and text.article["slug"] == slug)
    return f'<li><a href="{other.path}">{_escaped(other.title)}</a></li>'


def _json_ld(text: Text, base: str) -> str:
    article = text.article
    trail = [*text.section["crumbs"], [text.title, text.path]]
    graph = [
        {
            "@type": "MedicalWebPage",
            "@id": base + text.path,
            "url": base + text.path,
            "name": text.title,
            "headline": text.title,
            "description": article["standfirst"],
            "datePublished": article["published"],
            "dateModified": article["modified"],
            "lastReviewed": article["reviewed"],
            "inLanguage": "en",
            "author": {
                "@type": "Person",
                "name": article["author"],
                "honorificSuffix": article["author_credentials"],
            },
            "reviewedBy": {"@type": "Person", "name": article["reviewer"]},
            "publisher": {"@type": "Organization", "name": "Harbour Hospital"},
        },
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "name": name, "item": base + url}
                for n, (name, url) in enumerate(trail, 1)
            ],
        },
    ]
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)


def last_modified(text: Text) -> str:
    """The day that the sitemap and the response headers give for an article."""
    return str(text.article.get("modified") or text.article.get("reviewed") or _LAST_CHANGED.isoformat())


def slug_of(name: str) -> str:
    """A name as the id of an element."""
    return name.lower().replace(" ", "-")


def _words(day: str) -> str:
    moment = date.fromisoformat(day)
    return f"{moment.day} {moment:%B %Y}"


def _escaped(value: str) -> str:
    return html.escape(value, quote=True)
