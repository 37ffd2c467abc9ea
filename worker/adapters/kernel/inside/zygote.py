"""Imports what notebooks need, and forks one process per kernel; run by path, in the notebook's interpreter.

argv: the marimo series, and the descriptor of a SOCK_SEQPACKET socket to the worker. Orders come over it as JSON, with
descriptors: `kernel` (fork a kernel: stdin, stdout, stderr, lifeline, the sandbox to go into if there is one, notices),
`branch` (fork another process like this one, with more imports: its socket), `retire` (end with the last kernel). When
the socket closes, all ends.
One thread only: what else runs would be missing in every fork.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import pathlib
import selectors
import signal
import socket
import sys
import tempfile
from typing import Any

NAME = "mlflow-warm"
"""as a process; its kernels have the interpreter's again"""
COMMAND = pathlib.Path("/proc/self/comm")
LAUNCHER = pathlib.Path(__file__).with_name("launcher.py")
MESSAGE = 1 << 20
DESCRIPTORS = 8
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
CAPABILITIES = 64
CAPABILITY_VERSION = 0x20080522
SIGNALLED = 128
"""and the signal's number: how a shell, and bubblewrap, tell of a death by signal"""
SAFE_THREADS = ("jemalloc_bg", "polars-ooc")
"""native threads that their libraries start again, or do without, in a fork (jemalloc has fork handlers)"""
GIVEN = frozenset(
    entry.partition(b"=")[0].decode(errors="surrogateescape")
    for entry in pathlib.Path("/proc/self/environ").read_bytes().split(b"\0")
)
"""variables that this process was started with; the others were set by what it imported"""


class RefusedError(Exception):
    """This process cannot serve; says why."""


class Zygote:
    """The one process, and what it knows of its children."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.selector = selectors.DefaultSelector()
        self.kernels: dict[int, tuple[int, socket.socket]] = {}
        """process id → its pidfd, and where its end is told"""
        self.branches: dict[int, int] = {}
        self.retired = False
        self.selector.register(control, selectors.EVENT_READ, (self.ordered, 0))

    def serve(self) -> tuple[dict[str, Any], list[int]]:
        """Work until forked: returns in the child alone, with its order and descriptors."""
        while True:
            for key, _ in self.selector.select():
                act, pid = key.data
                order: tuple[dict[str, Any], list[int]] | None = act(pid)
                if order is not None:
                    return order
            if self.retired and not self.kernels:
                os._exit(0)

    def ordered(self, _pid: int) -> tuple[dict[str, Any], list[int]] | None:
        """Take one order; its own return value in the forked child, else None."""
        message, ancillary, _, _ = self.control.recvmsg(MESSAGE, socket.CMSG_SPACE(DESCRIPTORS * 4))
        if not message:
            os._exit(0)  # the worker is gone; kernels die with their parent
        descriptors = [number for _, _, data in ancillary for number in _numbers(data)]
        order = json.loads(message)
        if order["do"] == "retire":
            self.retired = True
            return None
        notices = socket.socket(fileno=descriptors.pop()) if order["do"] == "kernel" else None
        try:
            parent, pid = os.getpid(), os.fork()
        except OSError as error:
            if notices is not None:
                _tell(notices, {"refused": str(error)})
                notices.close()
            pid = -1
        if pid == 0:
            self.forget()
            if notices is not None:
                notices.close()
                die_with(parent)
            return order, descriptors
        for number in descriptors:
            os.close(number)
        if pid > 0:
            self.watch(pid, notices)
        return None

    def watch(self, pid: int, notices: socket.socket | None) -> None:
        """Parent's side of a fork."""
        ends = os.pidfd_open(pid)
        if notices is None:
            self.branches[pid] = ends
        else:
            self.kernels[pid] = ends, notices
            _tell(notices, {"pid": pid})
            self.selector.register(notices, selectors.EVENT_READ, (self.released, pid))
        self.selector.register(ends, selectors.EVENT_READ, (self.ended, pid))

    def ended(self, pid: int) -> None:
        """A child has ended: tell. A kernel stays a zombie until the worker lets go, so that its id stays its own."""
        if pid in self.branches:
            ends = self.branches.pop(pid)
            self.selector.unregister(ends)
            os.close(ends)
            os.waitpid(pid, 0)
            return
        ends, notices = self.kernels[pid]
        self.selector.unregister(ends)
        found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        if found is not None:  # never without WNOHANG
            _tell(notices, {"ended": found.si_status if found.si_code == os.CLD_EXITED else -found.si_status})

    def released(self, pid: int) -> None:
        """The worker wants nothing more of a kernel (or is gone): whatever is left of it ends."""
        ends, notices = self.kernels.pop(pid)
        self.selector.unregister(notices)
        if ends in self.selector.get_map():
            self.selector.unregister(ends)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(ends)
        notices.close()

    def forget(self) -> None:
        """Child's side of a fork: close everything that is the parent's."""
        self.selector.close()
        self.control.close()
        for ends, notices in self.kernels.values():
            os.close(ends)
            notices.close()
        for ends in self.branches.values():
            os.close(ends)


def _numbers(data: bytes) -> list[int]:
    found = array.array("i")
    found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return found.tolist()


def _tell(notices: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # nobody may be listening any more
        notices.send(json.dumps(message).encode())


def die_with(parent: int) -> None:
    """Have the system kill this process when its parent ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def go_inside(sandbox: int, flags: int) -> None:
    """Join the namespaces of the process behind a pidfd, for good and without any privilege; returns in a fork there.

    The process that called waits for the fork, and ends as it does: an id in that sandbox is given to children only.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(sandbox, flags):
        raise RefusedError(f"the sandbox cannot be joined: {os.strerror(ctypes.get_errno())}")
    os.close(sandbox)
    for capability in range(CAPABILITIES):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header, nothing = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(header, nothing):
        raise RefusedError(f"privileges stay: {os.strerror(ctypes.get_errno())}")
    # What one may do in the sandbox differs from outside, so the system has hidden this process from its own user
    libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel = os.fork()
    if kernel:
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))
        status = os.waitstatus_to_exitcode(os.waitpid(kernel, 0)[1])
        os._exit(SIGNALLED - status if status < 0 else status)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def load_launcher() -> Any:
    """The launcher as a module of its own name."""
    spec = importlib.util.spec_from_file_location("mlflow_worker_launcher", LAUNCHER)
    if spec is None or spec.loader is None:
        raise RefusedError(f"{LAUNCHER} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def refuse_broken(problems: list[str]) -> None:
    """RefusedError when the interpreter cannot run a kernel."""
    if problems:
        raise RefusedError("; ".join(problems))


def import_all(modules: list[str]) -> None:
    """Import these; RefusedError, naming the module, when one fails or leaves a thread that a fork would lose."""
    for name in modules:
        try:
            importlib.import_module(name)
        except BaseException as error:
            raise RefusedError(f"{name}: {type(error).__name__}: {error}") from error
        threads = foreign_threads()
        if threads:
            raise RefusedError(f"{name}: it starts threads: {', '.join(threads)}")


def foreign_threads() -> list[str]:
    """Threads that no fork handler ends; a fork shows which those are."""
    if len(_threads()) == 1:
        return []
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return [name for name in _threads()[1:] if not name.startswith(SAFE_THREADS)]


def _threads() -> list[str]:
    """Names of this process's threads, the main one first."""
    found = []
    for thread in sorted(pathlib.Path("/proc/self/task").iterdir(), key=lambda thread: int(thread.name)):
        with contextlib.suppress(OSError):  # it may end meanwhile
            found.append((thread / "comm").read_text().strip())
    return found


def become(order: dict[str, Any], descriptors: list[int]) -> int:
    """Make this fork what a fresh process would be; the descriptor of its lifeline."""
    if order["room"]:
        go_inside(descriptors.pop(), order["room"])
    *standard, lifeline = descriptors
    for number, given in enumerate(standard):
        os.dup2(given, number)
        os.close(given)
    take_environment(order["environment"], folder=order["folder"])
    os.chdir(order["cwd"])
    importlib.invalidate_caches()
    tempfile.tempdir = None
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    return lifeline


def take_environment(environment: dict[str, str], *, folder: str) -> None:
    """This environment and no other, also for whoever reads it from outside; what imports have set stays."""
    own = os.environ.get("TMPDIR", "")
    added = {
        name: value.replace(own, environment.get("TMPDIR", own)) if own else value
        for name, value in os.environ.items()
        if name not in GIVEN
    }
    os.environ.clear()
    os.environ.update({**added, **environment})
    fields = pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(fields[47]), int(fields[48])
    shown = f"TMPDIR={folder}".encode() + b"\0"
    if not start or len(shown) > end - start:
        raise RefusedError("no room for the folder's name")
    ctypes.memset(start, 0, end - start)
    ctypes.memmove(start, shown, len(shown))


def report(control: socket.socket, *, paths: dict[str, int], problem: str = "") -> None:
    """Tell the worker that this process is ready, or why it is not, which modules it has, and from where."""
    tops = sorted({name.partition(".")[0] for name in sys.modules})
    message = {"pid": os.getpid(), "problem": problem, "modules": tops, "paths": paths}
    control.send(json.dumps(message).encode())


def main() -> None:
    """Import marimo's kernel, then serve; ends as a kernel in the forks."""
    del sys.path[0]
    series, control = sys.argv[1], socket.socket(fileno=int(sys.argv[2]))
    name = COMMAND.read_text()
    COMMAND.write_text(NAME)
    modules: list[str] = []
    launcher = load_launcher()
    paths = {path: pathlib.Path(path).stat().st_mtime_ns for path in sys.path if pathlib.Path(path).is_dir()}
    try:
        refuse_broken(launcher.problems(series))
        launcher.install_probe()
        import_all(["marimo._ipc.launch_kernel", "marimo._runtime.kernel_lifecycle"])
        # it imports its many extensions at the first text that it renders
        sys.modules["marimo"].md("")
        while True:
            import_all(modules)
            gc.collect()
            gc.freeze()
            report(control, paths=paths)
            order, descriptors = Zygote(control).serve()
            if order["do"] == "kernel":
                break
            control, modules = socket.socket(fileno=descriptors[0]), order["modules"]
    except RefusedError as refused:
        report(control, paths=paths, problem=str(refused))
        os._exit(3)
    COMMAND.write_text(name)
    lifeline = become(order, descriptors)
    sys.argv = [str(LAUNCHER), series, str(lifeline), order["limits"]]
    launcher.main()


if __name__ == "__main__":
    main()
