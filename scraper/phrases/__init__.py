"""What pages say around a name or a date, by language: `languages/` holds one TOML file each.

A reader of `phrases` gets all languages at once: a page's own language is often
missing or wrong, and the phrases hardly clash. Adding a language is adding a file.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Every file's content by its language."""
    found = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in (files(__name__) / "languages").iterdir()
        if entry.name.endswith(".toml")
    }
    return dict(sorted(found.items(), key=lambda item: (item[0] != "en", item[0])))


@cache
def phrases(section: str, meaning: str) -> tuple[str, ...]:
    """All languages' phrases of one meaning, lower case, longest first."""
    found = {
        phrase.casefold()
        for language in languages().values()
        for phrase in language.get(section, {}).get(meaning, ())
    }
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@cache
def words(name: str) -> frozenset[str]:
    """The words of a plain list, `NAME.txt`; lines that begin with # are comments."""
    lines = (files(__name__) / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def months() -> dict[str, frozenset[int]]:
    """Month names and abbreviations, lower case and without full stop, and the months that they can mean."""
    found: dict[str, set[int]] = {}
    for language in languages().values():
        for number, names in enumerate(language.get("months", ()), 1):
            for name in names:
                found.setdefault(name.casefold(), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}
