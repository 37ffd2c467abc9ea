"""Repair: child runs get the parent that they ask for.

What it does: statements of a cell that start runs with `nested=True`, while no run is active around them, are put
into a parent run.

Why: without a parent MLflow silently makes each of them a run of its own, and the search falls apart.

Before::

    for alpha in alphas:
        with mlflow.start_run(nested=True):
            evaluate(alpha)

After::

    with mlflow.start_run():
        for alpha in alphas:
            with mlflow.start_run(nested=True):
                evaluate(alpha)

Proved by: `children-made`: runs whose parent is a run of the proof; `children-finished`.
"""

import libcst as cst

from worker.notebook.edit import CellEdit
from worker.patches.calls import calls_in, keyword
from worker.patches.draft import Draft

TEMPLATES = ("run_context",)


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    site = draft.plan.site
    if site is not None and site.cell == edit.cell.index:
        return False  # the run context of the plan becomes the parent
    starting = f"{mlflow}.start_run"
    children = [
        line
        for line in edit.lines
        if not isinstance(line, cst.FunctionDef) and (calls := calls_in(line, starting)) and all(map(_nested, calls))
    ]
    if not children or any(not _nested(call) for call in calls_in(edit.module, starting)):
        return False

    def build(
        lines: list[cst.SimpleStatementLine | cst.BaseCompoundStatement],
    ) -> list[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
        return draft.render("run_context", EXPERIMENT=None, RUN_NAME=None, RUN_TAGS=None, RUN=None, BODY=lines)

    edit.wrap(children[0], children[-1], build)
    return True


def _nested(call: cst.Call) -> bool:
    return keyword(call, "nested") is not None
