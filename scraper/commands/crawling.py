"""`scraper crawl`, `scraper fetch`: visit pages and archive them."""

from __future__ import annotations

from pathlib import Path

import click

from archive import Archive
from archive.commands.shared import json_option, print_json
from archive.errors import ExitCode
from archive.times import utc_now
from scraper.clock import SystemClock
from scraper.commands.shared import archive_option, config_option, log_option, reporter, run_crawl
from scraper.config import Config, load
from scraper.crawl import Crawl
from scraper.explaining import explain
from scraper.plan import Plan, single_pages, whole_sites


@click.command()
@click.argument("site", nargs=-1)
@click.option("--all", "every_page", is_flag=True, help="Visit every known page, due or not.")
@config_option
@archive_option
@log_option
@json_option
def crawl(
    site: tuple[str, ...],
    every_page: bool,
    config_path: Path,
    archive: Path | None,
    log_format: str | None,
    as_json: bool,
) -> int:
    """Visit what is due on the configured sites, or on those that are named.

    Start URLs, sitemaps and feeds are visited always, other pages by their own date.
    """
    config = load(config_path)
    plan = whole_sites(config, config.named(site), every_page=every_page)
    return _run(plan, archive or config.archive_path, log_format, as_json)


@click.command()
@click.argument("url", nargs=-1, required=True)
@config_option
@archive_option
@log_option
@json_option
@click.option(
    "--explain", "explained", is_flag=True, help="Say which rule decides on each URL; fetch nothing."
)
def fetch(
    url: tuple[str, ...],
    config_path: Path,
    archive: Path | None,
    log_format: str | None,
    as_json: bool,
    explained: bool,
) -> int:
    """Archive single pages, and follow no links."""
    config = load(config_path)
    if explained:
        return _explain(url, config, archive or config.archive_path, as_json)
    return _run(single_pages(config, url), archive or config.archive_path, log_format, as_json)


def _explain(urls: tuple[str, ...], config: Config, archive: Path, as_json: bool) -> int:
    found = [explain(url, config, archive) for url in urls]
    if as_json:
        print_json([explanation.to_json() for explanation in found])
    else:
        for explanation in found:
            click.echo(explanation.line())
    return ExitCode.DONE


def _run(plan: Plan, path: Path, log_format: str | None, as_json: bool) -> int:
    with Archive(path, now=utc_now) as opened:
        result, code = run_crawl(Crawl(plan, opened, clock=SystemClock(), reporter=reporter(log_format)))
    if as_json:
        print_json({"run": result.run_id, "exit_code": int(code), **result.summary.to_json()})
    return code
