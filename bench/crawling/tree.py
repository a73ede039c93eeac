"""CPU time and peak memory of a command with everything that it starts."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_SAMPLE = 0.1  # seconds between two looks at the memory


@dataclass(slots=True, frozen=True)
class Cost:
    """`cpu` in seconds, user and system, of the whole tree; `peak` in bytes of resident memory of it."""

    cpu: float
    wall: float
    peak: int
    peak_parent: int
    code: int


def run(command: Sequence[str], log: Path) -> Cost:
    """Run a command to its end. CPU time counts processes that were waited for: all that ended in order."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, peak, peak_parent = time.monotonic(), 0, 0
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            own, whole = _memory(watched)
            peak, peak_parent = max(peak, whole), max(peak_parent, own)
            time.sleep(_SAMPLE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.monotonic() - start, peak, peak_parent, process.returncode)


def _memory(process: psutil.Process) -> tuple[int, int]:
    """Resident bytes of the process, and of its tree."""
    try:
        own = process.memory_info().rss
        children = process.children(recursive=True)
    except psutil.Error:
        return 0, 0
    total = own
    for child in children:
        try:
            total += child.memory_info().rss
        except psutil.Error:
            continue
    return own, total
