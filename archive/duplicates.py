"""Articles that say nearly the same: syndicated copies, and which of them is likely the origin."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from archive.simhash import NEAR, SAME, bands, distance, fingerprint
from archive.store import Archive
from archive.urls import url_key

_BATCH = 500
_CREDIT_LINES = tuple(
    line
    for line in (files(__package__) / "credit_lines.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
_SAME_BAND = " OR ".join(f"(band{n} = ?{n + 2})" for n in range(5))


@dataclass(slots=True, frozen=True)
class Copy:
    """One article of a cluster. `reason` says why the first of them is taken for the origin."""

    article_id: int
    url: str
    title: str | None
    published: str | None
    first_seen: str
    reason: str | None


def near(connection: sqlite3.Connection, bits: int, *, except_id: int = 0, within: int = NEAR) -> list[int]:
    """The articles whose noted fingerprint differs from `bits` in at most `within` bits."""
    rows = connection.execute(
        f"SELECT article_id, fingerprint FROM article_fingerprints WHERE article_id != ?1 AND ({_SAME_BAND})",
        (except_id, *bands(bits)),
    )
    return [article_id for article_id, other in rows if distance(bits, other) <= within]


def repeats_another(connection: sqlite3.Connection, article_id: int, bits: int | None) -> bool:
    """Whether an article says almost word for word what another one does; keeps its fingerprint, `bits`."""
    row = connection.execute("SELECT content_digest FROM articles WHERE id = ?", (article_id,)).fetchone()
    note(connection, article_id, bits, row[0])
    return bits is not None and bool(near(connection, bits, except_id=article_id, within=SAME))


def note(connection: sqlite3.Connection, article_id: int, bits: int | None, content_digest: str) -> None:
    """Keep an article's fingerprint (None: too short to have one), so that others are found near it."""
    parts = bands(bits) if bits is not None else [None] * 5
    connection.execute(
        "INSERT OR REPLACE INTO article_fingerprints VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (article_id, content_digest, bits, *parts),
    )


def clusters(archive: Archive) -> list[list[Copy]]:
    """Groups of near-duplicates, the largest first; in each the likely origin first."""
    _note_missing(archive)
    groups: dict[int, list[int]] = defaultdict(list)
    parents: dict[int, int] = {}
    for one, other in _pairs(archive.connection):
        parents[_root(parents, other)] = _root(parents, one)
    for article_id in parents:
        groups[_root(parents, article_id)].append(article_id)
    found = [_ordered(archive.connection, members) for members in groups.values() if len(members) > 1]
    return sorted(found, key=lambda copies: (-len(copies), copies[0].article_id))


def _note_missing(archive: Archive) -> None:
    """Fingerprint what is new or has changed, in short transactions, so that a crawl can go on."""
    while True:
        with archive.transaction() as connection:
            rows = connection.execute(
                "SELECT a.id, a.body, a.content_digest FROM articles a LEFT JOIN article_fingerprints f"
                " ON f.article_id = a.id AND f.content_digest = a.content_digest"
                " WHERE f.article_id IS NULL LIMIT ?",
                (_BATCH,),
            ).fetchall()
            for article_id, body, digest in rows:
                note(connection, article_id, fingerprint(body), digest)
        if not rows:
            return


def _pairs(connection: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Each article with every one that is near it and came before it."""
    rows = connection.execute(
        "SELECT article_id, fingerprint FROM article_fingerprints WHERE fingerprint IS NOT NULL"
    )
    for article_id, bits in rows:
        for other in near(connection, bits, except_id=article_id):
            if other < article_id:
                yield other, article_id


def _root(parents: dict[int, int], article_id: int) -> int:
    parents.setdefault(article_id, article_id)
    while parents[article_id] != article_id:
        parents[article_id] = article_id = parents[parents[article_id]]
    return article_id


def _ordered(connection: sqlite3.Connection, members: Iterable[int]) -> list[Copy]:
    """The members of a cluster, the likely origin first.

    What the copies say decides: the address that they name as canonical, then
    the site that their credit lines name; else the earliest date.
    """
    ids = list(members)
    rows = connection.execute(
        "SELECT a.id, a.url, a.title, a.published_at, v.seen_from, a.canonical_url, a.body, s.host,"
        " a.site_name FROM articles a JOIN sites s ON s.id = a.site_id"
        " JOIN article_versions v ON v.article_id = a.id AND v.seq = 1"
        f" WHERE a.id IN ({', '.join('?' * len(ids))})",
        ids,
    ).fetchall()
    canonical = {url_key(row[5]) for row in rows if row[5] and url_key(row[5]) != url_key(row[1])}
    credits = " ".join(line for row in rows for line in _credit_lines(row[6]))
    copies = []
    for article_id, url, title, published, first_seen, _, body, host, site_name in rows:
        reason = None
        if url_key(url) in canonical:
            reason = "named as canonical"
        elif not list(_credit_lines(body)) and _names_site(credits, host, site_name):
            reason = "named in a credit line"
        copies.append(Copy(article_id, url, title, published, first_seen, reason))
    order = {"named as canonical": 0, "named in a credit line": 1}
    copies.sort(key=lambda copy: (order.get(copy.reason or "", 2), copy.published or "9999", copy.first_seen))
    return copies


def _credit_lines(body: str | None) -> Iterator[str]:
    for line in (body or "").casefold().splitlines():
        if any(words in line for words in _CREDIT_LINES):
            yield line


def _names_site(credits: str, host: str, site_name: str | None) -> bool:
    return host.removeprefix("www.") in credits or bool(site_name and site_name.casefold() in credits)
