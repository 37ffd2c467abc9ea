"""One child run per iteration of a tuning loop.

What it does: puts the body of the loop into `with mlflow.start_run(..., nested=True):`, inside the run of the whole
search. Parameters that the iteration starts with are logged first, its metrics as soon as all are known.

Why: every trial can be compared in the UI, and belongs to its search. The `with` closes a child even when its trial
fails, leaves with `continue`, or ends the search with `break`.

Before::

    for alpha in alphas:
        score = evaluate(alpha)

After::

    with mlflow.start_run(experiment_id=experiment.experiment_id):
        for alpha in alphas:
            with mlflow.start_run(run_name=f"alpha_{alpha}", nested=True):
                mlflow.log_params({"alpha": alpha})
                score = evaluate(alpha)
                mlflow.log_metrics({"score": score})

Proved by: `nested-runs`: as many children as iterations, each with the search's run as its parent, none left open.
"""

import ast
from collections.abc import Sequence

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.patches import metrics, params
from worker.patches.block import starts_run
from worker.patches.calls import TIGHT, with_argument
from worker.patches.draft import Draft
from worker.patches.expressions import key_word, literal, roots
from worker.plan import Nested, Value

TEMPLATES = ("nested",)

_LEAVING = (cst.Return, cst.Continue, cst.Break)


def wrap_iterations(draft: Draft, nested: Nested) -> None:
    """Give every iteration of the plan's loop a child run; one that it begins itself becomes the child."""
    edit = draft.edit(nested.cell)
    loop = edit.line_at(nested.path[-1])
    if not isinstance(loop, (cst.For, cst.While)) or not isinstance(loop.body, cst.IndentedBlock):
        raise PatchImpossible(f"line {nested.path[-1]} begins no loop with a block of its own; the plan is out of date")
    body = [line for line in loop.body.body if isinstance(line, Line)]
    own = [line for line in body if isinstance(line, cst.With) and starts_run(line, draft.templates.names["mlflow"])]
    if own:
        nested = _adopt(draft, edit, own, nested)
        body = [line for line in own[0].body.body if isinstance(line, Line)]
    early = [value for value in nested.params if _set_at(body, value) < 0]
    for value in nested.params:
        if value not in early:
            edit.after(body[_set_at(body, value)], params.lines(draft, [value]))
    top, finish = params.lines(draft, early), metrics.lines(draft, nested.metrics)
    known = max((_set_at(body, value) for value in nested.metrics), default=-1)
    if known >= 0:
        edit.after(body[known], finish)
        finish = []
    name = params.run_name(draft, early) or _numbered(loop, nested.name)

    def build(lines: list[Line]) -> list[Line]:
        leaving = _leaves(lines[-1])
        inner = [*top, *lines[:-1], *finish, lines[-1]] if leaving else [*top, *lines, *finish]
        return inner if own else draft.render("nested", RUN_NAME=name, BODY=inner)

    edit.wrap(body[0], body[-1], build)
    answered = [number for value in (*nested.params, *nested.metrics) for number in value.requirements]
    draft.record("nested", nested.cell, [*nested.requirements, *answered])


def _adopt(draft: Draft, edit: CellEdit, own: Sequence[cst.With], nested: Nested) -> Nested:
    """Make the author's run of each iteration a child of the search; returns what it does not log yet."""
    if len(own) > 1 or not isinstance(own[0].body, cst.IndentedBlock):
        raise PatchImpossible(
            f"cell {edit.cell.index} starts several runs in each iteration; say which of them is the child"
        )
    call = own[0].items[0].item
    assert isinstance(call, cst.Call)  # noqa: S101 - `starts_run` has looked
    new = cst.Arg(cst.Name("True"), cst.Name("nested"), equal=TIGHT)
    edit.change(call, lambda node: with_argument(node, new, used=len("        with :")))
    logged = draft.existing.keys_of(edit.cell.index)
    return nested.model_copy(
        update={
            "params": tuple(value for value in nested.params if value.key not in logged),
            "metrics": tuple(value for value in nested.metrics if value.key not in logged),
        }
    )


def _set_at(body: Sequence[Line], value: Value) -> int:
    """Index of the last line of the loop's body that sets a name of the value, or calls one of its methods.

    -1: it exists before.
    """
    names = roots(value.expression)
    found = -1
    for at, line in enumerate(body):
        tree = ast.parse(cst.Module([line]).code)
        if any(_changes(node, names) for node in ast.walk(tree)):
            found = at
    return found


def _changes(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether a node sets one of the names, or is a statement like `model.fit(X, y)` that changes what it holds."""
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Store) and node.id in names
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    owner = node.value.func
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    return isinstance(owner, ast.Name) and owner is not node.value.func and owner.id in names


def _numbered(loop: cst.For | cst.While, name: str) -> cst.BaseExpression:
    """The trial's name, with the loop's own counter where it has one."""
    word = key_word(name) or "trial"
    if isinstance(loop, cst.For) and isinstance(loop.iter, cst.Call) and isinstance(loop.iter.func, cst.Name):
        target: cst.BaseExpression = loop.target
        if loop.iter.func.value == "enumerate" and isinstance(target, cst.Tuple):
            target = target.elements[0].value
        if loop.iter.func.value in ("range", "enumerate") and isinstance(target, cst.Name):
            return cst.parse_expression(f'f"{word}_{{{target.value}}}"')
    return literal(word)


def _leaves(line: Line) -> bool:
    return isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[-1], _LEAVING)
