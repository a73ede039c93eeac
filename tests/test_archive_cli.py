"""The command `archive`: data on standard output, words on standard error, codes of the contract."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from articles import ECZEMA, URL, page

from archive import Archive

EVIDENCE = [
    {"field": "title", "source": "meta og:title", "value": "Eczema", "score": 0.4, "chosen": False},
    {"field": "title", "source": "h1", "value": ECZEMA.title, "score": 0.96, "chosen": True},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.add(ECZEMA, captured_at="2026-01-01", evidence=EVIDENCE)
        archive.add(replace(ECZEMA, summary="It can be calmed."), captured_at="2026-02-01", evidence=EVIDENCE)
        archive.add_all((page(number) for number in range(3)), captured_at="2026-01-01")
    return path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archive", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
    )


def succeeds(path: Path, *arguments: str) -> str:
    done = run(path.parent, *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return done.stdout


def test_search_prints_what_it_finds(path: Path) -> None:
    text = succeeds(path, "search", "itchy", "skin")
    assert ECZEMA.title is not None
    assert ECZEMA.title in text
    assert URL in text
    (hit,) = json.loads(succeeds(path, "search", "itchy skin", "--json", "--limit", "1"))
    assert (hit["url"], hit["published"]) == (URL, "2024-02-03")
    assert set(hit) >= {"url", "title", "snippet", "score", "published"}


def test_search_can_be_narrowed(path: Path) -> None:
    def found(*options: str) -> list[str]:
        return [hit["url"] for hit in json.loads(succeeds(path, "search", "skin sleep", "--json", *options))]

    assert found("--author", "Brook") == [URL]
    assert found("--author", "Nobody") == []
    assert found("--site", "elsewhere.example.org") == []
    assert found("--since", "2024-02-03", "--until", "2024-02-03") == [URL]
    assert found("--since", "2024-02-04") == []


def test_show_prints_the_record_now_and_then(path: Path) -> None:
    text = succeeds(path, "show", URL)
    for words in (ECZEMA.title, "Ada Brook, MD (author)", "It can be calmed.", "Home › Skin", "500 mg"):
        assert words is not None
        assert words in text
    record = json.loads(succeeds(path, "show", URL, "--json", "--at", "2026-01-15"))
    assert (record["summary"], record["version"]) == (ECZEMA.summary, 1)
    early = run(path.parent, "show", URL, "--at", "2025-01-01")
    assert (early.returncode, early.stdout) == (2, "")
    assert "first seen on 2026-01-01" in early.stderr


def test_show_says_when_nobody_saw_the_page(path: Path) -> None:
    between = succeeds(path, "show", URL, "--at", "2026-01-15")
    assert "unknown" in between
    assert "between the visits of 2026-01-01T00:00:00Z and 2026-02-01T00:00:00Z" in between
    assert "nobody has looked since 2026-02-01T00:00:00Z" in succeeds(path, "show", URL, "--at", "2026-03-01")
    assert "unknown" not in succeeds(path, "show", URL, "--at", "2026-02-01T00:00:00Z")
    assert "unknown" not in succeeds(path, "show", URL)


def test_show_says_why(path: Path) -> None:
    lines = succeeds(path, "show", URL, "--why", "title").splitlines()
    assert lines[0] == f"* 0.96  {ECZEMA.title}  (h1)"
    assert len(lines) == 2
    assert run(path.parent, "show", URL, "--why", "colour").returncode == 2


def test_history_tells_what_is_unknown_between_versions(path: Path) -> None:
    lines = succeeds(path, "history", URL).splitlines()
    assert [line.split()[0] for line in lines] == ["version", "1", "unknown", "2"]
    assert [v["seq"] for v in json.loads(succeeds(path, "history", URL, "--json"))] == [1, 2]


def test_stats_count(path: Path) -> None:
    counted = json.loads(succeeds(path, "stats", "--json"))
    assert (counted["totals"]["articles"], counted["totals"]["versions"]) == (4, 5)
    assert "health.example.org" in succeeds(path, "stats")


def test_export_to_standard_output(path: Path) -> None:
    assert len(succeeds(path, "export", "-", "--format", "jsonl").splitlines()) == 4
    assert len(json.loads(succeeds(path, "export", "-", "--format", "json"))) == 4


def test_the_configuration_names_the_archive(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    assert run(folder, "stats").returncode == 2
    (folder / "config.toml").write_text(f'[archive]\npath = "{path}"\n')
    assert run(folder, "stats").returncode == 0
    (folder / "config.toml").write_text("[archive]\npaht = 1\n")
    wrong = run(folder, "stats")
    assert wrong.returncode == 5
    assert "path" in wrong.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["show", "https://health.example.org/none"], 2, "no article of"),
        (["history", "https://health.example.org/none"], 2, "no article of"),
        (["search"], 2, "Missing argument"),
        (["shwo"], 2, "No such command"),
        (["search", "x", "--since", "soon"], 2, "is no time"),
        (["stats", "--archive", "missing.db"], 2, "there is no archive"),
        (["stats", "--archive", "notes.txt"], 6, "cannot be used as an archive"),
        (["stats", "--archive", "other.db"], 6, "no health archive"),
        (["stats", "--archive", "newer.db"], 6, "newer health-archive"),
    ],
)
def test_what_goes_wrong_is_said_in_words_with_its_code(
    path: Path, arguments: list[str], code: int, words: str
) -> None:
    (path.parent / "notes.txt").write_text("My notes about this and that, longer than a header. " * 20)
    with sqlite3.connect(path.parent / "other.db") as other:
        other.execute("CREATE TABLE notes(text)")
    Archive(path.parent / "newer.db").close()
    with sqlite3.connect(path.parent / "newer.db") as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations(migration_set, name, applied_at)"
            " VALUES('health-archive', 'm9999_later', '2030-01-01')"
        )
    done = run(path.parent, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_stops_early_is_no_error(path: Path) -> None:
    command = f"{sys.executable} -m archive export - | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=path.parent, capture_output=True, text=True
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_text_of_a_page_cannot_steer_the_terminal(path: Path) -> None:
    with Archive(path) as archive:
        archive.add(page(7, title="Red \x1b[31m alert"))
    assert "\x1b" not in succeeds(path, "show", page(7).url)
