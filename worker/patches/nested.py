"""One child run per trial of a tuning loop, a scikit-learn search or an Optuna study.

What it does: depends on what tunes.

- A loop that trains once per iteration: its body goes into `with mlflow.start_run(..., nested=True):`, inside the run
  of the whole search. Parameters that the iteration starts with are logged first, its metrics as soon as all are
  known, the histories of loops within it as one batch at its end.
- A fitted search (`GridSearchCV` and its kin): behind the fit, one child per candidate of `cv_results_`, with its
  parameters and its mean test scores.
- An Optuna study: `optimize` gets one more callback, which makes a child of every trial when it is over, with its
  parameters, its value and its state, also where trials run in several threads.

Why: every trial can be compared in the UI, and belongs to its search. Each child is closed even when its trial fails:
by the `with` in a loop, also for a trial that leaves with `continue` or ends the search with `break`; as FAILED where
the search or the study itself goes on, and as KILLED where a study prunes the trial.

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

Proved by: `children-made`: runs whose parent is the run of the search, one per candidate where that is known;
`children-finished`; `child-param:<key>`, `child-metric:<key>`: in every one whose trial came to an end.
"""

import ast
from collections.abc import Sequence

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.notebook.syntax import parse_module
from worker.patches import metrics, params, series
from worker.patches.block import site_block, starts_run
from worker.patches.calls import TIGHT, calls_in, joined, keyword, with_argument
from worker.patches.draft import Draft
from worker.patches.expressions import key_word, literal, roots
from worker.plan import Nested, Value

TEMPLATES = ("nested", "nested_candidates", "nested_trials")

_LEAVING = (cst.Return, cst.Continue, cst.Break)
_CALLBACKS_AT = 5
"""how many positional arguments of `optimize` stand before `callbacks`"""


def add(draft: Draft, nested: Nested) -> None:
    """Give every trial of the plan's loop, search or study a child run."""
    edit = draft.edit(nested.cell)
    {"iterations": _iterations, "candidates": _candidates, "trials": _trials}[nested.form](draft, edit, nested)
    answered = [number for value in nested.values for number in value.requirements]
    draft.record("nested", nested.cell, [*nested.requirements, *answered])


def _candidates(draft: Draft, edit: CellEdit, nested: Nested) -> None:
    own = {name.upper(): draft.names.fresh(f"_{name}") for name in ("number", "candidate", "scores", "key", "values")}
    search = draft.expressions.take(nested.expression, cell=nested.cell, scope=nested.scope)
    edit.after(_training(draft, edit), draft.render("nested_candidates", SEARCH=search, **own))


def _trials(draft: Draft, edit: CellEdit, nested: Nested) -> None:
    line = _training(draft, edit)
    calls = calls_in(line, f"{nested.expression}.optimize")
    if len(calls) != 1:
        raise PatchImpossible(
            f"cell {edit.cell.index} calls `{nested.expression}.optimize` {len(calls)} times in one statement, so that "
            "its trials cannot be told apart; call it once"
        )
    name = draft.names.fresh("_log_trial")
    key = literal(nested.metrics[0].key if nested.metrics else "value")
    parent = draft.names.fresh("_parent")
    edit.before(line, draft.render("nested_trials", PARENT=parent, LOG_TRIAL=name, KEY=key))
    edit.change(calls[0], lambda call: _with_callback(call, name))


def _with_callback(call: cst.CSTNode, name: str) -> cst.CSTNode:
    """The call of `optimize` with one more callback."""
    assert isinstance(call, cst.Call)  # noqa: S101 - found as one
    given = keyword(call, "callbacks")
    added = cst.Element(cst.Name(name))
    if given is None:
        if sum(arg.keyword is None for arg in call.args) > _CALLBACKS_AT or any(arg.star for arg in call.args):
            raise PatchImpossible("`optimize` takes its callbacks by position; name them `callbacks=`")
        new = cst.Arg(cst.List([added]), keyword=cst.Name("callbacks"), equal=TIGHT)
        return call.with_changes(args=joined(call.args, [new]))
    old = given.value.elements if isinstance(given.value, cst.List) else [cst.StarredElement(given.value)]
    plain = [element.with_changes(comma=cst.MaybeSentinel.DEFAULT) for element in old]
    value = given.with_changes(value=cst.List([*plain, added]))
    return call.with_changes(args=[value if arg is given else arg for arg in call.args])


def _training(draft: Draft, edit: CellEdit) -> Line:
    """The statement in which the search or study runs."""
    site = draft.plan.site
    assert site is not None  # noqa: S101 - a search or study is a site
    block = site_block(draft.notebook, edit, site, mlflow=draft.modules.mlflow)
    return block.lines[block.last]


def _iterations(draft: Draft, edit: CellEdit, nested: Nested) -> None:
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
    run, made = "", []
    if nested.series:
        run = _run_of(own[0], edit) if own else draft.names.fresh("_trial")
        history = draft.names.fresh("_trial_history")
        made = series.collect(draft, edit, nested.series, name=history)
        finish += series.lines(draft, (), run=run, collected=history)
    name = params.run_name(draft, early) or _numbered(loop, nested.name)

    def build(lines: list[Line]) -> list[Line]:
        leaving = _leaves(lines[-1])
        inner = [*top, *made, *(lines[:-1] if leaving else lines), *finish, *(lines[-1:] if leaving else [])]
        return inner if own else draft.render("nested", RUN_NAME=name, RUN=run or None, BODY=inner)

    edit.wrap(body[0], body[-1], build)


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


def _run_of(own: cst.With, edit: CellEdit) -> str:
    """The name that the author gave to the run of an iteration."""
    named = own.items[0].asname
    if named is None or not isinstance(named.name, cst.Name):
        raise PatchImpossible(f"cell {edit.cell.index}: the run of each iteration has no name; write `with … as run:`")
    return named.name.value


def _set_at(body: Sequence[Line], value: Value) -> int:
    """Index of the last line of the loop's body that sets a name of the value, or calls one of its methods.

    -1: it exists before.
    """
    names = roots(value.expression)
    found = -1
    for at, line in enumerate(body):
        tree = parse_module(cst.Module([line]).code)
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
