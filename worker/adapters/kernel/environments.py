"""Environments that uv builds, one per stated content; kept, shared by workers, never half there."""

import hashlib
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import structlog
import uv
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from worker.adapters.folders import exclusive, remove_folder
from worker.adapters.kernel.needs import Needs
from worker.errors import EnvironmentBroken

BUILD_S = 1800.0
TAIL = 1500
_UV_OF_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "no-index": "UV_NO_INDEX",
}
_PIP_LINE = re.compile(r"^(?:global|install|:env:)\.(?P<name>[a-z-]+)='(?P<value>.*)'$", re.MULTILINE)


def kernel_requirements() -> tuple[Requirement, ...]:
    """What every notebook's environment needs besides its own: what this worker drives and the server speaks."""
    series = ".".join(version("marimo").split(".")[:2])
    return Requirement(f"marimo=={series}.*"), Requirement(f"mlflow>=3,<={version('mlflow')}"), Requirement("pyzmq")


class Environments:
    """The environments in one folder; any number of workers may share it."""

    def __init__(self, folder: Path, *, added: Sequence[Requirement] | None = None) -> None:
        """`added`: what each gets besides its needs (default: what a kernel needs)."""
        self._folder = folder
        self._added = tuple(kernel_requirements() if added is None else added)

    def python(self, needs: Needs) -> tuple[str, str]:
        """Interpreter and key of the environment, built first when there is none.

        EnvironmentBroken, with uv's words, when it cannot be built; nothing of the attempt stays.
        """
        lines = sorted(completed(needs.requirements, self._added))
        made_for = [*lines, needs.python, platform.platform(), sys.version, sys.base_prefix]
        key = hashlib.sha256("\n".join(made_for).encode()).hexdigest()[:16]
        home = self._folder / key
        python = home / "bin" / "python"
        if not python.exists():
            with exclusive(self._folder / f"{key}.lock"):
                if not python.exists():
                    self._make(home, lines, needs)
        return str(python), key

    def _make(self, home: Path, lines: Sequence[str], needs: Needs) -> None:
        draft = home.with_name(home.name + ".new")
        started = time.monotonic()
        log = structlog.get_logger()
        log.info("environment.building", origin=needs.origin, requirements=len(lines))
        for left in (home, draft):  # home: its base interpreter is gone; draft: of a worker that died
            remove_folder(left)
        try:
            draft.mkdir(parents=True)
            self._uv(["venv", "--quiet", "--relocatable", *_wanted_python(needs.python), str(draft / "env")], needs)
            listed = draft / "requirements.txt"
            listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
            # Wheels only: building a source distribution would run its code outside every sandbox.
            install = ["pip", "install", "--quiet", "--no-build", "--python", str(draft / "env" / "bin" / "python")]
            self._uv([*install, "--requirements", str(listed)], needs)
            (draft / "env").rename(home)
        finally:
            remove_folder(draft)
        log.info("environment.built", origin=needs.origin, duration_s=round(time.monotonic() - started, 3))

    def _uv(self, arguments: Sequence[str], needs: Needs) -> None:
        code, said = run_uv(arguments, cwd=self._folder)
        if code:
            raise EnvironmentBroken(
                f"the environment that {needs.origin} asks for cannot be built: {said[-TAIL:]}; mend: change it there, "
                "or let MLFLOW_WORKER_PYTHON name an interpreter that has everything (only wheels are installed, and "
                "the package index must answer)"
            )


def completed(stated: Sequence[Requirement], added: Sequence[Requirement]) -> set[str]:
    """Requirement lines with those that a kernel needs; a stated marimo gives way, a stated MLflow version stays."""
    lines = set()
    for own in added:
        same = [one for one in stated if canonicalize_name(one.name) == canonicalize_name(own.name)]
        extras = ",".join(sorted({extra for one in same for extra in one.extras}))
        pinned = own.name != "marimo" and any(one.specifier for one in same)
        if not pinned:
            lines.add(f"{own.name}[{extras}]{own.specifier}" if extras else str(own))
    replaced = {canonicalize_name(own.name) for own in added}
    for one in stated:
        name = canonicalize_name(one.name)
        if name not in replaced or (name != "marimo" and one.specifier):
            lines.add(str(one))
    return lines


def run_uv(arguments: Sequence[str], *, cwd: Path) -> tuple[int, str]:
    """Exit code and output (when it failed: its complaint); `cwd` is no project, so that none configures uv."""
    try:
        done = subprocess.run(
            [uv.find_uv_bin(), *arguments],
            capture_output=True,
            text=True,
            timeout=BUILD_S,
            cwd=cwd,
            env={**os.environ, **_index_settings(), "UV_NO_PROGRESS": "1", "NO_COLOR": "1", "VIRTUAL_ENV": ""},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, f"uv does not run: {error}"
    return done.returncode, done.stderr.strip() if done.returncode else done.stdout


def _index_settings() -> dict[str, str]:
    """What this machine tells pip, for uv, which does not read it; uv's own variables win."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, timeout=60, check=False
    )
    found = {
        _UV_OF_PIP[line["name"]]: " ".join(line["value"].replace("\\n", " ").split())
        for line in _PIP_LINE.finditer(done.stdout)
        if line["name"] in _UV_OF_PIP
    }
    if "UV_INDEX" in found:
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does with more than one index
    return {name: value for name, value in found.items() if name not in os.environ}


def _wanted_python(specifier: str) -> list[str]:
    """This worker's own version where that is allowed."""
    own = platform.python_version()
    return ["--python", sys.executable if SpecifierSet(specifier).contains(own, prereleases=True) else specifier]
