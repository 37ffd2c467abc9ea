"""The repository's own modules that a notebook imports, directly or through one another."""

import ast
from collections.abc import Iterator
from pathlib import Path

from worker.notebook.syntax import parse_module


def local_modules(notebook: Path, *, root: Path) -> frozenset[Path]:
    """Files below `root` that the notebook's imports lead to, found beside it and at the root (and its `src`)."""
    folders = tuple(dict.fromkeys((notebook.parent, root, root / "src")))
    found: set[Path] = set()
    todo = [notebook]
    while todo:
        file = todo.pop()
        for name in _imported(file):
            for folder in (*folders, file.parent):
                for candidate in _files(folder, name):
                    if candidate not in found and candidate != notebook and candidate.is_file():
                        found.add(candidate)
                        todo.append(candidate)
    return frozenset(found)


def _imported(file: Path) -> Iterator[str]:
    try:
        tree = parse_module(file.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if base:
                yield base
            yield from (f"{base}.{alias.name}".strip(".") for alias in node.names)


def _files(folder: Path, module: str) -> Iterator[Path]:
    """Files that importing a dotted module may run: the packages on the way, and the module itself."""
    parts = [part for part in module.split(".") if part.isidentifier()]
    for count in range(1, len(parts) + 1):
        place = folder.joinpath(*parts[:count])
        yield place.with_suffix(".py")
        yield place / "__init__.py"
