"""`archive show`, `history`, `stats`: what the archive holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from archive import overview
from archive.article import Article
from archive.commands.shared import (
    json_option,
    on_archive,
    print_json,
    print_pairs,
    print_table,
    print_text,
)
from archive.errors import NotFound
from archive.export.rows import exported
from archive.store import Archive
from archive.times import end_stamp
from archive.versions import unseen


@click.command()
@click.argument("url")
@click.option("--at", metavar="DATE", help="As it was at the end of that day, or at that moment (UTC).")
@click.option(
    "--why", metavar="FIELD", help="Where the value of a field was found, and what else was weighed."
)
@click.option("--fetches", is_flag=True, help="Every visit, with what came of it.")
@json_option
@on_archive
def show(archive: Archive, url: str, at: str | None, why: str | None, fetches: bool, as_json: bool) -> None:
    """Show the record of a page."""
    if fetches:
        _show_visits(overview.visits(archive, url), as_json)
    elif why:
        _show_evidence(why, overview.evidence(archive, url, why), as_json)
    else:
        record = exported(archive, url, at=at)
        if as_json:
            print_json(record)
        else:
            _show_article(record, _doubt(archive, url, at) if at else None)


@click.command()
@click.argument("url")
@json_option
@on_archive
def history(archive: Archive, url: str, as_json: bool) -> None:
    """List the versions of a page, and the times from which nothing is known."""
    versions = archive.history(url)
    if as_json:
        print_json([asdict(version) for version in versions])
        return
    rows: list[tuple[Any, ...]] = []
    for version in versions:
        if rows:
            rows.append(("unknown", rows[-1][2], version.seen_from, "", ""))
        rows.append(
            (version.seq, version.seen_from, version.seen_until, f"{version.body_size:,}", version.title)
        )
    print_table(("version", "from", "until", "bytes", "title"), rows)


@click.command()
@json_option
@on_archive
def stats(archive: Archive, as_json: bool) -> None:
    """Count what the archive holds."""
    counted = overview.stats(archive)
    if as_json:
        print_json(asdict(counted))
        return
    print_pairs({name: f"{value:,}" for name, value in counted.totals.items()})
    print_text("")
    sites = [(s["host"], s["articles"], s["words"], s["oldest"], s["newest"]) for s in counted.sites]
    print_table(("site", "articles", "words", "oldest", "newest"), sites)


def _doubt(archive: Archive, url: str, at: str) -> str | None:
    """What to say of a moment between two visits that found different things."""
    gap = unseen(archive.history(url), end_stamp(at))
    if gap is None:
        return None
    before, after = gap
    if after is None:
        return f"nobody has looked since {before}; this is what that visit found"
    return f"between the visits of {before} and {after}; this is what the first of them found"


def _show_article(record: dict[str, Any], doubt: str | None) -> None:
    article = Article.from_json(record)
    print_pairs(
        {
            "url": article.url,
            "title": article.title,
            "breadcrumb": " › ".join(article.breadcrumb),
            "people": "; ".join(
                f"{person.name}{f', {person.credentials}' if person.credentials else ''} ({person.role})"
                for person in article.authors
            ),
            "published": article.published,
            "modified": article.modified,
            "reviewed": article.reviewed,
            "site": article.site_name,
            "tags": ", ".join(article.tags),
            "rights": "; ".join(f"{signal.source}: {signal.value}" for signal in article.rights),
            "protections": ", ".join(article.protections),
            "version": f"{record['version']}, captured {record['captured_at']}",
            "unknown": doubt,
            "summary": article.summary,
        }
    )
    if article.body:
        print_text(f"\n{article.body}")
    for number, citation in enumerate(article.citations, 1):
        print_text(f"{'' if number > 1 else chr(10)}[{number}] {citation.text}")
    for item in article.sidebar:
        words = (item.section, item.title, item.text, item.url)
        print_text("\nbeside: " + " | ".join(word for word in words if word))


def _show_evidence(field: str, found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if not found:
        raise NotFound(f"nothing is recorded for {field!r}: the page has no value, or there is no such field")
    for entry in found:
        mark = "*" if entry.get("chosen") else " "
        print_text(f"{mark} {entry.get('score', 0):.2f}  {entry.get('value')}  ({entry.get('source')})")


def _show_visits(visits: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(visits)
        return
    columns = ("fetched_at", "outcome", "status_code", "attempts", "error")
    print_table(columns, [[visit[name] for name in columns] for visit in visits])
