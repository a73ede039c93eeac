"""`scraper reextract`: what keeps an archive in shape."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

import click

from archive import Archive
from archive.commands.shared import json_option, note, print_json, print_pairs
from archive.settings import archive_path
from archive.times import utc_now
from scraper.commands.shared import archive_option
from scraper.reextract import reextract as read_again


@click.command()
@click.option(
    "--all", "every_version", is_flag=True, help="Also what this version of the extractor has read."
)
@click.option("--config", type=click.Path(path_type=Path), help="A configuration that names the archive.")
@archive_option
@json_option
def reextract(every_version: bool, config: Path | None, archive: Path | None, as_json: bool) -> None:
    """Run the extractor again over stored captures, without the network."""
    with Archive(archive or archive_path(config), create=False, now=utc_now) as opened:
        result = asyncio.run(read_again(opened, every_version=every_version))
    if as_json:
        print_json(asdict(result))
        return
    note(f"{result.versions} versions read again, {result.unreadable} have no page to read")
    print_pairs(dict(sorted(result.effects.items())))
