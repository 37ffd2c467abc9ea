"""Repair: a hard-coded tracking URI gives way to the environment.

What it does: a literal `mlflow.set_tracking_uri("http://…")` is made only when no tracking URI is set yet, by
`MLFLOW_TRACKING_URI` or otherwise; the literal stays as the default.

Why: the environment says where a team's server is; a notebook that overrides it logs into nothing elsewhere.

Before::

    mlflow.set_tracking_uri("http://localhost:5000")

After::

    if not mlflow.is_tracking_uri_set():
        mlflow.set_tracking_uri("http://localhost:5000")

Proved by: `run-made`: the run arrives at the server that the environment names.
"""

import libcst as cst

from worker.notebook.edit import CellEdit, Line
from worker.patches.calls import blocks, called, is_call
from worker.patches.draft import Draft

TEMPLATES = ("tracking_uri",)


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    found = False
    for lines in blocks(edit):
        for line in lines:
            call = called(line)
            if not is_call(call, f"{mlflow}.set_tracking_uri") or call is None or _guarded(edit, line):
                continue
            if call.args and isinstance(call.args[0].value, (cst.SimpleString, cst.ConcatenatedString)):
                edit.wrap(line, line, lambda body: draft.render("tracking_uri", BODY=body))
                found = True
    return found


def _guarded(edit: CellEdit, line: Line) -> bool:
    """Whether the line stands in an `if` already; what that decides is the author's."""
    return any(isinstance(node, cst.If) for node in edit.enclosing(line))
