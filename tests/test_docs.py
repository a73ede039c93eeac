"""Every ```sh block of the README and of docs/ runs as printed, in a folder with a fresh demo archive."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(path for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")] if path.is_file())
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTED_BASE = "localhost:8765"


# What the documents ask of the sqlite3 shell, for machines that have none.
SHELL = f"""\
#!{sys.executable}
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
    print("|".join("" if value is None else str(value) for value in row))
"""


def search_path(folder: Path) -> str:
    """PATH with this project's commands, and with a stand-in for the sqlite3 shell where there is none."""
    places = [str(Path(sys.executable).parent), os.environ["PATH"]]
    if shutil.which("sqlite3") is None:
        shell = folder / "programs" / "sqlite3"
        shell.parent.mkdir()
        shell.write_text(SHELL, "utf-8")
        shell.chmod(0o755)
        places.append(str(shell.parent))
    return os.pathsep.join(places)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `scraper demo` makes."""
    folder = tmp_path_factory.mktemp("docs")
    made = subprocess.run(
        [sys.executable, "-c", "from scraper.cli import main; main()", "demo"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr
    return folder


def commands(document: Path) -> str:
    """All blocks but the one that runs these tests."""
    blocks = BLOCK.findall(document.read_text("utf-8"))
    return "\n".join(block for block in blocks if not block.startswith("make "))


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if commands(d)], ids=lambda path: path.name)
def test_the_commands_of_a_document_run_as_printed(document: Path, demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / "demo", tmp_path / "demo")
    config = (tmp_path / "demo" / "config.toml").read_text("utf-8")
    # The demo takes the documented port if it is free.
    base = re.search(r"localhost:\d+", config)
    assert base is not None
    script = "set -euo pipefail\n" + commands(document).replace(DOCUMENTED_BASE, base.group())
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": search_path(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr


@pytest.mark.tools
def test_the_sqlite3_shell_searches_an_archive(demo: Path) -> None:
    query = "select title, url from articles_fts('eczema') order by rank limit 3"
    done = subprocess.run(
        ["sqlite3", "demo/archive.db", query], cwd=demo, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
    assert done.stdout.lower().count("eczema") >= 1
