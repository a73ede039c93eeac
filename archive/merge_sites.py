"""What a merge takes of a site: its profiles, its statements about rights, and what crawling it has taught.

Left where they are, on purpose: `hosts`, since when a server may be asked again
and what its robots.txt says is for whoever asks next to find out; and the queue.
"""

from __future__ import annotations

import sqlite3

from archive import feeds, profiles


def take_sites(source: sqlite3.Connection, target: sqlite3.Connection) -> dict[str, str]:
    """Bring over what is known of each site that the target has pages of.

    Returns:
        How the target names each profile that the source's readings name.
    """
    names: dict[str, str] = {}
    for number, host in source.execute("SELECT id, host FROM sites ORDER BY host").fetchall():
        if row := target.execute("SELECT id FROM sites WHERE host = ?", (host,)).fetchone():
            names |= _take_profiles(source, number, target, row[0], host)
            _take_rights(source, number, target, row[0])
            _take_lessons(source, number, target, row[0])
            feeds.announce(target, host, feeds.announced(source, host))
    return names


def _take_profiles(
    source: sqlite3.Connection, theirs: int, target: sqlite3.Connection, ours: int, host: str
) -> dict[str, str]:
    return {
        profiles.name(host, number): profiles.name(host, profiles.take(target, ours, number, *profile))
        for number, *profile in source.execute(
            "SELECT number, learned_at, pages, data FROM site_profiles WHERE site_id = ? ORDER BY number",
            (theirs,),
        ).fetchall()
    }


def _take_rights(source: sqlite3.Connection, theirs: int, target: sqlite3.Connection, ours: int) -> None:
    for signal in source.execute(
        "SELECT source, value, observed_at FROM rights_signals WHERE site_id = ? ORDER BY id", (theirs,)
    ).fetchall():
        target.execute(
            "INSERT INTO rights_signals(site_id, source, value, observed_at) SELECT ?1, ?2, ?3, ?4"
            " WHERE NOT EXISTS (SELECT 1 FROM rights_signals"
            " WHERE site_id = ?1 AND source = ?2 AND value = ?3 AND observed_at = ?4)",
            (ours, *signal),
        )


def _take_lessons(source: sqlite3.Connection, theirs: int, target: sqlite3.Connection, ours: int) -> None:
    """The name, and the counts of whoever has seen more: added up they would grow with every merge."""
    name, with_text, without_text = source.execute(
        "SELECT name, lastmod_with_text, lastmod_without_text FROM sites WHERE id = ?", (theirs,)
    ).fetchone()
    target.execute("UPDATE sites SET name = coalesce(name, ?) WHERE id = ?", (name, ours))
    target.execute(
        "UPDATE sites SET lastmod_with_text = ?1, lastmod_without_text = ?2"
        " WHERE id = ?3 AND lastmod_with_text + lastmod_without_text < ?1 + ?2",
        (with_text, without_text, ours),
    )
    target.executemany(
        "INSERT INTO url_patterns(site_id, pattern, fruitless) VALUES (?, ?, ?)"
        " ON CONFLICT(site_id, pattern) DO UPDATE SET fruitless = max(fruitless, excluded.fruitless)",
        [
            (ours, *lesson)
            for lesson in source.execute(
                "SELECT pattern, fruitless FROM url_patterns WHERE site_id = ?", (theirs,)
            )
        ],
    )
