"""Evidence of removal: pages that were there and are gone, with the last good copy and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.store import Archive
from archive.times import stamp

_MISSED = "('gone', 'soft_gone')"


@dataclass(slots=True, frozen=True)
class Removal:
    """A page that is gone.

    `first_missed` is the first visit that missed it after the last that found
    it, `confirmed_gone` the last that missed it; both are the same while there
    was only one. The last good copy is `payload_digest`, in `warc_file` at
    `warc_offset`.
    """

    url: str
    title: str | None
    status: str
    last_good: str | None
    first_missed: str
    confirmed_gone: str
    payload_digest: str | None
    warc_file: str | None
    warc_offset: int | None
    record_id: str | None


_REMOVALS = f"""
WITH missed AS (
  SELECT p.id, p.url, p.status,
    (SELECT max(f.fetched_at) FROM fetches f
     WHERE f.page_id = p.id AND f.outcome IN ('added', 'changed', 'unchanged', 'not_modified')) AS last_good
  FROM pages p WHERE p.status IN {_MISSED}
)
SELECT m.url, a.title, m.status, coalesce(m.last_good, (SELECT max(seen_until) FROM article_versions
    WHERE article_id = m.id)), min(f.fetched_at), max(f.fetched_at), c.payload_digest, c.warc_file,
  c.warc_offset, c.record_id
FROM missed m
JOIN fetches f ON f.page_id = m.id AND f.outcome IN {_MISSED} AND f.fetched_at > coalesce(m.last_good, '')
LEFT JOIN articles a ON a.id = m.id
LEFT JOIN captures c ON c.id = (
  SELECT id FROM captures WHERE page_id = m.id AND type IN ('response', 'resource', 'conversion')
    AND captured_at <= m.last_good ORDER BY captured_at DESC, id DESC LIMIT 1)
GROUP BY m.id HAVING max(f.fetched_at) >= ? ORDER BY 6, 1
"""


def removals(archive: Archive, *, since: datetime | str | None = None) -> list[Removal]:
    """The pages that are gone, confirmed at a moment or later."""
    rows = archive.connection.execute(_REMOVALS, (stamp(since) if since else "",))
    return [Removal(*row) for row in rows]
