"""One JSON array, a record a line, written as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO


def write(records: Iterator[dict[str, Any]], stream: TextIO) -> int:
    """Write the records; how many there were."""
    count = 0
    for record in records:
        stream.write(("[\n" if not count else ",\n") + json.dumps(record, ensure_ascii=False))
        count += 1
    stream.write("\n]\n" if count else "[]\n")
    return count
