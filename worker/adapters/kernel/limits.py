"""What one notebook may use of this machine."""

import json
import math
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SHARE_OF_MEMORY = 0.8
OPEN_FILES = 4096
EXECUTIONS = 20
"""more than one kernel ever does for one task"""
THREADS_PER_PROCESS = 16
_CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of one kernel with all its children."""

    memory: int
    """bytes, in all; watched, because a limit on address space breaks numeric libraries"""
    disk: int
    """bytes written, in all; also the size of its largest file"""
    processes: int
    """at one time; watched, because the system's own limit counts per user, and not at all for root"""

    def __str__(self) -> str:
        """For people."""
        return f"{self.memory / 1e9:.1f} GB of memory, {self.disk / 1e9:.1f} GB of disk, {self.processes} processes"

    def inside(self, *, timeout_s: float) -> str:
        """What the process sets for itself, as JSON; `timeout_s` bounds one execution."""
        cores = os.cpu_count() or 1
        return json.dumps(
            {
                "cpu_s": math.ceil(timeout_s) * cores * EXECUTIONS,
                "file": self.disk,
                "open_files": OPEN_FILES,
                "threads": sum(_threads_of_user()) + self.processes * THREADS_PER_PROCESS,
            }
        )


def default_limits() -> Limits:
    """Memory: a share of what this machine has; the rest is more than a notebook of this kind needs."""
    return Limits(memory=default_memory(), disk=20_000_000_000, processes=512)


def default_memory() -> int:
    """Bytes: a share of what this machine, or this container, has."""
    known = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for place in _CGROUPS:
        with suppress(OSError, ValueError):  # without a limit it says `max`
            known.append(int(Path(place).read_text(encoding="ascii")))
    return int(min(known) * SHARE_OF_MEMORY)


def _threads_of_user() -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if entry.stat().st_uid == os.getuid():
                yield int((entry / "stat").read_text(errors="replace").rpartition(") ")[2].split()[17])
