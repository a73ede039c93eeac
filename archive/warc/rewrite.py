"""A WARC file once more, without some of its records: WARC files are only ever written anew as a whole."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.warc.members import Member, iter_members
from archive.warc.reader import Record
from archive.warc.record import RevisitOf, gzip_member, record_block, warc_date


@dataclass(slots=True, frozen=True)
class Place:
    """Where a record went."""

    warc_file: str
    offset: int
    length: int


Decide = Callable[[Record], Record | None]


def rewrite(path: Path, decide: Decide) -> tuple[Path, dict[str, Place]] | None:
    """Write a file beside `path` with what `decide` makes of each record (None: leave it out).

    Gives the new file, durable, and the place of each record in it; None if
    nothing is left out or changed. Bytes that cannot be read are left out. The
    old file stays: rows must point to the new one before it goes.
    """
    if all(m.record is not None and decide(m.record) is m.record for m in iter_members(path)):
        return None
    new = path.with_name(f"{path.name.removesuffix('.warc.gz')}-{uuid.uuid4().hex[:8]}.warc.gz")
    places: dict[str, Place] = {}
    with new.open("xb") as file:
        for record, raw in _kept(iter_members(path), decide):
            if record.type != "warcinfo":
                places[record.record_id] = Place(new.name, file.tell(), len(raw))
            file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return new, places


def repointed(record: Record, original: RevisitOf) -> Record:
    """A revisit record that refers to another capture of the same payload."""
    headers = record.headers | {
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": warc_date(original.captured_at),
    }
    return Record(
        record.type, record.record_id, record.url, record.captured_at, headers, record.http_head, record.body
    )


def _kept(members: Iterator[Member], decide: Decide) -> Iterator[tuple[Record, bytes]]:
    for member in members:
        if member.record is None or (record := decide(member.record)) is None:
            continue
        yield record, member.raw if record is member.record else _packed(record)


def _packed(record: Record) -> bytes:
    headers = [(name, value) for name, value in record.headers.items() if name != "Content-Length"]
    block = (record.http_head or b"") + record.body
    return gzip_member(record_block(headers, block), incompressible=False)
