"""A notebook as the kernel takes it: cells with ids, code and configuration."""

import ast
import re
from collections.abc import Sequence
from typing import Any

from marimo._ast.parse import MarimoFileError, parse_notebook
from marimo._schemas.serialization import SetupCell

from worker.errors import NotebookInvalid
from worker.findings import Frozen
from worker.notebook.syntax import in_turn, parse_module

SETUP = "setup"
"""marimo wants this id for the setup cell"""
OBSERVER = "__mlflow_worker_observe__"
"""a builtin that the probe installs"""
CELL_FRAME = re.compile(r'__marimo__cell_(\w+)_\.py", line \d+ in <module>')
"""a cell's own code in a stack of `faulthandler`: marimo compiles each cell under a file name of this form"""


class ProgramCell(Frozen):
    """One cell."""

    id: str
    code: str
    options: dict[str, Any]


class Program(Frozen):
    """All cells of a notebook in file order (the setup cell included), and its `App(...)` arguments."""

    cells: tuple[ProgramCell, ...]
    options: dict[str, Any]
    docstring: str | None

    def index(self, cell_id: str) -> int | None:
        """The index of a cell, None for marimo's own cells."""
        return next((index for index, cell in enumerate(self.cells) if cell.id == cell_id), None)

    def crashed(self, stack: str) -> int | None:
        """The index of the cell whose own code a dying Python's stack shows running; None without one."""
        found = CELL_FRAME.search(stack)
        return self.index(found[1]) if found else None

    def ids(self, indices: Sequence[int]) -> list[str]:
        """Ids of cells by index."""
        return [self.cells[index].id for index in indices]


def read_program(source: str, *, filename: str, observe_functions: bool) -> Program:
    """Parse a notebook as marimo's editor does; NotebookInvalid when it is none."""
    try:
        notebook = in_turn(lambda: parse_notebook(source, filepath=filename))
    except (MarimoFileError, SyntaxError, ValueError) as error:
        raise NotebookInvalid(f"{filename} is no marimo notebook: {error}") from error
    if notebook is None or not notebook.valid:
        raise NotebookInvalid(f"{filename} is no marimo notebook: it has no `import marimo` and no `marimo.App`")
    cells = tuple(
        ProgramCell(
            id=SETUP if isinstance(cell, SetupCell) else f"c{index:03d}",
            code=observed(cell.code) if observe_functions else cell.code,
            options=cell.options,
        )
        for index, cell in enumerate(notebook.cells)
    )
    return Program(cells=cells, options=notebook.app.options, docstring=_docstring(source))


def _docstring(source: str) -> str | None:
    try:
        return ast.get_docstring(parse_module(source))
    except (SyntaxError, ValueError):
        return None


def observed(code: str) -> str:
    """The code with every top-level function telling its locals and its result; unchanged without one."""
    try:
        module = parse_module(code)
    except (SyntaxError, ValueError):
        return code
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    wrapped = [_wrap(node) for node in functions]
    return ast.unparse(ast.fix_missing_locations(module)) if any(wrapped) else code


def _wrap(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    start = 1 if ast.get_docstring(function) is not None else 0
    body = function.body[start:]
    if not body:
        return False
    for statement in body:
        _Returns(function.name).visit(statement)
    call = parse_module(f"{OBSERVER}({function.name!r}, locals())").body
    function.body[start:] = [ast.Try(body=body, handlers=[], orelse=[], finalbody=call)]
    return True


class _Returns(ast.NodeVisitor):
    """Hands what a function returns to the observer, which hands it back; functions within are left alone."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not isinstance(node.value, ast.Constant):
            observer = ast.Name(OBSERVER, ast.Load())
            node.value = ast.Call(observer, [ast.Constant(self._name), ast.Constant(None), node.value], [])

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Its returns are its own."""

    visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815
