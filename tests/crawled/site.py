"""Sites on loopback that keep a log of what was asked of them and when."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What a crawl asks every host for beside its pages.
SITE_FILES = ("/robots.txt", "/.well-known/tdmrep.json", "/ai.txt")


@dataclass(frozen=True)
class Answer:
    """What a path answers."""

    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0  # that the answer takes
    validated: bool = True  # gives an ETag, and 304 to whoever has it


@dataclass(frozen=True)
class Asked:
    """One request, and when it was under way."""

    path: str
    begun: float
    ended: float
    headers: dict[str, str]


_NOUNS = (  # noqa: SIM905
    "skin bath cream child doctor winter sleep kidney blood tablet walk bread heart nurse lung cough itch "
    "dose week morning salt water bone knee pain fever rash clinic mother garden window cotton soap"
).split()
_VERBS = "calms opens needs warms dries asks helps keeps shows leaves follows lowers raises treats".split()  # noqa: SIM905


def article(title: str, links: list[str] | None = None, *, words: int = 180, head: str = "") -> Answer:
    """A page that is an article, whoever decides; every title has a text of its own."""
    chance = random.Random(title)
    paragraphs = ""
    for _ in range(max(2, words // 60)):
        sentences = "".join(
            f"The {chance.choice(_NOUNS)} {chance.choice(_VERBS)} the {chance.choice(_NOUNS)} of a "
            f"{chance.choice(_NOUNS)} before anything is prescribed, and the {chance.choice(_NOUNS)} "
            f"{chance.choice(_VERBS)} it. "
            for _ in range(4)
        )
        paragraphs += f"<p>{sentences}</p>"
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links or [])
    markup = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f'<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "MedicalWebPage", '
        f'"headline": "{title}", "datePublished": "2026-01-05"}}</script></head>'
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main>"
        f"<nav><ul>{anchors}</ul></nav></body></html>"
    )
    return Answer(markup.encode())


def listing(title: str, links: list[str]) -> Answer:
    """A page that only leads on."""
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return Answer(f"<html><head><title>{title}</title></head><body><ul>{anchors}</ul></body></html>".encode())


def robots(text: str) -> Answer:
    """A robots.txt."""
    return Answer(text.encode(), "text/plain")


class Site:
    """One host on loopback. `pages` may be changed while it serves; `fallback` answers what is not in it."""

    def __init__(self, pages: dict[str, Answer], fallback: Callable[[str], Answer] | None = None) -> None:
        self.pages = pages
        self.fallback = fallback or (lambda _: Answer(b"<html><body>not found</body></html>", status=404))
        self.log: list[Asked] = []
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.daemon_threads = True
        self.server.site = self  # type: ignore[attr-defined]
        self.port = self.server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.base = f"http://{self.host}"

    def paths(self) -> list[str]:
        """Every path that was asked for, in order."""
        with self.lock:
            return [asked.path for asked in self.log]

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return self.paths().count(path)


@contextmanager
def serving(*sites: Site) -> Iterator[None]:
    """Serve until the block ends."""
    threads = [
        threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        for site in sites
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for site in sites:
            site.server.shutdown()
            site.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        begun = time.monotonic()
        answer = site.pages.get(self.path) or site.fallback(self.path)
        time.sleep(answer.seconds)
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        validated = answer.validated and answer.status == 200
        try:
            if validated and self.headers.get("If-None-Match") == etag:
                self._send(304, {"ETag": etag}, None)
            else:
                headers = {**answer.headers, **({"ETag": etag} if validated else {})}
                if answer.content_type:
                    headers["Content-Type"] = answer.content_type
                self._send(answer.status, headers, answer.body)
        except OSError:
            self.close_connection = True
        with site.lock:
            site.log.append(Asked(self.path, begun, time.monotonic(), dict(self.headers.items())))

    def _send(self, status: int, headers: dict[str, str], body: bytes | None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body:
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The site keeps its own log."""
