"""Folders on this machine that processes own: locks that end with their holder, and removal that always goes through.

flock and not a recorded process id: the kernel drops it with the process however that dies, ids are not reused under
it, and it holds between containers that share a volume.
"""

import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file, waiting for it; its folder is made when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Each holder opens the file anew: an flock belongs to the open file, so it also keeps threads apart
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def owned(path: Path) -> IO[str] | None:
    """The file, open and locked until it is closed or this process ends; None when a living process has it."""
    owner = path.open("a")
    try:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner.close()
        return None
    return owner


def remove_folder(folder: Path) -> None:
    """Remove a folder, also one in which a notebook made folders read-only; never raises."""

    def retry(function: Callable[..., Any], path: str, _: Any) -> None:
        with suppress(OSError):
            parent = Path(path).parent
            parent.chmod(parent.stat().st_mode | stat.S_IRWXU)
            Path(path).chmod(stat.S_IRWXU)
            function(path)

    shutil.rmtree(folder, onerror=retry)


def processes_below(folder: Path) -> list[int]:
    """Other processes (where /proc tells) that were started with a temporary folder that is, or lies in, this one."""
    start = f"TMPDIR={folder}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            variables = entry.read_bytes().split(b"\0")
            if any(one == start or one.startswith(start + b"/") for one in variables):
                found.append(int(entry.parent.name))
    return [pid for pid in found if pid != os.getpid()]
