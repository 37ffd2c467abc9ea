"""Log whole histories in one batch, with one step per value.

What it does: where the notebook keeps a history (a list, an array, a column, a dict of lists), it is sent as one
batch when training is done. Where it keeps none, the value is collected in the loop and sent in one batch behind it.
Inside a training function the batch is sent only when a run is active, so that the function still works without one.

Why: 1,000 values take 30 s when logged one by one and half a second as a batch; a loop should not wait for a server.
Where the plan names what the steps are (sample sizes, dimensions), these stand in for the count.
The server takes 1,000 values at a time, hence the slices. All points carry the run's start time: logged once more,
they replace themselves instead of piling up.

Before::

    for epoch in range(epochs):
        loss = step()

After::

    with mlflow.start_run(experiment_id=experiment.experiment_id) as _run:
        _history = {"loss": []}
        for epoch in range(epochs):
            loss = step()
            _history["loss"].append(float(loss))
        _points = [
            mlflow.entities.Metric(_key, float(_value), _run.info.start_time, _step)
            for _key, _values in _history.items()
            for _step, _value in enumerate(_values)
        ]
        for _i in range(0, len(_points), 1000):
            mlflow.MlflowClient().log_batch(_run.info.run_id, _points[_i : _i + 1000])

Proved by: `series-logged:<key>`: all points finite; `series-steps:<key>`: each step once, none left out;
`series-values:<key>`: as many points as the kernel's history has, with the same values.
"""

from collections.abc import Sequence

import libcst as cst

from worker.notebook.edit import CellEdit, Line
from worker.patches import metrics
from worker.patches.draft import Draft
from worker.patches.expressions import dictionary, literal, parenthesized
from worker.plan import Value

TEMPLATES = ("series", "series_one", "series_at", "series_function", "series_step")


def lines(draft: Draft, values: Sequence[Value], *, run: str, collected: str = "") -> list[Line]:
    """Send the histories (and those collected under the name `collected`) as batches of the run in `run`."""
    stepped = [line for value in values if value.steps for line in _at_steps(draft, value, run)]
    values = [value for value in values if not value.steps]
    if not values and not collected:
        return stepped
    return [*_counted(draft, values, run=run, collected=collected), *stepped]


def _at_steps(draft: Draft, value: Value, run: str) -> list[Line]:
    """Send one history with the steps that the plan names."""
    own = {name.upper(): draft.names.fresh(f"_{name}") for name in ("points", "value", "step")}
    own["START"] = draft.names.fresh("_i")
    steps = draft.expressions.take(value.steps, cell=value.cell)
    history = draft.expressions.take(value.expression, cell=value.cell, scope=value.scope)
    return draft.render("series_at", HISTORY=history, STEPS=steps, KEY=literal(value.key), RUN=run, **own)


def _counted(draft: Draft, values: Sequence[Value], *, run: str, collected: str) -> list[Line]:
    """Send histories whose steps count from 0."""
    histories: list[tuple[str, cst.BaseExpression]] = [("", cst.Name(collected))] if collected else []
    histories += [_history(draft, value) for value in values]
    whole = histories[0][1] if len(histories) == 1 and not histories[0][0] else dictionary(histories)
    own = {name.upper(): draft.names.fresh(f"_{name}") for name in ("points", "value", "step")}
    own["START"] = draft.names.fresh("_i")
    if len(histories) == 1 and histories[0][0]:
        key, history = histories[0]
        return draft.render("series_one", HISTORY=history, KEY=literal(key), RUN=run, **own)
    own |= {name.upper(): draft.names.fresh(f"_{name}") for name in ("key", "values")}
    return draft.render("series", HISTORY=parenthesized(whole), RUN=run, **own)


def collect(draft: Draft, edit: CellEdit, values: Sequence[Value], *, name: str) -> list[Line]:
    """Collect loop values of a cell in a dict of lists of this name; the lines that make it."""
    for value in values:
        _append(draft, edit, value, name)
    return _empty(name, values)


def collect_in_function(draft: Draft, edit: CellEdit, values: Sequence[Value]) -> None:
    """The same within a function; the batch goes out behind the loop when a run is active."""
    loops: dict[Line, list[Value]] = {}
    for value in values:
        loops.setdefault(outermost_loop(edit, value), []).append(value)
    name, run = draft.names.fresh("_history"), draft.names.fresh("_run")
    for loop, inside in loops.items():
        if _returns(loop):
            _log_each_step(draft, edit, loop, inside)
            continue
        edit.before(loop, _empty(name, inside))
        for value in inside:
            _append(draft, edit, value, name)
        edit.after(loop, draft.render("series_function", RUN=run, FLUSH=lines(draft, (), run=run, collected=name)))


def _history(draft: Draft, value: Value) -> tuple[str, cst.BaseExpression]:
    node = draft.expressions.take(value.expression, cell=value.cell, scope=value.scope)
    if value.form != "mapping" or not value.key:
        return ("" if value.form == "mapping" else value.key), node
    key, entry = draft.names.fresh("_key"), draft.names.fresh("_values")
    renamed = cst.DictComp(
        key=cst.BinaryOperation(literal(value.key + "_"), cst.Add(), cst.Name(key)),
        value=cst.Name(entry),
        for_in=cst.CompFor(
            target=cst.Tuple([cst.Element(cst.Name(key)), cst.Element(cst.Name(entry))], lpar=[], rpar=[]),
            iter=cst.Call(cst.Attribute(parenthesized(node), cst.Name("items"))),
        ),
    )
    return "", renamed


def _empty(name: str, values: Sequence[Value]) -> list[Line]:
    empty = dictionary([(value.key, cst.List([])) for value in values])
    return [_line(cst.Assign([cst.AssignTarget(cst.Name(name))], empty))]


def _append(draft: Draft, edit: CellEdit, value: Value, name: str) -> None:
    node = draft.expressions.take(value.expression, cell=value.cell, scope=value.scope, wrap=value.wrap or "float")
    key = cst.SubscriptElement(cst.Index(literal(value.key)))
    history = cst.Attribute(cst.Subscript(cst.Name(name), [key]), cst.Name("append"))
    edit.after(edit.line_at(value.path[0]), [_line(cst.Expr(cst.Call(history, [cst.Arg(node)])))])


def _log_each_step(draft: Draft, edit: CellEdit, loop: Line, values: Sequence[Value]) -> None:
    """A loop that returns from its middle never reaches the line behind it: log as it goes."""
    step = draft.names.fresh("_step")
    edit.before(loop, [_line(cst.Assign([cst.AssignTarget(cst.Name(step))], cst.Integer("0")))])
    last = max(values, key=lambda value: value.path[0])
    numbers = [value.model_copy(update={"wrap": value.wrap or "float"}) for value in values]
    logged = dictionary([metrics.entry(draft, value) for value in numbers])
    line = edit.line_at(last.path[0])
    edit.after(line, draft.render("series_step", METRICS=logged, STEP=step))
    edit.after(line, [_line(cst.AugAssign(cst.Name(step), cst.AddAssign(), cst.Integer("1")))])


def outermost_loop(edit: CellEdit, value: Value) -> Line:
    """The outermost loop around the statement, within the innermost function around it."""
    line = edit.line_at(value.path[0])
    found: Line = edit.line_at(value.path[-1])
    for node in reversed(edit.enclosing(line)):
        if isinstance(node, cst.FunctionDef):
            break
        if isinstance(node, (cst.For, cst.While)):
            found = node
    return found


def _returns(loop: Line) -> bool:
    finder = _Returns()
    loop.visit(finder)
    return finder.found


class _Returns(cst.CSTVisitor):
    found = False

    def visit_Return(self, node: cst.Return) -> None:  # noqa: ARG002, N802 - LibCST's naming
        self.found = True

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:  # noqa: ARG002, N802 - LibCST's naming
        return False


def _line(statement: cst.BaseSmallStatement) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([statement])
