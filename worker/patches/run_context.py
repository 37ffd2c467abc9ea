"""Wrap exactly the training statements in a run, one run per execution.

What it does: ends a run that an earlier execution left open (as KILLED, not as finished), then puts `with
mlflow.start_run(...)` around the training statements. Gates (`mo.stop`, `if button.value:`) stay in front, so that no
run begins when nothing trains; the cell's last expression stays last and outside, so that it displays what it
displayed. Values of later cells are logged by an inserted cell that resumes the run by its id. Where the training
cell must not be touched, an inserted cell behind it logs everything in a run of its own (placement `beside`).

Why: `with` ends the run as FAILED when training raises, where a bare `start_run()` reports it as FINISHED; and cells
of a marimo notebook run again whenever a slider moves.

Before::

    mo.stop(not train_button.value)
    solver.train(epochs=epochs.value)
    mo.md("Training complete")

After::

    mo.stop(not train_button.value)
    if mlflow.active_run():
        mlflow.end_run("KILLED")
    with mlflow.start_run(experiment_id=experiment.experiment_id, run_name=f"epochs_{epochs.value}"):
        mlflow.log_params({"epochs": epochs.value})
        solver.train(epochs=epochs.value)
    mo.md("Training complete")

Proved by: `run-made`, `runs-finished`, `no-run-left-open`, `one-run-per-execution`; `second-run`: executing again
gives a second clean run; `run-tag:<key>`, `run-named:<name>`.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst

from worker.errors import PatchImpossible
from worker.findings import Site
from worker.notebook.edit import CellEdit, Line
from worker.notebook.source import Cell
from worker.patches import extend, params, series
from worker.patches.batch import Batch
from worker.patches.block import Block, assigned, names_of, site_block, stops
from worker.patches.draft import Draft
from worker.patches.expressions import dictionary, literal
from worker.patches.parts import Experiment, Parts, RunId
from worker.patches.places import Item, Places, hidden, of_displayed
from worker.plan import Artifact, Value

TEMPLATES = ("run_context", "run_id", "resume", "resume_when_trained", "last_run")
_ROWS = 8
"""so many rows behind the training are still taken into the run"""


def around(draft: Draft, places: Places, *, experiment: Experiment) -> RunId:
    """Wrap the site, or add to the run that wraps it already; returns how later cells find the run."""
    site = draft.plan.site
    assert site is not None  # noqa: S101 - callers choose `beside` without one
    edit = draft.edit(site.cell)
    block = site_block(draft.notebook, edit, site, mlflow=draft.modules.mlflow)
    last = _trains_last(edit, block, site) or _written_last(edit, places.here)
    shown = name_display(draft, edit, places.here, always=last)
    parts = _parts(draft, edit, block, places.here)
    parts.display = shown
    parts.resumed = bool(places.later or places.inside or (parts.late and not block.top))
    if draft.existing.own_runs(site.cell, site.first, site.last):
        run_id = _join(draft, edit, parts, experiment=experiment)
    elif block.run is not None:
        run_id = extend.add(draft, edit, parts, experiment=experiment)
    else:
        run_id = _wrap(draft, edit, parts, experiment=experiment)
        draft.record("run-context", site.cell, draft.plan.run_tag_requirements)
    for statement, batch in parts.late.items():
        _collect(draft, edit, batch)
        line, lines = edit.line(statement), resume(draft, batch, run_id=run_id)
        if line is edit.lines[-1] and edit.displays and shown is None:
            edit.before(line, lines)  # a name that the cell displays: its value is there already
        else:
            edit.after(line, lines)
    if shown is not None and not parts.shows:
        edit.after(edit.lines[-1], [shown])
    for batch in (parts.top, *parts.behind.values(), parts.finish, *parts.late.values()):
        batch.record(draft, site.cell)
    return run_id


def _wrap(draft: Draft, edit: CellEdit, parts: Parts, *, experiment: Experiment) -> RunId:
    """Put a run context of our own around the block's training statements."""
    block = parts.block
    run = draft.names.fresh("_run") if parts.needs_run else ""
    name = draft.names.fresh("mlflow_run_id") if parts.resumed else ""
    run_id = RunId(name, run=run, guarded=bool(name) and not block.top)
    top, finish = parts.logging(draft, edit, run=run)
    outside = draft.render("run_id", RUN_ID=run_id.name, RUN=run) if run_id.name else []
    outside += [parts.display] if parts.display is not None and parts.shows else []
    if run_id.name and run_id.guarded:
        edit.before(edit.line(block.anchor), _none(run_id.name))

    def build(lines: list[Line]) -> list[Line]:
        context = draft.render(
            "run_context",
            EXPERIMENT=experiment.variable or None,
            RUN_NAME=_run_name(draft, parts.top.params),
            RUN_TAGS=_tags(draft.plan.run_tags),
            RUN=run or None,
            BODY=[*top, *lines, *finish],
        )
        return [*draft.modules.private_import, *experiment.lines, *context, *outside]

    edit.wrap(block.lines[block.first], block.lines[parts.end], build)
    return run_id


def _join(draft: Draft, edit: CellEdit, parts: Parts, *, experiment: Experiment) -> RunId:
    """The training function starts a run itself: log into that one, behind the training statements."""
    block = parts.block
    run_id = RunId(draft.names.fresh("mlflow_run_id"), guarded=False)
    parts.top.merge(parts.finish)
    for batch in parts.behind.values():
        parts.top.merge(batch)
    parts.finish, parts.behind = Batch(), {}
    if not block.top or parts.top.loops:
        raise PatchImpossible(
            f"cell {edit.cell.index} calls a function that starts a run itself, inside a block or a loop; "
            "track within that function, or let the cell start the run"
        )
    lines = draft.render("last_run", RUN_ID=run_id.name)
    lines += resume(draft, parts.top, run_id=run_id) if parts.top.items else []
    lines += [parts.display] if parts.display is not None and parts.shows else []
    edit.before(block.lines[block.first], experiment.lines)
    edit.after(block.lines[parts.end], lines)
    return run_id


def beside(draft: Draft, places: Places, *, experiment: Experiment) -> None:
    """Log everything in a run of its own, in a cell behind the last one that defines a value."""
    plan, batch = draft.plan, places.here
    for other in (*places.later.values(), *places.inside.values()):
        batch.merge(other)
    if batch.loops:
        raise PatchImpossible("values inside a loop need the run around the training cell; ask for placement `around`")
    run = draft.names.fresh("_run") if batch.needs_run else ""
    lines = draft.render(
        "run_context",
        EXPERIMENT=experiment.variable or None,
        RUN_NAME=_run_name(draft, batch.params),
        RUN_TAGS=_tags(plan.run_tags),
        RUN=run or None,
        BODY=batch.lines(draft, run=run) or [_pass()],
    )
    lines = _where_set(draft, batch, lines)
    tie = _tied(draft, batch)
    last = plan.site.cell if plan.site else len(draft.notebook.cells) - 1
    cells = [item.cell for item in batch.items] + ([last] if plan.site or not batch.items else [])
    new = draft.insert([*experiment.lines, *tie, *lines], cell=max(cells))
    draft.record("run-context", new, plan.run_tag_requirements)
    batch.record(draft, new)


def _where_set(draft: Draft, batch: Batch, lines: list[Line]) -> list[Line]:
    """The lines, under the tests of the `if` statements without which some of the values would not exist."""
    notebook = draft.notebook
    tests: dict[str, cst.BaseExpression] = {}
    for name in sorted(frozenset[str]().union(*(names_of(item.expression) for item in batch.items))):
        test = _only_under(notebook.cells[notebook.definer[name]], name) if name in notebook.definer else None
        if test is not None and names_of(ast.unparse(test)) <= set(notebook.definer):
            tests.setdefault(ast.unparse(test), cst.parse_expression(ast.unparse(test)))
    for condition in tests.values():
        lines = [cst.If(condition, cst.IndentedBlock(lines))]
    return lines


def _only_under(cell: Cell, name: str) -> ast.expr | None:
    """The test of the cell's one `if` that binds a name, where no other statement of the cell binds it."""
    binding = [node for node in cell.statements if name in assigned(node)]
    held = [node for node in binding if isinstance(node, ast.If) and not any(name in assigned(n) for n in node.orelse)]
    return held[0].test if len(held) == len(binding) == 1 else None


def _tied(draft: Draft, batch: Batch) -> list[Line]:
    """A line that makes the inserted cell run whenever the site does, where no value it logs comes from there."""
    if draft.plan.site is None:
        return []
    site = draft.notebook.cells[draft.plan.site.cell]
    used = frozenset[str]().union(*(names_of(item.expression) for item in batch.items))
    definers = {draft.notebook.definer[name] for name in used & set(draft.notebook.definer)}
    if definers & {site.index, *draft.notebook.descendants[site.index]}:
        return []
    if not site.defs:
        raise PatchImpossible(
            f"cell {site.index} defines no name that another cell could wait for; ask for placement `around`"
        )
    target = cst.AssignTarget(cst.Name(draft.names.fresh("_trained")))
    return [cst.SimpleStatementLine([cst.Assign([target], cst.Name(min(site.defs)))])]


def later_cells(draft: Draft, places: Places, *, run_id: RunId) -> None:
    """Log the values of later cells: in cells inserted behind them, or within those that keep a value to themselves."""
    for cell, batch in sorted(places.later.items()):
        batch.record(draft, draft.insert(resume(draft, batch, run_id=run_id), cell=cell))
    for cell, batch in sorted(places.inside.items()):
        _log_inside(draft, draft.edit(cell), batch, run_id=run_id)
        batch.record(draft, cell)


def resume(draft: Draft, batch: Batch, *, run_id: RunId) -> list[Line]:
    """Log a batch in the run of this id; nothing when `guarded` and there was no run."""
    run = draft.names.fresh("_run") if batch.needs_run else ""
    collected = draft.names.fresh("_history") if batch.loops else ""
    body = batch.lines(draft, run=run, collected=collected)
    template = "resume_when_trained" if run_id.guarded else "resume"
    return draft.render(template, RUN_ID=run_id.expression, RUN=run or None, BODY=body)


def _log_inside(draft: Draft, edit: CellEdit, batch: Batch, *, run_id: RunId) -> None:
    """Log private values of a later cell at its end, in front of what it displays."""
    shown = name_display(draft, edit, batch, always=_written_last(edit, batch))
    _collect(draft, edit, batch)
    lines = resume(draft, _without_current_figures(draft, edit, batch, run_id=run_id), run_id=run_id)
    if shown is not None:
        edit.after(edit.lines[-1], [*lines, shown])
    elif edit.displays:
        edit.before(edit.lines[-1], lines)
    else:
        edit.append(lines)


def _without_current_figures(draft: Draft, edit: CellEdit, batch: Batch, *, run_id: RunId) -> Batch:
    """Log `gcf()` where it is complete, since `show()` further down clears it; returns the rest of the batch."""
    here, statements = edit.cell.index, edit.cell.statements
    current = [
        item
        for item in batch.artifacts
        if item.cell == here
        and item.expression.endswith(".gcf()")
        and any(_shows(one) for one in statements[item.statement + 1 : len(statements) - edit.displays])
    ]
    for item in current:
        edit.after(edit.line(item.statement), resume(draft, Batch(artifacts=[item]), run_id=run_id))
    return replace(batch, artifacts=[item for item in batch.artifacts if item not in current])


def _shows(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("show", "close", "clf") for node in ast.walk(statement)
    )


def _collect(draft: Draft, edit: CellEdit, batch: Batch) -> None:
    """Collect a batch's loop values in front of the first of their loops."""
    if batch.loops:
        made = series.collect(draft, edit, batch.loops, name=draft.names.fresh("_history"))
        edit.before(edit.line(min(value.statement for value in batch.loops)), made)


def name_display(draft: Draft, edit: CellEdit, batch: Batch, *, always: bool) -> Line | None:
    """Name what the cell displays, if it is logged (or `always`); returns the line that displays it as before."""
    index = edit.cell.index
    logged = [item for item in batch.artifacts if item.cell == index and item.displayed and hidden(draft, item)]
    last = edit.cell.last_expression
    if not edit.displays or not (logged or always):
        return None
    if isinstance(last, ast.Name):  # within the run it would display nothing
        return cst.SimpleStatementLine([cst.Expr(cst.Name(last.id))]) if always else None
    name = draft.names.fresh("_figure" if logged else "_result")
    draft.expressions.add(name)
    for item in logged:
        batch.artifacts[batch.artifacts.index(item)] = item.model_copy(update={"expression": of_displayed(item, name)})
    return edit.name_display(name)


def _parts(draft: Draft, edit: CellEdit, block: Block, here: Batch) -> Parts:
    """Decide what goes to the top of the run, behind a statement, to its end, or into a block of its own behind it."""
    shown = _shown(edit, block)
    barrier = next(
        (at for at in range(block.last + 1, len(block.nodes)) if stops(draft.notebook, edit.cell, block.nodes[at])),
        len(block.nodes),
    )
    own_end = len(block.nodes) - 1 if block.run is not None and barrier == len(block.nodes) else block.last
    parts = Parts(block, own_end, shown)
    for kind, item in here.by_kind():
        ready = _ready(block, item, cell=edit.cell.index, shown=shown)
        if ready >= barrier or _far(block, ready, own_end):
            parts.late.setdefault(item.statement, Batch()).add(kind, item)
        elif kind == "params" and ready < block.first:
            parts.top.add(kind, item)
        elif kind == "params" or (kind in ("metrics", "series", "tags") and _rebound(block, item, ready)):
            parts.behind.setdefault(ready, Batch()).add(kind, item)
            parts.end = max(parts.end, ready)
        else:
            parts.finish.add(kind, item)
            parts.end = max(parts.end, ready)
    return parts


def _far(block: Block, ready: int, end: int) -> bool:
    """Whether a value exists only so many rows behind the training that the run should not span them.

    Plotting is no training, and what a run spans is indented: rows of a diff in which nothing is new.
    """
    if not block.top or not end < ready < len(block.nodes):
        return False
    last = block.nodes[end]
    return (block.nodes[ready].end_lineno or 0) - (last.end_lineno or last.lineno) > _ROWS


def _trains_last(edit: CellEdit, block: Block, site: Site) -> bool:
    """Whether the training is the cell's last expression, and its value may be displayed."""
    return site.displays and block.top and block.last == _shown(edit, block)


def _shown(edit: CellEdit, block: Block) -> int:
    """Index of the statement that the cell displays; one that no statement has when it displays nothing."""
    return len(block.nodes) - 1 if block.top and edit.displays else len(block.nodes)


def _ready(block: Block, item: Item, *, cell: int, shown: int) -> int:
    """Index of the block's statement behind which a value exists; -1: before the block, its length: behind it."""
    if item.cell != cell:
        return -1
    if not block.top:
        return len(block.nodes) if item.statement > block.anchor else block.binds(names_of(item.expression))
    named = isinstance(block.nodes[-1], ast.Expr) and isinstance(block.nodes[-1].value, ast.Name)
    inside = isinstance(item, Artifact) and ((item.displayed and not named) or _is_file(item))
    if item.statement == shown > block.last and not inside:
        return block.binds(names_of(item.expression))
    return item.statement


def _is_file(item: Item) -> bool:
    return isinstance(item, Artifact) and item.kind == "file"


def _written_last(edit: CellEdit, batch: Batch) -> bool:
    """Whether the expression that the cell displays writes a file that is logged: it must come first."""
    here = (item for item in batch.artifacts if item.cell == edit.cell.index and _is_file(item))
    return edit.displays and any(item.statement == len(edit.cell.statements) - 1 for item in here)


def _rebound(block: Block, item: Item, ready: int) -> bool:
    """Whether a later statement of the block gives one of the value's names another value: it must be logged before."""
    if not block.top or ready < block.first or (isinstance(item, Value) and item.form == "loop"):
        return False
    return block.rebinds(names_of(item.expression), behind=ready)


def _run_name(draft: Draft, values: Sequence[Value]) -> cst.BaseExpression | None:
    return literal(draft.plan.run_name) if draft.plan.run_name else params.run_name(draft, values)


def _tags(tags: Mapping[str, str]) -> cst.BaseExpression | None:
    return dictionary([(key, literal(value)) for key, value in tags.items()]) if tags else None


def _none(name: str) -> list[Line]:
    return [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], cst.Name("None"))])]


def _pass() -> Line:
    return cst.SimpleStatementLine([cst.Pass()])
