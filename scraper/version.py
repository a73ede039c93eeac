"""Which version this is: stands in captures, runs and records."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("health-archive")
except PackageNotFoundError:  # run from a folder that is not installed
    VERSION = "0"
SOFTWARE = f"health-archive/{VERSION}"
