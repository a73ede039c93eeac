"""What can go wrong, as types; each carries the exit code that the commands end with."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of both commands."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    FAILURES = 3
    EXCLUDED = 4
    CONFIGURATION = 5
    DAMAGED = 6
    LIMIT = 7
    LOCKED = 75
    SIGINT = 130
    SIGTERM = 143


class HealthArchiveError(Exception):
    """Base of all errors that this project raises on purpose; the message says what to do."""

    exit_code: ExitCode = ExitCode.UNEXPECTED


class NotFound(HealthArchiveError):
    """What was asked for is not in the archive, or not on disk."""

    exit_code = ExitCode.USAGE


class BadInput(HealthArchiveError):
    """An argument or a file cannot be used as given."""

    exit_code = ExitCode.USAGE


class PagePurged(HealthArchiveError):
    """The page was purged, and is not to be archived again."""

    exit_code = ExitCode.USAGE


class ConfigurationError(HealthArchiveError):
    """The configuration is wrong; the message names file and key."""

    exit_code = ExitCode.CONFIGURATION


class NotAnArchive(HealthArchiveError):
    """The file is no archive, is damaged, or was written by a newer program."""

    exit_code = ExitCode.DAMAGED


class ArchiveLocked(HealthArchiveError):
    """Another process is writing to this archive."""

    exit_code = ExitCode.LOCKED
