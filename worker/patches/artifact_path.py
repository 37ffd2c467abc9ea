"""Repair: `artifact_path=` in `log_model` becomes `name=`.

What it does: renames the keyword in every `log_model(...)` call; nothing else of the call changes.

Why: MLflow 3 deprecates `artifact_path=` and warns at every execution.

Before::

    mlflow.sklearn.log_model(model, artifact_path="model")

After::

    mlflow.sklearn.log_model(model, name="model")

Proved by: `cells-still-run`; `model-logged:<name>` where the task names the model.
"""

import libcst as cst
from libcst import matchers

from worker.notebook.edit import CellEdit
from worker.patches.calls import code, keyword
from worker.patches.draft import Draft

TEMPLATES = ()


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:  # noqa: ARG001 - all repairs are called alike
    """Whether anything was found and asked to be changed."""
    found = False
    for call in matchers.findall(edit.module, matchers.Call()):
        if not isinstance(call, cst.Call) or not code(call.func).endswith("log_model") or keyword(call, "name"):
            continue
        old = keyword(call, "artifact_path")
        if old is not None and old.keyword is not None:
            edit.change(old.keyword, lambda _: cst.Name("name"))
            found = True
    return found
