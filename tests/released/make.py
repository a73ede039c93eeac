"""Keep an archive of the present schema for the tests to come: `python tests/released/make.py VERSION`.

Run once for each release whose schema is new, before its migrations are frozen.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from full_archive import fill  # noqa: E402


def main(version: str) -> None:
    """Write VERSION.db.gz, one file with everything in it, and its captures beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        fill(path).close()
        with sqlite3.connect(path) as connection:
            connection.execute("VACUUM")
        (HERE / f"{version}.db.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        captures = HERE / f"{version}-warc"
        captures.mkdir(exist_ok=True)
        for old in captures.iterdir():
            old.unlink()
        for file in (Path(folder) / "warc").iterdir():
            (captures / file.name).write_bytes(file.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
