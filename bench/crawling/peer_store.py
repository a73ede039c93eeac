"""Where the peers put what they found: WARC by warcio, SQLite with FTS5, as a tuned spider would."""

from __future__ import annotations

import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_BATCH = 100
_SCHEMA = """
CREATE TABLE articles(id INTEGER PRIMARY KEY, url TEXT UNIQUE, title TEXT, summary TEXT, body TEXT,
  author TEXT, published TEXT, breadcrumb TEXT, sidebar TEXT);
CREATE VIRTUAL TABLE articles_fts USING fts5(title, summary, body, content="articles", content_rowid="id",
  tokenize="porter unicode61");
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts(rowid, title, summary, body) VALUES(new.id, new.title, new.summary, new.body); END;
"""


class PeerStore:
    """Rows in batches, captures one by one."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "peer.warc.gz").open("wb")
        self._warc = WARCWriter(self._file, gzip=True)
        self._db = sqlite3.connect(folder / "peer.db")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_SCHEMA)
        self._pending: list[tuple[Any, ...]] = []

    def capture(self, url: str, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Keep a response; the client hands its body over decoded, so it is compressed anew."""
        kept = [(name, value) for name, value in headers if name.lower() != "content-encoding"]
        head = StatusAndHeaders(f"{status} OK", kept, protocol="HTTP/1.1")
        record = self._warc.create_warc_record(url, "response", payload=BytesIO(body), http_headers=head)
        self._warc.write_record(record)

    def add(self, *row: Any) -> None:
        """Keep a record: url, title, summary, body, author, published, breadcrumb, sidebar."""
        self._pending.append(row)
        if len(self._pending) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, durably."""
        with self._db:
            self._db.executemany(
                "INSERT OR IGNORE INTO articles(url, title, summary, body, author, published, breadcrumb,"
                " sidebar) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                self._pending,
            )
        self._pending.clear()

    def close(self) -> int:
        """Finish; how many records there are."""
        self.flush()
        count = self._db.execute("SELECT count(*) FROM articles").fetchone()[0]
        self._db.close()
        self._file.close()
        return int(count)
