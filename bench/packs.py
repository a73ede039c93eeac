"""The development packs as pages: what was stored, and what is right for it.

A pack is a folder of pages (`html/ID.html.gz`) with labels beside them; the
path to the folder that holds all packs is an argument of every command.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Pack = Literal["extraction", "snippets", "health"]


@dataclass(slots=True)
class Page:
    """One labelled page."""

    id: str
    url: str
    pack: Pack
    kind: str  # article, listing, collection or forum; every page of the other two packs is an article
    file: Path
    gold: str | None = None  # the whole text, where the pack has it
    wanted: list[str] = field(default_factory=list)  # snippets that the body must have
    unwanted: list[str] = field(default_factory=list)  # snippets that it must not have
    labels: dict[str, Any] = field(default_factory=dict)  # the pack's own entry

    def html(self) -> bytes:
        """The page as stored."""
        data = self.file.read_bytes()
        return gzip.decompress(data) if self.file.suffix == ".gz" else data


def extraction(packs: Path) -> list[Page]:
    """Pages with their whole text: articles, listings, collections, forums."""
    folder = packs / "extraction"
    pages = []
    for path in sorted((folder / "ground-truth").glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        pages.append(
            Page(
                id=path.stem,
                url=entry["url"],
                pack="extraction",
                kind=entry["page_type"],
                file=folder / "html" / f"{path.stem}.html.gz",
                gold=entry["main_content"],
                wanted=entry.get("with") or [],
                unwanted=entry.get("without") or [],
                labels=entry,
            )
        )
    return pages


def snippets(packs: Path) -> list[Page]:
    """Pages in many languages, labelled by a few snippets."""
    folder = packs / "snippets"
    return [
        Page(
            id=entry["id"],
            url=entry["url"],
            pack="snippets",
            kind="article",
            file=folder / "html" / f"{entry['id']}.html.gz",
            wanted=entry["with"],
            unwanted=entry["without"],
            labels=entry,
        )
        for entry in _json_lines(folder / "labels.jsonl")
    ]


def health(packs: Path) -> list[Page]:
    """Health pages with every field annotated; most of them are pages of the extraction pack."""
    folder = packs / "health"
    own = {path.name.removesuffix(".html.gz"): path for path in (folder / "html").glob("*.html.gz")}
    return [
        Page(
            id=entry["id"],
            url=entry["url"],
            pack="health",
            kind="article",
            file=own.get(entry["id"], packs / "extraction" / "html" / f"{entry['id']}.html.gz"),
            wanted=entry["must_in_body"],
            unwanted=entry["must_not_in_body"],
            labels=entry,
        )
        for entry in _json_lines(folder / "annotations.jsonl")
    ]


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
