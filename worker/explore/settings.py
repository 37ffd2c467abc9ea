"""Names that only say once more what a UI element is set to."""

import ast

from worker.explore.values import Values

_CONVERSIONS = frozenset({"float", "int", "round", "str", "bool", "abs"})
_PLAIN = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.BinOp, ast.UnaryOp),
    *(ast.operator, ast.unaryop, ast.expr_context),
)


def setting(node: ast.stmt, *, cell: int, values: Values) -> bool:
    """Whether a statement assigns what exactly one UI element is set to, in another unit or type at most."""
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    if value is None or not all(isinstance(item, _PLAIN) or _converts(item) for item in ast.walk(value)):
        return False
    read = [item for item in ast.walk(value) if isinstance(item, ast.Name) and item.id not in _CONVERSIONS]
    attributes = [item for item in ast.walk(value) if isinstance(item, ast.Attribute)]
    if len(read) != 1 or len(attributes) != 1 or attributes[0].attr != "value":
        return False
    live = values.name(read[0].id, cell)
    return live is not None and live.ui is not None


def _converts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CONVERSIONS
