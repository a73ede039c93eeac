"""`archive search`, `archive similar`."""

from __future__ import annotations

from dataclasses import asdict

import click

from archive.commands.shared import json_option, note, on_archive, print_json, print_text, site_option
from archive.search import FacetCount, Hit
from archive.store import Archive

_FACETS_SHOWN = 10


# "-word" belongs to the query language.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, required=True)
@site_option
@click.option("--author", help="Only articles of this author (a part of the name will do).")
@click.option("--since", metavar="DATE", help="Only articles published on this day or later.")
@click.option("--until", metavar="DATE", help="Only articles published on this day or before.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option(
    "--facets", "with_facets", is_flag=True, help="Counts by site, section, year and reviewer instead."
)
@click.option("--explain", "with_explanation", is_flag=True, help="Say how the query was understood.")
@json_option
@on_archive
def search(
    archive: Archive,
    query: tuple[str, ...],
    site: str | None,
    author: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    with_facets: bool,
    with_explanation: bool,
    as_json: bool,
) -> None:
    """Find articles, best first, with the passage that answers.

    The query may hold "phrases", -words, site:, author:, reviewer:, section:,
    and published:, modified: and reviewed: with a date, <date, >=date or from..to.
    """
    text = " ".join(query)
    if with_explanation:
        for line in archive.explain(text):
            note(line)
    if with_facets:
        _print_facets(archive.facets(text, site=site, author=author, since=since, until=until), as_json)
        return
    _print_hits(
        archive.search(text, limit=limit, site=site, author=author, since=since, until=until), as_json
    )


@click.command()
@click.argument("url")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True)
@json_option
@on_archive
def similar(archive: Archive, url: str, limit: int, as_json: bool) -> None:
    """Find the articles most like the one at a URL."""
    _print_hits(archive.similar(url, limit=limit), as_json)


def _print_facets(facets: dict[str, list[FacetCount]], as_json: bool) -> None:
    if as_json:
        print_json({name: [asdict(count) for count in counts] for name, counts in facets.items()})
        return
    for name, counts in facets.items():
        print_text(name)
        for entry in counts[:_FACETS_SHOWN]:
            print_text(f"{entry.count:>8}  {entry.value}")


def _print_hits(hits: list[Hit], as_json: bool) -> None:
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return
    for number, hit in enumerate(hits, 1):
        print_text(f"{number:>2}. {hit.title or '(no title)'}  [{hit.score:.2f}]")
        print_text(f"    {hit.url}" + (f"  {hit.published}" if hit.published else ""))
        print_text(f"    {hit.snippet}\n")
    if not hits:
        note("nothing found")
