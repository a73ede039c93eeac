"""`archive export`."""

from __future__ import annotations

import click

from archive.commands.shared import note, on_archive, site_option
from archive.export import FORMATS
from archive.export import export as export_articles
from archive.store import Archive


@click.command()
@click.argument("out")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="jsonl", show_default=True)
@site_option
@click.option("--since", metavar="DATE", help="Only articles whose current text was captured then or later.")
@on_archive
def export(archive: Archive, out: str, form: str, site: str | None, since: str | None) -> None:
    """Write all articles to a file, or to standard output if OUT is `-`."""
    count = export_articles(archive, out, form=form, site=site, since=since)
    note(f"{count:,} article{'' if count == 1 else 's'} exported")
