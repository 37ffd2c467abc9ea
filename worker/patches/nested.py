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
from worker.notebook.edit import Line
from worker.patches import metrics, params
from worker.patches.draft import Draft
from worker.patches.expressions import key_word, literal, roots
from worker.plan import Nested, Value

TEMPLATES = ("nested",)

_LEAVING = (cst.Return, cst.Continue, cst.Break)


def wrap_iterations(draft: Draft, nested: Nested) -> None:
    """Give every iteration of the plan's loop a child run."""
    edit = draft.edit(nested.cell)
    loop = edit.line_at(nested.path[-1])
    if not isinstance(loop, (cst.For, cst.While)) or not isinstance(loop.body, cst.IndentedBlock):
        raise PatchImpossible(f"line {nested.path[-1]} begins no loop with a block of its own; the plan is out of date")
    body = [line for line in loop.body.body if isinstance(line, Line)]
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
        return draft.render("nested", RUN_NAME=name, BODY=inner)

    edit.wrap(body[0], body[-1], build)
    answered = [number for value in (*nested.params, *nested.metrics) for number in value.requirements]
    draft.record("nested", nested.cell, [*nested.requirements, *answered])


def _set_at(body: Sequence[Line], value: Value) -> int:
    """Index of the last line of the loop's body that assigns a name of the value; -1: it exists before."""
    names = roots(value.expression)
    found = -1
    for at, line in enumerate(body):
        tree = ast.parse(cst.Module([line]).code)
        if any(
            isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names
            for node in ast.walk(tree)
        ):
            found = at
    return found


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
