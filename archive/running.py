"""Run a command line and end as the contract says: errors in words, each with its exit code."""

from __future__ import annotations

import os
import sqlite3
import sys
from typing import NoReturn

import click

from archive.errors import ExitCode, HealthArchiveError


def run(group: click.Group) -> NoReturn:
    """Run a group of commands with the process's arguments, and exit."""
    sys.exit(_exit_code(group))


def _exit_code(group: click.Group) -> int:
    try:
        # Not `group.main`, which ends with 1 when a reader of the output has seen enough.
        with group.make_context(group.name, sys.argv[1:]) as context:
            code = group.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as finished:
        return finished.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.SIGINT
    except HealthArchiveError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not try to write the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        click.echo(f"error: the archive is being written by another program: {error}", err=True)
        return ExitCode.LOCKED
    except sqlite3.DatabaseError as error:
        click.echo(f"error: the archive is damaged: {error}; `archive verify` says where", err=True)
        return ExitCode.DAMAGED
    return code if isinstance(code, int) else ExitCode.DONE
