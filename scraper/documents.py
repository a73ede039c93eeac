"""robots.txt, sitemaps and feeds: fetched politely, kept like every capture, sent again only if changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from archive.warc import Record
from scraper.archive_thread import ArchiveThread
from scraper.fetch import AddressPolicy, Admit, Fetcher, Limits, Outcome, Validators
from scraper.fetch.decode import decode, encodings_of
from scraper.recorder import Recorder


@dataclass(slots=True, frozen=True)
class Document:
    """What an address that is no page answered; after a 304 that is what it answered before."""

    url: str
    outcome: str
    status: int | None
    content: bytes | None  # decoded
    content_type: str | None
    error: str | None = None


class Documents:
    """Fetches documents and keeps them."""

    def __init__(
        self,
        fetcher: Fetcher,
        limits: Limits,
        recorder: Recorder,
        thread: ArchiveThread,
        addresses: Callable[[str], AddressPolicy],
    ) -> None:
        self._fetcher = fetcher
        self._limits = limits
        self._recorder = recorder
        self._thread = thread
        self._addresses = addresses

    async def get(
        self, url: str, *, admit: Admit | None = None, redirects: int | None = None, size: int = 0
    ) -> Document:
        """Fetch one, conditionally if the archive has it. Addresses are admitted unless `admit` objects.

        `size` is what a document of its kind may measure, if that is more than a page may.
        """
        earlier = await self._thread.do(self._recorder.earlier_document, url)
        own = self._limits
        limits = replace(
            own,
            redirects=own.redirects if redirects is None else redirects,
            body=max(own.body, size),
            wire=max(own.wire, size),
        )
        fetched = await self._fetcher.fetch(
            url,
            admit=admit or _anywhere,
            validators=_validators(earlier[1]) if earlier else Validators(),
            limits=limits,
            addresses=self._addresses(url),
        )
        await self._thread.do(self._recorder.store_document, fetched, earlier[0] if earlier else None)
        if fetched.outcome == Outcome.NOT_MODIFIED and earlier is not None:
            return Document(url, Outcome.OK, 200, self._decoded(earlier[1], limits), earlier[1].content_type)
        content = fetched.content if fetched.outcome == Outcome.OK else None
        return Document(url, fetched.outcome, fetched.status, content, fetched.content_type, fetched.error)

    def _decoded(self, record: Record, limits: Limits) -> bytes:
        names = encodings_of([record.http_header("content-encoding") or ""])
        return decode(record.body, names, limits).content


async def _anywhere(_: str) -> str | None:
    return None


def _validators(record: Record) -> Validators:
    return Validators(record.http_header("etag"), record.http_header("last-modified"))
