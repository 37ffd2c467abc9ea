"""Repair: a file is sent only up to the size limit.

What it does: `mlflow.log_artifact(path)` as a statement of its own sends the file when it is no larger than the limit
(100 MB, unless the worker's settings say otherwise). Of a larger one the run keeps path and size as parameters, and
the first 10,000 bytes as a text under `samples/`. A call inside an `if` or `try` stays: its author decides already.

Why: a data set of gigabytes on the tracking server helps nobody; where it lies and how large it is does.

Before::

    mlflow.log_artifact("data/train.csv")

After::

    import pathlib as _pathlib
    if _pathlib.Path("data/train.csv").stat().st_size <= 100_000_000:
        mlflow.log_artifact("data/train.csv")
    else:
        mlflow.log_params({"train.csv_path": "data/train.csv", "train.csv_bytes": ...})

Proved by: `runs-finished`; where the task names the file, `artifact-logged:<path>`: a file within the limit, or the
size of one over it.
"""

import libcst as cst

from worker.notebook.edit import CellEdit, Line
from worker.patches import artifacts
from worker.patches.calls import blocks, called, code, is_call, keyword
from worker.patches.draft import Draft

TEMPLATES = ("file",)


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    found = False
    for lines in blocks(edit):
        for line in lines:
            call = called(line)
            if call is None or not is_call(call, f"{mlflow}.log_artifact") or not _plain(line):
                continue
            if any(isinstance(node, (cst.If, cst.Try, cst.Else)) for node in edit.enclosing(line)):
                continue
            path, folder = _arguments(call)
            if path is None:
                continue
            new = artifacts.guarded(draft, path, folder=folder, name=_name(path))
            edit.replace(line, [new[0].with_changes(leading_lines=line.leading_lines), *new[1:]])
            found = True
    return found


def _plain(line: Line) -> bool:
    """A statement without a comment, whose value nobody keeps."""
    return (
        isinstance(line, cst.SimpleStatementLine)
        and isinstance(line.body[0], cst.Expr)
        and not line.trailing_whitespace.comment
    )


def _arguments(call: cst.Call) -> tuple[cst.BaseExpression | None, cst.BaseExpression | None]:
    """Path and folder of a call that has no other arguments; the path must be cheap and safe to read twice."""
    plain = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
    named = [keyword(call, "local_path"), keyword(call, "artifact_path")]
    path = plain[0] if plain else named[0].value if named[0] else None
    folder = plain[1] if len(plain) > 1 else named[1].value if named[1] else None
    known = len(plain) + sum(arg is not None for arg in named)
    simple = isinstance(path, (cst.SimpleString, cst.Name, cst.Attribute, cst.FormattedString))
    return (path, folder) if simple and known == len(call.args) else (None, None)


def _name(path: cst.BaseExpression) -> str:
    """What the file is called: its own name where it is written down, else the expression's."""
    if isinstance(path, cst.SimpleString):
        return str(path.evaluated_value).replace("\\", "/").rpartition("/")[2] or "file"
    return code(path) if isinstance(path, (cst.Name, cst.Attribute)) else "file"
