"""The command `archive`: reads what `scraper` has filled. Each command is a Python call too."""

from __future__ import annotations

import click

from archive.commands import comparing, exporting, keeping, reading, searching
from archive.running import run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="health-archive")
def archive() -> None:
    """Search, show, export and look after an archive of health pages."""


for _command in (
    searching.search,
    searching.similar,
    reading.show,
    reading.history,
    comparing.diff,
    comparing.changes,
    comparing.reviews,
    comparing.removed,
    comparing.dupes,
    comparing.cite,
    exporting.export,
    keeping.verify,
    keeping.backup,
    keeping.merge,
    keeping.purge,
    reading.stats,
):
    archive.add_command(_command)


def main() -> None:
    """The entry point of the command."""
    run(archive)
