"""Earlier versions, made of blocks that they share: each distinct block of an article is stored once.

A field of a version is a list of runs `[first block, number of blocks]`. An
edit of one paragraph adds that paragraph and splits one run into three.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

_SEPARATORS = {"body": "\n\n", "body_html": "\n"}

Runs = list[list[int]]


class BlockStore:
    """The blocks of one article, written and read within one transaction."""

    def __init__(self, connection: sqlite3.Connection, article_id: int) -> None:
        self._connection = connection
        self._article_id = article_id
        rows = connection.execute(
            "SELECT id, text FROM article_blocks WHERE article_id = ? ORDER BY id", (article_id,)
        ).fetchall()
        self._texts: dict[int, str] = dict(rows)
        self._ids: dict[str, int] = {text: block for block, text in rows}
        self._next = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM article_blocks").fetchone()[0]

    def pack(self, record: dict[str, Any]) -> str:
        """Store a record's values; the JSON that finds them again."""
        return json.dumps({name: self._runs(_split(name, value)) for name, value in record.items()})

    def unpack(self, fields: str) -> dict[str, Any]:
        """The record that `pack` stored."""
        return {name: _join(name, self._read(runs)) for name, runs in json.loads(fields).items()}

    def _runs(self, blocks: list[str]) -> Runs:
        runs: Runs = []
        for text in blocks:
            block = self._ids.get(text)
            if block is None:
                block = self._insert(text)
            if runs and runs[-1][0] + runs[-1][1] == block:
                runs[-1][1] += 1
            else:
                runs.append([block, 1])
        return runs

    def _insert(self, text: str) -> int:
        block, self._next = self._next, self._next + 1
        self._connection.execute(
            "INSERT INTO article_blocks(id, article_id, text) VALUES (?, ?, ?)",
            (block, self._article_id, text),
        )
        self._ids[text] = block
        self._texts[block] = text
        return block

    def _read(self, runs: Runs) -> list[str]:
        return [self._texts[block] for first, count in runs for block in range(first, first + count)]


def _split(name: str, value: Any) -> list[str]:
    """Long texts in their blocks; every other value whole, as JSON."""
    separator = _SEPARATORS.get(name)
    if separator is None:
        return [json.dumps(value, ensure_ascii=False)]
    return [] if value is None else value.split(separator)


def _join(name: str, blocks: list[str]) -> Any:
    separator = _SEPARATORS.get(name)
    if separator is None:
        return json.loads(blocks[0])
    return separator.join(blocks) if blocks else None
