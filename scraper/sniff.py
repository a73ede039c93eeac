"""What a body is, by its first bytes and its header (WHATWG MIME Sniffing, where it matters to an archive).

Other than a browser this room has no script to protect from mislabelled
pages, so markup that declares itself is taken for what it is.
"""

from __future__ import annotations

import re

_HEADER_LENGTH = 1445  # MIME Sniffing, section 5.2: the resource header
_BOMS = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")
_CONTROL = bytes([*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])  # binary data bytes, section 3
_ESSENCE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNTYPED = frozenset(["unknown/unknown", "application/unknown", "*/*"])
_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml"])
# Only a page begins like this; a fragment such as `<p>` may be shown in a text.
_PAGE = re.compile(
    rb"(?:<\?xml[^>]*+>|<!--(?:(?!-->).)*+-->|\s++)*+<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    rb"\s*<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--)[\s>-]",
    re.IGNORECASE,
)
_XML = re.compile(rb"\s*<\?xml[\s?]", re.IGNORECASE)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"%!PS-Adobe-", "application/postscript"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"PK\x03\x04", "application/zip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"OggS\x00", "application/ogg"),
    (b"\x00\x01\x00\x00", "font/ttf"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"ID3", "audio/mpeg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90\x00", "application/x-msdownload"),
)


def media_type(content: bytes, content_type: str | None) -> str | None:
    """The essence (`text/html`) of a body; None where header and bytes say nothing.

    >>> media_type(b"<!DOCTYPE html><title>Eczema</title>", "application/octet-stream")
    'text/html'
    """
    stated = essence(content_type)
    start = content[:_HEADER_LENGTH]
    if not start:
        return stated
    found = _by_magic(start)
    if found:
        return _refined(found, stated)
    text = _as_ascii(start)
    if _PAGE.match(text):
        return stated if stated in _HTML_TYPES else "text/html"
    if stated and stated not in _UNTYPED and stated != "application/octet-stream":
        return "application/octet-stream" if stated == "text/plain" and looks_binary(start) else stated
    if _TAG.match(text):
        return "text/html"
    if _XML.match(text):
        return "text/xml"
    if looks_binary(start):
        return "application/octet-stream"
    return stated or "text/plain"


def is_text(kind: str | None) -> bool:
    """Whether a media type is markup or text; None, where nothing is known, may be.

    >>> is_text("application/xhtml+xml"), is_text("application/pdf")
    (True, False)
    """
    return kind is None or kind.startswith("text/") or kind == "application/xml" or kind.endswith("+xml")


def essence(content_type: str | None) -> str | None:
    """Type and subtype of a Content-Type header's value in lower case, None if it has none."""
    match = _ESSENCE.match((content_type or "").strip())
    return match[0].lower() if match else None


def looks_binary(content: bytes) -> bool:
    """Whether the first bytes are no text (section 7.2 of the standard)."""
    start = content[:_HEADER_LENGTH]
    return not start.startswith(_BOMS) and len(start.translate(None, _CONTROL)) < len(start)


def _as_ascii(start: bytes) -> bytes:
    """Markup as the patterns know it, without a byte order mark, out of UTF-16 too."""
    if start.startswith((b"\xfe\xff", b"\xff\xfe")):
        return start.decode("utf-16", "replace").encode("ascii", "replace")
    return start.removeprefix(b"\xef\xbb\xbf")


def _by_magic(start: bytes) -> str | None:
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return name
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp":
        return "image/avif" if start[8:12] in (b"avif", b"avis") else "video/mp4"
    return None


def _refined(found: str, stated: str | None) -> str:
    """A zip or gzip may be something more particular, which only the header knows."""
    textual = stated is None or stated.startswith("text/") or stated in _HTML_TYPES
    particular = found in ("application/zip", "application/gzip", "video/mp4", "video/webm")
    return stated if particular and not textual and stated is not None else found
