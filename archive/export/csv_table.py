"""CSV (RFC 4180): the keys of the JSON record as columns; lists stand as JSON in their cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, TextIO

from archive.export.rows import KEYS


def write(records: Iterator[dict[str, Any]], stream: TextIO) -> int:
    """Write a head and the records; how many there were. A missing value is an empty cell."""
    table = csv.writer(stream)
    table.writerow(KEYS)
    count = 0
    for record in records:
        table.writerow([_cell(record[key]) for key in KEYS])
        count += 1
    return count


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
