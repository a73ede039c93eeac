"""Who is asking: the User-Agent."""

from __future__ import annotations


def user_agent(contact: str) -> str:
    """`health-archive/VERSION (+URL; contact)`.

    Raises:
        ConfigurationError: there is no contact, or it cannot stand in a header.
    """
    raise NotImplementedError
