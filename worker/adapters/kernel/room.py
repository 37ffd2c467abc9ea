"""The sandbox of one warm kernel: bubblewrap makes it around an idle process, and a forked kernel goes in.

A process that exists already cannot be put into bubblewrap, but it can join the namespaces that bubblewrap made: the
same mounts, processes and users as for a cold kernel, which is started by the very same command.
"""

import json
import os
import select
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO

from worker.adapters.kernel.launch import Launch

NAMESPACES = {
    "user": 0x10000000,
    "mnt": 0x00020000,
    "pid": 0x20000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "net": 0x40000000,
    "cgroup": 0x02000000,
}
"""name below /proc/PID/ns → flag of setns(2)"""
READY_S = 20.0
END_S = 5.0
IDLE = ("/bin/sh", "-c", "echo ready && exec cat")
"""says that the sandbox stands, and ends when its standard input does"""


class Room:
    """Namespaces that stay as long as an idle process in them."""

    def __init__(self, process: subprocess.Popen[bytes], *, inside: int) -> None:
        """`inside`: process id, as seen here, of the first process in it; LookupError when that is gone."""
        self._process = process
        try:
            self.pidfd = os.pidfd_open(inside)
        except OSError as error:
            raise LookupError(str(error)) from error
        self.flags = sum(
            flag for name, flag in NAMESPACES.items() if _namespace(inside, name) != _namespace("self", name)
        )

    @classmethod
    def build(cls, launch: Launch, *, lifeline: int) -> "Room":
        """What `launch` asks for, until `close` or the lifeline's end; LookupError when bubblewrap does not make it."""
        command = launch.sandbox.wrap(
            IDLE,
            python=launch.python,
            folder=launch.folder,
            cwd=launch.cwd,
            writable=(launch.root, *launch.writable),
            readable=launch.readable,
        )
        told, tells = os.pipe()
        with os.fdopen(told, "rb") as report:
            try:
                process = subprocess.Popen(
                    [command[0], "--info-fd", str(tells), *command[1:]],
                    pass_fds=[tells],
                    stdin=lifeline,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=launch.cwd,
                    env=dict(launch.environment),
                )
            except OSError as error:
                raise LookupError(str(error)) from error
            finally:
                os.close(tells)
            try:
                return cls(process, inside=_inside(process, report))
            except BaseException:
                _end(process)
                raise

    def close(self) -> None:
        """End everything in it."""
        # The first process inside first: with it the system ends all others, and bubblewrap outside collects it.
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        os.close(self.pidfd)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_S)
        _end(self._process)


def _inside(process: subprocess.Popen[bytes], report: IO[bytes]) -> int:
    """The id of the first process inside, once the sandbox stands."""
    assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
    if not select.select([process.stdout], [], [], READY_S)[0] or not process.stdout.readline():
        raise LookupError("bubblewrap did not start")
    return int(json.loads(report.read())["child-pid"])


def _namespace(pid: int | str, name: str) -> str:
    try:
        return str(Path(f"/proc/{pid}/ns/{name}").readlink())
    except OSError as error:
        raise LookupError(str(error)) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
