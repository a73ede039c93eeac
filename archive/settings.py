"""config.toml as checked values: what both floors need to read their sections, and `[archive]` itself.

Every problem of a file is reported at once, each with its key and what to write instead.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from archive.errors import ConfigurationError

DEFAULT_CONFIG = Path("config.toml")
DEFAULT_ARCHIVE = Path("archive.db")

_KINDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
}
_WITH_PLACE = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<key>.*)`)?", re.DOTALL)
_KIND_NAME = re.compile(r"`(\w+)`")
_NO_CHOICE = "Invalid enum value "


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a table of config.toml; a required field carries an example."""


class ArchiveSettings(Settings, frozen=True):
    """`[archive]`: where the archive file is. Captures go to `warc/` beside it."""

    path: str = str(DEFAULT_ARCHIVE)  # relative to config.toml

    def location(self, config: Path) -> Path:
        """The archive file, for settings that were read from `config`."""
        return config.parent / Path(self.path).expanduser()


Table = TypeVar("Table", bound=Settings)
Convert = Callable[[type, Any], Any]


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        ConfigurationError: it cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{path}: there is no such file; name one with --config, or copy the example config.toml"
            " and put your own contact into it"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: is no valid TOML: {error}") from error


def archive_path(config: Path | None = None) -> Path:
    """The archive that a configuration names: of `config`, else of ./config.toml, else archive.db.

    Raises:
        ConfigurationError: `config` was given and cannot be read, or its `[archive]` is wrong.
    """
    if config is None:
        if not DEFAULT_CONFIG.exists():
            return DEFAULT_ARCHIVE
        config = DEFAULT_CONFIG
    problems = Problems(config)
    settings = problems.checked(ArchiveSettings, read_toml(config).get("archive", {}), "[archive]")
    problems.raise_any()
    return (settings or ArchiveSettings()).location(config)


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean "delay"?`, or nothing where no known name is close."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


class Problems:
    """What is wrong with a file, collected so that one run shows all of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[str] = []

    def add(self, place: str, what: str) -> None:
        """Note a problem at a place such as `[crawler] delay`."""
        self.found.append(f"{self.path}: {place}: {what}")

    def raise_any(self) -> None:
        """Raise `ConfigurationError` if there is a problem."""
        if self.found:
            raise ConfigurationError("\n".join(self.found))

    def unknown(self, place: str, given: Iterable[str], known: Iterable[str]) -> None:
        """Note the keys that mean nothing, with the nearest ones that do."""
        known = list(known)
        for key in given:
            if key not in known:
                self.add(f"{place} {key}".strip(), f"unknown key{meant(key, known) or _choice(known)}")

    def checked(
        self, table: type[Table], values: Any, place: str, convert: Convert | None = None
    ) -> Table | None:
        """A table's values as its type, None after noting what is wrong with them."""
        if not isinstance(values, dict):
            self.add(place, f"expected a table, got {values!r}")
            return None
        try:
            return msgspec.convert(self._known(table, values, place), table, dec_hook=convert)
        except msgspec.ValidationError as error:
            self.add(*_in_words(str(error), table, place))
            return None

    def _known(self, table: type[msgspec.Struct], values: dict[str, Any], place: str) -> dict[str, Any]:
        """The values whose keys mean something, so that one wrong key hides no other problem."""
        fields = {field.encode_name: field for field in msgspec.structs.fields(table)}
        self.unknown(place, values, fields)
        known = {}
        for key, value in values.items():
            kind = fields[key].type if key in fields else None
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
                value = self._known(kind, value, f"{place} {key}")
            if key in fields:
                known[key] = value
        return known


def _choice(known: list[str]) -> str:
    return f"; known ones: {', '.join(known)}" if known else ""


def _in_words(message: str, table: type[msgspec.Struct], place: str) -> tuple[str, str]:
    """msgspec's message as the place and the problem, in the words of TOML."""
    match = _WITH_PLACE.fullmatch(message)
    what, key = (match["what"], match["key"]) if match else (message, None)
    if what.startswith("Object missing required field"):
        missing = what.split("`")[1]
        return f"{place} {missing}", f"is missing; write for example {missing} = {_example(table, missing)}"
    if what.startswith(_NO_CHOICE) and key:
        choices = ", ".join(map(json.dumps, _choices(table, key)))
        return (
            f"{place} {key}",
            f"{what.removeprefix(_NO_CHOICE)} is none of its values; write one of {choices}",
        )
    what = _KIND_NAME.sub(lambda found: _KINDS.get(found[1], found[1]), what)
    return (f"{place} {key}" if key else place), what[0].lower() + what[1:]


def _choices(table: type[msgspec.Struct], name: str) -> list[str]:
    """The values that a field may have which takes only some."""
    kind: Any = msgspec.inspect.type_info(table)
    field = next(field for field in kind.fields if field.encode_name == name)
    return list(field.type.values)


def _example(table: type[msgspec.Struct], name: str) -> str:
    """The example that a required field carries, as TOML; JSON's text and lists are TOML too."""
    kind: Any = msgspec.inspect.type_info(table)
    field = next(field for field in kind.fields if field.encode_name == name)
    return json.dumps(field.type.extra_json_schema["examples"][0])
