"""What all commands have in common: which archive is meant, and how values are printed."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from archive.settings import archive_path
from archive.store import Archive

# Control characters of a page's text could steer the reader's terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_GAP = "  "

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
site_option = click.option("--site", help="Only this host.")


def on_archive(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name an archive, and the archive opened as its first argument."""

    @click.option("--archive", "path", type=click.Path(path_type=Path), help="The archive's file.")
    @click.option("--config", type=click.Path(path_type=Path), help="A config.toml that names the archive.")
    @functools.wraps(command)
    def opened(path: Path | None, config: Path | None, **arguments: Any) -> Any:
        with Archive(path or archive_path(config), create=False) as archive:
            return command(archive, **arguments)

    return opened


def print_json(value: Any) -> None:
    """Print a value as JSON, readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_text(text: str) -> None:
    """Print lines of a page's text, without what would steer a terminal."""
    click.echo(_CONTROL.sub("\ufffd", text))


def print_pairs(pairs: Mapping[str, Any]) -> None:
    """Print names with their values, one a line; what is missing is left out."""
    width = max((len(name) for name in pairs), default=0)
    for name, value in pairs.items():
        if value not in (None, "", []):
            print_text(f"{name:<{width}}{_GAP}{value}")


def print_table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows in columns under their heads."""
    cells = [list(heads), *([("" if cell is None else str(cell)) for cell in row] for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(heads))]
    for row in cells:
        line = _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print_text(line.rstrip())


def note(text: str) -> None:
    """Tell the user something that is no data."""
    click.echo(text, err=True)
