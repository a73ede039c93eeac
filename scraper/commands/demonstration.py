"""`scraper demo`."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.commands.shared import log_option, reporter, run_crawl
from scraper.demo.run import demonstrate


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where its configuration, its archive and its captures go.",
)
@log_option
def demo(folder: Path, log_format: str | None) -> int:
    """Run the main job on a small bundled site, in a folder of its own."""
    lines, code = demonstrate(folder, reporter(log_format), run_crawl)
    for line in lines:
        click.echo(line)
    return code
