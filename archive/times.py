"""The program's own times: UTC, `YYYY-MM-DDTHH:MM:SSZ`, so that text order is time order."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from archive.errors import BadInput

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_BARE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def stamp(moment: date | str) -> str:
    """A moment in the archive's form. A naive datetime counts as UTC; a bare date means its beginning.

    Raises:
        BadInput: the text is no ISO 8601 time.
    """
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError as error:
            raise BadInput(f"{moment!r} is no time; write 2026-03-01 or 2026-03-01T12:00:00Z") from error
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime(_FORM)


def end_stamp(moment: date | str) -> str:
    """As `stamp`, but a bare date means the end of that day."""
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = moment.isoformat()
    if isinstance(moment, str) and _BARE_DATE.match(moment):
        return stamp(moment)[:10] + "T23:59:59Z"
    return stamp(moment)


def parse_stamp(text: str) -> datetime:
    """A stored time as an aware datetime."""
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
