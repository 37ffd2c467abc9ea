"""Tag the run with values of the notebook.

What it does: puts `mlflow.set_tags({...})` behind the training. Entries are live expressions (`problem.status`), never
copied values; MLflow keeps their text. Tags whose value the task itself states are handed to `start_run` instead.

Why: a word that runs are searched by (a solver's status, whether something converged) is a tag, not a metric.

Before::

    problem.solve()

After::

    with mlflow.start_run(experiment_id=experiment.experiment_id):
        problem.solve()
        mlflow.set_tags({"solver_status": problem.status})

Proved by: `run-tag:<key>`: the server's text is that of the kernel's value.
"""

from collections.abc import Sequence

from worker.notebook.edit import Line
from worker.patches.draft import Draft
from worker.patches.expressions import dictionary
from worker.plan import Value

TEMPLATES = ("run_tags",)


def lines(draft: Draft, values: Sequence[Value]) -> list[Line]:
    """One call that sets all of them."""
    if not values:
        return []
    entries = [
        (value.key, draft.expressions.take(value.expression, cell=value.cell, scope=value.scope, wrap=value.wrap))
        for value in values
    ]
    return draft.render("run_tags", RUN_TAGS=dictionary(entries))
