"""docs/sql.md: every query runs exactly as printed, in any client."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from articles import ECZEMA
from sqlite_utils import Database

from archive import Archive
from archive.outlinks import StoredLink
from scraper.demo.site import build_site
from scraper.extract import extract

DOCUMENT = Path(__file__).parent.parent / "docs" / "sql.md"
QUESTIONS = re.findall(
    r"^(\d+)\\\. [^`]*```sql\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
BASE = "http://localhost:8765"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled site and one article that has every field, read and added without a crawl."""
    path = tmp_path_factory.mktemp("sql") / "archive.db"
    with Archive(path) as archive:
        for address, page in build_site(BASE).items():
            if page.status == 200 and page.body.lstrip()[:1] == b"<":
                article = extract(page.body, url=BASE + address)
                if article.kind == "article":
                    archive.add(article)
        elsewhere = StoredLink("https://other.example.org/wool", "Wool and skin")
        archive.add(ECZEMA, captured_at="2026-01-01", links=[elsewhere])
    return path


def test_the_document_has_twenty_five_questions() -> None:
    assert [int(number) for number, _ in QUESTIONS] == list(range(1, 26))


@pytest.mark.parametrize(("number", "query"), QUESTIONS, ids=[number for number, _ in QUESTIONS])
def test_a_question_is_answered_by_sqlite3_and_by_sqlite_utils(number: str, query: str, demo: Path) -> None:
    with sqlite3.connect(demo) as connection:
        rows = connection.execute(query).fetchall()
    found = list(Database(demo).query(query.strip().rstrip(";")))
    assert [tuple(row.values()) for row in found] == rows
    # Nothing is gone and no reference leads nowhere in an archive that was not crawled.
    assert rows or number in {"21", "22"}


@pytest.mark.parametrize(("number", "query"), QUESTIONS, ids=[number for number, _ in QUESTIONS])
def test_the_sqlite_utils_command_answers_too(number: str, query: str, demo: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "query", str(demo), query],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) or number in {"21", "22"}


@pytest.mark.tools
def test_the_sqlite3_shell_answers_all_questions(demo: Path) -> None:
    shell = shutil.which("sqlite3")
    assert shell, "the sqlite3 shell is not installed"
    script = "\n".join(query for _, query in QUESTIONS)
    done = subprocess.run(
        [shell, "-readonly", "-bail", str(demo)], input=script, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_sqlite_utils_detects_the_index_and_searches_with_it(demo: Path) -> None:
    table = Database(demo)["articles"]
    assert table.detect_fts() == "articles_fts"  # type: ignore[union-attr]
    assert [row["url"] for row in table.search("marigold OR ointment")] == [ECZEMA.url]  # type: ignore[union-attr]
