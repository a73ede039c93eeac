"""Run the extractor again over stored captures: what it reads better replaces what stands in the archive.

All of it is one transaction: a rehearsal, or a reading that loses too much, is
done in full and taken back, so that what is reported is what would happen.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby

from archive import Archive, Article, captures, versions
from archive.errors import BadInput
from archive.rereading import Rereadable, reread, rereadable
from archive.urls import host_of
from archive.warc import read_record
from scraper import rights, site_knowledge
from scraper.foreign import Item, page_of
from scraper.version import SOFTWARE
from scraper.workers import PageResult
from scraper.workers.pool import WorkerPool

MAX_LOSS = 0.02  # share of the pages read again on which a field may be lost
_SAMPLES = 3  # of each effect
_SAMPLE_LENGTH = 120


@dataclass(slots=True)
class Sample:
    """What one reading did to a field of one version, each value cut short."""

    url: str
    version: int
    before: str
    after: str


@dataclass(slots=True)
class Reextracted:
    """What it came to: versions read again, those that could not be, and effects by field, with samples."""

    versions: int = 0
    unreadable: int = 0
    pages: int = 0
    effects: Counter[str] = field(default_factory=Counter)  # 'title changed', 'summary found' …
    lost: Counter[str] = field(default_factory=Counter)  # pages whose newest version loses a field
    samples: dict[str, list[Sample]] = field(default_factory=dict)  # by effect


class _Rehearsed(Exception):
    """Takes back what was only tried."""


async def reextract(
    archive: Archive, *, every_version: bool = False, dry_run: bool = False, max_loss: float = MAX_LOSS
) -> Reextracted:
    """Read again what another version of the extractor has read, or everything. No network is used.

    Args:
        dry_run: only tell what would change.
        max_loss: the share of pages (0 to 1) on which a field may be lost.

    Raises:
        BadInput: a field is lost on more pages; nothing is changed.
        ArchiveLocked: another process writes to the archive.
    """
    result = Reextracted()
    with archive.lock(), suppress(_Rehearsed), archive.transaction():
        await _read(archive, result, every_version)
        if dry_run:
            raise _Rehearsed
        _refuse_losses(result, max_loss)
    return result


def _refuse_losses(result: Reextracted, max_loss: float) -> None:
    lost = [f"{name} on {count}" for name, count in result.lost.items() if count > max_loss * result.pages]
    if lost:
        raise BadInput(
            f"of {result.pages} pages read again this would lose {', '.join(sorted(lost))}, more than"
            f" {max_loss:.0%}; nothing was changed. --dry-run shows samples, --force does it all the same"
        )


async def _read(archive: Archive, result: Reextracted, every_version: bool) -> None:
    knowledge = site_knowledge.latest(archive)
    names = site_knowledge.profile_names(knowledge)
    found = (
        entry
        for entry in rereadable(archive.connection)
        if every_version or not _is_read(entry, names.get(host_of(entry.url)))
    )
    async with WorkerPool(1, setup=knowledge) as workers:
        for article_id, entries in groupby(found, key=lambda entry: entry.article_id):
            await _read_article(archive, workers, article_id, list(entries), result)


def _is_read(entry: Rereadable, profile: str | None) -> bool:
    """Whether this extractor has read the version, with the profile that holds for its site."""
    return (entry.version.extractor, entry.version.profile) == (SOFTWARE, profile)


async def _read_article(
    archive: Archive, workers: WorkerPool, article_id: int, entries: list[Rereadable], result: Reextracted
) -> None:
    items = {entry.version.seq: item for entry in entries if (item := stored_page(archive, entry))}
    replies = await workers.read([item.task for item in items.values()], [])
    read: dict[int, PageResult] = {}
    for seq, reply in zip(items, replies, strict=True):
        if isinstance(reply, PageResult) and reply.article.kind == "article":
            reply.article.rights = rights.signals(items[seq].fetched, reply)
            read[seq] = reply
    result.versions += len(read)
    result.unreadable += len(entries) - len(read)
    if not read:
        return
    earlier = {seq: versions.content(archive.connection, article_id, seq) for seq in read}
    told = reread(
        archive,
        article_id,
        {seq: reply.article for seq, reply in read.items()},
        extractor=SOFTWARE,
        profile=read[max(read)].profile,
        evidence=read[max(read)].evidence,
    )
    result.pages += 1
    result.lost.update(name for name, effect in told.get(max(read), {}).items() if effect == "lost")
    for seq, effects in told.items():
        for name, effect in effects.items():
            result.effects[f"{name} {effect}"] += 1
            samples = result.samples.setdefault(f"{name} {effect}", [])
            if len(samples) < _SAMPLES:
                before, after = _shown(earlier[seq], name), _shown(read[seq].article, name)
                samples.append(Sample(entries[0].url, seq, before, after))


def _shown(article: Article | None, name: str) -> str:
    value = getattr(article, name, None)
    text = "" if value in (None, []) else str(value)
    return text if len(text) <= _SAMPLE_LENGTH else text[: _SAMPLE_LENGTH - 1] + "…"


def stored_page(archive: Archive, entry: Rereadable) -> Item | None:
    """The page as a version's capture holds it; None if only its head was kept."""
    capture = captures.get(archive.connection, entry.version.capture_id or 0)
    if capture is None:
        return None
    record = read_record(archive.captures_folder / capture.warc_file, capture.warc_offset)
    return page_of(record, entry.url)
