"""Which part of a pack a page belongs to: two thirds of the sites to look at, one third to check on."""

from __future__ import annotations

import hashlib
import re
from typing import Literal
from urllib.parse import urlsplit

Part = Literal["look", "check"]
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(?:https?://)?")
_SHORT = 3  # a second-level label this short is a registry's (co.uk, com.au), not a site's


def site_of(url: str) -> str:
    """The site that an address belongs to, about its registrable domain.

    >>> site_of("https://www.health.example.co.uk/a")
    'example.co.uk'
    """
    url = "//" + _ARCHIVED.sub("", url).split("://")[-1]  # a page kept elsewhere is of its own site
    labels = (urlsplit(url).hostname or "").rstrip(".").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-2]) <= _SHORT and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def fold_of(url: str, folds: int) -> int:
    """The fold of a page in site-wise cross-validation: all pages of a site fall into the same one."""
    return int.from_bytes(hashlib.sha256(site_of(url).encode()).digest()[:8], "big") % folds


def part_of(url: str) -> Part:
    """The part to look at, or the part to check on."""
    return "check" if fold_of(url, 3) == 0 else "look"
