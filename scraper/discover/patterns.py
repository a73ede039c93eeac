"""The patterns of `allow` and `deny`: globs on path and query, or `re:…`."""

from __future__ import annotations

import fnmatch
import re
from urllib.parse import unquote


class Pattern(str):
    """A pattern as the configuration writes it, known to compile.

    In a glob only `*` is special: any run of characters, `/` and `?` too. It
    has to cover the whole path, or the whole path with its query. After `re:`
    stands a regular expression that may match anywhere in path and query.
    Both see percent escapes decoded, so that no spelling slips past a rule.

    Raises:
        ValueError: the regular expression is wrong, or a glob could match no path.
    """

    __slots__ = ("_expression",)
    _expression: re.Pattern[str]

    def __new__(cls, text: str) -> Pattern:
        pattern = super().__new__(cls, text)
        if text.startswith("re:"):
            try:
                pattern._expression = re.compile(text[3:])
            except re.error as error:
                raise ValueError(f"{text!r} is no regular expression: {error}") from error
            return pattern
        if not text.startswith(("/", "*")):
            raise ValueError(f'{text!r} can match no path; a glob begins with "/" or "*"')
        # Brackets and question marks are ordinary characters of a URL.
        glob = unquote(text).replace("[", "[[]").replace("?", "[?]")
        pattern._expression = re.compile(fnmatch.translate(glob))
        return pattern

    def matches(self, path: str, query: str) -> bool:
        """Whether it covers a path and the query after it (with its `?`, or empty), both decoded.

        >>> Pattern("/a/*.html").matches("/a/b/c.html", "?page=2")
        True
        """
        if self.startswith("re:"):
            return self._expression.search(path + query) is not None
        whole = self._expression.match
        return whole(path) is not None or (query != "" and whole(path + query) is not None)
