"""Content types: missing, wrong, doubled, and what the bytes say."""

from __future__ import annotations

from hostile.script import GOOD, Case, case, reply

_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def _row(name: str, header: str, body: bytes, media_type: str) -> Case:
    return case(name, reply(body, f"Content-Type: {header}"), content=body, media_type=media_type)


CASES = [
    _row("type_missing", "", GOOD, "text/html"),
    _row("type_is_half", "html", GOOD, "text/html"),
    _row("type_in_capitals", "TEXT/HTML;CHARSET=UTF-8", GOOD, "text/html"),
    _row("type_doubled", "text/html; charset=utf-8, text/html", GOOD, "text/html"),
    _row("type_unknown", "unknown/unknown", GOOD, "text/html"),
    _row("page_as_bytes", "application/octet-stream", GOOD, "text/html"),
    _row("page_as_text", "text/plain", GOOD, "text/html"),
    _row("page_as_image", "image/png", GOOD, "text/html"),
    _row(
        "page_as_xhtml", "application/xhtml+xml", b'<?xml version="1.0"?>\n' + GOOD, "application/xhtml+xml"
    ),
    _row("page_after_comments", "text/plain", b"<!-- a --><!-- b -->\n" + GOOD, "text/html"),
    _row("page_after_a_mark", "application/octet-stream", b"\xef\xbb\xbf" + GOOD, "text/html"),
    _row(
        "page_in_utf_16",
        "application/octet-stream",
        "\ufeff<html><p>Trockene Haut".encode("utf-16-le"),
        "text/html",
    ),
    _row("fragment_untyped", "", b"  <p>Dry skin", "text/html"),
    _row("fragment_as_text", "text/plain", b"<p> is a tag", "text/plain"),
    _row("text", "text/plain", b"Dry skin", "text/plain"),
    _row("text_untyped", "", b"Dry skin", "text/plain"),
    _row("text_is_binary", "text/plain", b"\x00\x01\x02" * 20, "application/octet-stream"),
    _row("bytes_untyped", "", b"\x00\x01\x02" * 20, "application/octet-stream"),
    _row("pdf", "application/pdf", _PDF, "application/pdf"),
    _row("pdf_as_page", "text/html", _PDF, "application/pdf"),
    _row("picture_as_page", "text/html", _PNG, "image/png"),
    _row("archive_as_page", "text/html", b"PK\x03\x04" + bytes(30), "application/zip"),
    _row(
        "document",
        "application/vnd.oasis.opendocument.text",
        b"PK\x03\x04" + bytes(30),
        "application/vnd.oasis.opendocument.text",
    ),
    _row("feed_untyped", "", b'<?xml version="1.0"?><rss/>', "text/xml"),
    _row("json", "application/json", b'{"page": "<html>"}', "application/json"),
]
