"""Option: when the MLflow server is down, show a callout and go on without tracking.

What it does: sets the experiment in a `try`. When the server does not answer within a few seconds, the cell shows a
callout instead of a traceback, and MLflow writes into a temporary folder of this session, so that training, logging
and later cells run as always, untracked. Running the cell again goes back to the server. Made where a task asks for
it (`fixes: [server-down]`); a cell that sets the experiment already is changed in its place.

Why: a person who only wants to train should not be stopped by a server. That MLflow gets a folder to write to, where
a `with` of nothing could stand, keeps every other cell free of questions whether there is a run.

Before::

    experiment = mlflow.set_experiment("study")

After::

    try:
        experiment = mlflow.set_experiment("study")
    except mlflow.MlflowException as _error:
        ...
        mlflow.set_tracking_uri(f"sqlite:///{_folder}/mlflow.db")
        ...
        mo.output.replace(mo.callout("Not tracked: MLflow does not answer. ...", kind="warn"))

Proved by: `run-made`, `runs-finished`: where the server answers, everything is tracked there.
"""

from collections.abc import Sequence

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.notebook.source import CellKind
from worker.patches.calls import called, is_call, keyword, target_of
from worker.patches.draft import Draft
from worker.patches.modules import apart, import_lines

TEMPLATES = ("server_down",)
NAME = "server-down"


def wanted(draft: Draft) -> bool:
    """Whether the plan asks for it."""
    return any(fix.name == NAME for fix in draft.plan.fixes)


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    found = False
    if edit.cell.kind is CellKind.FUNCTION:
        return False  # what a function does without a server is its caller's to say
    for line in edit.lines:
        call = called(line)
        if call is None or not is_call(call, f"{mlflow}.set_experiment") or keyword(call, "experiment_id"):
            continue
        named = keyword(call, "experiment_name") or (call.args[0] if call.args else None)
        if named is None or not isinstance(line, cst.SimpleStatementLine):
            continue
        if edit.displays and line is not edit.lines[-1]:
            raise PatchImpossible(
                f"cell {edit.cell.index} sets the experiment and displays something, so that a callout has no place; "
                "set the experiment in a cell of its own"
            )
        name = target_of(line) or draft.names.fresh("experiment")
        kept = line.with_changes(body=[cst.Assign([cst.AssignTarget(cst.Name(name))], call)], leading_lines=[])
        new = guarded(draft, [kept], experiment=name, name=named.value)
        edit.replace(line, [new[0].with_changes(leading_lines=line.leading_lines), *new[1:]])
        found = True
    return found


def guarded(draft: Draft, lines: Sequence[Line], *, experiment: str, name: cst.BaseExpression) -> list[Line]:
    """The lines that set the experiment, with what happens when the server is down."""
    mo = draft.modules.mo
    imports = [] if mo in draft.notebook.definer else import_lines("marimo", mo)
    modules = {}
    for module in ("os", "pathlib", "tempfile"):
        own = draft.notebook.module_name(module)
        modules[module.upper()] = own or draft.names.fresh(f"_{module}")
        imports += [] if own else import_lines(module, modules[module.upper()])
    rendered = draft.render(
        "server_down",
        BODY=list(lines),
        EXPERIMENT=experiment,
        EXPERIMENT_NAME=name,
        ERROR=draft.names.fresh("_error"),
        NOTICE=draft.names.fresh("_notice"),
        FOLDER=draft.names.fresh("_folder"),
        **modules,
    )
    return apart(imports, rendered)


def record(draft: Draft, where: object) -> None:
    """Note that the plan's wish was met there."""
    answered = [number for fix in draft.plan.fixes if fix.name == NAME for number in fix.requirements]
    draft.record(NAME, where, answered)  # type: ignore[arg-type]
