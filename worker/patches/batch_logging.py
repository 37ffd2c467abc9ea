"""Repair: logging key by key becomes one call.

What it does: a loop that does nothing but `log_metric(key, value)` (or `log_param`) over a dict's items becomes one
`log_metrics(dict)`; neighbouring calls with literal keys become one call with a dict. Calls with a step, or with a
comment on their line, stay.

Why: every call is a request; twenty of them make a reactive cell slow.

Before::

    for name, value in scores.items():
        mlflow.log_metric(name, value)

After::

    mlflow.log_metrics(scores)

Proved by: `metric-logged:<key>`, `param-logged:<key>`: the same keys with the same values.
"""

from collections.abc import Sequence

import libcst as cst

from worker.notebook.edit import CellEdit, Line
from worker.patches.calls import blocks, called, is_call
from worker.patches.draft import Draft
from worker.patches.expressions import parenthesized

TEMPLATES = ("metrics", "params")

_BATCHES = {"log_metric": ("metrics", "METRICS"), "log_param": ("params", "PARAMS")}


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    found = False
    for lines in blocks(edit):
        for function, (template, placeholder) in _BATCHES.items():
            for line in lines:
                mapping = _mapping_of(line, f"{mlflow}.{function}")
                if mapping is not None:
                    new = draft.render(template, **{placeholder: mapping})
                    edit.replace(line, [new[0].with_changes(leading_lines=line.leading_lines)])
                    found = True
            for group in _groups(edit, lines, f"{mlflow}.{function}"):
                new = draft.render(template, **{placeholder: _dictionary(group)})
                edit.replace(group[0], [new[0].with_changes(leading_lines=group[0].leading_lines)])
                for line in group[1:]:
                    edit.replace(line, [])
                found = True
    return found


def _mapping_of(line: Line, function: str) -> cst.BaseExpression | None:
    """The mapping of `for k, v in mapping.items(): function(k, v)`."""
    if not isinstance(line, cst.For) or line.orelse or not isinstance(line.target, cst.Tuple):
        return None
    names = [element.value.value for element in line.target.elements if isinstance(element.value, cst.Name)]
    items = line.iter
    inner = list(line.body.body) if isinstance(line.body, cst.IndentedBlock) else []
    if len(names) != 2 or len(inner) != 1 or not isinstance(inner[0], Line) or not isinstance(items, cst.Call):
        return None
    call = called(inner[0])
    if call is None or not is_call(call, function) or items.args or not isinstance(items.func, cst.Attribute):
        return None
    given = [arg.value.value for arg in call.args if isinstance(arg.value, cst.Name) and arg.keyword is None]
    if given != names or len(call.args) != 2 or items.func.attr.value != "items":
        return None
    return parenthesized(items.func.value)


def _groups(edit: CellEdit, lines: Sequence[Line], function: str) -> list[list[Line]]:
    """Neighbouring lines that log one literal key each, two or more."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if _plain(edit, line, function) and not (groups[-1] and line.leading_lines):
            groups[-1].append(line)
        else:
            groups.append([line] if _plain(edit, line, function) else [])
    return [group for group in groups if len(group) > 1]


def _plain(edit: CellEdit, line: Line, function: str) -> bool:
    call = called(line)
    if call is None or not is_call(call, function) or not isinstance(line, cst.SimpleStatementLine):
        return False
    if not isinstance(line.body[0], cst.Expr) or line.trailing_whitespace.comment or line is edit.lines[-1]:
        return False
    plain = len(call.args) == 2 and not any(arg.keyword or arg.star for arg in call.args)
    return plain and isinstance(call.args[0].value, cst.SimpleString)


def _dictionary(group: Sequence[Line]) -> cst.Dict:
    calls = [call for line in group if (call := called(line)) is not None]
    return cst.Dict([cst.DictElement(call.args[0].value, call.args[1].value) for call in calls])
