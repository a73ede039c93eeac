"""Open an archive's file: recognise it, create or upgrade it, refuse what is none."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archive.errors import BadInput, NotAnArchive, NotFound
from archive.schema import APPLICATION_ID, NAMES, applied

IN_MEMORY = ":memory:"
_BUSY_SECONDS = 30.0


def open_database(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to an archive with the newest schema.

    A file that may not be written is opened for reading; it must be up to date then.

    Raises:
        NotFound: there is no such file and `create` is false.
        NotAnArchive: another kind of file, a damaged one, or one of a newer program.
        BadInput: the folder does not exist, or may not be written.
    """
    if str(path) == IN_MEMORY:
        pass
    elif not path.exists():
        if not create:
            raise NotFound(f"there is no archive at {path}; `scraper crawl` or `scraper import` makes one")
        if not path.parent.is_dir():
            raise BadInput(f"cannot create {path}: the folder {path.parent} does not exist")
    elif path.is_dir():
        raise NotAnArchive(f"{path} is a folder, not an archive")
    connection = _connect(path)
    try:
        _recognise(connection, path, create=create)
        _upgrade(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise NotAnArchive(f"{path} cannot be used as an archive: {error}") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    # isolation_level=None: transactions begin and end where the code says so.
    try:
        connection = sqlite3.connect(
            IN_MEMORY if str(path) == IN_MEMORY else _uri(path),
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.OperationalError as error:
        raise BadInput(f"cannot open {path}: {error}") from error
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _uri(path: Path) -> str:
    if os.access(path if path.exists() else path.parent, os.W_OK):
        return f"{path.absolute().as_uri()}?mode=rwc"
    # Without a log nobody writes, and SQLite need not make the files that readers and writers share.
    is_at_rest = not path.with_name(path.name + "-wal").exists()
    return f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if is_at_rest else "")


def _recognise(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    if application_id == APPLICATION_ID:
        return
    is_empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application_id == 0 and is_empty and create:
        return
    what = "an empty file" if is_empty else "a SQLite file, but no health archive"
    raise NotAnArchive(f"{path} is {what}; name another with --archive")


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    if not _pending(connection, path):
        return
    from archive.schema.migrations import upgrade  # most files are up to date and need no sqlite-utils

    # A PRAGMA that shapes the file stays outside a transaction, where SQLite ignores it.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _pending(connection, path):  # another process may have been faster
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(connection)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _pending(connection: sqlite3.Connection, path: Path) -> bool:
    seen = applied(connection)
    if unknown := seen - set(NAMES):
        raise NotAnArchive(
            f"{path} was written by a newer health-archive ({', '.join(sorted(unknown))}): upgrade this one"
        )
    return seen != set(NAMES)
