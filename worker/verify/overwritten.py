"""Which planned values may change after they were logged, so that comparing them with the live value says nothing."""

import ast
from collections.abc import Iterator

from worker.findings import LiveValue, Scope
from worker.notebook.source import Notebook
from worker.notebook.syntax import parse_expression
from worker.plan import TrackingPlan, Value
from worker.verify.observed import Live, live_value

_SAME_AGAIN = frozenset(
    {"float", "int", "str", "bool", "len", "max", "min", "sum", "abs", "round", "list", "dict", "sorted", "tuple"}
    | {
        "range",
        "item",
        "mean",
        "std",
        "tolist",
        "get_params",
        "keys",
        "values",
        "items",
        "get",
        "numpy",
        "detach",
        "cpu",
    }
)
"""calls that give the same answer when they are made twice"""


def overwritten(notebook: Notebook, plan: TrackingPlan, live: Live) -> frozenset[tuple[int, str]]:
    """(cell, expression) pairs of planned values whose live value may differ from the moment they were logged.

    Too many are better than too few here: a value in this set is still checked for being there and finite.
    """
    values = (*plan.params, *plan.metrics, *plan.series, *plan.tags)
    nested = (*plan.nested.params, *plan.nested.metrics) if plan.nested else ()
    # a child logs behind the last statement of its iteration that sets the value, a series behind the first one
    loops = [(value, 0) for value in nested] + [(value, value.path[0] if value.path else 0) for value in values]
    return frozenset(
        (value.cell, value.expression)
        for value, line in loops
        if _may_change(notebook, value, live_value(live, value.cell, value.expression), set_in=line)
    )


def changed_since(notebook: Notebook, expression: ast.expr, *, cell: int, loop: ast.For | ast.AsyncFor) -> bool:
    """Whether what a loop runs over may have been set anew or changed since it began."""
    roots = _roots(expression)
    later = [one for one in notebook.cells[cell].statements if one.lineno > (loop.end_lineno or loop.lineno)]
    if any(_binds(one, roots) for one in (*loop.body, *later)):
        return True
    if isinstance(expression, ast.Call) and getattr(expression.func, "id", "") == "range":
        return False
    others = (one for one in notebook.cells if one.index != cell and roots & one.refs)
    return any(_mutates(one, roots) for one in (*loop.body, *later, *_statements(others)))


def leaves_early(loop: ast.stmt) -> bool:
    """Whether some iteration may end before its last statement, or be the last one before its time."""
    return any(isinstance(node, (ast.Break, ast.Continue, ast.Return)) for node in ast.walk(loop))


def _may_change(notebook: Notebook, value: Value, live: LiveValue | None, *, set_in: int) -> bool:
    """`set_in`: the line of a loop that sets the value; what sets it again further down is another value."""
    try:
        expression = parse_expression(value.expression)
    except SyntaxError:
        return True
    if calls_again(expression):
        return True
    roots = _roots(expression)
    statements = notebook.cells[value.cell].statements
    later = list(statements[value.statement + 1 :])
    loops = statements[value.statement : value.statement + 1] if value.scope is Scope.LOOP else ()
    if any(leaves_early(loop) or (set_in and _binds(loop, roots, after=set_in)) for loop in loops):
        return True
    if any(_binds(statement, roots) for statement in later):
        return True
    if isinstance(expression, ast.Name) and live is not None and _immutable(live):
        return False
    others = (cell for cell in notebook.cells if cell.index != value.cell and roots & cell.refs)
    return any(_mutates(statement, roots) for statement in (*loops, *later, *_statements(others)))


def _statements(cells: Iterator[object]) -> Iterator[ast.stmt]:
    for cell in cells:
        yield from getattr(cell, "statements", ())


def _immutable(live: LiveValue) -> bool:
    return live.number is not None or live.string is not None or live.boolean is not None


def calls_again(expression: ast.expr) -> bool:
    """Whether evaluating it once more may give something else, or do something."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name not in _SAME_AGAIN:
                return True
    return False


def _roots(expression: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def _binds(statement: ast.stmt, roots: set[str], *, after: int = 0) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id in roots and not isinstance(node.ctx, ast.Load) and node.lineno > after
        for node in ast.walk(statement)
    )


def _mutates(statement: ast.stmt, roots: set[str]) -> bool:
    """Whether a statement stores through a root, calls a method of it, or hands it to a call."""
    for node in ast.walk(statement):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            if _root(node) in roots:
                return True
        elif isinstance(node, ast.Call):
            handed = {a.id for a in (*node.args, *(k.value for k in node.keywords)) if isinstance(a, ast.Name)}
            if handed & roots or (isinstance(node.func, ast.Attribute) and _root(node.func) in roots):
                return True
    return False


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
