"""Durations and sizes as a configuration writes them."""

from __future__ import annotations

import re

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_BYTES = {
    "B": 1,
    "kB": 1000,
    "KB": 1000,
    "KiB": 1 << 10,
    "MB": 10**6,
    "MiB": 1 << 20,
    "GB": 10**9,
    "GiB": 1 << 30,
}
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")


class Seconds(float):
    """A duration: a number of seconds, or text such as "90 days"."""

    @classmethod
    def read(cls, value: object) -> Seconds:
        """
        >>> Seconds.read("1.5 hours")
        5400.0

        Raises:
            ValueError: it is no duration.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = float(value)
        else:
            amount, unit = _amount(value)
            unit = unit.lower().removesuffix("s")
            if unit not in _SECONDS:
                raise ValueError(
                    f'{value!r} is no duration; write seconds as a number, or "1 day", "12 hours"'
                )
            seconds = amount * _SECONDS[unit]
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"{value!r} is no duration; it must be zero or more")
        return cls(seconds)


class Size(int):
    """A number of bytes, or text such as "10 MB" (decimal) and "10 MiB" (binary)."""

    @classmethod
    def read(cls, value: object) -> Size:
        """
        >>> Size.read("10 MB")
        10000000

        Raises:
            ValueError: it is no size.
        """
        if isinstance(value, int) and not isinstance(value, bool):
            size = value
        else:
            amount, unit = _amount(value)
            if unit not in _BYTES:
                raise ValueError(f'{value!r} is no size; write bytes as a whole number, or "10 MB", "512 kB"')
            size = round(amount * _BYTES[unit])
        if size <= 0:
            raise ValueError(f"{value!r} is no size; it must be more than zero")
        return cls(size)


def _amount(value: object) -> tuple[float, str]:
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    return (float(match[1]), match[2]) if match else (0.0, "")
