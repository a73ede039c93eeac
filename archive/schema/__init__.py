"""The archive's tables, as numbered migrations: one SQL file each, never changed once released."""

from __future__ import annotations

import sqlite3
from importlib.resources import files

from sqlite_utils import Database, Migrations

APPLICATION_ID = 1212498248  # 'HEAH': lets file(1) and the commands recognise an archive

migrations = Migrations("health-archive")


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


NAMES = ("m0001_first",)

for _name in NAMES:
    _register(_name)
