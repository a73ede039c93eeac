"""`archive verify`, `backup`, `merge`, `purge`: keeping the file whole."""

from __future__ import annotations

from typing import Any

import click

from archive.commands.shared import json_option, note, on_archive, print_json, print_text
from archive.errors import ExitCode
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
    note(f"{len(report.damages):,} damages; --repair can mend {mendable:,} of them")
    return ExitCode.DAMAGED


def _line(damage: Damage) -> str:
    return f"{damage.check}: {damage.where}: {damage.what}"


def _plain(damage: Damage) -> dict[str, Any]:
    return {
        "check": damage.check,
        "where": damage.where,
        "what": damage.what,
        "mendable": damage.mend is not None,
    }
