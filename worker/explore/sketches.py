"""Objects of scikit-learn that have drawn a figure and keep it: `display = RocCurveDisplay.from_estimator(…)`."""

import ast

from worker.explore.dataflow import own_nodes, root_name
from worker.findings import LiveValue
from worker.notebook.source import Cell


def keeps_figure(cell: Cell, name: str, live: LiveValue) -> bool:
    """Whether a name stands for such an object, and its cell has it draw."""
    if not (live.type.startswith("sklearn.") and live.type.endswith("Display")):
        return False
    return any(_draws(node, name) for statement in cell.statements for node in own_nodes(statement))


def _draws(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        bound = any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        called = node.value.func
        return bound and isinstance(called, ast.Attribute) and called.attr.startswith(("from_", "plot"))
    drawn = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "plot"
    return drawn and isinstance(node, ast.Call) and root_name(node.func) == name
