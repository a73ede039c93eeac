"""Which proxy a request goes through: the configured one, or what the environment says."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

import ada_url

from archive.errors import ConfigurationError
from scraper.fetch.addresses import is_local


@dataclass(slots=True, frozen=True)
class Proxy:
    """An HTTP proxy; `authorization` is the value of Proxy-Authorization."""

    host: str
    port: int
    authorization: bytes | None = None


class Proxies:
    """Chooses.

    Arguments:
        configured: the URL of a proxy for everything; the environment does not count then.
        environ: HTTPS_PROXY serves https and, unless HTTP_PROXY is set, http too; hosts in NO_PROXY,
            and this machine, are asked directly. Lower case counts as well, and first.

    Raises:
        ConfigurationError: a proxy's URL is none.
    """

    def __init__(self, configured: str | None, environ: Mapping[str, str]) -> None:
        self._all = _proxy("proxy", configured)
        self._https = _proxy("HTTPS_PROXY", _setting(environ, "https_proxy"))
        self._http = _proxy("HTTP_PROXY", _setting(environ, "http_proxy")) or self._https
        self._bypass = {"no": _setting(environ, "no_proxy") or ""}

    def choose(self, scheme: str, host: str, port: int) -> Proxy | None:
        """The proxy for a server, None to dial it directly."""
        if self._all:
            return self._all
        proxy = self._https if scheme == "https" else self._http
        if proxy is None or is_local(host) or proxy_bypass_environment(f"{host}:{port}", self._bypass):
            return None
        return proxy


def _setting(environ: Mapping[str, str], name: str) -> str | None:
    return environ.get(name) or environ.get(name.upper())


def _proxy(setting: str, url: str | None) -> Proxy | None:
    if not url:
        return None
    try:
        parsed = ada_url.URL(url if "://" in url else f"http://{url}")
    except ValueError:
        parsed = None
    if parsed is None or parsed.protocol != "http:" or not parsed.hostname:
        raise ConfigurationError(
            f"{setting} is {url!r}: only HTTP proxies are supported; write http://host:port, "
            "which carries https pages too"
        )
    authorization = None
    if parsed.username or parsed.password:
        login = f"{unquote(parsed.username)}:{unquote(parsed.password)}".encode()
        authorization = b"Basic " + base64.b64encode(login)
    return Proxy(parsed.hostname.strip("[]"), int(parsed.port or 80), authorization)
