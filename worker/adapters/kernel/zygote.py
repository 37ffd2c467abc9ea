"""The worker's end of a process that forks kernels (`inside/zygote.py`), and of the kernels that it forks."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any

from worker.adapters.kernel.launch import SERIES, Launch
from worker.adapters.kernel.room import Room

ZYGOTE = Path(__file__).with_name("inside") / "zygote.py"
MESSAGE = 1 << 20
READY_S = 120.0
"""seconds that imports may take"""
FORK_S = 10.0
"""seconds that a fork may take; more means that the process is stuck"""
LOST = -signal.SIGKILL
"""what a kernel ended with when nobody is left to tell: it dies with its parent"""


class ZygoteError(Exception):
    """It cannot serve; the message says why, beginning with the module that is to blame if there is one."""


class ForkedProcess:
    """A kernel that a zygote forked, with the part of `subprocess.Popen` that is needed here.

    Its process id stays its own until `wait` has returned.
    """

    def __init__(self, pid: int, *, stdout: IO[bytes], notices: socket.socket, room: Room | None) -> None:
        """`room`: the sandbox around it."""
        self.pid = pid
        self._room = room
        self.stdout: IO[bytes] | None = stdout
        self.returncode: int | None = None
        self._notices = notices
        self._lock = Lock()

    def poll(self) -> int | None:
        """Exit code as of `Popen.poll`; None while it runs."""
        return self._ended(socket.MSG_DONTWAIT)

    def wait(self) -> int:
        """Exit code, once it has ended."""
        code = self._ended(0)
        self._notices.close()
        if self._room is not None:
            self._room.close()
            self._room = None
        return LOST if code is None else code

    def kill(self) -> None:
        """Send SIGKILL while it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def _ended(self, flags: int) -> int | None:
        with self._lock:
            if self.returncode is None:
                with suppress(BlockingIOError):
                    self.returncode = _received(self._notices, flags).get("ended", LOST)
            return self.returncode


class Zygote:
    """One such process, with some modules imported."""

    def __init__(
        self, control: socket.socket, *, modules: frozenset[str], process: subprocess.Popen[bytes] | None
    ) -> None:
        """`process`: None for one that another zygote forked."""
        self.modules = modules
        self.names: frozenset[str] = frozenset()
        """top-level names of all that it has imported"""
        self.pid = 0
        self._paths: dict[str, int] = {}
        self._control = control
        self._process = process

    @classmethod
    def start(cls, *, python: str, environment: Mapping[str, str], folder: Path) -> "Zygote":
        """A fresh process that knows marimo alone; ZygoteError when it cannot be started. Does not wait."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, (folder / "zygote.log").open("wb") as log:
            try:
                process = subprocess.Popen(
                    [python, str(ZYGOTE), SERIES, str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    cwd=folder,
                    env=dict(environment),
                    start_new_session=True,  # Ctrl-C in the worker's terminal is the worker's business
                )
            except OSError as error:
                ours.close()
                raise ZygoteError(f"{python} cannot be started: {error.strerror}") from error
        return cls(ours, modules=frozenset(), process=process)

    def branch(self, modules: frozenset[str], *, inner: Sequence[str] = ()) -> "Zygote":
        """A fork of it that has these too; ZygoteError when it does not take orders. Does not wait.

        `inner`: modules that these would import themselves when they are used.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._order({"do": "branch", "modules": [*sorted(modules - self.modules), *inner]}, [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise ZygoteError(f"a forking process takes no orders: {error}") from error
        return Zygote(ours, modules=self.modules | modules, process=None)

    def ready(self) -> "Zygote":
        """Return once its imports are done; ZygoteError when they fail."""
        self._control.settimeout(READY_S)
        try:
            report = _received(self._control)
        except OSError as error:
            raise ZygoteError(f"no answer within {READY_S:.0f} s") from error
        if report.get("problem", "ended"):
            raise ZygoteError(report.get("problem", "the process ended while it imported"))
        self.pid, self.names, self._paths = report["pid"], frozenset(report["modules"]), report["paths"]
        return self

    def fork(self, launch: Launch, *, stdin: int, stderr: int, lifeline: int) -> ForkedProcess:
        """A kernel process, in the sandbox that it is launched with; ZygoteError when it does not come."""
        with ExitStack() as on_failure:
            room = None
            if launch.sandbox.program:
                try:
                    room = Room.build(launch, lifeline=lifeline)
                except LookupError as error:
                    raise ZygoteError(f"no sandbox: {error}") from error
                on_failure.callback(room.close)
            read, write = os.pipe()
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            on_failure.callback(ours.close)  # ends the fork, should there be one
            stdout = on_failure.enter_context(os.fdopen(read, "rb", buffering=0))
            descriptors = [stdin, write, stderr, lifeline, *([room.pidfd] if room else []), theirs.fileno()]
            try:
                with theirs:
                    self._order(_kernel_order(launch, room), descriptors)
                ours.settimeout(FORK_S)
                answer = _received(ours)
            except OSError as error:
                raise ZygoteError(f"no kernel could be forked: {error}") from error
            finally:
                os.close(write)
            if "pid" not in answer:
                raise ZygoteError(f"no kernel could be forked: {answer.get('refused', 'the process has ended')}")
            ours.settimeout(None)
            on_failure.pop_all()
            return ForkedProcess(answer["pid"], stdout=stdout, notices=ours, room=room)

    def retire(self) -> None:
        """Fork nothing more; it ends with its last kernel."""
        with suppress(OSError):
            self._order({"do": "retire"}, [])

    @property
    def stale(self) -> bool:
        """Whether something was installed or removed since it began to import."""
        return any(_changed(path) != moment for path, moment in self._paths.items())

    @property
    def gone(self) -> bool:
        """Whether it has ended."""
        try:
            self._control.settimeout(0.0)  # the pool may have closed it meanwhile
            return not self._control.recv(MESSAGE, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """End it and its kernels now, and reap."""
        self._control.close()
        if self._process is not None:
            try:
                self._process.wait(FORK_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def reap(self) -> None:
        """Let go of it once it has ended."""
        if self.gone:
            self.close()

    def memory(self) -> int:
        """Bytes that are its own or its share of common ones; 0 when the system does not tell."""
        with suppress(OSError):
            for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
        return 0

    def _order(self, order: Mapping[str, object], descriptors: Sequence[int]) -> None:
        message = json.dumps(order).encode()
        self._control.settimeout(FORK_S)
        socket.send_fds(self._control, [message], list(descriptors))


def _kernel_order(launch: Launch, room: Room | None) -> dict[str, Any]:
    return {
        "do": "kernel",
        # bubblewrap sets PWD
        "environment": {**launch.environment, **({"PWD": str(launch.cwd)} if room else {})},
        "cwd": str(launch.cwd),
        "folder": str(launch.folder),
        "limits": launch.limits.inside(timeout_s=launch.timeout_s),
        "room": room.flags if room else 0,
    }


def _received(end: socket.socket, flags: int = 0) -> dict[str, Any]:
    """One message; empty when the other end is closed."""
    try:
        message: dict[str, Any] = json.loads(end.recv(MESSAGE, flags) or b"{}")
    except ConnectionError:
        return {}
    return message


def _changed(folder: str) -> int:
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return 0
