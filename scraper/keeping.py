"""What of a visit may be kept goes into the WARC files, before any row speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.captures import Capture
from archive.warc import Stored, WarcWriter
from scraper.brought import Brought, digest_of
from scraper.fetch.exchange import Exchange

_NOT_MODIFIED = 304


@dataclass(slots=True, frozen=True)
class Kept:
    """A record that was written for one exchange of a visit."""

    exchange: Exchange
    stored: Stored


def keep(warc: WarcWriter, brought: Brought, *, withheld: bool) -> list[Kept]:
    """Write every exchange of a visit; the last one is the page itself.

    Of a withheld page (noarchive) only heads are kept. A body that is already
    kept, and a 304, become a revisit record.
    """
    exchanges = brought.fetched.exchanges
    kept = [Kept(exchange, _hop(warc, exchange, withheld=withheld)) for exchange in exchanges[:-1]]
    if exchanges:
        kept.append(Kept(exchanges[-1], _page(warc, brought, exchanges[-1], withheld)))
    return kept


def keep_document(
    warc: WarcWriter, exchanges: Sequence[Exchange], content: bytes | None, earlier: Capture | None
) -> list[Kept]:
    """Write exchanges that belong to no page's visit: of a robots.txt, a sitemap, a try that was put off.

    `content` is the decoded body of the last one, `earlier` the capture of it before this one.
    """
    kept = [Kept(exchange, _hop(warc, exchange, withheld=False)) for exchange in exchanges[:-1]]
    if exchanges:
        last = exchanges[-1]
        if last.status == _NOT_MODIFIED and earlier is not None:
            digest = earlier.payload_digest
        else:
            digest = digest_of(last.body if content is None else content)
        same = earlier if earlier is not None and earlier.payload_digest == digest else None
        kept.append(Kept(last, _exchange(warc, last, digest, same)))
    return kept


def _page(warc: WarcWriter, brought: Brought, exchange: Exchange, withheld: bool) -> Stored:
    earlier = brought.earlier
    with_body = earlier if earlier is not None and earlier.type == "response" else None
    if exchange.status == _NOT_MODIFIED and earlier is not None:
        digest = earlier.payload_digest
    else:
        digest = brought.digest or digest_of(exchange.body)
    if withheld or (exchange.status == _NOT_MODIFIED and with_body is None):
        return _head(warc, exchange, digest)
    same = with_body if with_body is not None and with_body.payload_digest == digest else None
    return _exchange(warc, exchange, digest, same)


def _hop(warc: WarcWriter, exchange: Exchange, *, withheld: bool) -> Stored:
    digest = digest_of(exchange.body)
    return _head(warc, exchange, digest) if withheld else _exchange(warc, exchange, digest, None)


def _exchange(warc: WarcWriter, exchange: Exchange, digest: str, same: Capture | None) -> Stored:
    return warc.write_exchange(
        url=exchange.url,
        captured_at=exchange.requested_at,
        request_head=exchange.request_head,
        response_head=exchange.response_head,
        body=exchange.body,
        payload_digest=digest,
        peer=exchange.peer,
        truncated=exchange.truncated,
        revisit_of=same.as_original() if same else None,
    )


def _head(warc: WarcWriter, exchange: Exchange, digest: str) -> Stored:
    return warc.write_head_only(
        url=exchange.url,
        captured_at=exchange.requested_at,
        request_head=exchange.request_head,
        response_head=exchange.response_head,
        payload_digest=digest,
        peer=exchange.peer,
    )
