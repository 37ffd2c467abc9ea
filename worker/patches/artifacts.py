"""Keep figures, tables, dicts, texts and files with the run.

What it does: `mlflow.log_figure`, `log_table`, `log_dict` or `log_text` inside the run, or in an inserted cell that resumes
it where a later cell makes the figure. A figure that a cell only displays is given a private name first, logged,
and displayed as before. A file over the size limit is not sent: its path and size become parameters.

Why: no temporary files, no second drawing, nothing displayed that was not displayed before; and no data set of
gigabytes on the tracking server.

Before::

    solution = plot_solution(solver)

After, in a cell behind it::

    with mlflow.start_run(run_id=mlflow_run_id):
        mlflow.log_figure(solution, "plots/solution.png")

Proved by: `artifact-logged:<path>`: present under its path, and not empty.
"""

from worker.errors import PatchImpossible
from worker.notebook.edit import Line
from worker.patches.draft import Draft
from worker.patches.expressions import literal
from worker.plan import Artifact

TEMPLATES = ("figure", "table", "dict", "text", "file")


def lines(draft: Draft, artifact: Artifact) -> list[Line]:
    """The call that keeps it."""
    if artifact.kind not in TEMPLATES:
        raise PatchImpossible(f"artifact kind `{artifact.kind}` is unknown; use one of {', '.join(TEMPLATES)}")
    node = draft.expressions.take(artifact.expression, cell=artifact.cell, scope=artifact.scope)
    return draft.render(
        artifact.kind, **{artifact.kind.upper(): node, "ARTIFACT_PATH": literal(artifact.path)}
    )
