"""Run the extractor again over stored captures: what it reads better replaces what stands in the archive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from archive import Archive, captures
from archive.rereading import Rereadable, reread, rereadable
from archive.urls import host_of
from archive.warc import read_record
from scraper import rights, site_knowledge
from scraper.foreign import Item, page_of
from scraper.version import SOFTWARE
from scraper.workers import PageResult
from scraper.workers.pool import WorkerPool


@dataclass(slots=True)
class Reextracted:
    """What it came to: versions read again, those that could not be, and effects by field."""

    versions: int = 0
    unreadable: int = 0
    effects: Counter[str] = field(default_factory=Counter)  # 'title changed', 'summary found' …


async def reextract(archive: Archive, *, every_version: bool = False) -> Reextracted:
    """Read again what another version of the extractor has read, or everything. No network is used.

    Raises:
        ArchiveLocked: another process writes to the archive.
    """
    result = Reextracted()
    with archive.lock():
        knowledge = site_knowledge.latest(archive)
        names = site_knowledge.profile_names(knowledge)
        found = (
            entry
            for entry in rereadable(archive.connection)
            if every_version or not _is_read(entry, names.get(host_of(entry.url)))
        )
        async with WorkerPool(1, setup=knowledge) as workers:
            for article_id, versions in groupby(found, key=lambda entry: entry.article_id):
                await _read_article(archive, workers, article_id, list(versions), result)
    return result


def _is_read(entry: Rereadable, profile: str | None) -> bool:
    """Whether this extractor has read the version, with the profile that holds for its site."""
    return (entry.version.extractor, entry.version.profile) == (SOFTWARE, profile)


async def _read_article(
    archive: Archive, workers: WorkerPool, article_id: int, versions: list[Rereadable], result: Reextracted
) -> None:
    items = {entry.version.seq: item for entry in versions if (item := stored_page(archive, entry))}
    replies = await workers.read([item.task for item in items.values()], [])
    read: dict[int, PageResult] = {}
    for seq, reply in zip(items, replies, strict=True):
        if isinstance(reply, PageResult) and reply.article.kind == "article":
            reply.article.rights = rights.signals(items[seq].fetched, reply)
            read[seq] = reply
    result.versions += len(read)
    result.unreadable += len(versions) - len(read)
    if not read:
        return
    told = reread(
        archive,
        article_id,
        {seq: reply.article for seq, reply in read.items()},
        extractor=SOFTWARE,
        profile=read[max(read)].profile,
        evidence=read[max(read)].evidence,
    )
    for effects in told.values():
        result.effects.update(f"{name} {effect}" for name, effect in effects.items())


def stored_page(archive: Archive, entry: Rereadable) -> Item | None:
    """The page as a version's capture holds it; None if only its head was kept."""
    capture = captures.get(archive.connection, entry.version.capture_id or 0)
    if capture is None:
        return None
    record = read_record(archive.captures_folder / capture.warc_file, capture.warc_offset)
    return page_of(record, entry.url)
