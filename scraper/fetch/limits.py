"""What one response, one attempt and one visit may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Limits:
    """Bounds that hold against any server; times in seconds, sizes in bytes."""

    total: float = 45.0  # one exchange, from dialling to its last byte
    connect: float = 10.0  # name, TCP and TLS together
    silence: float = 15.0  # no byte arrives for so long
    visit: float = 30.0  # once all requests of a visit have taken so long, no further one is made
    head_bytes: int = 65_536
    head_fields: int = 200
    interim: int = 8  # 1xx responses before the final one
    wire: int = 10_000_000  # of a body as sent, without transfer-encoding
    body: int = 10_000_000  # decoded
    ratio: float = 200.0  # decoded to wire, once more than a megabyte has come out
    redirects: int = 10
    attempts: int = 3  # at one URL
    patience: float = 10.0  # the longest wait between two attempts within a visit
    retry_after: float = 86_400.0  # what a server may ask for at most
