"""Log all final metrics in one call, when training is done.

What it does: puts `mlflow.log_metrics({...})` behind the training statements, inside the run; metrics that later
cells compute are logged by an inserted cell that resumes the run.

Why: one request instead of one per metric. A metric is a number at the end; a history belongs to `series`.

Before::

    solver.train(epochs=epochs.value)

After::

    with mlflow.start_run(experiment_id=experiment.experiment_id):
        solver.train(epochs=epochs.value)
        mlflow.log_metrics({"pde_loss": solver.pde_loss, "boundary_loss": solver.boundary_loss})

Proved by: `metric-logged:<key>`: present, finite, and equal to the kernel's live value.
"""

from collections.abc import Sequence

import libcst as cst

from worker.notebook.edit import Line
from worker.patches.draft import Draft
from worker.patches.expressions import dictionary
from worker.plan import Value

TEMPLATES = ("metrics",)


def lines(draft: Draft, values: Sequence[Value]) -> list[Line]:
    """One call that logs all of them."""
    return draft.render("metrics", METRICS=dictionary([entry(draft, value) for value in values])) if values else []


def entry(draft: Draft, value: Value) -> tuple[str, cst.BaseExpression]:
    """Key and expression; an empty key for a mapping that is logged whole."""
    node = draft.expressions.take(value.expression, cell=value.cell, scope=value.scope, wrap=value.wrap)
    return ("" if value.form == "mapping" else value.key), node
