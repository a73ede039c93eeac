"""What is known of a site beyond the page at hand: rules of the configuration, and a profile of its pages."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extract.profile import Profile
from scraper.extract.rules import SiteRules


@dataclass(slots=True, frozen=True)
class Knowledge:
    """Frozen for a run, so that every page of it is read alike."""

    rules: tuple[SiteRules, ...] = ()
    profile: Profile | None = None


NOTHING = Knowledge()
