"""One kernel process and everything that belongs to it: its group, its descendants, its folder; all gone at the end."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from worker.adapters.folders import processes_below
from worker.errors import EnvironmentBroken, KernelDied, KernelTimeout

LAUNCHER = Path(__file__).with_name("inside") / "launcher.py"
START_S = 120.0
TAIL = 2000
MACHINERY = ("/marimo/_", "/asyncio/", "/inside/launcher.py")
"""frames of a native traceback that say nothing about the notebook"""


class KernelProcess:
    """`python launcher.py` and its descendants; nothing of them survives `close`."""

    def __init__(self, process: subprocess.Popen[bytes], *, folder: Path, lifeline: int) -> None:
        """`lifeline`: a descriptor that the kernel sees closed when this process ends, however that happens."""
        self._process = process
        self._folder = folder
        self._lifeline = lifeline
        self._closed = False

    @classmethod
    def start(
        cls, *, python: str, series: str, arguments: bytes, folder: Path, cwd: Path, environment: Mapping[str, str]
    ) -> "KernelProcess":
        """Start and wait until the kernel listens; EnvironmentBroken when the interpreter cannot run one."""
        (folder / "arguments").write_bytes(arguments)
        watched, lifeline = os.pipe()
        with (folder / "arguments").open("rb") as asked, (folder / "stderr").open("wb") as errors:
            try:
                # No new session here: marimo makes its own, and cannot when it already leads a group.
                process = subprocess.Popen(
                    [python, str(LAUNCHER), series, str(watched)],
                    pass_fds=[watched],
                    stdin=asked,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    cwd=cwd,
                    env=dict(environment),
                )
            except OSError as error:
                os.close(lifeline)
                raise EnvironmentBroken(
                    f"the notebook's interpreter {python} cannot be started ({error.strerror}); "
                    "mend: let MLFLOW_WORKER_PYTHON name a Python that has marimo and mlflow"
                ) from error
            finally:
                os.close(watched)
        kernel = cls(process, folder=folder, lifeline=lifeline)
        try:
            kernel._greet(python)
        except BaseException:
            kernel.close()
            raise
        return kernel

    def _greet(self, python: str) -> None:
        for line in self._lines(deadline=time.monotonic() + START_S):
            if line.startswith("KERNEL_READY"):
                return
            if line.startswith("KERNEL_BROKEN "):
                raise EnvironmentBroken("; ".join(json.loads(line.removeprefix("KERNEL_BROKEN "))))
        self._process.wait()
        if self._process.returncode < 0:
            raise KernelDied(f"the kernel ended while starting: {self.ending()}")
        raise EnvironmentBroken(
            f"the notebook's interpreter {python} cannot run a marimo kernel: {self.ending()}; "
            "mend: let MLFLOW_WORKER_PYTHON name a Python that has marimo and mlflow"
        )

    def _lines(self, *, deadline: float) -> Iterator[str]:
        """Lines of its standard output, until it closes it."""
        assert self._process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        pipe = self._process.stdout.fileno()
        rest = b""
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while selector.select(max(0.0, deadline - time.monotonic())):
                piece = os.read(pipe, 65536)
                if not piece:
                    return
                *lines, rest = (rest + piece).split(b"\n")
                yield from (line.decode(errors="replace") for line in lines)
        raise KernelTimeout(f"the kernel did not start within {START_S:.0f} s: {self.ending()}")

    @property
    def alive(self) -> bool:
        """Whether the kernel process still runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id of the kernel, and of its group once it listens."""
        return self._process.pid

    def interrupt(self) -> None:
        """Send SIGINT to the kernel: a `with mlflow.start_run()` then ends FAILED, not RUNNING for ever."""
        if self.alive:
            os.kill(self.pid, signal.SIGINT)

    def ending(self) -> str:
        """How it ended, and the end of what it said, for people."""
        code = self._process.poll()
        if code is None:
            how = "still running"
        elif code < 0:
            how = f"killed by {signal.Signals(-code).name}"
            how += " (out of memory?)" if -code == signal.SIGKILL else ""
        else:
            how = f"exit code {code}"
        lines = (self._folder / "stderr").read_text(errors="replace").splitlines()
        said = "\n".join(line for line in lines if not any(part in line for part in MACHINERY)).strip()[-TAIL:]
        return f"{how}: {said}" if said else how

    def close(self) -> None:
        """Kill the group and every descendant that left it, and reap."""
        if self._closed:
            return
        self._closed = True
        # The group first: while it has members, its id cannot become another process's.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()
        for pid in processes_below(self._folder):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._lifeline)
        if self._process.stdout is not None:
            self._process.stdout.close()
