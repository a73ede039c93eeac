"""Names to addresses, without letting a slow name server hold up anything else."""

from __future__ import annotations

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

# A name to its addresses as text, in the order in which to try them; raises OSError.
Lookup = Callable[[str], Awaitable[Sequence[str]]]

_THREADS = 16
_KEEP_SECONDS = 60.0
_KEEP_NAMES = 4096


class Resolver:
    """The system's resolver, in threads of its own, its answers kept for a minute."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="resolver")
        self._known: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()

    async def __call__(self, name: str) -> Sequence[str]:
        """The addresses of a name; raises OSError (`socket.gaierror`) if it has none."""
        if is_literal(name):
            return (name,)
        loop = asyncio.get_running_loop()
        until, addresses = self._known.get(name, (0.0, ()))
        if until > loop.time():
            return addresses
        addresses = await loop.run_in_executor(self._threads, _look_up, name)
        self._known[name] = (loop.time() + _KEEP_SECONDS, addresses)
        self._known.move_to_end(name)
        if len(self._known) > _KEEP_NAMES:
            self._known.popitem(last=False)
        return addresses

    def close(self) -> None:
        """Stop; a lookup under way is left to itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def is_literal(host: str) -> bool:
    """Whether a host is an address, not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _look_up(name: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
