"""Who is asking: the User-Agent."""

from __future__ import annotations

from importlib.metadata import version

from archive.errors import ConfigurationError

_ABOUT = "https://health-archive.example/"


def user_agent(contact: str) -> str:
    """`health-archive/VERSION (+URL; contact)`.

    >>> user_agent("mailto:archive@example.org").endswith("; mailto:archive@example.org)")
    True

    Raises:
        ConfigurationError: there is no contact, or it cannot stand in a header.
    """
    contact = contact.strip()
    if not contact or not contact.isascii() or not contact.isprintable() or set(contact) & set("()"):
        raise ConfigurationError(
            f"contact = {contact!r}: give an address in plain ASCII at which site owners reach you, "
            'such as contact = "mailto:you@your.domain"'
        )
    return f"health-archive/{version('health-archive')} (+{_ABOUT}; {contact})"
