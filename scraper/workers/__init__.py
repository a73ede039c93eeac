"""Extraction in processes of their own: a page that kills or stalls its reader costs that page, not the run."""

from scraper.workers.messages import Crash, PageResult, Task
from scraper.workers.pool import WorkerPool

__all__ = ["Crash", "PageResult", "Task", "WorkerPool"]
