"""Serve the bundled site on loopback, with the validators that let a second visit be a cheap one."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from archive.errors import BadInput
from scraper.demo.pages import Page
from scraper.demo.site import build_site

NOT_FOUND = Page(
    b"<html><body><h1>Not found</h1><p>There is no page at this address.</p></body></html>", status=404
)


def free_or_any(port: int) -> int:
    """The port, or 0 for any other if it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


@contextmanager
def serve(port: int = 0, build: Callable[[str], dict[str, Page]] = build_site) -> Iterator[str]:
    """Serve the site until the block ends; gives its address, `http://localhost:PORT`.

    Port 0 takes any free one.

    Raises:
        BadInput: the port is taken.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    except OSError as error:
        raise BadInput(
            f"cannot serve on port {port}: {error.strerror}; give another one with --port"
        ) from error
    base = f"http://localhost:{server.server_address[1]}"
    server.pages = build(base)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A small answer goes out at once, not after the client's delayed acknowledgement (RFC 896).
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        page: Page = self.server.pages.get(self.path.split("?")[0], NOT_FOUND)  # type: ignore[attr-defined]
        etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if page.status == HTTPStatus.OK and self.headers.get("If-None-Match") == etag:
            self._answer(HTTPStatus.NOT_MODIFIED, b"", {"ETag": etag})
            return
        headers = {"Content-Type": page.content_type, **page.headers}
        if page.status == HTTPStatus.OK:
            headers["ETag"] = etag
        self._answer(page.status, page.body, headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The crawl has a log of its own."""
