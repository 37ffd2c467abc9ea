"""Repair: an unguarded `create_experiment` becomes `set_experiment`.

What it does: `mlflow.create_experiment(name)` that stands in no `if` or `try` is replaced by
`mlflow.set_experiment(name)`, and its tags are set by `set_experiment_tags`. A variable that held the id holds the
id.

Why: creating fails on the second execution, because the experiment exists.

Before::

    exp_id = mlflow.create_experiment("study", tags={"team": "pde"})

After::

    exp_id = mlflow.set_experiment("study").experiment_id
    mlflow.set_experiment_tags({"team": "pde"})

Proved by: `second-run`, `experiment-unique:<name>`: the notebook runs again, and there is still one experiment.
"""

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.patches.calls import blocks, called, is_call, keyword, target_of
from worker.patches.draft import Draft

TEMPLATES = ("experiment_guard", "experiment_guard_id")


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    found = False
    for lines in blocks(edit):
        for line in lines:
            call = called(line)
            if call is None or not is_call(call, f"{mlflow}.create_experiment"):
                continue
            if any(isinstance(node, (cst.If, cst.Try)) for node in edit.enclosing(line)):
                continue
            if keyword(call, "artifact_location") or (len(call.args) > 1 and call.args[1].keyword is None):
                raise PatchImpossible(
                    f"cell {edit.cell.index}: `create_experiment` names an artifact location, which "
                    "`set_experiment` cannot; guard it by hand"
                )
            _replace(draft, edit, line, call)
            found = True
    return found


def _replace(draft: Draft, edit: CellEdit, line: Line, call: cst.Call) -> None:
    tags, name, variable = keyword(call, "tags"), keyword(call, "name") or call.args[0], target_of(line)
    new = draft.render(
        "experiment_guard_id" if variable else "experiment_guard",
        EXPERIMENT_NAME=name.value,
        EXPERIMENT_TAGS=tags.value if tags else cst.Dict([]),
        EXPERIMENT_ID=variable or None,
    )
    first = new[0].with_changes(leading_lines=line.leading_lines)
    if isinstance(line, cst.SimpleStatementLine):
        first = first.with_changes(trailing_whitespace=line.trailing_whitespace)
    edit.replace(line, [first, *(new[1:] if tags else [])])
