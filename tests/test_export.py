"""Exports: every key on every record, complete files only, one moment of a living archive."""

from __future__ import annotations

import csv
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from articles import ECZEMA, URL, page

from archive import Archive, Article
from archive.errors import BadInput
from archive.export import export
from archive.export.rows import exported

KEYS = {field.name for field in fields(Article)} | {"captured_at", "payload_digest", "version"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive.db")
    archive.add(ECZEMA, captured_at="2026-01-01")
    archive.add(replace(ECZEMA, title="Eczema: what else helps"), captured_at="2026-01-02")
    archive.add(Article(url="https://other.example.net/a", title="Bare"), captured_at="2026-03-01")
    return archive


def test_a_line_of_json_lines_is_a_record_with_every_key(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert export(archive, out) == 2
    rich, bare = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert set(rich) == set(bare) == KEYS
    assert Article.from_json(rich) == archive.get(URL)
    assert (rich["version"], rich["captured_at"]) == (2, "2026-01-02T00:00:00Z")
    assert (bare["body"], bare["tags"], bare["published"]) == (None, [], None)


def test_the_json_export_is_one_array(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    export(archive, out, form="json")
    assert [record["title"] for record in json.loads(out.read_text("utf-8"))] == [
        "Eczema: what else helps",
        "Bare",
    ]
    with Archive(":memory:") as empty:
        assert export(empty, out, form="json") == 0
    assert json.loads(out.read_text("utf-8")) == []


def test_csv_keeps_lists_as_json_and_missing_values_empty(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    export(archive, out, form="csv")
    with out.open(encoding="utf-8", newline="") as file:
        rich, bare = csv.DictReader(file)
    assert set(rich) == KEYS
    assert json.loads(rich["breadcrumb"]) == ECZEMA.breadcrumb
    assert json.loads(rich["authors"])[1]["name"] == "Ben Stone"
    assert rich["body"] == ECZEMA.body
    assert (bare["summary"], bare["tags"]) == ("", "[]")


def test_an_export_can_be_of_one_host_and_of_what_is_new(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert export(archive, out, site="Other.Example.net") == 1
    assert export(archive, out, since="2026-02-01") == 1
    assert json.loads(out.read_text("utf-8"))["title"] == "Bare"
    assert export(archive, out, since="2026-01-02") == 2
    assert export(archive, out, since="2027-01-01") == 0


def test_a_file_appears_when_it_is_complete(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("yesterday's export\n")
    archive.connection.execute("UPDATE articles SET tags_json = 'torn' WHERE title = 'Bare'")
    with pytest.raises(ValueError, match="Expecting value"):
        export(archive, out)
    assert out.read_text() == "yesterday's export\n"
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_an_export_is_of_one_moment_also_while_another_connection_writes(
    archive: Archive, tmp_path: Path
) -> None:
    with archive.snapshot():
        assert exported(archive, URL)["version"] == 2
        with Archive(archive.path) as writer:
            writer.add_all(page(number) for number in range(3))
        assert export(archive, tmp_path / "out.jsonl") == 2
    assert export(archive, tmp_path / "out.jsonl") == 5


def test_an_unknown_format_and_an_unwritable_file_are_refused_in_words(
    archive: Archive, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="there are csv, json, jsonl"):
        export(archive, tmp_path / "out", form="xml")
    with pytest.raises(BadInput, match="cannot write"):
        export(archive, tmp_path / "no folder" / "out")
