"""The engines that `bench/search.py` sets beside each other, filled from the same pages."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import tantivy

from archive import Archive, Article

Ask = Callable[[str, int], list[str]]
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can do does for from have how i in is it its me my of on or that the their"
        " there these this to was what when where which who why will with you your",
    )
)


@dataclass(slots=True, frozen=True)
class Page:
    """One page of a pack."""

    url: str
    title: str
    body: str


def words(text: str) -> list[str]:
    """The words of a query for the engines that take any of them, without stop words."""
    found = re.findall(r"\w+", text.lower())
    return [word for word in found if word not in _STOP] or found


def fill_archive(path: Path, pages: Sequence[Page], per_transaction: int = 1_000) -> None:
    """Add the pages through the public interface, with all indexes."""
    with Archive(path) as archive:
        for start in range(0, len(pages), per_transaction):
            part = pages[start : start + per_transaction]
            archive.add_all(Article(url=p.url, title=p.title, body=p.body) for p in part)


def fill_plain(path: Path, pages: Sequence[Page], per_transaction: int = 1_000) -> None:
    """A table with an external-content FTS5 index kept by triggers, as its documentation shows."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(
        """
        CREATE TABLE page(id INTEGER PRIMARY KEY, url TEXT UNIQUE, title TEXT, body TEXT);
        CREATE VIRTUAL TABLE page_fts USING fts5(title, body, content='page', content_rowid='id',
          tokenize='porter unicode61 remove_diacritics 2');
        CREATE TRIGGER page_ai AFTER INSERT ON page BEGIN
          INSERT INTO page_fts(rowid, title, body) VALUES (new.id, new.title, new.body);
        END;
        """
    )
    for start in range(0, len(pages), per_transaction):
        part = pages[start : start + per_transaction]
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO page(url, title, body) VALUES (?, ?, ?)", [(p.url, p.title, p.body) for p in part]
        )
        db.execute("COMMIT")
    db.close()


def plain_engine(path: Path) -> Ask:
    """Plain FTS5: any word, bm25."""
    db = sqlite3.connect(path)

    def ask(query: str, limit: int) -> list[str]:
        expression = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(query)))
        rows = db.execute(
            "SELECT url FROM page_fts JOIN page ON page.id = page_fts.rowid"
            " WHERE page_fts MATCH ? ORDER BY page_fts.rank LIMIT ?",
            (expression, limit),
        )
        return [url for (url,) in rows]

    return ask


def tantivy_engine(pages: Sequence[Page]) -> Ask:
    """Tantivy with its English stemmer, any word, title and body."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("url", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("body", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for page in pages:
        writer.add_document(tantivy.Document(url=page.url, title=page.title, body=page.body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(query: str, limit: int) -> list[str]:
        parsed = index.parse_query(" ".join(words(query)), ["title", "body"])
        return [searcher.doc(address)["url"][0] for _, address in searcher.search(parsed, limit).hits]

    return ask


def bm25s_engine(pages: Sequence[Page]) -> Ask:
    """bm25s with its defaults, over title and body as one text."""
    model = bm25s.BM25()
    texts = [f"{page.title} {page.body}" for page in pages]
    model.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    urls = [page.url for page in pages]

    def ask(query: str, limit: int) -> list[str]:
        asked = bm25s.tokenize(query, stopwords="en", show_progress=False)
        if not asked.vocab:
            return []
        found, scores = model.retrieve(asked, k=min(limit, len(urls)), show_progress=False)
        return [urls[row] for row, score in zip(found[0], scores[0], strict=True) if score > 0]

    return ask
