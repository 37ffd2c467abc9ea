"""What one kernel is started with."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from worker.adapters.kernel.limits import Limits
from worker.adapters.kernel.sandbox import Sandbox

SERIES = ".".join(version("marimo").split(".")[:2])
"""of the marimo that the worker drives"""


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A kernel's process, before there is one."""

    python: str
    cwd: Path
    """the notebook's folder"""
    root: Path
    """the folder that the notebook may write into, `cwd` or above it"""
    folder: Path
    """the process's own, temporary"""
    environment: Mapping[str, str]
    limits: Limits
    timeout_s: float
    """of one execution"""
    sandbox: Sandbox
    writable: tuple[Path, ...] = ()
    """besides `root` and `folder`"""
    readable: tuple[Path, ...] = ()
    """what would be hidden otherwise"""
