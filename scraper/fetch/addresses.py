"""Which addresses may be contacted, and which are inside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

# A name and a port to addresses as text; raises OSError.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressPolicy:
    """Refuses what is not on the public internet, with the exceptions that a configuration makes.

    Arguments:
        start_urls: literal addresses and `localhost` in them are allowed with that port.
        networks: addresses and networks (`10.0.0.0/8`) that are allowed.
    """

    def __init__(self, start_urls: Iterable[str] = (), networks: Iterable[str] = ()) -> None:
        raise NotImplementedError

    def refusal(self, host: str, port: int, address: str) -> str | None:
        """Why `address`, to which `host` resolves, may not be contacted on `port`; None if it may."""
        raise NotImplementedError


async def resolve(host: str, port: int) -> Sequence[str]:
    """The system's addresses of a name."""
    raise NotImplementedError
