"""One kernel process and everything that belongs to it: its group, its descendants, its folder; all gone at the end."""

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Protocol

import structlog

from worker.adapters.folders import processes_below
from worker.adapters.kernel.launch import SERIES, Launch
from worker.adapters.kernel.watch import Family, Watch, outside_pid
from worker.errors import EnvironmentBroken, KernelDied, KernelTimeout, LimitExceeded, WorkerError

log = structlog.get_logger()

LAUNCHER = Path(__file__).with_name("inside") / "launcher.py"
START_S = 120.0
TAIL = 2000
TAIL_READ = 200_000
PIECE = 65536
PIECES = 16
SHELL_SIGNAL = 128
IDLE_SHARE = 0.02
"""of its time: who computed less was waiting for something"""
MACHINERY = ("/marimo/_", "/asyncio/", "/inside/launcher.py", "/inside/zygote.py")
"""frames of a native traceback that say nothing about the notebook"""


class Process(Protocol):
    """What a kernel process and a forked one have in common (as of `subprocess.Popen`)."""

    pid: int
    stdout: IO[bytes] | None

    def poll(self) -> int | None:
        """Exit code, None while it runs."""

    def wait(self) -> int:
        """Exit code once it ended."""

    def kill(self) -> None:
        """SIGKILL, while it runs."""


class Fork(Protocol):
    """Forks a warm kernel process; None when the kernel has to start cold."""

    def __call__(self, launch: Launch, *, stdin: int, stderr: int, lifeline: int) -> Process | None:
        """Descriptors stay the caller's."""


class KernelProcess:
    """A process that runs `launcher.py`, and its descendants; nothing of them survives `close`."""

    def __init__(self, process: Process, *, folder: Path, lifeline: int, warm: bool) -> None:
        """`lifeline`: a descriptor that the kernel sees closed when this process ends, however that happens."""
        self._process = process
        self._folder = folder
        self._lifeline = lifeline
        self._family = Family(process.pid)
        self._watch: Watch | None = None
        self._pid = process.pid
        self._closed = False
        self._began = time.monotonic()
        self.warm = warm
        self.failed_warm = False
        """whether a warm kernel would not start in its place"""
        self.stood_still = False
        """whether it had hardly computed anything when it was interrupted"""

    @classmethod
    def start(cls, launch: Launch, *, arguments: bytes, fork: Fork | None = None) -> "KernelProcess":
        """Start, warm if `fork` can, and wait until the kernel listens; EnvironmentBroken when none can run."""
        (launch.folder / "arguments").write_bytes(arguments)
        kernel = cls._started(launch, fork)
        try:
            kernel.greet(launch)
        except (KernelDied, KernelTimeout, EnvironmentBroken) as error:
            kernel.close()
            if not kernel.warm:
                raise
            log.warning("warm.failed", error=str(error))
            cold = cls.start(launch, arguments=arguments)
            cold.failed_warm = True
            return cold
        except BaseException:
            kernel.close()
            raise
        return kernel

    @classmethod
    def _started(cls, launch: Launch, fork: Fork | None) -> "KernelProcess":
        if shutil.which(launch.python) is None:
            raise _not_startable(launch.python, "there is no such program")
        watched, lifeline = os.pipe()
        with ExitStack() as stack:
            stack.callback(os.close, watched)
            asked = stack.enter_context((launch.folder / "arguments").open("rb"))
            errors = stack.enter_context((launch.folder / "stderr").open("wb"))
            forked = fork and fork(launch, stdin=asked.fileno(), stderr=errors.fileno(), lifeline=watched)
            if forked:
                return cls(forked, folder=launch.folder, lifeline=lifeline, warm=True)
            try:
                # No new session here: marimo makes its own, and cannot when it already leads a group.
                process = subprocess.Popen(
                    _command(launch, watched),
                    pass_fds=[watched],
                    stdin=asked,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    cwd=launch.cwd,
                    env=dict(launch.environment),
                )
            except OSError as error:
                os.close(lifeline)
                raise _not_startable(launch.python, str(error.strerror)) from error
        return cls(process, folder=launch.folder, lifeline=lifeline, warm=False)

    def greet(self, launch: Launch) -> None:
        """Wait until it listens, and begin to watch over it."""
        self._wait(launch.python)
        folders = [launch.folder, launch.root]
        self._watch = Watch(self._family, limits=launch.limits, folders=folders, drain=self._drain)

    def _wait(self, python: str) -> None:
        for line in self._lines(deadline=time.monotonic() + START_S):
            if line.startswith("KERNEL_INFO "):
                # It may live in a process namespace of its own, where it has another id than here.
                self._pid = outside_pid(int(line.split()[1]), self._family.members()) or self._pid
                return
            if line.startswith("KERNEL_BROKEN "):
                raise EnvironmentBroken("; ".join(json.loads(line.removeprefix("KERNEL_BROKEN "))))
        self._process.wait()
        if self._signal():
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
                piece = os.read(pipe, PIECE)
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
        return self._pid

    def interrupt(self) -> None:
        """Send SIGINT to the kernel: a `with mlflow.start_run()` then ends FAILED, not RUNNING for ever."""
        if self.alive:
            self.stood_still = _computed_s(self.pid) < IDLE_SHARE * (time.monotonic() - self._began)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGINT)

    def fault(self, what: str) -> WorkerError:
        """`what` happened because the kernel is gone: LimitExceeded when it used more than it may, else KernelDied."""
        if self._watch is not None and self._watch.excess:
            return LimitExceeded(f"the notebook was ended: {self._watch.excess}")
        if self._signal() == signal.SIGXCPU:
            return LimitExceeded("the notebook was ended: one of its processes used more processor time than it may")
        return KernelDied(f"{what}: {self.ending()}")

    def ending(self) -> str:
        """How it ended, and the end of what it said, for people."""
        code = self._process.poll()
        number = self._signal()
        if code is None:
            how = "still running"
        elif number:
            how = f"killed by {signal.Signals(number).name}"
            how += " (out of memory?)" if number == signal.SIGKILL else ""
        else:
            how = f"exit code {code}"
        with (self._folder / "stderr").open("rb") as errors:
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - TAIL_READ))
            lines = errors.read().decode(errors="replace").splitlines()
        said = "\n".join(line for line in lines if not any(part in line for part in MACHINERY)).strip()[-TAIL:]
        return f"{how}: {said}" if said else how

    def close(self) -> None:
        """End it and every descendant, also those that left its group, and reap."""
        if self._closed:
            return
        self._closed = True
        if self._watch is not None:
            self._watch.close()
        self._family.end()
        self._process.kill()
        for pid in processes_below(self._folder):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._lifeline)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _signal(self) -> int:
        """The signal that killed it, 0 for none; bubblewrap reports it as a shell does."""
        code = self._process.poll() or 0
        if code > SHELL_SIGNAL and code - SHELL_SIGNAL in set(signal.Signals):
            return code - SHELL_SIGNAL
        return max(0, -code)

    def _drain(self) -> None:
        """Throw away what was written to its standard output: nobody reads it, and a full pipe would block a writer."""
        assert self._process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        os.set_blocking(self._process.stdout.fileno(), False)
        with contextlib.suppress(BlockingIOError):
            for _ in range(PIECES):  # not for ever: the thread has a kernel to watch
                os.read(self._process.stdout.fileno(), PIECE)


def _command(launch: Launch, lifeline: int) -> list[str]:
    return launch.sandbox.wrap(
        [launch.python, str(LAUNCHER), SERIES, str(lifeline), launch.limits.inside(timeout_s=launch.timeout_s)],
        python=launch.python,
        folder=launch.folder,
        cwd=launch.cwd,
        writable=(launch.root, *launch.writable),
        readable=launch.readable,
    )


def _computed_s(pid: int) -> float:
    """Seconds of CPU that a process and its children have used; without end where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("inf")
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _not_startable(python: str, reason: str) -> EnvironmentBroken:
    return EnvironmentBroken(
        f"the notebook's interpreter {python} cannot be started ({reason}); "
        "mend: let MLFLOW_WORKER_PYTHON name a Python that has marimo and mlflow"
    )
