"""Expressions worth asking the kernel about, beside plain names."""

import ast
from collections.abc import Collection, Iterator

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.explore.displays import core, displays
from worker.explore.functions import functions
from worker.notebook.quiet_methods import quiet_values
from worker.notebook.source import Cell, Notebook

LIMIT = 400
"""expressions asked per notebook at most"""
_QUIET_CALLS = (
    "print",
    "md",
    "stop",
    "append",
    "show",
    "plot",
    "open",
    "read",
    "write",
    "input",
    "sleep",
    "fit",
    "train",
)


def expressions(notebook: Notebook) -> dict[int, tuple[str, ...]]:
    """Per cell: attribute and item chains it reads, and expressions it shows to the reader."""
    found: dict[int, dict[str, None]] = {}
    for cell in notebook.cells:
        found[cell.index] = dict.fromkeys(_chains(notebook, cell))
    own = functions(notebook).keys()
    for display in displays(notebook):
        node = core(display.node)
        for part in () if display.function else (node, *own_calls(node, own)):
            if (
                isinstance(part, (ast.Call, ast.Subscript, ast.BinOp, ast.UnaryOp))
                and is_repeatable(part)
                and _global(notebook, display.cell, part)
            ):
                found[display.cell][notebook.segment(part)] = None
    for cell in notebook.cells:
        tables = (node for node in shown_tables(cell) if is_repeatable(node) and _global(notebook, cell.index, node))
        found[cell.index].update(dict.fromkeys(notebook.segment(node) for node in tables))
    for cell_index, text in quiet_values(notebook):
        found[cell_index][text] = None
    left = LIMIT
    kept: dict[int, tuple[str, ...]] = {}
    for cell_index, texts in found.items():
        kept[cell_index] = tuple(texts)[:left]
        left -= len(kept[cell_index])
    return {cell: texts for cell, texts in kept.items() if texts}


def own_calls(node: ast.expr, own: Collection[str]) -> Iterator[ast.Call]:
    """Calls of the notebook's functions within a shown expression: `zeros(x)` in `zeros(x) / n * 100`."""
    for item in ast.walk(node):
        if item is not node and isinstance(item, ast.Call) and isinstance(item.func, ast.Name) and item.func.id in own:
            yield item


def shown_tables(cell: Cell) -> Iterator[ast.expr]:
    """What a cell may show as a table without a name: `df.describe()` at its end, or within `mo.ui.table(…)`."""
    shown = [cell.last_expression] if cell.last_expression is not None else []
    calls = (node for statement in cell.statements for node in own_nodes(statement) if isinstance(node, ast.Call))
    shown += [node.args[0] for node in calls if dotted(node.func).endswith(("ui.table", "ui.dataframe")) and node.args]
    for node in shown:
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if called or isinstance(node, ast.Subscript):
            yield node


def _chains(notebook: Notebook, cell: Cell) -> Iterator[str]:
    for statement in cell.statements:
        for node in own_nodes(statement):
            if (
                isinstance(node, (ast.Attribute, ast.Subscript))
                and not (isinstance(node.ctx, ast.Store) and _by_label(node))
                and is_chain(node)
                and _global(notebook, cell.index, node)
            ):
                yield notebook.segment(node)


def _by_label(node: ast.Attribute | ast.Subscript) -> bool:
    """`frame.loc[0, "x"] = …`: one of many entries that are filled in."""
    return isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "iloc", "at", "iat")


_FORM = frozenset({"shape", "size", "ndim", "dtype", "T", "values", "columns", "index"})
"""attributes that say how data is laid out, not what came out"""


def is_chain(node: ast.expr) -> bool:
    """`a.b["c"][0].d`: attributes and constant items on a name, four links at most, no call."""
    links = 0
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Subscript) and not _constant_index(node.slice):
            return False
        if isinstance(node, ast.Attribute) and (node.attr.startswith("_") or node.attr in _FORM):
            return False
        node, links = node.value, links + 1
    return isinstance(node, ast.Name) and 0 < links <= 4


def _constant_index(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    if isinstance(node, ast.Tuple):  # a row or a column of an array: `solution[:, 1]`
        return all(_constant_index(item) for item in node.elts)
    if isinstance(node, ast.Slice):
        return node.lower is None and node.upper is None and node.step is None
    return isinstance(node, ast.Constant) and isinstance(node.value, (str, int))


def _global(notebook: Notebook, cell: int, node: ast.expr) -> bool:
    """Whether every name in it is the notebook's (or the cell's own private one), and its root is no module."""
    comprehension = any(
        isinstance(item, (ast.comprehension, ast.Lambda, ast.NamedExpr, ast.Await)) for item in ast.walk(node)
    )
    names = {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}
    known = notebook.definer.keys() | notebook.cells[cell].private | {"len", "max", "min", "sum", "abs", "float", "int"}
    root = root_name(node)
    return (
        not comprehension
        and bool(names)
        and names <= known
        and (isinstance(node, ast.Call) or root not in notebook.imports)
    )


def is_repeatable(node: ast.expr) -> bool:
    """Whether evaluating an expression once more is harmless as far as the names that it calls tell."""
    called = [item.func for item in ast.walk(node) if isinstance(item, ast.Call)]
    names = [func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called]
    drawn = any(isinstance(item, ast.Attribute) and item.attr == "random" for func in called for item in ast.walk(func))
    return not drawn and not any(quiet in name for name in names for quiet in _QUIET_CALLS)
