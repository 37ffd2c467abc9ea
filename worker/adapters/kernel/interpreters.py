"""Which interpreter runs a notebook.

The operator's; else one with what the notebook's PEP 723 header asks for; else the project's own environment, or one
with what its lock file or dependency list asks for; else the worker's own. Where the worker's own meets everything that
is stated, it serves: nothing has to be built, and its warm kernels can be used. A task cannot name one.
"""

import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from worker.adapters.kernel.environments import Environments, kernel_requirements, run_uv
from worker.adapters.kernel.needs import Needs, header_needs, listed_needs, locked_needs, project_of
from worker.errors import EnvironmentBroken

OWN = "the worker's own"


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """A Python that has marimo, MLflow and what the notebook states."""

    python: str
    origin: str
    """why this one, for people"""
    key: str
    """equal for notebooks that share it"""
    paths: tuple[Path, ...] = ()
    """where the project's own packages lie in its repository"""


class Interpreters:
    """Chooses."""

    def __init__(self, *, environments: Environments, python: str = "", checkout: Path | None = None) -> None:
        """`python`: the operator's, for every notebook; `checkout`: where else than in its root a `.venv` may lie."""
        self._environments = environments
        self._python = python
        self._checkout = checkout

    def choose(self, path: Path, source: str, root: Path) -> Interpreter:
        """For the notebook `source` at `path` in the repository at `root`; EnvironmentBroken when there can be none.

        Building an environment takes as long as downloading its packages; it happens once per content.
        """
        if self._python:
            return Interpreter(python=self._python, origin="MLFLOW_WORKER_PYTHON", key=self._python)
        needs = header_needs(source, name=path.relative_to(root).as_posix())
        if needs is not None:
            return self._meeting(needs)
        for folder in _upwards(path.parent, root):
            project = project_of(folder, root=root)
            chosen = self._existing(folder, root)
            stated = None if chosen else self._stated(folder, root)
            if stated:
                chosen = self._meeting(stated)
            if chosen:
                paths = _own_packages(folder, project)
                return Interpreter(python=chosen.python, origin=chosen.origin, key=chosen.key, paths=paths)
        return Interpreter(python=sys.executable, origin=OWN, key="own")

    def _meeting(self, needs: Needs) -> Interpreter:
        if meets(needs):
            return Interpreter(python=sys.executable, origin=f"{OWN}, which meets {needs.origin}", key="own")
        python, key = self._environments.python(needs)
        return Interpreter(python=python, origin=f"built for {needs.origin}", key=key)

    def _existing(self, folder: Path, root: Path) -> Interpreter | None:
        """The project's `.venv`, where it can run a kernel."""
        places = [folder, self._checkout / folder.relative_to(root)] if self._checkout else [folder]
        for place in places:
            python = place / ".venv" / "bin" / "python"
            if python.exists() and runs_kernels(python.parent.parent):
                return Interpreter(python=str(python), origin=f"{place / '.venv'}", key=str(python))
        return None

    def _stated(self, folder: Path, root: Path) -> Needs | None:
        lock = folder / "uv.lock"
        if not lock.is_file():
            return listed_needs(folder, root=root)
        origin = lock.relative_to(root).as_posix()
        export = ["export", "--quiet", "--frozen", "--no-emit-project", "--no-emit-local", "--no-hashes"]
        code, said = run_uv([*export, "--no-annotate", "--no-header", "--project", str(folder)], cwd=root)
        if code:
            raise EnvironmentBroken(f"{origin} cannot be read: {said}; mend: `uv lock`")
        python = str(project_of(folder, root=root).get("project", {}).get("requires-python", ""))
        return locked_needs(said, origin=origin, python=python)


def meets(needs: Needs) -> bool:
    """Whether the worker's own interpreter has everything that is stated, in the stated versions."""
    try:
        fits = SpecifierSet(needs.python).contains(platform.python_version(), prereleases=True)
    except InvalidSpecifier as error:
        raise EnvironmentBroken(f"{needs.origin}: `requires-python` {needs.python!r} is no version range") from error
    return fits and all(_installed(one) for one in needs.requirements if one.name != "marimo")


def runs_kernels(environment: Path) -> bool:
    """Whether a virtual environment has what a kernel needs, as its folders tell."""
    return all(
        any(
            distribution_version in one.specifier
            for folder in environment.glob("lib/python*/site-packages")
            for distribution_version in _versions(folder, one.name)
        )
        for one in kernel_requirements()
    )


def _versions(folder: Path, name: str) -> Iterator[str]:
    for found in folder.glob(f"{name}-*.dist-info"):
        yield found.name.removeprefix(f"{name}-").removesuffix(".dist-info")


def _installed(requirement: Requirement, *, extra: str = "", seen: frozenset[str] = frozenset()) -> bool:
    """Whether this interpreter has it, with what its extras ask for."""
    if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
        return True
    try:
        found = distribution(requirement.name)
    except PackageNotFoundError:
        return False
    if not requirement.specifier.contains(found.version, prereleases=True):
        return False
    wanted = [(one, Requirement(line)) for one in requirement.extras for line in found.requires or ()]
    return all(
        _installed(line, extra=one, seen=seen | {line.name})
        for one, line in wanted
        if line.name not in seen and line.marker and not line.marker.evaluate({"extra": ""})
    )


def _upwards(folder: Path, root: Path) -> Iterable[Path]:
    """The folder and those above it, up to the root."""
    yield from (one for one in (folder, *folder.parents) if one.is_relative_to(root))


def _own_packages(folder: Path, project: Mapping[str, object]) -> tuple[Path, ...]:
    """Where a project that is a package keeps its modules: notebooks import them as if it were installed."""
    if "build-system" not in project:
        return ()
    source = folder / "src"
    return (source if source.is_dir() else folder,)
