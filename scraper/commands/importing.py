"""`scraper import`: pages that were captured elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from archive import Archive
from archive.commands.shared import json_option, print_json, print_pairs
from archive.settings import DEFAULT_CONFIG, archive_path
from archive.times import utc_now
from scraper.commands.shared import archive_option
from scraper.config import load
from scraper.importing import import_paths


@click.command("import")
@click.argument("path", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", help="The address of a file that names none.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="A configuration; ./config.toml if it exists."
)
@archive_option
@json_option
def import_(
    path: tuple[Path, ...], url: str | None, config: Path | None, archive: Path | None, as_json: bool
) -> None:
    """Import WARC, WACZ and WET files, HTML files and text captures, and folders of them."""
    settings = config or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None)
    policy = load(settings).crawler.noarchive if settings else "metadata-only"
    with Archive(archive or archive_path(config), now=utc_now) as opened:
        imported = asyncio.run(import_paths(opened, path, url=url, noarchive=policy))
    if as_json:
        print_json(dict(imported.counts))
    else:
        print_pairs(imported.counts)
