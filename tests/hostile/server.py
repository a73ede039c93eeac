"""The server: raw streams, so that no library puts its bytes right."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Self

from hostile.script import Case, Drip, Flood, Hold, Pause, Reset, Script, Stay, case, reply

_UNKNOWN = case("", reply(b"<html>not found</html>", status="404 Not Found"), Stay())
_ALWAYS = [case("good", reply(), Stay()), case("other", reply(b"<html>another page</html>"), Stay())]


@dataclass(frozen=True, slots=True)
class Request:
    """One that has come in; `connection` counts them from 1."""

    path: str
    head: bytes
    connection: int

    def header(self, name: str) -> str | None:
        """The value of a field, None if it was not sent."""
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


class HostileServer:
    """Answers `/NAME` by the script of the case of that name; serves until the block ends.

    >>> async with HostileServer(cases) as server:
    ...     await fetcher.fetch(f"{server.base}/slow_head", admit=anything)
    """

    def __init__(
        self, cases: Iterable[Case] = (), *, inside: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._cases = {row.name: row for row in [*_ALWAYS, *cases]}
        self._inside = inside
        self._tls = tls
        self._served: Counter[str] = Counter()
        self._writers: set[asyncio.StreamWriter] = set()
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        self.base = f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def add(self, row: Case) -> None:
        """One more case."""
        self._cases[row.name] = row

    async def say(self, data: bytes) -> None:
        """Send bytes over every open connection without being asked, and let them arrive."""
        for writer in self._writers:
            writer.write(data)
        await asyncio.sleep(0.02)

    async def left_alone(self) -> bool:
        """Whether every client has gone, after a moment to do so."""
        for _ in range(100):
            if not self._writers:
                return True
            await asyncio.sleep(0.01)
        return False

    def count(self, name: str) -> int:
        """How many requests a case has had."""
        return self._served[name]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        self._writers.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._converse(reader, writer, self.connections)
        self._writers.discard(writer)
        writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        stays = True
        while stays:
            head = await reader.readuntil(b"\r\n\r\n")
            target = head.split(b" ")[1].decode("latin-1")
            path = "/" + target.split("://", 1)[-1].split("/", 1)[-1]
            self.requests.append(Request(path, head, connection))
            script = self._next(path.split("?")[0].split("/")[1])
            stays = Stay() in script
            await self._play(script, reader, writer)

    def _next(self, name: str) -> Script:
        row = self._cases.get(name, _UNKNOWN)
        self._served[name] += 1
        return row.turns[min(self._served[name], len(row.turns)) - 1]

    async def _play(self, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for step in script:
            match step:
                case bytes():
                    writer.write(self._addressed(step))
                    await writer.drain()
                case Pause(seconds):
                    await asyncio.sleep(seconds)
                case Drip(data, pause):
                    for byte in data:
                        writer.write(bytes([byte]))
                        await writer.drain()
                        await asyncio.sleep(pause)
                case Flood(data):
                    while not writer.is_closing():
                        writer.write(data)
                        await writer.drain()
                        await asyncio.sleep(0)  # `drain` lets nobody else run as long as there is room
                case Hold():
                    await reader.read()
                case Reset():
                    await asyncio.sleep(0.005)  # so that what was sent is read before the RST discards it
                    _reset(writer)

    def _addressed(self, data: bytes) -> bytes:
        if b"$" not in data:
            return data
        return data.replace(b"$BASE", self.base.encode()).replace(b"$INSIDE", self._inside.encode())


@contextmanager
def served(*servers: HostileServer) -> Iterator[None]:
    """Serve in a thread of their own, for what runs a loop itself."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        for server in servers:
            asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        yield
    finally:
        for server in servers:
            asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
