"""Feeds: RSS, Atom, RDF and JSON Feed, from bytes that were fetched before."""

from __future__ import annotations

import io
import json
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive.errors import BadInput
from archive.urls import parse

MAX_ITEMS = 5_000


@dataclass(slots=True, frozen=True)
class Item:
    """One entry of a feed: its page, and when it was published or changed, UTC `YYYY-MM-DDTHH:MM:SSZ`."""

    url: str
    updated: str | None = None


def read(content: bytes, url: str, content_type: str | None = None) -> Iterator[Item]:
    """The entries of a feed at `url`, absolute, each address once; nothing for what is no feed."""
    looks_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    items = _json_feed(content) if looks_json else _xml_feed(content, url, content_type)
    seen: set[str] = set()
    for address, updated in items:
        try:
            found = parse(address, url)
        except BadInput:
            continue
        if found not in seen and len(seen) < MAX_ITEMS:
            seen.add(found)
            yield Item(found, updated)


def _json_feed(content: bytes) -> Iterator[tuple[str, str | None]]:
    """JSON Feed 1.1 (jsonfeed.org)."""
    try:
        feed: Any = json.loads(content)
    except (ValueError, RecursionError):
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(address := item.get("url") or item.get("external_url"), str):
            yield address, _iso(item.get("date_modified") or item.get("date_published"))


def _xml_feed(content: bytes, url: str, content_type: str | None) -> Iterator[tuple[str, str | None]]:
    # A stream, never bytes or text: those feedparser would take for a file name or an address to fetch.
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    try:
        import feedparser  # 4 MB and 100 modules, for sites that have feeds

        feed = feedparser.parse(
            io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # feedparser promises none, and raises many kinds on hostile input
        return
    for entry in feed.entries:
        address = entry.get("feedburner_origlink") or entry.get("link") or _permalink(entry)
        if isinstance(address, str) and address.strip():
            yield address.strip(), _stamp(_moment(entry))


def _moment(entry: Any) -> Any:
    # Not .get: feedparser gives the other date for a missing one, with a warning that it will cease to.
    name = "updated_parsed" if "updated_parsed" in entry else "published_parsed"
    return entry.get(name)


def _permalink(entry: Any) -> str | None:
    identity = entry.get("id")
    return identity if isinstance(identity, str) and identity.startswith(("http://", "https://")) else None


def _stamp(moment: Any) -> str | None:
    try:
        return datetime.fromtimestamp(timegm(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, OverflowError):
        return None


def _iso(text: Any) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
