"""Whether a site's own dates of change are worth a visit."""

from __future__ import annotations

# By its own rhythm, a page's visits find a change about every second time; hints may be a little worse.
_WORTH_A_VISIT = 0.3


def honesty(with_text: int, without_text: int) -> float:
    """The share of moved dates that came with a changed text, by the rule of succession.

    >>> honesty(0, 4) < honesty(0, 0) < honesty(4, 0)
    True
    """
    return (with_text + 1) / (with_text + without_text + 2)


def is_trusted(with_text: int, without_text: int) -> bool:
    """Whether a page is due because its site says that it changed."""
    return honesty(with_text, without_text) >= _WORTH_A_VISIT
