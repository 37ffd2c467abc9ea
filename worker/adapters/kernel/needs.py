"""What a notebook says it needs: the PEP 723 header of its file, else its project's lock file or dependency list.

Only distributions of the package index count. What would have to be built from source (a git address, a path) is named
in the fault, because building runs the project's own code.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from worker.errors import EnvironmentBroken

_BLOCK = re.compile(r"^# /// script[ \t]*\n(?P<content>(?:^#(?:| .*)\n)+?)^# ///[ \t]*$", re.MULTILINE)
_MEND = "mend: install it into an interpreter of your own and let MLFLOW_WORKER_PYTHON name that"
_IGNORED_OPTIONS = (
    *("--index-url", "-i", "--extra-index-url", "--find-links", "-f", "--trusted-host", "--pre", "--prefer-binary"),
    *("--only-binary", "--no-binary", "--require-hashes", "--no-index"),
)
"""where packages come from is the operator's business"""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Stated requirements."""

    origin: str
    """who states them, for people: `the header of notebooks/fit.py`, `uv.lock`"""
    requirements: tuple[Requirement, ...]
    python: str = ""
    """version specifier, empty for any"""


def header_needs(source: str, *, name: str) -> Needs | None:
    """What the notebook's PEP 723 header asks for, None without one; EnvironmentBroken when it cannot be read."""
    origin = f"the header of {name}"
    blocks = _BLOCK.findall(source.replace("\r\n", "\n"))
    if not blocks:
        return None
    if len(blocks) > 1:
        raise EnvironmentBroken(f"{origin} has {len(blocks)} `# /// script` blocks; mend: keep one")
    stated = _toml("".join(line[2:] or "\n" for line in blocks[0].splitlines(keepends=True)), origin=origin)
    _no_sources(stated, origin=origin)
    return Needs(
        origin=origin,
        requirements=tuple(_requirements(_strings(stated.get("dependencies")), origin=origin)),
        python=str(stated.get("requires-python", "")),
    )


def listed_needs(folder: Path, *, root: Path) -> Needs | None:
    """What `requirements.txt` or the `dependencies` of `pyproject.toml` in this folder ask for, None without both."""
    listed = folder / "requirements.txt"
    if listed.is_file():
        origin = listed.relative_to(root).as_posix()
        included = _listed_lines(listed, root=root, seen=set())
        return Needs(origin=origin, requirements=tuple(_requirements(included, origin=origin)))
    project = project_of(folder, root=root)
    if not project or "dependencies" not in project.get("project", {}):
        return None
    origin = (folder / "pyproject.toml").relative_to(root).as_posix()
    _no_sources(project, origin=origin)
    dev = project.get("dependency-groups", {}).get("dev", ())
    lines = [*_strings(project["project"]["dependencies"]), *(line for line in dev if isinstance(line, str))]
    return Needs(
        origin=origin,
        requirements=tuple(_requirements(lines, origin=origin)),
        python=str(project["project"].get("requires-python", "")),
    )


def locked_needs(exported: str, *, origin: str, python: str) -> Needs:
    """What the export of a lock file asks for."""
    lines = (line.partition(" #")[0].strip() for line in exported.splitlines())
    pins = [line for line in lines if line and not line.startswith(("#", "-e", "--", ".", "/"))]
    return Needs(origin=origin, requirements=tuple(_requirements(pins, origin=origin)), python=python)


def project_of(folder: Path, *, root: Path) -> Mapping[str, Any]:
    """The folder's `pyproject.toml`, empty without one."""
    try:
        text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return _toml(text, origin=(folder / "pyproject.toml").relative_to(root).as_posix())


def _toml(text: str, *, origin: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EnvironmentBroken(f"{origin} is not valid TOML: {error}; mend it there") from error


def _strings(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _no_sources(stated: Mapping[str, Any], *, origin: str) -> None:
    sources = stated.get("tool", {}).get("uv", {}).get("sources", {})
    for name, source in sources.items() if isinstance(sources, dict) else ():
        if isinstance(source, dict) and source.keys() & {"git", "path", "url"}:
            raise EnvironmentBroken(f"{origin} takes `{name}` from outside the package index; {_MEND}")


def _requirements(lines: Iterable[str], *, origin: str) -> Iterator[Requirement]:
    for line in lines:
        try:
            requirement = Requirement(line)
        except InvalidRequirement as error:
            raise EnvironmentBroken(f"{origin} asks for {line!r}, which is no requirement: {error}") from error
        if requirement.url:
            raise EnvironmentBroken(f"{origin} takes `{requirement.name}` from outside the package index; {_MEND}")
        yield requirement


def _listed_lines(path: Path, *, root: Path, seen: set[Path]) -> Iterator[str]:
    """Lines of a requirements file and of those that it includes; files outside `root` are not read."""
    real = path.resolve()
    if real in seen or not real.is_relative_to(root.resolve()) or not real.is_file():
        return
    seen.add(real)
    text = real.read_text(encoding="utf-8", errors="replace").replace("\\\n", " ")
    for raw in text.splitlines():
        line = re.sub(r"(^|\s)#.*|\s--hash[= ]\S+", "", raw).strip()
        included = re.match(r"(?:-r|--requirement)[ =]?\s*(\S+)", line)
        if included:
            yield from _listed_lines(path.parent / included[1], root=root, seen=seen)
        elif line and not _is_ignored(line):
            yield line


def _is_ignored(line: str) -> bool:
    """An option about the index, or the project itself, which the notebook finds in its repository."""
    own_project = re.match(r"(?:(?:-e|--editable)[ =]?\s*)?\.{1,2}(?:/|\[|$)", line)
    return bool(own_project) or line.startswith(_IGNORED_OPTIONS)
