"""From an address to a response: transport, limits, retries. Knows no HTML and no database."""

from __future__ import annotations

from scraper.fetch.addresses import AddressPolicy
from scraper.fetch.exchange import Attempt, Exchange, Fetched, Validators
from scraper.fetch.fetcher import Fetcher
from scraper.fetch.identity import user_agent
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import MEANINGS, Outcome
from scraper.fetch.visit import Admit, Turn

__all__ = [
    "MEANINGS",
    "AddressPolicy",
    "Admit",
    "Attempt",
    "Exchange",
    "Fetched",
    "Fetcher",
    "Limits",
    "Outcome",
    "Turn",
    "Validators",
    "user_agent",
]
