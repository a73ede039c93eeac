"""Words as the index sees them: one tokenizer cuts queries and pages, and gives each word its stem."""

from __future__ import annotations

import re
import sqlite3
import threading

_TOKENIZER = "unicode61 remove_diacritics 2"
_MAX_STEMS = 50_000
_WORD = re.compile(r"[a-z0-9]+")


class Tokens:
    """Cuts text with SQLite's own tokenizer, in a database that lives in memory.

    A tokenizer of our own would differ from the index in some script or
    other, and a word cut differently is a word never found.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stems: dict[str, str] = {}
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for table, tokenizer in (("plain", _TOKENIZER), ("stemmed", f"porter {_TOKENIZER}")):
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(t, content='', tokenize='{tokenizer}')"
            )
            self._db.execute(f"CREATE VIRTUAL TABLE {table}_seen USING fts5vocab({table}, instance)")

    def words(self, text: str) -> list[str]:
        """The words of a text in order: folded to lower case, without accents."""
        if text.isascii():  # the tokenizer's rule for ASCII, ten times faster
            return _WORD.findall(text.lower())
        with self._lock:
            return self._cut("plain", text)

    def stems(self, words: list[str]) -> list[str]:
        """The stem of each of the words that `words` gave."""
        unknown = [word for word in dict.fromkeys(words) if word not in self._stems]
        if unknown:
            with self._lock:
                if len(self._stems) > _MAX_STEMS:
                    self._stems = {}
                    unknown = list(dict.fromkeys(words))
                found = self._cut("stemmed", " ".join(unknown))
                self._stems.update(zip(unknown, found, strict=True))
        return [self._stems[word] for word in words]

    def _cut(self, table: str, text: str) -> list[str]:
        self._db.execute(f"INSERT INTO {table}(rowid, t) VALUES (1, ?)", (text,))
        found = [term for (term,) in self._db.execute(f"SELECT term FROM {table}_seen ORDER BY offset")]
        self._db.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
        return found


tokens = Tokens()
