"""Add what is missing to a run that the notebook has already; it becomes one of the plan's runs."""

from collections.abc import Sequence

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.patches.calls import ROWS, TIGHT, code, joined, target_of, with_argument
from worker.patches.draft import Draft
from worker.patches.expressions import dictionary, literal
from worker.patches.layout import fitted
from worker.patches.parts import Experiment, Parts, RunId

TEMPLATES = ("run_tags",)


def add(draft: Draft, edit: CellEdit, parts: Parts, *, experiment: Experiment) -> RunId:
    """Log the plan's missing values in the user's own run context."""
    plan = draft.plan
    context = parts.block.run
    assert context is not None  # noqa: S101 - the caller has looked
    run = _run_object(draft, edit, context) if parts.needs_run else ""
    top, finish = parts.logging(draft, edit, run=run)
    if plan.run_tags:
        tags = dictionary([(key, literal(value)) for key, value in plan.run_tags.items()])
        top = [*draft.render("run_tags", RUN_TAGS=tags), *top]
        draft.record("run-context", edit.cell.index, plan.run_tag_requirements)
    top = _merged(draft, edit, parts, top, "log_params")
    finish = _merged(draft, edit, parts, finish, "log_metrics")
    if top:
        edit.before(parts.block.lines[parts.block.first], top)
    if finish:
        edit.after(parts.block.lines[parts.end], finish)
    if experiment.lines:
        edit.before(edit.line(parts.block.anchor), experiment.lines)
    if experiment.variable and not experiment.active:
        _name_experiment(edit, context, experiment.variable)
    if not parts.resumed:
        return RunId("", run=run)
    nested = context not in edit.lines
    kept = "" if nested else _kept_id(draft, edit, context, run)
    if kept:
        return RunId(kept, run=run)
    name = draft.names.fresh("mlflow_run_id")
    edit.after(context, draft.render("run_id", RUN_ID=name, RUN=run))
    if nested:
        edit.before(
            edit.line(parts.block.anchor),
            [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], cst.Name("None"))])],
        )
    return RunId(name, run=run, guarded=nested)


def _run_object(draft: Draft, edit: CellEdit, context: cst.With) -> str:
    """The name after `as`, added when there is none."""
    named = context.items[0].asname
    if named is not None:
        if not isinstance(named.name, cst.Name):
            raise PatchImpossible(f"cell {edit.cell.index}: `with … as` binds no plain name; bind the run to one name")
        return named.name.value
    name = draft.names.fresh("_run")
    space = cst.SimpleWhitespace(" ")
    alias = cst.AsName(cst.Name(name), whitespace_before_as=space, whitespace_after_as=space)
    edit.change(context.items[0], lambda item: item.with_changes(asname=alias))
    return name


def _kept_id(draft: Draft, edit: CellEdit, context: cst.With, run: str) -> str:
    """The public name under which the author keeps the run's id already."""
    body = context.body.body if isinstance(context.body, cst.IndentedBlock) else ()
    lines = [line for line in (*body, *edit.lines) if isinstance(line, cst.SimpleStatementLine)]
    names = [
        target_of(line)
        for line in lines
        for one in line.body
        if isinstance(one, cst.Assign) and code(one.value) == f"{run}.info.run_id"
    ]
    return next((name for name in names if draft.notebook.definer.get(name) == edit.cell.index), "")


def _name_experiment(edit: CellEdit, context: cst.With, variable: str) -> None:
    """Start the run in the plan's experiment, unless it names one itself."""
    call = context.items[0].item
    if not isinstance(call, cst.Call) or any(arg.keyword and arg.keyword.value == "experiment_id" for arg in call.args):
        return
    new = cst.Arg(
        keyword=cst.Name("experiment_id"),
        value=cst.Attribute(cst.Name(variable), cst.Name("experiment_id")),
        equal=TIGHT,
    )
    named = context.items[0].asname
    used = 4 + len("with :") + (len(code(named)) if named is not None else 0)
    edit.change(call, lambda node: with_argument(node, new, used=used))


def _merged(draft: Draft, edit: CellEdit, parts: Parts, lines: list[Line], function: str) -> list[Line]:
    """Move the entries of a new call into the call that the run has already, if there is one with a dict display."""
    wanted = f"{draft.templates.names['mlflow']}.{function}"
    new = next((line for line in lines if dict_of(line, wanted) is not None), None)
    old = next((line for line in parts.block.lines if dict_of(line, wanted) is not None), None)
    if new is None or old is None:
        return lines
    entries, there = dict_of(new, wanted), dict_of(old, wanted)
    assert entries is not None  # noqa: S101 - found above
    assert there is not None  # noqa: S101 - found above
    added = list(entries.elements)
    edit.change(there, lambda node: extended(node, added))  # type: ignore[arg-type]
    return [line for line in lines if line is not new]


def extended(node: cst.Dict, added: Sequence[cst.BaseDictElement]) -> cst.BaseExpression:
    """The dict display with more entries, in its own layout."""
    plain = [element.with_changes(comma=cst.MaybeSentinel.DEFAULT) for element in added]
    brace = node.rbrace.whitespace_before  # holds the comment behind the last entry
    bare = cst.TrailingWhitespace(newline=brace.first_line.newline) if isinstance(brace, ROWS) else None
    whole = node.with_changes(
        elements=joined(node.elements, plain, above=brace),
        rbrace=node.rbrace.with_changes(whitespace_before=brace.with_changes(first_line=bare)) if bare else node.rbrace,
    )
    rows = any(
        isinstance(element.comma, cst.Comma)
        and not element.comma.whitespace_after.empty
        and isinstance(element.comma.whitespace_after, cst.ParenthesizedWhitespace)
        for element in node.elements
    )
    return whole if rows else fitted(whole, used=30)


def dict_of(line: Line, function: str) -> cst.Dict | None:
    """The dict display that a line hands to this function and nothing else."""
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    only = line.body[0]
    call = only.value if isinstance(only, cst.Expr) else None
    if not isinstance(call, cst.Call) or cst.Module([]).code_for_node(call.func) != function or len(call.args) != 1:
        return None
    value = call.args[0].value
    return value if isinstance(value, cst.Dict) else None
