"""Applies the migrations. A room of its own, as sqlite-utils brings numpy where that is installed: 15 MB."""

from __future__ import annotations

import sqlite3
from importlib.resources import files

from sqlite_utils import Database, Migrations

from archive.schema import NAMES, SET

migrations = Migrations(SET)


def _statements(script: str) -> list[str]:
    """Cut a script into statements; a trigger's body keeps its semicolons."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending.strip())
            pending = ""
    return statements


def _register(name: str) -> None:
    def run(db: Database) -> None:
        for statement in _statements((files(__package__) / f"{name}.sql").read_text("utf-8")):
            db.conn.execute(statement)

    migrations(name=name)(run)


for _name in NAMES:
    _register(_name)


def upgrade(connection: sqlite3.Connection) -> None:
    """Apply what the file has not seen, within the caller's transaction."""
    migrations.apply(Database(connection))
