"""JSON Lines: one record a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO


def write(records: Iterator[dict[str, Any]], stream: TextIO) -> int:
    """Write the records; how many there were."""
    count = 0
    for record in records:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        count += 1
    return count
