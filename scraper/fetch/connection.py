"""One connection to a server: sends a head, gives what arrives to a reader, minds the time."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from scraper.fetch.framing import ResponseReader
from scraper.fetch.limits import Limits
from scraper.fetch.outcomes import Outcome


@dataclass(slots=True, frozen=True)
class Origin:
    """A server: scheme, host (an address without brackets) and port."""

    scheme: str
    host: str
    port: int


class Connection(asyncio.Protocol):
    """Carries one exchange at a time.

    Arguments:
        origin: the server that it is for.
        peer: the address that it leads to.
        lost: called when the server closes it while nobody uses it.
    """

    def __init__(self, origin: Origin, peer: str, lost: Callable[[Connection], None]) -> None:
        self.origin = origin
        self.peer = peer
        self.alive = False
        self.used = 0  # exchanges so far
        self.idle_since = 0.0  # on the loop's clock
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reader: ResponseReader | None = None
        self._done: asyncio.Future[None] | None = None

    async def exchange(self, head: bytes, reader: ResponseReader, limits: Limits, deadline: float) -> None:
        """Send a request's head, and feed the reader until it is over.

        The connection can be used again if it is still `alive` afterwards.
        `deadline` is on the loop's clock.
        """
        if self._transport is None or not self.alive:
            reader.end()
            return
        self._reader, self._done = reader, self._loop.create_future()
        self.used += 1
        self.idle_since = self._loop.time()
        self._watch(limits.silence, deadline)
        try:
            self._transport.write(head)
            await self._done
        finally:
            self._timer.cancel()
            self._reader = self._done = None
            if not (reader.over and reader.keep_alive):
                self.close()

    async def secure(self, context: ssl.SSLContext, name: str, timeout: float) -> None:
        """Put TLS on it, once a proxy has opened a tunnel; raises what asyncio raises."""
        assert self._transport is not None
        secured = await self._loop.start_tls(
            self._transport, self, context, server_hostname=name, ssl_handshake_timeout=timeout
        )
        self._transport = cast(asyncio.Transport, secured)
        self.used = 0  # by the server behind the tunnel

    def close(self) -> None:
        """Drop it at once; nothing waits to be sent."""
        self.alive = False
        if self._transport is not None:
            self._transport.abort()

    def _watch(self, silence: float, deadline: float) -> None:
        """End the exchange at the deadline, or after so much silence; sets itself again until then."""
        now = self._loop.time()
        due = min(deadline, self.idle_since + silence)
        if now < due:
            self._timer = self._loop.call_at(due, self._watch, silence, deadline)
        elif self._reader is not None:
            what = "the response took too long" if now >= deadline else f"no byte for {silence:g} s"
            self._reader.fail(Outcome.TIMEOUT, what, passing=True)
            self._finish_if_over()

    def _finish_if_over(self) -> None:
        if (
            self._reader is not None
            and self._reader.over
            and self._done is not None
            and not self._done.done()
        ):
            self._done.set_result(None)

    # --- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready to send."""
        self._transport = cast(asyncio.Transport, transport)
        self.alive = True

    def data_received(self, data: bytes) -> None:
        """Pass it on; bytes that nobody asked for could not be told from the next answer's."""
        self.idle_since = self._loop.time()
        if self._reader is None:
            self.close()
        else:
            self._reader.feed(data)
            self._finish_if_over()

    def connection_lost(self, error: Exception | None) -> None:
        """The server has closed it, or it broke, or `close` was called."""
        self.alive = False
        if self._reader is None:
            self._lost(self)
        else:
            self._reader.end(error)
            self._finish_if_over()
