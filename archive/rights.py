"""What a whole site states about the use of its pages, with its history."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.article import RightsSignal


def latest_of_site(connection: sqlite3.Connection, site_id: int) -> list[RightsSignal]:
    """A site's statements as they were last observed."""
    rows = connection.execute(
        "SELECT source, value FROM rights_signals WHERE site_id = ?1 AND observed_at ="
        " (SELECT max(observed_at) FROM rights_signals WHERE site_id = ?1) ORDER BY id",
        (site_id,),
    )
    return [RightsSignal(*row) for row in rows]


def observe_site(
    connection: sqlite3.Connection, site_id: int, signals: Sequence[RightsSignal], at: str
) -> None:
    """Add a site's statements if they are not what was last observed; earlier ones stay as history."""
    if not signals or list(signals) == latest_of_site(connection, site_id):
        return
    connection.executemany(
        "INSERT INTO rights_signals(site_id, source, value, observed_at) VALUES (?, ?, ?, ?)",
        [(site_id, signal.source, signal.value, at) for signal in signals],
    )
