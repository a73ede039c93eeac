"""Take in what other archives hold. A shard of work on several machines is just an archive.

Everything is keyed on what it is (a page's URL key, a capture's record id, an
article's content and time, a visit's page and time), so that merging again,
after an interruption too, adds nothing, and the order of merging does not matter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import pages, records, tombstones, versions, writing
from archive.captures import Capture, record
from archive.errors import BadInput, NotAnArchive
from archive.merge_sites import take_sites
from archive.outlinks import StoredLink
from archive.purge import erase, scrub
from archive.store import Archive
from archive.verify import first_damage
from archive.versions import LAST, Reading
from archive.warc import WarcWriter
from archive.warc.members import iter_members

_BATCH = 100
_PAGE_COLUMNS = "kind, status, checked_at, next_check_at, lastmod, lastmod_visited, excluded_by"
_VISIT_COLUMNS = (
    "fetched_at, status_code, outcome, attempts, attempts_json, content_type, bytes, elapsed_ms, etag,"
    " last_modified, error"
)


@dataclass(slots=True)
class Merged:
    """What one archive brought that was not there."""

    path: Path
    pages: int = 0
    captures: int = 0
    versions: int = 0
    visits: int = 0


def merge(archive: Archive, others: Sequence[Path]) -> list[Merged]:
    """Add everything that the other archives hold, captures included; purged pages stay out.

    A page that another archive has purged is purged here as well. Every source
    is checked before anything is written.

    Raises:
        NotAnArchive: a source is damaged, or is no archive; the message names it.
        NotFound: a source is missing.
        BadInput: a source is the archive itself.
        ArchiveLocked: another process writes to the archive.
    """
    with archive.lock():
        for path in others:
            _check(archive, path)
        merged = [_merge(archive, path) for path in others]
        buried = [stone for stone in tombstones.every(archive.connection) if _is_here(archive, stone.url_key)]
        for stone in buried:
            erase(archive, stone)
        if buried:
            scrub(archive)
    return merged


def _check(archive: Archive, path: Path) -> None:
    if path.resolve() == archive.path.resolve():
        raise BadInput(f"{path} is the archive itself")
    with Archive(path, create=False) as source:
        if damage := first_damage(source, except_for=["index"]):
            raise NotAnArchive(
                f"{path} is damaged ({damage.check}: {damage.where} {damage.what}); nothing was merged."
                f" `archive verify --archive {path}` lists everything"
            )


def _is_here(archive: Archive, key: str) -> bool:
    row = archive.connection.execute(
        "SELECT 1 FROM pages p WHERE url_key = ? AND (EXISTS (SELECT 1 FROM captures WHERE page_id = p.id)"
        " OR EXISTS (SELECT 1 FROM articles WHERE id = p.id))",
        (key,),
    ).fetchone()
    return row is not None


def _merge(archive: Archive, path: Path) -> Merged:
    with Archive(path, create=False) as source, source.snapshot():
        merged = Merged(path)
        joint = _Joint(archive, source, merged)
        with archive.transaction():
            for stone in tombstones.every(source.connection):
                tombstones.place(archive.connection, stone)
            joint.take_runs()
        for batch in _batches(source.connection, "SELECT id FROM pages WHERE id > ? ORDER BY id LIMIT ?"):
            with archive.transaction():
                for page_id in batch:
                    joint.take_page(page_id)
        with archive.transaction():
            joint.take_sites()
        joint.take_captures()
        for batch in _batches(source.connection, "SELECT id FROM pages WHERE id > ? ORDER BY id LIMIT ?"):
            with archive.transaction():
                for page_id in batch:
                    joint.take_content(page_id)
    return merged


def _batches(connection: sqlite3.Connection, sql: str) -> Iterator[list[int]]:
    last = 0
    while rows := [row[0] for row in connection.execute(sql, (last, _BATCH))]:
        yield rows
        last = rows[-1]


class _Joint:
    """One source and the archive that it goes into."""

    def __init__(self, archive: Archive, source: Archive, merged: Merged) -> None:
        self._archive = archive
        self._source = source.connection
        self._target = archive.connection
        self._folder = source.captures_folder
        self._merged = merged
        self._profiles: dict[str, str] = {}

    def take_runs(self) -> None:
        """Runs that are not known by their uid."""
        names = [row[0] for row in self._source.execute("SELECT name FROM pragma_table_info('runs')")][1:]
        for row in self._source.execute(f"SELECT {', '.join(names)} FROM runs").fetchall():
            self._target.execute(
                f"INSERT OR IGNORE INTO runs({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", row
            )

    def take_page(self, page_id: int) -> None:
        """A page's row: new, or brought up to the later of two visits."""
        url, source, depth, first_seen, pattern, *state = self._source.execute(
            f"SELECT url, source, depth, first_seen_at, pattern, {_PAGE_COLUMNS} FROM pages WHERE id = ?",
            (page_id,),
        ).fetchone()
        if self._is_buried(url):
            return
        if (known := pages.find(self._target, url)) is None:
            self._merged.pages += 1
            known = pages.ensure(self._target, url, at=first_seen, source=source)
            self._target.execute(
                "UPDATE pages SET depth = ?, pattern = ? WHERE id = ?", (depth, pattern, known)
            )
        self._target.execute(
            "UPDATE pages SET first_seen_at = min(first_seen_at, ?1) WHERE id = ?2", (first_seen, known)
        )
        self._target.execute(
            f"UPDATE pages SET ({_PAGE_COLUMNS}) = ({', '.join('?' * len(state))}) WHERE id = ?"
            " AND coalesce(?, '') > coalesce(checked_at, '')",
            (*state, known, state[2]),
        )

    def take_sites(self) -> None:
        """What is known of the sites, once their pages are here; and what their profiles are called here."""
        self._profiles = take_sites(self._source, self._target)

    def take_captures(self) -> None:
        """Records whose id is not known, file by file; each is durable before its row is."""
        files = self._source.execute("SELECT DISTINCT warc_file FROM captures ORDER BY 1").fetchall()
        with WarcWriter(self._archive.captures_folder, now=self._archive.now) as warc:
            for (name,) in files:
                self._take_file(warc, name)

    def take_content(self, page_id: int) -> None:
        """What hangs on a page: visits, rights, and the article with its history."""
        url = self._source.execute("SELECT url FROM pages WHERE id = ?", (page_id,)).fetchone()[0]
        known = pages.find(self._target, url)
        if known is None or self._is_buried(url):
            return
        self._take_visits(page_id, known)
        self._take_rights(page_id, known)
        self._take_pointers(page_id, known)
        if versions.newest(self._source, page_id) is not None:
            self._take_article(page_id, known)

    def _is_buried(self, url: str) -> bool:
        return tombstones.find(self._target, url) is not None

    def _take_file(self, warc: WarcWriter, name: str) -> None:
        columns = ", ".join(Capture.__slots__)
        wanted = {}
        for row in self._source.execute(f"SELECT {columns} FROM captures WHERE warc_file = ?", (name,)):
            capture = Capture(*row)
            if not self._has_record(capture.record_id) and not self._is_buried(capture.url):
                wanted[capture.record_id] = capture
        if not wanted:
            return
        with self._archive.transaction():
            for member in iter_members(self._folder / name):
                read = member.record
                subject = read and read.headers.get("WARC-Concurrent-To", read.record_id)
                capture_wanted = wanted.get(subject or "")
                if read is None or capture_wanted is None:
                    continue
                stored = warc.copy(member.raw, read, capture_wanted.payload_digest)
                if read.record_id == subject:
                    page_id = self._page_in_target(capture_wanted.page_id)
                    url, at = capture_wanted.url, capture_wanted.captured_at
                    record(self._target, stored, page_id=page_id, url=url, captured_at=at)
                    self._merged.captures += 1
            warc.sync()

    def _has_record(self, record_id: str) -> bool:
        row = self._target.execute("SELECT 1 FROM captures WHERE record_id = ?", (record_id,)).fetchone()
        return row is not None

    def _page_in_target(self, page_id: int | None) -> int | None:
        row = self._source.execute("SELECT url FROM pages WHERE id = ?", (page_id,)).fetchone()
        return pages.find(self._target, row[0]) if row else None

    def _capture_in_target(self, capture_id: int | None) -> int | None:
        row = self._source.execute("SELECT record_id FROM captures WHERE id = ?", (capture_id,)).fetchone()
        found = row and self._target.execute("SELECT id FROM captures WHERE record_id = ?", row).fetchone()
        return int(found[0]) if found else None

    def _run_in_target(self, run_id: int | None) -> int | None:
        row = self._source.execute("SELECT uid FROM runs WHERE id = ?", (run_id,)).fetchone()
        found = row and self._target.execute("SELECT id FROM runs WHERE uid = ?", row).fetchone()
        return int(found[0]) if found else None

    def _take_visits(self, page_id: int, known: int) -> None:
        rows = self._source.execute(
            f"SELECT run_id, capture_id, {_VISIT_COLUMNS} FROM fetches WHERE page_id = ?", (page_id,)
        ).fetchall()
        for run_id, capture_id, *visit in rows:
            key = (
                known,
                self._run_in_target(run_id),
                self._capture_in_target(capture_id),
                visit[0],
                visit[2],
            )
            if not self._target.execute(
                "SELECT 1 FROM fetches WHERE page_id = ? AND run_id IS ? AND capture_id IS ?"
                " AND fetched_at = ? AND outcome = ?",
                key,
            ).fetchone():
                self._merged.visits += 1
                self._target.execute(
                    f"INSERT INTO fetches(page_id, run_id, capture_id, {_VISIT_COLUMNS})"
                    f" VALUES (?, ?, ?, {', '.join('?' * len(visit))})",
                    (*key[:3], *visit),
                )

    def _take_rights(self, page_id: int, known: int) -> None:
        signals = self._source.execute(
            "SELECT source, value, observed_at FROM rights_signals WHERE page_id = ? ORDER BY id", (page_id,)
        ).fetchall()
        for signal in signals:
            self._target.execute(
                "INSERT INTO rights_signals(page_id, source, value, observed_at) SELECT ?1, ?2, ?3, ?4 WHERE"
                " NOT EXISTS (SELECT 1 FROM rights_signals"
                " WHERE page_id = ?1 AND source = ?2 AND value = ?3 AND observed_at = ?4)",
                (known, *signal),
            )

    def _take_pointers(self, page_id: int, known: int) -> None:
        for column in ("redirect_page_id", "canonical_page_id"):
            pointed = self._source.execute(f"SELECT {column} FROM pages WHERE id = ?", (page_id,)).fetchone()[
                0
            ]
            self._target.execute(
                f"UPDATE pages SET {column} = coalesce({column}, ?) WHERE id = ?",
                (self._page_in_target(pointed), known),
            )

    def _take_article(self, page_id: int, known: int) -> None:
        before = versions.newest(self._target, known)
        found = records.evidence(self._source, page_id)
        book = versions.chapters(self._source, page_id)
        for chapter in book:
            version = chapter.version
            capture = self._capture_in_target(version.capture_id)
            evidence = found if chapter is book[-1] else []
            for seen_at in chapter.sightings:
                if versions.is_sighted(self._target, known, version.content_digest, seen_at):
                    continue
                by = (version.extractor, self._profiles.get(version.profile or "", version.profile))
                rank = LAST if before is None else version.content_digest
                reading = Reading(chapter.article, version.content_digest, seen_at, capture, *by, rank)
                added = writing.store(self._target, known, reading, evidence)
                self._merged.versions += added.change != "unchanged"
        if before is None or book[-1].version.seen_until > before.seen_until:
            links = self._source.execute(
                "SELECT url, title, area, heading FROM article_links WHERE article_id = ? ORDER BY position",
                (page_id,),
            )
            records.replace_links(self._target, known, [StoredLink(*row) for row in links])
