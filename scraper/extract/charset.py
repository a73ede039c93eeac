"""Bytes to text: byte order mark, Content-Type header, meta, then detection; what was used is recorded.

The order is the HTML Standard's (13.2.3.2), with one exception: bytes that are
valid UTF-8 beyond ASCII are UTF-8 whatever the page declares, because proxies
and archives transcode pages and leave the declaration behind.
"""

from __future__ import annotations

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

_SAMPLE = 32_768  # bytes that are enough for detection
_FALLBACK = "cp1252"  # what browsers assume of undeclared western pages


def decode(page: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of a page and the name of the charset that it was read in.

    Never fails: bytes that the charset does not have become U+FFFD.
    """
    charset, mark = read_bom(page)
    if charset is not None and mark:
        # UTF-32 too, which browsers do not know; its text is still text.
        return page[len(mark) :].decode(charset, "replace"), charset
    declared = _declared(page, content_type)
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_other(page, declared, error.start)
    if declared is None or declared == "utf-8" or not text.isascii():
        return text, "utf-8"
    return _strict(page, declared) or (text, "utf-8")


def _declared(page: bytes, content_type: str | None) -> str | None:
    """The charset that header or meta declare, under the name that browsers read it as."""
    label = http_content_type_encoding(content_type) or html_body_declared_encoding(page[:_SAMPLE])
    charset = resolve_encoding(label) if label else None
    # A page whose declaration could be read as ASCII is not UTF-16 (HTML Standard 13.2.3.3).
    return "utf-8" if charset is not None and charset.startswith(("utf-16", "utf-32")) else charset


def _decode_other(page: bytes, declared: str | None, bad: int) -> tuple[str, str]:
    """Text of bytes that are not clean UTF-8; `bad` is where the first wrong byte stands."""
    if declared is not None and declared != "utf-8":
        return page.decode(declared, "replace"), declared
    loose = page.decode("utf-8", "replace")
    multibyte = sum(1 for character in loose if character > "\x7f")
    if multibyte and loose.count("\ufffd") <= multibyte // 5:
        return loose, "utf-8"  # damaged here and there, UTF-8 all the same
    start = max(0, bad - _SAMPLE // 2)
    best = from_bytes(page[start : start + _SAMPLE]).best()
    charset = resolve_encoding(best.encoding) if best is not None else None
    if best is None or charset in (None, "utf-8", "ascii") or _FALLBACK in best.could_be_from_charset:
        charset = _FALLBACK  # also where another charset reads the sample the same
    return page.decode(charset or _FALLBACK, "replace"), charset or _FALLBACK


def _strict(page: bytes, charset: str) -> tuple[str, str] | None:
    """The text, if the charset has all of the bytes (7-bit charsets such as ISO-2022-JP look like ASCII)."""
    try:
        return page.decode(charset), charset
    except (UnicodeDecodeError, LookupError):
        return None
