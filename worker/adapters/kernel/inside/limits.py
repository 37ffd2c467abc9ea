"""Limits of a kernel process, set by itself before any notebook's code runs; its children inherit them."""

from __future__ import annotations

import contextlib
import ctypes
import pathlib
import resource
import sys

PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38


def confine(limits: dict[str, int]) -> None:
    """Set limits, for good: `cpu_s`, `file` (bytes), `open_files`, `threads` (of this user, all processes together)."""
    for what, most in (
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_NPROC, limits["threads"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        # When memory runs out all the same, the machine ends the notebook, not the worker.
        pathlib.Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans stay below this process, where the worker finds them
