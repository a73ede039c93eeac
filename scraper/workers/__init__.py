"""Extraction in processes of their own: what kills or stalls a reader costs one page, not the run.

`scraper.workers.pool` is the crawl's side; the workers themselves need no event loop.
"""

from scraper.workers.messages import Crash, PageResult, Setup, Task

__all__ = ["Crash", "PageResult", "Setup", "Task"]
