"""Option: a typed, documented function that logs one finished run, for teams that want a function.

What it does: adds `log_experiment_metrics(exp_name, params, metrics, artifacts)`: as `@app.function` where the
notebook has a setup cell, so that other notebooks can import it, else as a cell of its own. Made where a task asks
for it (`fixes: [helper]`); a notebook that has a function of this name keeps its own. Within an active run it logs a
child of that run.

Why: what several cells log in the same way should be written once, with types and a docstring.

Before: nothing.

After::

    @app.function
    def log_experiment_metrics(
        exp_name: str,
        params: dict[str, object],
        metrics: dict[str, float],
        artifacts: list[str] | None = None,
    ) -> str:
        ...

Proved by: `inserted-cells-run`, `runs-finished`: the notebook with the function runs, and its runs finish.
"""

import libcst as cst

from worker.notebook.edit import Line
from worker.notebook.source import CellKind, Notebook
from worker.patches.draft import Draft
from worker.patches.modules import Import, import_lines
from worker.plan import TrackingPlan

TEMPLATES = ("helper",)
NAME = "helper"
FUNCTION = "log_experiment_metrics"


def missing(notebook: Notebook, plan: TrackingPlan) -> bool:
    """Whether the plan asks for the function, and the notebook has none of its name."""
    return any(fix.name == NAME for fix in plan.fixes) and FUNCTION not in notebook.definer


def add(draft: Draft) -> None:
    """Insert the function in front of the site, or behind the last cell."""
    if not missing(draft.notebook, draft.plan):
        return
    setup, modules = draft.notebook.setup, draft.modules
    lines = draft.render("helper")
    if setup is not None and modules.source is not Import.SETUP and modules.mlflow not in setup.defs:
        lines = [_importing(lines[0], modules.mlflow), *lines[1:]]
    site = draft.plan.site
    cell = site.cell if site is not None else len(draft.notebook.cells) - 1
    new = draft.insert(lines, cell=cell, before=site is not None, kind=CellKind.FUNCTION if setup else CellKind.CELL)
    draft.record(NAME, new, [number for fix in draft.plan.fixes if fix.name == NAME for number in fix.requirements])


def _importing(line: Line, mlflow: str) -> Line:
    """The function with an import of its own, where the notebook's stands in a cell that functions do not see."""
    assert isinstance(line, cst.FunctionDef)  # noqa: S101 - the template is one
    body = list(line.body.body)
    return line.with_changes(body=line.body.with_changes(body=[body[0], *import_lines("mlflow", mlflow), *body[1:]]))
