"""nginx over the generated site: one loopback address a host, compressed pages as they lie on disk."""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CONFIGURATION = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  types {{ text/html html; text/plain txt; }}
  access_log off; gzip_static on; etag on; keepalive_requests 1000000; keepalive_timeout 600s;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  {servers}
}}
"""


@contextmanager
def serve(root: Path, folder: Path, hosts: int, port: int) -> Iterator[list[str]]:
    """Serve `root/1`, `root/2` … on 127.0.0.1, 127.0.0.2 …; gives their addresses."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise SystemExit("this benchmark needs nginx (Debian: apt-get install nginx-light)")
    names = [f"127.0.0.{number}:{port}" for number in range(1, hosts + 1)]
    servers = "\n".join(
        f"server {{ listen {name} backlog=4096; root {root}/{number}; }}"
        for number, name in enumerate(names, 1)
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, servers=servers))
    process = subprocess.Popen([program, "-c", str(configuration), "-p", str(folder)])
    try:
        _await(f"http://{names[-1]}/robots.txt")
        yield [f"http://{name}/" for name in names]
    finally:
        process.terminate()
        process.wait()


def _await(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nginx does not answer at {url}")
