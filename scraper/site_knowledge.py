"""What a run knows of its sites beyond the page at hand: frozen when it starts, the same for every page.

A profile is learnt from the articles that the archive holds. What an earlier
profile knew is kept: what was taken out by it is no longer in the texts that a
new one is learnt from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from archive import Archive, profiles
from archive.profiles import StoredProfile
from scraper.extract import profile
from scraper.extract.profile import Profile
from scraper.workers.messages import Setup


def freeze(
    archive: Archive, hosts: Iterable[str], own_rules: Mapping[str, Sequence[Mapping[str, Any]]], at: datetime
) -> Setup:
    """Learn what the archive tells of each host, number it if it is new, and check the configured rules.

    Raises ConfigurationError if a rule is wrong.
    """
    for host, tables in own_rules.items():
        for table in tables:
            _check(host, table)
    known = {host: found for host in hosts if (found := _profile(archive, host, at)) is not None}
    return Setup(
        rules={host: [dict(table) for table in tables] for host, tables in own_rules.items()},
        profiles={host: found.to_json() for host, found in known.items()},
    )


def _check(host: str, table: Mapping[str, Any]) -> None:
    # Imported late: a run without rules of its own needs no parser in this process.
    from scraper.extract import rules

    rules.parse(table, f"rules of {host}")


def _profile(archive: Archive, host: str, at: datetime) -> Profile | None:
    """The profile that holds for a run: the stored one, or a new one if the articles tell more."""
    connection = archive.connection
    stored = profiles.newest(connection, host)
    earlier = Profile.from_json(stored.data) if stored else None
    number = stored.number + 1 if stored else 1
    texts = (body.split("\n\n") for body in profiles.bodies(connection, host))
    learned = profile.learn(host, number, texts, earlier)
    if not learned.counts or (earlier is not None and learned.counts.keys() == earlier.counts.keys()):
        return earlier
    with archive.transaction():
        profiles.add(connection, host, StoredProfile(number, learned.pages, learned.to_json()), at)
    return learned


def latest(archive: Archive) -> Setup:
    """What was frozen last for each host, without learning anything new: for reading captures again."""
    stored = profiles.newest_of_all(archive.connection)
    return Setup(profiles={host: found.data for host, found in stored.items()})


def profile_names(knowledge: Setup) -> dict[str, str]:
    """How records name the profile of each host that has one."""
    return {host: Profile.from_json(stored).name for host, stored in knowledge.profiles.items()}
