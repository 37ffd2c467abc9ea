"""Bubblewrap around a command: a read-only machine without homes, sockets or other processes, and a few own folders.

What it does not do: the network stays shared, because notebooks must reach the MLflow server.
"""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from worker.errors import SettingsInvalid

Mode: TypeAlias = Literal["auto", "require", "off"]

PR_SET_DUMPABLE = 4
TRY_S = 20.0
ISOLATED = (
    *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--cap-drop", "ALL", "--die-with-parent"),
)
DEVICES = ("nvidia*", "dri", "kfd")
"""accelerators, which bubblewrap's own small /dev lacks"""
HIDDEN = ("/home", "/root", "/run", "/var/tmp")  # noqa: S108 - hidden, not used
"""here lie keys and the sockets of services; a read-only mount would not stop a connection to one"""
KEPT = ("/run/systemd/resolve", "/run/current-system", "/run/opengl-driver")
"""name resolution and system libraries that lie in a hidden folder"""
OWN_PLACES = {"tmp": "/tmp", "shm": "/dev/shm"}  # noqa: S108 - as seen inside
"""folders of the command's own folder, and what they are inside"""


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """How far notebooks are kept apart from this machine."""

    program: str
    """bubblewrap's; empty: none, only limits hold"""
    reason: str = ""
    """why there is none"""
    hidden: tuple[Path, ...] = ()
    """files and folders that nothing inside may see, besides the usual ones"""

    @property
    def level(self) -> str:
        """What is in force, in one word: `bubblewrap` or `limits`."""
        return "bubblewrap" if self.program else "limits"

    def wrap(
        self,
        argv: Sequence[str],
        *,
        python: str,
        folder: Path,
        cwd: Path,
        writable: Sequence[Path] = (),
        readable: Iterable[Path] = (),
    ) -> list[str]:
        """The command that runs `argv` inside; `argv` itself when there is no bubblewrap.

        Inside, everything is read-only or hidden but `folder` and `writable` (which must exist). `folder` is the
        command's own: two folders in it serve as /tmp and /dev/shm. `python`: the interpreter whose libraries must
        be seen wherever they lie; `readable`: what else must be. Descriptors and the environment are inherited.
        """
        if not self.program:
            return list(argv)
        hidden = self._hidden()
        command = [self.program, *ISOLATED, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
        for device in sorted(path for pattern in DEVICES for path in Path("/dev").glob(pattern)):
            command += ["--dev-bind", str(device), str(device)]
        folders = [place for place in hidden if place.is_dir()]
        for place in folders:
            command += ["--tmpfs", str(place)]
        for name, shown_as in OWN_PLACES.items():
            (folder / name).mkdir(exist_ok=True)
            command += ["--bind", str(folder / name), shown_as]
        # What would show a whole hidden folder again stays hidden.
        shown = {*map(Path, KEPT), Path(__file__).parent, *library_folders(python), *readable}
        command += _bound("--ro-bind", [path for path in sorted(shown) if not _covers(path, hidden)])
        command += _bound("--bind", [*writable, folder])
        # Hooks and configuration of a repository would be run by whoever uses git there next.
        command += _bound("--ro-bind", [path / ".git" for path in writable])
        for place in set(hidden) - set(folders):
            command += ["--ro-bind", os.devnull, str(place)]
        for made in ("/dev", *map(str, folders)):
            command += ["--remount-ro", made]  # they lie in memory, which nobody counts
        return [*command, "--chdir", str(cwd), "--", *argv]

    def _hidden(self) -> list[Path]:
        places = {*map(Path, HIDDEN), Path.home(), *self.hidden}
        return sorted({path.resolve() for path in places if path.exists()} - {Path("/")})


def containment(sandbox: Sandbox) -> str:
    """What holds, for people."""
    if sandbox.program:
        return "bubblewrap: notebooks see no other process, no home, and write only into their own folders"
    return f"only limits: notebooks run with all rights of this user ({sandbox.reason})"


def hide_environment() -> None:
    """Let no other process of this user read this one's environment and memory (the system's administrator still may).

    Inside bubblewrap no other process is seen anyway.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _covers(path: Path, places: Iterable[Path]) -> bool:
    return any(place.is_relative_to(path) for place in places)


def _bound(how: str, paths: Iterable[Path]) -> list[str]:
    return [part for path in paths if path.exists() for part in (how, str(path), str(path))]


def find_sandbox(mode: Mode, *, hidden: Sequence[Path] = ()) -> Sandbox:
    """Bubblewrap if it works here, found by running it; SettingsInvalid when it is required and does not."""
    if mode == "off":
        return Sandbox(program="", reason="MLFLOW_WORKER_SANDBOX is off")
    program = shutil.which("bwrap")
    reason = _refusal(program) if program else "bubblewrap (bwrap) is not installed"
    if mode == "require" and reason:
        raise SettingsInvalid(
            f"MLFLOW_WORKER_SANDBOX is `require`, and {reason}; mend: install bubblewrap and let this user make user "
            "namespaces (in a container: its security profile), or set MLFLOW_WORKER_SANDBOX to `auto`"
        )
    return Sandbox(program="" if reason or program is None else program, reason=reason, hidden=tuple(hidden))


def _refusal(program: str) -> str:
    """Why bubblewrap does not work here; empty when it does."""
    command = [program, *ISOLATED, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--", "true"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TRY_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not run here: {error}"
    said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return f"bubblewrap does not run here: {said}" if done.returncode else ""


def library_folders(python: str) -> tuple[Path, ...]:
    """Where an interpreter's own files lie, read from what it consists of: nothing of a project is run to learn it."""
    program = Path(python).absolute()
    prefix = program.parent.parent
    places = [prefix, program.resolve().parent.parent]
    with suppress(OSError):
        settings = (prefix / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
        places += [Path(home.strip()).parent for home in re.findall(r"^home\s*=(.+)$", settings, re.MULTILINE)]
    for more in prefix.glob("lib/python*/site-packages/*.pth"):
        with suppress(OSError):
            lines = more.read_text(encoding="utf-8", errors="replace").splitlines()
            places += [Path(line.strip()) for line in lines if line.startswith("/")]
    return tuple(sorted({place for place in places if place.exists()}))
