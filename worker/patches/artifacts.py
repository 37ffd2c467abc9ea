"""Keep figures, tables, dicts, texts and files with the run.

What it does: `mlflow.log_figure`, `log_table`, `log_dict` or `log_text` inside the run, or in an inserted cell that
resumes it where a later cell makes the figure. A figure that a cell only displays is given a private name first,
logged, and displayed as before. A table (pandas, polars) is kept as CSV; where the task names a path that ends in
`.json` or `.parquet`, by `log_table`. A file over the size limit is not sent: its path and size become parameters,
and its first 10,000 bytes a text under `samples/`.

Why: no temporary files, no second drawing, nothing displayed that was not displayed before, and no data set of
gigabytes on the tracking server. CSV, since `log_table` appends: a cell that runs again in the same run would double
the rows.

Before::

    solution = plot_solution(solver)

After, in a cell behind it::

    with mlflow.start_run(run_id=mlflow_run_id):
        mlflow.log_figure(solution, "plots/solution.png")

Proved by: `artifact-logged:<path>`: present under its path, and not empty; `artifact-readable:<path>`: a picture,
page or JSON that can be read as such.
"""

import re

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import Line
from worker.patches.draft import Draft
from worker.patches.expressions import literal
from worker.patches.modules import apart, import_lines
from worker.plan import Artifact

TEMPLATES = ("figure", "table", "dict", "text", "file")


def lines(draft: Draft, artifact: Artifact) -> list[Line]:
    """The call that keeps it."""
    if artifact.kind not in TEMPLATES:
        raise PatchImpossible(f"artifact kind `{artifact.kind}` is unknown; use one of {', '.join(TEMPLATES)}")
    node = draft.expressions.take(artifact.expression, cell=artifact.cell, scope=artifact.scope)
    if artifact.kind == "file":
        return _file(draft, artifact, node)
    return draft.render(artifact.kind, **{artifact.kind.upper(): node, "ARTIFACT_PATH": literal(artifact.path)})


def _file(draft: Draft, artifact: Artifact, node: cst.BaseExpression) -> list[Line]:
    """A file is sent up to the size limit; a larger one leaves its path, its size and its first bytes."""
    folder, _, name = artifact.path.rpartition("/")
    return guarded(draft, node, folder=literal(folder) if folder else None, name=name)


def guarded(draft: Draft, node: cst.BaseExpression, *, folder: cst.BaseExpression | None, name: str) -> list[Line]:
    """Send the file at the path that `node` gives, unless it is over the limit; `name` names what is kept instead."""
    key = re.sub(r"[^\w.-]+", "_", name)
    path = _path_class(draft)
    lines = draft.render(
        "file",
        FILE=node,
        FOLDER=folder,
        LIMIT=cst.Integer(f"{draft.artifact_limit:_}"),
        PATH_KEY=literal(f"{key}_path"),
        SIZE_KEY=literal(f"{key}_bytes"),
        SAMPLE_PATH=literal(f"samples/{key}.txt"),
        OPENED=draft.names.fresh("_file"),
        PATH=path or cst.Attribute(cst.Name(draft.names.fresh("_pathlib")), cst.Name("Path")),
    )
    return apart(import_lines("pathlib", draft.names.fresh("_pathlib")), lines) if path is None else lines


def _path_class(draft: Draft) -> cst.BaseExpression | None:
    """How the notebook names `pathlib.Path`."""
    notebook = draft.notebook
    module = notebook.module_name("pathlib")
    if module:
        return cst.Attribute(cst.Name(module), cst.Name("Path"))
    named = (name for name, target in notebook.imports.items() if target == "pathlib.Path")
    return next((cst.Name(name) for name in named if name in notebook.definer), None)
