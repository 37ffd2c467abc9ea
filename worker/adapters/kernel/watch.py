"""Watches over a kernel and all its descendants: what they use, and that none outlives the kernel. Reads /proc."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from worker.adapters.kernel.limits import Limits

INTERVAL_S = 0.25
DISK_INTERVAL_S = 2.0
LOOK_SHARE = 50
DISK_SHARE = 20
"""looking, and measuring what lies on the disk, take at most one part in so many of the time"""
END_S = 5.0
PAGE = os.sysconf("SC_PAGE_SIZE")
BLOCK = 512


@dataclass(frozen=True, kw_only=True)
class Process:
    """One line of the process table."""

    pid: int
    parent: int
    session: int
    state: str
    start: int
    """with the id it is unique; ids alone are used again"""

    @property
    def living(self) -> bool:
        """Whether it is more than an entry that nobody has collected."""
        return self.state not in "ZX"


class Family:
    """A process and whatever descends from it, also what was left by a parent that died."""

    def __init__(self, pid: int) -> None:
        self._known = {(one.pid, one.start) for one in process_table() if one.pid == pid}

    def members(self) -> list[Process]:
        """Those alive now. A descendant whose parent is gone counts if it was seen before, or kept its session."""
        table = {one.pid: one for one in process_table()}
        # An id that now is another process's is nobody's session either: the system saw to that.
        known = {pid for pid, start in self._known if pid not in table or table[pid].start == start}
        found = {pid for pid in table if pid in known or table[pid].session in known}
        grown = True
        while grown:
            more = {one.pid for one in table.values() if one.parent in found} - found
            found |= more
            grown = bool(more)
        members = [table[pid] for pid in found if pid in table]
        self._known |= {(one.pid, one.start) for one in members}
        return [one for one in members if one.living]

    def end(self) -> None:
        """Kill all. First all are stopped: what stands still has no children that one could miss."""
        deadline = time.monotonic() + END_S
        stopped: set[tuple[int, int]] = set()
        while time.monotonic() < deadline:
            fresh = [one for one in self.members() if (one.pid, one.start) not in stopped]
            if not fresh:
                break
            for one in fresh:
                _send(one.pid, signal.SIGSTOP)
                stopped.add((one.pid, one.start))
        while (left := self.members()) and time.monotonic() < deadline:
            for one in left:
                _send(one.pid, signal.SIGKILL)
            time.sleep(0.002)


class Watch:
    """A thread that ends a family when it uses more than it may."""

    def __init__(self, family: Family, *, limits: Limits, folders: Sequence[Path], drain: Callable[[], None]) -> None:
        """`folders`: where it may write; `drain`: called at every look."""
        self.excess = ""
        """what was exceeded, for people; empty while nothing was"""
        self._family = family
        self._limits = limits
        self._folders = folders
        self._drain = drain
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kernel-watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        before = self._written()
        disk_due = time.monotonic() + DISK_INTERVAL_S
        pause = INTERVAL_S
        while not self._done.wait(pause):
            self._drain()
            began = time.monotonic()
            members = self._family.members()
            pause = max(INTERVAL_S, (time.monotonic() - began) * LOOK_SHARE)
            excess = self._crowded(members) or self._large(members)
            if not excess and time.monotonic() >= disk_due:
                started = time.monotonic()
                excess = self._full(self._written() + unlinked(members) - before)
                taken = time.monotonic() - started
                disk_due = time.monotonic() + max(DISK_INTERVAL_S, taken * DISK_SHARE)
            if excess:
                self.excess = excess
                self._family.end()
                return

    def _written(self) -> int:
        return sum(size_below(folder, until=self._done) for folder in self._folders)

    def _crowded(self, members: Sequence[Process]) -> str:
        most = self._limits.processes
        return f"it had {len(members)} processes at once, and may have {most}" if len(members) > most else ""

    def _large(self, members: Sequence[Process]) -> str:
        most = self._limits.memory
        # What processes share is counted in each of them, so this is only the first, cheap look.
        if sum(resident(one.pid) for one in members) <= most:
            return ""
        used = sum(proportional(one.pid) for one in members)
        return f"it used {_mb(used)} of memory, and may use {_mb(most)}" if used > most else ""

    def _full(self, written: int) -> str:
        most = self._limits.disk
        return f"it wrote {_mb(written)} to the disk, and may write {_mb(most)}" if written > most else ""


def process_table() -> Iterable[Process]:
    """All processes of this machine, or of this container."""
    for name in os.listdir("/proc"):  # noqa: PTH208 - names are all that is wanted
        if not name.isdigit():
            continue
        with suppress(OSError), open(f"/proc/{name}/stat", "rb", buffering=0) as stat:  # noqa: PTH123 - thrice as fast
            # The command's name, in brackets, may have brackets and spaces in it.
            rest = stat.read().rpartition(b") ")[2].split()
            yield Process(
                pid=int(name),
                state=rest[0].decode(),
                parent=int(rest[1]),
                session=int(rest[3]),
                start=int(rest[19]),
            )


def resident(pid: int) -> int:
    """Bytes of memory in use, shared ones included; 0 for one that is gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * PAGE
    return 0


def proportional(pid: int) -> int:
    """Bytes of memory in use, each shared one divided among those who share it."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_bytes().splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    return resident(pid)


def size_below(folder: Path, *, until: threading.Event) -> int:
    """Bytes that a folder takes on the disk; links are not followed."""
    total = 0
    folders = [str(folder)]
    while folders and not until.is_set():
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    total += entry.stat(follow_symlinks=False).st_blocks * BLOCK
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
    return total


def unlinked(members: Iterable[Process]) -> int:
    """Bytes of files that are deleted and still open: they take place that no folder shows."""
    sizes = {}
    for one in members:
        with suppress(OSError):
            for name in os.listdir(f"/proc/{one.pid}/fd"):  # noqa: PTH208 - as above
                with suppress(OSError):
                    seen = os.stat(f"/proc/{one.pid}/fd/{name}")  # noqa: PTH116 - a Path would cost more than the call
                    if seen.st_nlink == 0:
                        sizes[seen.st_dev, seen.st_ino] = seen.st_blocks * BLOCK
    return sum(sizes.values())


def outside_pid(pid: int, members: Iterable[Process]) -> int:
    """The id, as this process sees it, of the member whose innermost id is `pid`; 0 when there is none."""
    for one in members:
        with suppress(OSError):
            for line in Path(f"/proc/{one.pid}/status").read_bytes().splitlines():
                if line.startswith(b"NSpid:") and int(line.split()[-1]) == pid:
                    return one.pid
    return 0


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
