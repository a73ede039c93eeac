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
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr
