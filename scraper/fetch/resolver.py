"""Names to addresses, without letting a slow name server hold up anything else."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address

# A name to its addresses as text, in the order in which to try them; raises OSError.
Lookup = Callable[[str], Awaitable[Sequence[str]]]

_AT_A_TIME = 32
_KEEP_SECONDS = 60.0
_KEEP_NAMES = 4096


class Resolver:
    """The system's resolver; its answers are kept for a minute.

    Each lookup has a thread of its own, a daemon: an executor's threads would
    hold up the end of the program until the name server's time is out.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()
        self._slots = asyncio.Semaphore(_AT_A_TIME)

    async def __call__(self, name: str) -> Sequence[str]:
        """The addresses of a name; raises OSError (`socket.gaierror`) if it has none."""
        loop = asyncio.get_running_loop()
        until, addresses = self._known.get(name, (0.0, ()))
        if until > loop.time():
            return addresses
        await self._slots.acquire()
        answer: asyncio.Future[tuple[str, ...]] = loop.create_future()
        threading.Thread(target=_look_up, args=(name, loop, self._slots, answer), daemon=True).start()
        addresses = await answer
        self._known[name] = (loop.time() + _KEEP_SECONDS, addresses)
        self._known.move_to_end(name)
        if len(self._known) > _KEEP_NAMES:
            self._known.popitem(last=False)
        return addresses


def is_literal(host: str) -> bool:
    """Whether a host is an address, not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _look_up(
    name: str,
    loop: asyncio.AbstractEventLoop,
    slots: asyncio.Semaphore,
    answer: asyncio.Future[tuple[str, ...]],
) -> None:
    """In a thread: ask, and tell the loop, if it is still there."""
    found: tuple[str, ...] | Exception
    try:
        rows = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        found = tuple(dict.fromkeys(str(row[4][0]) for row in rows))
    except (OSError, UnicodeError) as error:
        found = error

    def tell() -> None:
        slots.release()
        if answer.done():  # nobody waits for it any longer
            return
        if isinstance(found, Exception):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    with suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(tell)
