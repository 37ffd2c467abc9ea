"""Repair: a run that is begun by a bare `start_run()` becomes a `with` that always ends it.

What it does: `mlflow.start_run(...)` as a statement, up to its `mlflow.end_run()` in the same block, becomes `with
mlflow.start_run(...):` around the statements between; without an `end_run()` up to the end of the block, with the
training and all logging of the cell, but without the expression that it displays (where that is the training itself,
its value is displayed behind the run). Where another cell of the notebook ends the run, that cell resumes it by its
id for what it logs.

Why: when a cell raises, a bare run is reported as FINISHED at exit, or stays RUNNING; and the next execution finds it
still active.

Before::

    mlflow.start_run(run_name="fit")
    model.fit(X, y)
    mlflow.end_run()

After::

    with mlflow.start_run(run_name="fit"):
        model.fit(X, y)

Proved by: `runs-finished`, `no-run-left-open`: every run ends, and the second execution leaves none behind either.
"""

from collections.abc import Sequence

import libcst as cst
from libcst import matchers

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.patches.calls import alias_of, blocks, called, calls_in, code, is_call, target_of
from worker.patches.draft import Draft

TEMPLATES = ("closed_run", "resume", "run_id")


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    for lines in blocks(edit):
        for at, line in enumerate(lines):
            call = called(line)
            if call is not None and is_call(call, f"{mlflow}.start_run"):
                return _close(draft, edit, lines, at, mlflow)
    return False


def _close(draft: Draft, edit: CellEdit, lines: Sequence[Line], at: int, mlflow: str) -> bool:
    ends = [later for later in range(at + 1, len(lines)) if calls_in(lines[later], f"{mlflow}.end_run")]
    if ends and called(lines[ends[0]]) is None:
        return False  # a `try … finally: end_run()` closes it; what else an author builds is his
    stop = ends[0] if ends else len(lines)
    shown: list[Line] = []
    if not ends and tuple(lines) == edit.lines and edit.displays and not _logs(lines[-1], mlflow):
        trains, shown = _trained_last(draft, edit)
        stop -= not trains
    others = _other_ends(draft, edit, mlflow) if not ends else []
    if stop <= at + 1 and not others:
        raise PatchImpossible(
            f"cell {edit.cell.index} starts a run and does nothing in it; say which cells belong to it"
        )
    call, name = called(lines[at]), target_of(lines[at])
    run = name or (draft.names.fresh("_run") if others else "")
    run_id = draft.names.fresh("mlflow_run_id") if others else ""
    tail = draft.render("run_id", RUN_ID=run_id, RUN=run) if others else []
    end = lines[ends[0]] if ends else None

    def build(body: list[Line]) -> list[Line]:
        context = draft.render("closed_run", START=call, RUN=run or None, BODY=body)
        return [_with_comments(context[0], lines[at], end), *context[1:], *tail, *shown]

    if end is not None:
        edit.replace(end, [])
    if stop > at + 1:
        edit.replace(lines[at], [])
        edit.wrap(lines[at + 1], lines[stop - 1], build)
    else:
        edit.replace(lines[at], build([cst.SimpleStatementLine([cst.Pass()])]))
    for other in others:
        _resume(draft, draft.edit(other), run_id, mlflow)
        draft.record("close-runs", other)
    return True


def _trained_last(draft: Draft, edit: CellEdit) -> tuple[bool, list[Line]]:
    """Whether the cell's last expression is the training itself, and what then displays its value behind the run."""
    site = draft.plan.site
    if site is None or site.cell != edit.cell.index or site.last != len(edit.cell.statements) - 1:
        return False, []
    return True, [edit.name_display(draft.names.fresh("_result"))] if site.displays else []


def _logs(line: Line, mlflow: str) -> bool:
    """Whether a line is a call that logs; such a call displays nothing that anybody would miss."""
    return any(is_call(called(line), f"{mlflow}.{name}") for name in _LOGGING)


def _with_comments(context: Line, start: Line, end: Line | None) -> Line:
    """The `with`, with the comments of the lines that it replaces."""
    if not isinstance(context, cst.With) or not isinstance(start, cst.SimpleStatementLine):
        return context
    body = context.body.with_changes(header=start.trailing_whitespace)
    if end is not None and any(empty.comment for empty in end.leading_lines):
        body = body.with_changes(footer=end.leading_lines)
    return context.with_changes(body=body, leading_lines=start.leading_lines)


def _other_ends(draft: Draft, edit: CellEdit, mlflow: str) -> list[int]:
    """Cells behind this one that log or end a run that they did not begin."""
    if mlflow != alias_of(draft.notebook):
        return []
    existing = draft.existing
    starts = {call.cell for call in existing.of("start_run")}
    logging = {call.cell for call in existing.calls if call.function.startswith("log_") or "log_model" in call.function}
    ends = {call.cell for call in existing.of("end_run")}
    return sorted(cell for cell in (logging | ends) - starts if cell > edit.cell.index)


def _resume(draft: Draft, edit: CellEdit, run_id: str, mlflow: str) -> None:
    """Put what another cell logs into the resumed run, and drop its `end_run()`."""
    ends = [line for line in edit.lines if is_call(called(line), f"{mlflow}.end_run")]
    logging = [
        line
        for line in edit.lines
        if line not in ends
        and not isinstance(line, cst.FunctionDef)
        and (any(calls_in(line, f"{mlflow}.{name}") for name in _LOGGING) or _keeps_model(line, mlflow))
    ]
    for line in ends:
        edit.replace(line, [])
    if logging:
        edit.wrap(logging[0], logging[-1], lambda body: draft.render("resume", RUN_ID=run_id, RUN=None, BODY=body))


_LOGGING = (
    *("log_param", "log_params", "log_metric", "log_metrics", "log_artifact", "log_artifacts", "log_figure"),
    *("log_table", "log_dict", "log_text", "log_image", "set_tag", "set_tags"),
)
"""what a cell may log, besides models"""


def _keeps_model(line: Line, mlflow: str) -> bool:
    """Whether a line logs or registers a model."""
    calls = [code(call.func) for call in matchers.findall(line, matchers.Call()) if isinstance(call, cst.Call)]
    return any(name.startswith(f"{mlflow}.") and name.endswith(("log_model", "register_model")) for name in calls)
