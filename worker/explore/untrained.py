"""Notebooks that train nothing: what they compute are their results, and their loops may hold histories."""

import ast
from collections.abc import Iterator

from worker.explore.dataflow import Dataflow, Unit, own_nodes
from worker.explore.names import literal_assigned
from worker.explore.settings import setting
from worker.explore.sweeps import swept
from worker.explore.values import Values
from worker.findings import Site
from worker.notebook.source import CellKind, Notebook

_LOOPS = (ast.For, ast.While, ast.AsyncFor)


def computed(stream: Dataflow, values: Values) -> frozenset[str]:
    """Qualified names of what cells compute: neither written down, imported, defined nor only set by a UI element."""
    found: set[str] = set()
    for unit in stream.units:
        if not isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            fed = {name for name in unit.mutates if stream.home(name) == unit.cell}
            found |= {name for name in unit.writes | fed if not _given(unit, name.rpartition(":")[2], values)}
    return frozenset(found)


def _given(unit: Unit, name: str, values: Values) -> bool:
    live = values.name(name, unit.cell)
    written = literal_assigned(unit.node, name) is not None or (live is not None and live.ui is not None)
    return written or setting(unit.node, cell=unit.cell, values=values) or _configures(unit.node)


def _configures(node: ast.stmt) -> bool:
    """`settings = Settings(rate=0.1, layers=2)`: an object made of nothing but what is written down."""
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name) or value.args:
        return False
    return value.func.id[:1].isupper() and all(isinstance(keyword.value, ast.Constant) for keyword in value.keywords)


def computing_loops(notebook: Notebook, values: Values) -> tuple[Site, ...]:
    """The outermost loops of cells that carry a number from one iteration to the next, as if they were sites."""
    return tuple(
        Site(
            cell=cell.index,
            first=index,
            last=index,
            kind="loop",
            call=_head(notebook, statement),
            **(swept(statement) if isinstance(statement, ast.For) else {}),
        )
        for cell in notebook.cells
        if cell.kind is CellKind.CELL
        for index, statement in enumerate(cell.statements)
        if isinstance(statement, _LOOPS) and any(_numeric(values, name, cell.index) for name in _carried(statement))
    )


def _carried(loop: ast.stmt) -> Iterator[str]:
    """Names that a loop both reads and binds, or appends to."""
    read = {n.id for n in own_nodes(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for node in own_nodes(loop):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in read:
            yield node.id
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
            and isinstance(node.func.value, ast.Name)
        ):
            yield node.func.value.id


def _numeric(values: Values, name: str, cell: int) -> bool:
    live = values.name(name, cell)
    return live is not None and (live.number is not None or live.numbers or bool(live.shape))


def _head(notebook: Notebook, loop: ast.stmt) -> str:
    return notebook.segment(loop).partition("\n")[0].strip()[:200]
