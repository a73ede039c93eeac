"""Throw damaged pages at the extractor: it must never raise, and never take long.

    python bench/fuzz.py FOLDER [--cases 100000] [--seed 1]

Pages (`*.html`, `*.html.gz`) below FOLDER are cut, doubled, spliced with one
another, and sprinkled with broken bytes, tags, attributes and JSON-LD. Exit
status 1 if a case raised, failed inside (an error was logged) or took longer
than the limit; such cases are written to the current folder.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraper import extract

LIMIT = 10.0  # CPU seconds for one case
LARGEST = 300_000  # bytes of a page that is taken in
SHARDS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80\x81", b"\xed\xa0\x80", b"&#0;", b"&#xD800;", b"&#99999999;",
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</script>", b"<svg>", b"<math>",
    b"<table><tr>", b"</table>", b"<p" + b" a=b" * 300 + b">", b"<div>" * 200, b"<b><p>" * 50, b"<template>",
    b"<select><option>", b"<noscript>", b"<base href='http://['>", b"<title>", b"<h1>", b"<a href='//[::1'>",
    b"<meta charset=utf-16>", b"<meta charset=x-user-defined>", b"<meta charset=iso-2022-jp>", b"<plaintext>",
    b'<script type="application/ld+json">{"@graph":[' + b"[" * 500 + b"</script>",
    b'<script type="application/ld+json">{"@type":"Article","author":{"name":{"name":[1,null]}}}</script>',
    b'<div itemscope itemtype="https://schema.org/Article"><span itemprop="author datePublished">',
    b"<p>10.1000/" + b"9" * 2000 + b"</p>", b"<time datetime='2026-99-99T99:99'>", "é\u202e\u200b".encode(),
)  # fmt: skip


def damage(page: bytes, other: bytes, dice: random.Random) -> bytes:
    """A damaged version of a page."""
    for _ in range(dice.randint(1, 6)):
        start, end = sorted(dice.choices(range(len(page) + 1), k=2))
        piece = page[start : min(end, start + 5_000)]
        page = dice.choice(_WAYS)(page, start, piece, other, dice)[: 2 * LARGEST]
    return page


def _cut(page: bytes, start: int, piece: bytes, _other: bytes, _dice: random.Random) -> bytes:
    return page[:start] + page[start + len(piece) :]


def _double(page: bytes, start: int, piece: bytes, _other: bytes, dice: random.Random) -> bytes:
    return page[:start] + piece * dice.randint(2, 8) + page[start:]


def _shard(page: bytes, start: int, _piece: bytes, _other: bytes, dice: random.Random) -> bytes:
    return page[:start] + dice.choice(SHARDS) * dice.choice((1, 1, 1, 20)) + page[start:]


def _flip(page: bytes, _start: int, _piece: bytes, _other: bytes, dice: random.Random) -> bytes:
    bytes_ = bytearray(page)
    for _ in range(min(50, len(bytes_))):
        bytes_[dice.randrange(len(bytes_))] = dice.randrange(256)
    return bytes(bytes_)


def _splice(page: bytes, start: int, _piece: bytes, other: bytes, dice: random.Random) -> bytes:
    return page[:start] + other[dice.randrange(len(other) + 1) :]


_WAYS: Sequence[Callable[[bytes, int, bytes, bytes, random.Random], bytes]] = (
    _cut,
    _double,
    _shard,
    _flip,
    _splice,
)


class Complaints(logging.Handler):
    """Counts what the extractor logs as failed inside."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count, and print the first few."""
        self.count += 1
        if self.count <= 5:
            print(self.format(record), file=sys.stderr)


def main() -> int:
    """Run the cases; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    files = sorted(path for path in options.folder.rglob("*.html*") if path.suffix in (".html", ".gz"))
    pages = [gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files]
    pages = [page for page in pages if len(page) <= LARGEST]
    if not pages:
        parser.error(f"no pages of at most {LARGEST:,} bytes below {options.folder}")
    complaints = Complaints()
    logging.getLogger("scraper").addHandler(complaints)
    bad, slowest = 0, 0.0
    for number in range(options.cases):
        dice = random.Random(options.seed * 1_000_003 + number)  # so that one case can be run again
        case = damage(dice.choice(pages), dice.choice(pages), dice)
        begin, failed_inside = time.process_time(), complaints.count
        try:
            extract(case, url="https://fuzz.example/a/page")
            raised = False
        except Exception as error:
            raised = True
            print(f"case {number}: {type(error).__name__}: {error}", file=sys.stderr)
        spent = time.process_time() - begin
        slowest = max(slowest, spent)
        if raised or spent > LIMIT or complaints.count > failed_inside:
            bad += 1
            Path(f"fuzz-{options.seed}-{number}.html").write_bytes(case)
    print(f"{options.cases} cases, {bad} bad, slowest {slowest:.2f} CPU seconds")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
