"""Extraction in processes of their own: what kills or stalls a reader costs one page, not the run."""

from scraper.workers.messages import Crash, PageResult, Setup, Task
from scraper.workers.pool import WorkerPool

__all__ = ["Crash", "PageResult", "Setup", "Task", "WorkerPool"]
