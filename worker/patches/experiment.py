"""Set the experiment in a cell of its own: got or created, safe when many do so at once.

What it does: inserts a cell in front of the training cell that calls `mlflow.set_experiment(name)` and keeps the
experiment under a public name; the run then names it explicitly. Tags go to the experiment, and a link to it is
displayed where the task asks for one (patch `link`). A notebook that sets one experiment under another name gets the
new name there.

Why: `create_experiment` fails on the second execution, and get-then-create fails when two processes meet;
`set_experiment` is one race-safe call. The name is a literal, so a name with quotes is just a name.

Before: nothing.

After::

    experiment = mlflow.set_experiment("pina-walrus-solver")
    mlflow.set_experiment_tags({"notebook": "03_pina_walrus_solver", "framework": "pina"})

Proved by: `experiment-unique:<name>`: there is exactly one of this name, and it is active; `experiment-tag:<key>`;
`runs-in-experiment`.
"""

from collections.abc import Mapping

import libcst as cst
from libcst import matchers

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.patches import link, server_down
from worker.patches.draft import Draft
from worker.patches.existing import TrackingCall
from worker.patches.expressions import dictionary, literal
from worker.patches.modules import Import, apart, import_lines
from worker.patches.parts import Experiment
from worker.plan import TrackingPlan

TEMPLATES = ("experiment", "experiment_tags")


def set_up(draft: Draft) -> Experiment:
    """Insert the experiment cell, or find the experiment that the notebook sets already."""
    plan, modules = draft.plan, draft.modules
    there = draft.existing.experiment(plan.experiment.name)
    cell = plan.site.cell if plan.site else _first_use(plan)
    if there is not None:
        return _found(draft, there)
    others = [call for call in draft.existing.of("set_experiment") if not call.argument(1, "experiment_id")]
    if len(others) == 1 and draft.existing.name_literal(others[0]) is not None:
        _rename(draft, others[0])
        return _found(draft, others[0])
    name = draft.names.fresh("experiment")
    lines = draft.render("experiment", EXPERIMENT=name, EXPERIMENT_NAME=literal(plan.experiment.name))
    if plan.experiment.tags:
        lines += draft.render("experiment_tags", EXPERIMENT_TAGS=_display(plan.experiment.tags))
    if server_down.wanted(draft):
        if modules.inline:
            raise PatchImpossible(
                f"cell {cell} trains, and imports MLflow or starts runs itself, so that a callout has no place; "
                "import MLflow in a cell of its own"
            )
        lines = server_down.guarded(draft, lines, experiment=name, name=literal(plan.experiment.name))
    if modules.inline:
        draft.record("experiment", cell, plan.experiment.requirements)
        if not link.wanted(draft):
            return Experiment("", lines=[_unnamed(lines[0]), *lines[1:]], active=True)
        link.in_own_cell(draft, name, cell=cell)
        return Experiment(name, lines=lines)
    if modules.source is Import.EXPERIMENT:
        imports = import_lines("mlflow", modules.mlflow)
        lines = [*imports, *lines] if server_down.wanted(draft) else apart(imports, lines)
    shown = link.lines(draft, name, imported=server_down.wanted(draft))
    new = draft.insert([*lines, *shown], cell=cell, before=True)
    draft.record("experiment", new, plan.experiment.requirements)
    if server_down.wanted(draft):
        server_down.record(draft, new)
    if shown:
        draft.record("link", new, plan.link_requirements)
    return Experiment(name)


def _found(draft: Draft, there: TrackingCall) -> Experiment:
    """The experiment is set already: use its name, or give it one where the run or a link needs one."""
    plan = draft.plan
    variable = draft.existing.variable(there)
    own_cell = plan.site is not None and there.cell == plan.site.cell
    active = own_cell or (plan.site is not None and _always_set(draft, there, before=plan.site.cell))
    keep = not variable and (not active or link.wanted(draft))
    add_tags(draft, there, displayed=not keep)
    if keep:
        variable = draft.names.fresh("experiment")
        _keep(draft.edit(there.cell), there.node.lineno, variable)
        draft.record("experiment", there.cell, plan.experiment.requirements)
    if variable:
        link.in_own_cell(draft, variable, cell=there.cell)
    return Experiment("" if own_cell else variable, active=active)


def _always_set(draft: Draft, there: TrackingCall, *, before: int) -> bool:
    """Whether the only call that sets an experiment has always been made when this cell runs."""
    only = [call.node for call in draft.existing.of("set_experiment")] == [there.node]
    plain = any(getattr(stmt, "value", None) is there.node for stmt in draft.notebook.cells[there.cell].statements)
    imported = draft.notebook.definer.get(draft.modules.mlflow, before)
    earlier = {imported} | draft.notebook.ancestors[imported] | draft.notebook.ancestors[before]
    return only and plain and there.cell in earlier - {before}


def add_tags(draft: Draft, there: TrackingCall, *, displayed: bool = True) -> None:
    """Set the plan's tags that the notebook does not set, behind the call that sets the experiment.

    `displayed`: display what the cell displayed, when that was the call's own value.
    """
    known = draft.existing.experiment_tags
    missing = {key: value for key, value in draft.plan.experiment.tags.items() if key not in known}
    if not missing:
        return
    edit = draft.edit(there.cell)
    line = edit.line_at(there.node.lineno)
    lines = draft.render("experiment_tags", EXPERIMENT_TAGS=_display(missing))
    if displayed and edit.displays and line is edit.lines[-1]:
        lines.append(edit.name_display(draft.names.fresh("_experiment")))
    edit.after(line, lines)
    draft.record("experiment", there.cell, draft.plan.experiment.requirements)


def _unnamed(line: Line) -> Line:
    """`name = <expression>` without the name, which nothing uses."""
    statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    return line.with_changes(body=[cst.Expr(statement.value)]) if isinstance(statement, cst.Assign) else line


def _display(tags: Mapping[str, str]) -> cst.Dict:
    return dictionary([(key, literal(value)) for key, value in tags.items()])


def _rename(draft: Draft, call: TrackingCall) -> None:
    """The notebook sets one experiment, of another name: it is that one that gets the plan's name."""
    found = draft.existing.name_literal(call)
    assert found is not None  # noqa: S101 - the caller has looked
    cell, constant = found
    edit = draft.edit(cell)
    for node in _literals_in(edit.line_at(constant.lineno), str(constant.value)):
        edit.change(node, lambda _: literal(draft.plan.experiment.name))
    draft.notes.append(f"experiment `{constant.value!s}` is called `{draft.plan.experiment.name}` now")
    draft.record("experiment", cell, draft.plan.experiment.requirements)


def _literals_in(line: Line, text: str) -> list[cst.SimpleString]:
    """The string literals of a line that have this value."""
    return [
        node
        for node in matchers.findall(line, matchers.SimpleString())
        if isinstance(node, cst.SimpleString) and node.evaluated_value == text
    ]


def _keep(edit: CellEdit, line_number: int, variable: str) -> None:
    """Assign the result of a statement's call to one more name; what the cell displays stays."""
    line = edit.line_at(line_number)
    target = cst.AssignTarget(cst.Name(variable))
    statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if not isinstance(statement, (cst.Expr, cst.Assign)):
        raise PatchImpossible(
            f"line {line_number} sets the experiment in a way that cannot be added to; keep its result"
        )
    if edit.displays and line is edit.lines[-1] and edit.change_of(statement) is None:
        edit.after(line, [cst.SimpleStatementLine([cst.Expr(cst.Name(variable))])])

    def kept(node: cst.CSTNode) -> cst.CSTNode:
        if isinstance(node, cst.Assign):
            return node.with_changes(targets=[target, *node.targets])
        return cst.Assign([target], node.value)  # type: ignore[attr-defined]

    edit.change(statement, kept)


def _first_use(plan: TrackingPlan) -> int:
    cells = [item.cell for items in (plan.params, plan.metrics, plan.series, plan.tags) for item in items]
    cells += [artifact.cell for artifact in plan.artifacts]
    return min([*cells, *([plan.model.cell] if plan.model else [])], default=0)
