"""How a notebook calls the columns of its tables, and what its tables are made of."""

import ast
from collections.abc import Iterator

from worker.explore.dataflow import dotted, qualified
from worker.notebook.source import Cell, Notebook


def spoken_columns(notebook: Notebook) -> dict[str, tuple[str, ...]]:
    """Names for columns that dictionaries give (`{"i": "Infected"}`), or the channels of an Altair chart."""
    found: dict[str, tuple[str, ...]] = {}
    for cell in notebook.cells:
        for node in (node for statement in cell.statements for node in ast.walk(statement)):
            pairs = _texts(node) if isinstance(node, ast.Dict) else _encoded(node)
            for key, name in pairs:
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), name)))[:3]
    return found


def _texts(node: ast.Dict) -> list[tuple[str, str]]:
    """The entries of a dictionary of several texts; empty when it holds anything else."""
    found: list[tuple[str, str]] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(value, ast.Constant)):
            return []
        if not (isinstance(key.value, str) and isinstance(value.value, str)):
            return []
        found.append((key.value, value.value))
    return found if len(found) > 1 else []


def _encoded(node: ast.AST) -> list[tuple[str, str]]:
    """What a channel of a chart calls its column: `alt.Y("dxdt:Q", title="Velocity")`."""
    if not isinstance(node, ast.Call) or not node.args or dotted(node.func).rpartition(".")[2] not in _CHANNELS:
        return []
    column, title = node.args[0], next((k.value for k in node.keywords if k.arg == "title"), None)
    texts = [part.value if isinstance(part, ast.Constant) else None for part in (column, title)]
    field, name = texts
    return [(field.partition(":")[0], name)] if isinstance(field, str) and isinstance(name, str) else []


_CHANNELS = frozenset({"X", "Y", "Color", "Size", "Theta", "Tooltip", "Row", "Column", "Shape", "Opacity"})


_LABELLED = frozenset(
    {"groupby", "pivot", "pivot_table", "crosstab", "describe", "corr", "cov", "value_counts", "set_index"}
)
_UNLABELLED = frozenset({"reset_index", "to_frame", "melt"})
"""what makes rows that are told by labels, and what turns labels into a column"""


def labels_rows(statement: ast.stmt) -> bool:
    """Whether a statement makes a table whose rows are told by labels: `df.groupby("city").mean()`."""
    named = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    node: ast.AST | None = statement.value if isinstance(statement, ast.Assign) and named else None
    made: set[str] = set()
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Call) and any(keyword.arg == "as_index" for keyword in node.keywords):
            return False
        made |= {node.attr} if isinstance(node, ast.Attribute) else set()
        node = node.func if isinstance(node, ast.Call) else node.value
    return bool(made & _LABELLED) and not made & _UNLABELLED


def framed(notebook: Notebook, out: frozenset[str]) -> frozenset[str]:
    """Names that a result's data frame is made of: `pd.DataFrame(records)`; its columns say the same."""
    return frozenset(name for cell in notebook.cells for name in _framed(cell, out))


def _framed(cell: Cell, out: frozenset[str]) -> Iterator[str]:
    for statement in cell.statements:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
            continue
        call = statement.value
        made = isinstance(call.func, ast.Attribute) and call.func.attr == "DataFrame" and call.args
        kept = any(isinstance(one, ast.Name) and qualified(one.id, cell.index) in out for one in statement.targets)
        if made and kept and isinstance(call.args[0], ast.Name):
            yield call.args[0].id
