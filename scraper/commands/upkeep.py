"""`scraper reextract`: what keeps an archive in shape."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

import click

from archive import Archive
from archive.commands.shared import json_option, note, print_json, print_pairs, print_text
from archive.settings import archive_path
from archive.times import utc_now
from scraper.commands.shared import archive_option
from scraper.reextract import MAX_LOSS
from scraper.reextract import reextract as read_again


@click.command()
@click.option(
    "--all", "every_version", is_flag=True, help="Also what this version of the extractor has read."
)
@click.option("--config", type=click.Path(path_type=Path), help="A configuration that names the archive.")
@archive_option
@json_option
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option(
    "--max-loss",
    type=click.FloatRange(0, 1),
    default=MAX_LOSS,
    show_default=True,
    help="The share of pages on which a field may be lost.",
)
@click.option("--force", is_flag=True, help="Whatever is lost.")
def reextract(
    every_version: bool,
    config: Path | None,
    archive: Path | None,
    as_json: bool,
    dry_run: bool,
    max_loss: float,
    force: bool,
) -> None:
    """Run the extractor again over stored captures, without the network."""
    loss = 1.0 if force else max_loss
    with Archive(archive or archive_path(config), create=False, now=utc_now) as opened:
        result = asyncio.run(read_again(opened, every_version=every_version, dry_run=dry_run, max_loss=loss))
    if as_json:
        print_json(asdict(result))
        return
    done = "would be read again" if dry_run else "read again"
    note(f"{result.versions} versions {done}, {result.unreadable} have no page to read")
    print_pairs(dict(sorted(result.effects.items())))
    for effect, samples in sorted(result.samples.items()):
        for sample in samples:
            print_text(f"\n{effect}: {sample.url} version {sample.version}")
            print_text(f"  - {sample.before}\n  + {sample.after}")
