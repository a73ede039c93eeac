"""What the commands have in common: configuration and archive, signals, and who watches."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import click

from archive.errors import ExitCode
from archive.settings import DEFAULT_CONFIG
from archive.times import utc_now
from scraper.crawl import Crawl, Result
from scraper.live import LiveView
from scraper.progress import JsonLog, Reporter, TextLog

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=DEFAULT_CONFIG,
    show_default=True,
    help="The configuration.",
)
archive_option = click.option(
    "--archive",
    type=click.Path(path_type=Path),
    help="The archive's file; else the one that the configuration names.",
)
log_option = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="A line a page in this form; without it a live view on a terminal, else text.",
)

_SIGNALS = {signal.SIGINT: ExitCode.SIGINT, signal.SIGTERM: ExitCode.SIGTERM}


def reporter(log_format: str | None) -> Reporter:
    """Who watches a crawl: a live view on a terminal, else a log; all of it on standard error."""
    if log_format == "json":
        return JsonLog(sys.stderr, utc_now)
    if log_format is None and sys.stderr.isatty():
        return LiveView()
    return TextLog(sys.stderr, utc_now)


def run_crawl(crawl: Crawl) -> tuple[Result, ExitCode]:
    """Run a crawl to its end, or to a clean checkpoint when a signal says so; the exit code that follows."""
    return asyncio.run(_run(crawl))


async def _run(crawl: Crawl) -> tuple[Result, ExitCode]:
    received: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        received.append(number)
        crawl.stop()

    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stop, number)
    try:
        result = await crawl.run()
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
    return result, _SIGNALS[received[0]] if received else result.exit_code
