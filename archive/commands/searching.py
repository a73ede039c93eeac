"""`archive search`."""

from __future__ import annotations

from dataclasses import asdict

import click

from archive.commands.shared import json_option, note, on_archive, print_json, print_text, site_option
from archive.store import Archive


@click.command()
@click.argument("query", nargs=-1, required=True)
@site_option
@click.option("--author", help="Only articles of this author (a part of the name will do).")
@click.option("--since", metavar="DATE", help="Only articles published on this day or later.")
@click.option("--until", metavar="DATE", help="Only articles published on this day or before.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
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
    as_json: bool,
) -> None:
    """Find articles, best first, with the passage that answers."""
    hits = archive.search(" ".join(query), limit=limit, site=site, author=author, since=since, until=until)
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return
    for number, hit in enumerate(hits, 1):
        print_text(f"{number:>2}. {hit.title or '(no title)'}  [{hit.score:.2f}]")
        print_text(f"    {hit.url}" + (f"  {hit.published}" if hit.published else ""))
        print_text(f"    {hit.snippet}\n")
    if not hits:
        note("nothing found")
