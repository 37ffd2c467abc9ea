"""One folder for everything temporary of this process and its children; what killed workers left is swept.

Layout below the worker's data folder::

    scratch/lock    flock: held while records come and go
    scratch/NAME    flock: held by the process whose temporary folder the record names

The folder itself lies where the system wants temporary files, under a short name: sockets below it must stay under
108 bytes.
"""

import os
import secrets
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

from worker.adapters.folders import exclusive, owned, processes_below, remove_folder

END_S = 5.0
"""seconds that killed processes may take to be gone"""


class Scratch:
    """The temporary folders of the workers that share one data folder."""

    def __init__(self, *, data: Path) -> None:
        self._records = data / "scratch"

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """This process's folder, and the place of all temporary files of it and its children until the context ends.

        At the end the folder goes, and every process that was started with it.
        """
        folder = Path(tempfile.gettempdir()) / f"mlflow-worker-{os.getpid()}-{secrets.token_hex(4)}"
        record = self._records / folder.name
        with ExitStack() as stack:
            with self._guard():
                # written before the folder is made: whatever dies in between, the sweep finds what there is
                record.write_text(str(folder), encoding="utf-8")
                if owner := owned(record):  # always: the name is new
                    stack.enter_context(owner)
                folder.mkdir(mode=0o700)
            stack.callback(_clear, record, folder)
            stack.enter_context(_temporary_files_in(folder))
            yield folder

    def sweep(self) -> int:
        """End the processes and remove the folders of workers that are gone; how many workers."""
        swept = 0
        with self._guard():
            for record in sorted(path for path in self._records.iterdir() if path.name != "lock"):
                owner = owned(record)
                if owner is None:
                    continue
                with owner:
                    _clear(record, Path(record.read_text(encoding="utf-8") or os.devnull))
                    swept += 1
        return swept

    def _guard(self) -> AbstractContextManager[None]:
        return exclusive(self._records / "lock")


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    before = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before[0]
        if before[1] is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before[1]


def _clear(record: Path, folder: Path) -> None:
    """End the folder's processes and remove it; the record stays, for the next sweep, while the folder does."""
    deadline = time.monotonic() + END_S
    while (left := processes_below(folder)) and time.monotonic() < deadline:
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    if folder.name.startswith("mlflow-worker-"):
        remove_folder(folder)
    if not folder.is_dir():
        record.unlink(missing_ok=True)
