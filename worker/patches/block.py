"""The block of statements in which a site trains: the cell's own body, or the body of an `if` or `try` in it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from worker.findings import Site
from worker.notebook.edit import CellEdit, Line
from worker.notebook.source import Cell, Notebook
from worker.patches.expressions import roots


@dataclass(frozen=True)
class Block:
    """Neighbouring statements, each with the line that holds it."""

    nodes: tuple[ast.stmt, ...]
    lines: tuple[Line, ...]
    """as long as `nodes`; statements parted by `;` share one"""
    first: int
    """index of the first training statement"""
    last: int
    anchor: int
    """index of the cell's top-level statement that holds the block; the site's first one at top level"""
    top: bool
    """whether it is the cell's own body"""
    run: cst.With | None = None
    """the user's own `with mlflow.start_run(...)` whose body it is"""

    def binds(self, names: frozenset[str]) -> int:
        """Index of the last statement that assigns one of the names; -1 when none does."""
        return max((at for at, node in enumerate(self.nodes) if names & assigned(node)), default=-1)

    def rebinds(self, names: frozenset[str], *, behind: int) -> bool:
        """Whether a statement behind one of this index assigns one of the names."""
        return any(names & assigned(node) for node in self.nodes[behind + 1 :])


def site_block(notebook: Notebook, edit: CellEdit, site: Site, *, mlflow: str) -> Block:
    """Find the block of a site, going into `if`, `try` and the user's own run context, but into no other statement."""
    cell = edit.cell
    lines = _lines_of(edit.lines)
    nodes = cell.statements
    block = Block(nodes, tuple(lines[: len(nodes)]), site.first, site.last, site.first, top=True)
    while block.first == block.last:
        inner = _inner(notebook, block, site.call, mlflow)
        if inner is None:
            return block
        block = inner
    return block


def stops(notebook: Notebook, cell: Cell, node: ast.AST | None = None) -> bool:
    """Whether a cell (or a statement) may end in a `mo.stop`."""
    mo = notebook.module_name("marimo") or "mo"
    nodes: Sequence[ast.AST] = [node] if node is not None else cell.statements
    return any(
        isinstance(found, ast.Attribute)
        and found.attr == "stop"
        and isinstance(found.value, ast.Name)
        and found.value.id == mo
        for one in nodes
        for found in ast.walk(one)
    )


def names_of(expression: str) -> frozenset[str]:
    """The names an expression reads."""
    return roots(expression)


def _inner(notebook: Notebook, block: Block, call: str, mlflow: str) -> Block | None:
    node, line = block.nodes[block.first], block.lines[block.first]
    run: cst.With | None = None
    bodies: list[tuple[list[ast.stmt], cst.BaseSuite]] = []
    if isinstance(node, ast.If) and isinstance(line, cst.If):
        bodies.append((node.body, line.body))
        if node.orelse and isinstance(line.orelse, cst.Else):
            bodies.append((node.orelse, line.orelse.body))
        elif node.orelse and isinstance(line.orelse, cst.If):
            bodies.append((node.orelse, cst.IndentedBlock([line.orelse])))
    elif isinstance(node, ast.Try) and isinstance(line, cst.Try):
        bodies.append((node.body, line.body))
    elif isinstance(node, ast.With) and isinstance(line, cst.With) and starts_run(line, mlflow):
        run = line
        bodies.append((node.body, line.body))
    found = [(one, suite) for one, suite in bodies if _holding(notebook, one, call) is not None]
    if not found and not (run or isinstance(node, (ast.If, ast.Try))):
        return None
    for inner, suite in found or bodies[:1]:
        if not isinstance(suite, cst.IndentedBlock):
            return None
        at = _holding(notebook, inner, call)
        first, last = (at, at) if at is not None else (0, len(inner) - 1)
        lines = _lines_of([one for one in suite.body if isinstance(one, Line)])
        return Block(tuple(inner), tuple(lines), first, last, block.anchor, top=False, run=run or block.run)
    return None


def starts_run(line: cst.With, mlflow: str) -> bool:
    """Whether a `with` begins a new run that is nobody's child."""
    for item in line.items:
        call = item.item
        if isinstance(call, cst.Call) and cst.Module([]).code_for_node(call.func) == f"{mlflow}.start_run":
            return not any(arg.keyword and arg.keyword.value in ("run_id", "nested") for arg in call.args)
    return False


def _holding(notebook: Notebook, body: Sequence[ast.stmt], call: str) -> int | None:
    """Index of the statement in whose source the call occurs."""
    wanted = "".join(call.split())
    if not wanted:
        return None
    return next((at for at, node in enumerate(body) if wanted in "".join(notebook.segment(node).split())), None)


def _lines_of(lines: Sequence[Line]) -> list[Line]:
    """One line per statement."""
    return [line for line in lines for _ in range(len(line.body) if isinstance(line, cst.SimpleStatementLine) else 1)]


def assigned(node: ast.stmt) -> frozenset[str]:
    """The names that a statement binds."""
    bound = {found.id for found in ast.walk(node) if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Store)}
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return frozenset({node.name})
    return frozenset(bound)
