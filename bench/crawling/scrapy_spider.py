"""A tuned Scrapy spider, run as `python scrapy_spider.py selectors|trafilatura FOLDER URL …`.

Links by XPath and a set, no LinkExtractor; cookies, telnet, stats and logs off.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from peer_store import PeerStore
from scrapy.crawler import CrawlerProcess

SETTINGS = {
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "RETRY_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "STATS_DUMP": False,
    "MEMUSAGE_ENABLED": False,
    "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
}


def by_selectors(response: Any) -> tuple[Any, ...] | None:
    """The record by hand-written CSS selectors."""
    article = response.css("article")
    if not article:
        return None
    blocks = article.css("h2, p:not(.byline):not(.standfirst), li, td, th")
    texts = ("".join(block.css("*::text").getall()).strip() for block in blocks)
    return (
        article.css("h1::text").get(),
        article.css("p.standfirst::text").get(),
        "\n\n".join(text for text in texts if text),
        article.css(".byline a::text").get(),
        article.css("time::attr(datetime)").get(),
        " > ".join(article.css(".breadcrumb li *::text, .breadcrumb li::text").getall()),
        "\n".join(response.css(".sidebar li a::text").getall()),
    )


def by_trafilatura(response: Any) -> tuple[Any, ...] | None:
    """The record as trafilatura gives it."""
    from trafilatura import bare_extraction

    if not response.css("article"):
        return None
    found = bare_extraction(response.body, url=response.url, with_metadata=True, include_comments=False)
    if found is None:
        return None
    return (found.title, found.description, found.text, found.author, found.date, "", "")


def spider(store: PeerStore, homes: list[str], read: Callable[[Any], tuple[Any, ...] | None]) -> type:
    """A spider class over the start URLs."""
    hosts = {urlsplit(url).netloc for url in homes}
    seen = set(homes)

    class Spider(scrapy.Spider):
        name = "peer"

        async def start(self) -> Any:
            for url in homes:
                yield scrapy.Request(url, dont_filter=True)

        def parse(self, response: Any) -> Iterator[Any]:
            headers = [(k.decode("latin-1"), v[0].decode("latin-1")) for k, v in response.headers.items()]
            store.capture(response.url, response.status, headers, response.body)
            record = read(response)
            if record is not None:
                store.add(response.url, *record)
            for href in response.xpath("//a/@href").getall():
                url = urljoin(response.url, href)
                if url not in seen and urlsplit(url).netloc in hosts:
                    seen.add(url)
                    yield scrapy.Request(url, dont_filter=True)

    return Spider


def main() -> None:
    kind, folder, *start = sys.argv[1:]
    store = PeerStore(Path(folder))
    process = CrawlerProcess(SETTINGS)
    process.crawl(spider(store, start, by_trafilatura if kind == "trafilatura" else by_selectors))
    process.start()
    print(store.close())


if __name__ == "__main__":
    main()
