"""Only fetching: httpx with its own transport over every page, `python bare_httpx.py FOLDER URL …`."""

from __future__ import annotations

import asyncio
import re
import sys
from urllib.parse import urljoin

import httpx

_HREF = re.compile(r'href="([^"]+)"')


async def crawl(client: httpx.AsyncClient, start: str) -> int:
    """Fetch a host's pages one after another; how many there were."""
    waiting, seen = [start], {start}
    for url in waiting:
        response = await client.get(url)
        for href in _HREF.findall(response.text):
            found = urljoin(url, href)
            if found.startswith(start) and found not in seen:
                seen.add(found)
                waiting.append(found)
    return len(waiting)


async def main() -> None:
    async with httpx.AsyncClient(timeout=60) as client:
        print(sum(await asyncio.gather(*(crawl(client, start) for start in sys.argv[2:]))))


if __name__ == "__main__":
    asyncio.run(main())
