"""What a visit makes of a page's state. Its last good copy stays, whatever comes.

States: new, live, redirect, gone, soft_gone, excluded, needs_js, failed, purged.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.fetches import class_of
from scraper.revisit import Past, Saw, is_gone

SOFT_404 = "soft_404"  # an answer with status 200, or a redirect, that means "no such page"

_SAW: dict[str, Saw] = {"added": "changed", "changed": "changed", "gone": "missing", "failed": "failed"}
_AFTER = {
    "added": "live",
    "changed": "live",
    "unchanged": "live",
    "redirected": "redirect",
    "needs_js": "needs_js",
    "excluded": "excluded",
}
# Pages of which there is something to lose; it takes more than one miss to call them gone.
_HELD = ("live", "redirect", "needs_js")


def saw(outcome: str) -> Saw:
    """What a visit of that outcome saw of its page."""
    return _SAW.get(class_of(outcome), "same")


def status_after(before: str, outcome: str, past: Sequence[Past]) -> str:
    """A page's state after a visit; `past` ends with that visit.

    One good visit makes it live again. It is gone when it was missing more than
    once over a day or more, and a page that never was there at once. A visit
    that failed changes nothing but for a page that had no state yet.
    """
    seen = class_of(outcome)
    if seen in _AFTER:
        return _AFTER[seen]
    if seen == "gone":
        if before in _HELD and not is_gone(past):
            return before
        return "soft_gone" if outcome == SOFT_404 else "gone"
    return "failed" if before in ("new", "excluded") else before
