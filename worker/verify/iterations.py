"""How often a planned loop ran, as an expression that the notebook's kernel can answer."""

import ast
from collections.abc import Sequence

from worker.notebook.source import Notebook
from worker.plan import TrackingPlan, Value
from worker.verify.overwritten import calls_again, changed_since, leaves_early

_THROUGH = frozenset({"enumerate", "reversed", "sorted", "list", "tuple", "tqdm", "track", "progress_bar"})
"""calls that give as many items as their first argument has"""


def counted_loops(notebook: Notebook, plan: TrackingPlan) -> dict[int, tuple[int, str]]:
    """Line of a planned loop → its cell, and the expression whose value is its number of iterations.

    Loops that may end early or skip a part, and iterables that may have changed since, are left out.
    """
    wanted = [(value.cell, value.path[-1], value) for value in plan.series if value.form == "loop" and value.path]
    lines: dict[int, tuple[int, Value | None]] = {line: (cell, value) for cell, line, value in wanted}
    if plan.nested is not None and plan.nested.path:
        lines[plan.nested.path[-1]] = (plan.nested.cell, None)
    found = {}
    for line, (cell, value) in lines.items():
        loop = find_loop(notebook, cell, line)
        if isinstance(loop, (ast.For, ast.AsyncFor)) and not leaves_early(loop) and _always_set(loop, value):
            expression = _length(loop.iter)
            if expression and not changed_since(notebook, loop.iter, cell=cell, loop=loop):
                found[line] = (cell, expression)
    return found


def find_loop(notebook: Notebook, cell: int, line: int) -> ast.stmt | None:
    """The loop that begins in this line of the file, where it runs at most once per execution of the cell."""
    blocks: list[Sequence[ast.stmt]] = [notebook.cells[cell].statements]
    while blocks:
        for statement in blocks.pop():
            if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
                if statement.lineno == line:
                    return statement
            elif isinstance(statement, (ast.If, ast.With, ast.AsyncWith, ast.Try)):
                blocks += [block for block in (statement.body, getattr(statement, "orelse", [])) if block]
    return None


def _always_set(loop: ast.For | ast.AsyncFor, value: Value | None) -> bool:
    """Whether every iteration sets the value (it is set by a statement of the loop's own body)."""
    if value is None:
        return True
    plain = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.With)
    return any(
        isinstance(one, plain) and one.lineno <= value.path[0] <= (one.end_lineno or one.lineno) for one in loop.body
    )


def _length(iterable: ast.expr) -> str:
    """An expression for the number of items; empty when asking might use the items up, or cost much."""
    if isinstance(iterable, ast.Call):
        name = iterable.func.attr if isinstance(iterable.func, ast.Attribute) else getattr(iterable.func, "id", "")
        if name in _THROUGH and iterable.args:
            return _length(iterable.args[0])
        if name == "zip" and iterable.args and not iterable.keywords:
            parts = [_length(argument) for argument in iterable.args]
            return f"min([{', '.join(parts)}])" if all(parts) else ""
        known = name == "range" or (name in {"items", "keys", "values"} and not iterable.args)
        if not known:
            return ""
    elif not isinstance(iterable, (ast.Name, ast.Attribute, ast.Subscript, ast.List, ast.Tuple)):
        return ""
    return "" if calls_again(iterable) else f"len({ast.unparse(iterable)})"
