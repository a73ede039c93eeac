"""`archive verify`, `backup`, `merge`, `purge`: keeping the file whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.backup import backup as make_backup
from archive.commands.shared import json_option, note, on_archive, print_json, print_text
from archive.errors import ExitCode
from archive.merge import merge as merge_all
from archive.purge import purge as purge_page
from archive.store import Archive
from archive.verify import Damage
from archive.verify import verify as check_all


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended.")
@json_option
@on_archive
def verify(archive: Archive, repair: bool, as_json: bool) -> int:
    """Check tables, history, index and captures; code 6 if something is wrong."""
    report = check_all(archive, repair=repair)
    if as_json:
        print_json(
            {
                "damages": [_plain(damage) for damage in report.damages],
                "repaired": [_plain(damage) for damage in report.repaired],
            }
        )
    else:
        for damage in report.repaired:
            print_text(f"mended  {_line(damage)}")
        for damage in report.damages:
            print_text(f"damaged {_line(damage)}")
    if report.is_whole:
        note("the archive is whole")
        return ExitCode.DONE
    mendable = sum(damage.mend is not None for damage in report.damages)
    count = len(report.damages)
    note(f"{count:,} damage{'' if count == 1 else 's'}; --repair can mend {mendable:,}")
    return ExitCode.DAMAGED


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@json_option
@on_archive
def backup(archive: Archive, out: Path, as_json: bool) -> None:
    """Copy the archive and its captures to OUT (a file or folder), also while a crawl writes."""
    made = make_backup(archive, out)
    if as_json:
        print_json({"path": str(made.path), "files": made.files, "bytes": made.size})
    else:
        print_text(f"{made.path} with {made.files:,} files of captures, {made.size:,} bytes")


@click.command()
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
@on_archive
def merge(archive: Archive, others: tuple[Path, ...], as_json: bool) -> None:
    """Add what other archives hold, captures included; merging again adds nothing."""
    merged = merge_all(archive, others)
    if as_json:
        print_json([{**asdict(one), "path": str(one.path)} for one in merged])
        return
    for one in merged:
        print_text(
            f"{one.path}: {one.pages:,} pages, {one.versions:,} versions, {one.visits:,} visits,"
            f" {one.captures:,} captures added"
        )


@click.command()
@click.argument("url")
@click.option("--reason", required=True, help="Why; it stays with the tombstone.")
@json_option
@on_archive
def purge(archive: Archive, url: str, reason: str, as_json: bool) -> None:
    """Remove a page for good, its captures included; it is not archived again."""
    purged = purge_page(archive, url, reason=reason)
    if as_json:
        print_json(asdict(purged))
    else:
        print_text(f"{purged.url_key}: {purged.versions:,} versions, {purged.captures:,} captures purged")


def _line(damage: Damage) -> str:
    return f"{damage.check}: {damage.where}: {damage.what}"


def _plain(damage: Damage) -> dict[str, Any]:
    return {
        "check": damage.check,
        "where": damage.where,
        "what": damage.what,
        "mendable": damage.mend is not None,
    }
