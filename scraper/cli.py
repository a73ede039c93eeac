"""The command `scraper`: fills an archive. Each command is a Python call, open to users too."""

from __future__ import annotations

import click

from archive.running import run
from scraper.commands import crawling, demonstration, importing, reading, upkeep


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="health-archive")
def scraper() -> None:
    """Crawl health pages, extract what they say, and keep it in an archive."""


for _command in (
    demonstration.demo,
    crawling.crawl,
    crawling.fetch,
    reading.extract,
    importing.import_,
    upkeep.reextract,
):
    scraper.add_command(_command)


def main() -> None:
    """The entry point of the command."""
    run(scraper)
