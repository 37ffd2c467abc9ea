"""Log from within a training function, where its values live; only when a run is active.

The function stays usable without a run, and in cells or notebooks that never start one.
"""

from collections.abc import Sequence

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.notebook.source import CellKind
from worker.patches import metrics, params, series
from worker.patches.draft import Draft
from worker.patches.modules import Import, import_lines
from worker.patches.places import Places
from worker.plan import Value

TEMPLATES = ("when_active",)


def log_within(draft: Draft, places: Places) -> None:
    """Log the plan's values that live in functions."""
    plan, modules = draft.plan, draft.modules
    for cell, values in sorted(places.functions.items()):
        edit = draft.edit(cell)
        if any(not value.path for value in values):
            raise PatchImpossible(f"the plan does not say where in cell {cell} the function sets its value")
        for function in {_function(edit, value): None for value in values}:
            if _needs_import(draft, edit):
                edit.before(_first_line(function), import_lines("mlflow", modules.mlflow))
        loops = [value for value in values if value in plan.series]
        series.collect_in_function(draft, edit, loops)
        for value in values:
            if value not in loops:
                _log_value(draft, edit, value, is_param=value in plan.params)
        for patch, group in (("params", plan.params), ("metrics", plan.metrics), ("series", plan.series)):
            answered = [number for value in values if value in group for number in value.requirements]
            if any(value in group for value in values):
                draft.record(patch, cell, answered)
    if modules.source is Import.SETUP and draft.notebook.setup is not None:
        draft.edit(draft.notebook.setup.index).append(import_lines("mlflow", modules.mlflow))


def _log_value(draft: Draft, edit: CellEdit, value: Value, *, is_param: bool) -> None:
    """Behind the loop that sets it, for its last value; behind the statement that sets it where there is no loop."""
    body = params.lines(draft, [value]) if is_param else metrics.lines(draft, [value])
    edit.after(series.outermost_loop(edit, value), draft.render("when_active", BODY=body))


def _function(edit: CellEdit, value: Value) -> cst.FunctionDef:
    around: Sequence[cst.CSTNode] = edit.enclosing(edit.line_at(value.path[0]))
    functions = [node for node in around if isinstance(node, cst.FunctionDef)]
    inner = functions if edit.cell.kind is CellKind.FUNCTION else functions[1:]
    if not inner:
        raise PatchImpossible(
            f"line {value.path[0]} of cell {edit.cell.index} is in no function; the plan is out of date"
        )
    return inner[-1]


def _first_line(function: cst.FunctionDef) -> Line:
    """The first statement behind the docstring."""
    lines = [line for line in function.body.body if isinstance(line, Line)]
    documented = function.get_docstring() is not None and len(lines) > 1
    return lines[1 if documented else 0]


def _needs_import(draft: Draft, edit: CellEdit) -> bool:
    """Whether the function cannot see the notebook's own import."""
    modules = draft.modules
    if edit.cell.kind is CellKind.CELL:
        return modules.source is Import.PRIVATE
    setup = draft.notebook.setup
    return modules.source is not Import.SETUP and not (setup is not None and modules.mlflow in setup.defs)
