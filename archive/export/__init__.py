"""Articles as files: one module a format, each taking records one by one.

>>> from archive.export import export
>>> export(archive, "articles.jsonl", form="jsonl", site="health.example.org")
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from archive.errors import BadInput
from archive.export import csv_table, json_array, json_lines
from archive.export.rows import exported, records
from archive.store import Archive

Write = Callable[[Iterator[dict[str, Any]], TextIO], int]

FORMATS: Mapping[str, Write] = {
    "csv": csv_table.write,
    "json": json_array.write,
    "jsonl": json_lines.write,
}

__all__ = ["FORMATS", "export", "exported", "records"]


def export(
    archive: Archive,
    out: str | Path,
    *,
    form: str = "jsonl",
    site: str | None = None,
    since: str | None = None,
) -> int:
    """Write the articles to a file (`-`: standard output); how many there were.

    The file appears when it is complete; one that was there stays until then.
    All records are of one moment, also while a crawl writes.

    Raises:
        BadInput: an unknown format, a wrong date, or a file that cannot be written.
    """
    if form not in FORMATS:
        raise BadInput(f"no format {form!r}; there are {', '.join(sorted(FORMATS))}")
    with archive.snapshot(), _output(out) as stream:
        return FORMATS[form](records(archive, site=site, since=since), stream)


@contextmanager
def _output(out: str | Path) -> Iterator[TextIO]:
    if str(out) == "-":
        yield sys.stdout
        return
    path = Path(out)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
