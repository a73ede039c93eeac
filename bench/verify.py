"""`archive verify` over many articles with their captures: time in proportion to their number, memory flat.

    python bench/verify.py [--articles 100000]

Builds archives of a tenth of that number and of that number, and prints what verifying each costs.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from archive import Archive, Article, captures, pages
from archive.warc import WarcWriter

AT = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = [
    f"{head}{tail}" for head in "bcdfghklmnprstvw" for tail in ("ane", "ilo", "oma", "ure", "eti", "asin")
]
BATCH = 500


def build(path: Path, count: int) -> None:
    """An archive of `count` articles of about 2 KB, each with its capture."""
    chance = random.Random(count)
    with Archive(path) as archive, WarcWriter(archive.captures_folder) as warc:
        for start in range(0, count, BATCH):
            with archive.transaction():
                for number in range(start, min(start + BATCH, count)):
                    add(archive, warc, number, chance)
                warc.sync()


def add(archive: Archive, warc: WarcWriter, number: int, chance: random.Random) -> None:
    """One page with its capture."""
    url = f"https://health.example.org/{number}"
    body = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(5))
    html = f"<html><body>{body}</body></html>".encode()
    digest = "sha256:" + hashlib.sha256(html).hexdigest()
    stored = warc.write_exchange(
        url=url,
        captured_at=AT,
        request_head=b"GET / HTTP/1.1\r\n\r\n",
        response_head=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
        body=gzip.compress(html, 1, mtime=0),
        payload_digest=digest,
    )
    page_id = pages.ensure(archive.connection, url, at="2026-01-01T00:00:00Z")
    capture = captures.record(archive.connection, stored, page_id=page_id, url=url, captured_at=AT)
    archive.add(Article(url=url, title=f"Page {number}", body=body), captured_at=AT, capture=capture)


def verify(path: Path) -> tuple[float, float]:
    """Seconds of CPU and peak megabytes of the command on an archive; the clock would tell who else works."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "archive", "verify", "--archive", str(path)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / 1024


def main() -> None:
    """Build, verify, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    largest = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder:
        print("articles  CPU s  ms each  peak MB")
        for count in (largest // 10, largest):
            path = Path(folder) / str(count) / "archive.db"
            path.parent.mkdir()
            build(path, count)
            seconds, megabytes = verify(path)
            print(f"{count:>8,}  {seconds:>5.1f}  {seconds / count * 1000:>7.2f}  {megabytes:>7.0f}")


if __name__ == "__main__":
    main()
