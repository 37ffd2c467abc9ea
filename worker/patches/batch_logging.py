"""Repair: logging key by key becomes one call.

What it does: a loop over a dict (its items, its keys or the dict itself) that does nothing but `log_metric(key,
value)` (or `log_param`) becomes one `log_metrics(dict)`, with a comprehension where keys or values are changed on the
way; neighbouring calls with literal keys become one call with a dict. Calls with a step or a comment, and loops whose
variables are used elsewhere, stay.

Why: every call is a request; twenty of them make a reactive cell slow.

Before::

    for name, value in scores.items():
        mlflow.log_metric(name, value)

After::

    mlflow.log_metrics(scores)

Proved by: `runs-finished`; `metric-logged:<key>`, `param-logged:<key>` for what the task names.
"""

from collections.abc import Sequence

import libcst as cst
from libcst import matchers

from worker.notebook.edit import CellEdit, Line
from worker.patches.calls import blocks, called, code, is_call, target_of
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
                if mapping is not None and not _needed(draft, edit, line):
                    _put(draft, edit, [line], template, **{placeholder: mapping})
                    found = True
            for group in _groups(edit, lines, f"{mlflow}.{function}"):
                _put(draft, edit, group, template, **{placeholder: _dictionary(group)})
                found = True
    return found


def _put(draft: Draft, edit: CellEdit, lines: Sequence[Line], template: str, **fillings: cst.BaseExpression) -> None:
    new = draft.render(template, **fillings)
    edit.replace(lines[0], [new[0].with_changes(leading_lines=lines[0].leading_lines)])
    for line in lines[1:]:
        edit.replace(line, [])


def _mapping_of(line: Line, function: str) -> cst.BaseExpression | None:
    """What a loop over a dict logs entry by entry, as one dict: the loop's own, or a comprehension over it."""
    found = _loop(line, function)
    if found is None:
        return None
    loop, key, value = found
    names, source, entries = _walked(loop, value)
    wanted = [names[1]] if len(names) == 2 else [f"{code(source)}[{names[0]}]"] if names and source else []
    if source is None or not entries or names[0] not in _names(key):
        return None
    if code(key) == names[0] and code(value) in wanted:
        return parenthesized(source)
    clause = cst.CompFor(target=loop.target, iter=loop.iter)
    return cst.DictComp(key=key, value=value, for_in=clause)


def _loop(line: Line, function: str) -> tuple[cst.For, cst.BaseExpression, cst.BaseExpression] | None:
    """A loop that does nothing but log one entry: the loop, the key's expression and the value's."""
    inner = list(line.body.body) if isinstance(line, cst.For) and isinstance(line.body, cst.IndentedBlock) else []
    if not isinstance(line, cst.For) or line.orelse or line.asynchronous or len(inner) != 1:
        return None
    only = inner[0]
    call = called(only) if isinstance(only, cst.SimpleStatementLine) and not target_of(only) else None
    if call is None or not is_call(call, function):
        return None
    plain = len(call.args) == 2 and not any(arg.keyword or arg.star for arg in call.args)
    above = sum(empty.comment is not None for empty in line.leading_lines)
    if not plain or len(matchers.findall(line, matchers.Comment())) > above:
        return None
    return line, call.args[0].value, call.args[1].value


def _walked(loop: cst.For, value: cst.BaseExpression) -> tuple[list[str], cst.BaseExpression | None, bool]:
    """Names of the loop, the dict it walks over, and whether it is surely one: `d.items()`, `d.keys()`, `d[k]`."""
    names = [node.value for node in matchers.findall(loop.target, matchers.Name()) if isinstance(node, cst.Name)]
    walked = loop.iter
    if isinstance(walked, cst.Call) and code(walked.func) == "sorted" and len(walked.args) == 1:
        walked = walked.args[0].value
    method = walked.func if isinstance(walked, cst.Call) and not walked.args else None
    if isinstance(method, cst.Attribute) and method.attr.value in ("items", "keys"):
        return names, method.value, len(names) == (2 if method.attr.value == "items" else 1)
    looked_up = f"{code(walked)}[{names[0]}]" in code(value) if len(names) == 1 else False
    return names, walked, looked_up


def _names(node: cst.CSTNode) -> set[str]:
    return {found.value for found in matchers.findall(node, matchers.Name()) if isinstance(found, cst.Name)}


def _needed(draft: Draft, edit: CellEdit, line: Line) -> bool:
    """Whether something else uses the loop's variables, which go with the loop."""
    assert isinstance(line, cst.For)  # noqa: S101 - the caller has looked
    own = _names(line.target)
    elsewhere = sum(len(matchers.findall(edit.module, matchers.Name(value=name))) for name in own)
    return elsewhere > sum(len(matchers.findall(line, matchers.Name(value=name))) for name in own) or bool(
        own & draft.notebook.used_names
    )


def _groups(edit: CellEdit, lines: Sequence[Line], function: str) -> list[list[Line]]:
    """Neighbouring lines that log one literal key each, two or more, every key once."""
    groups: list[list[Line]] = [[]]
    keys: set[str] = set()
    for line in lines:
        key = _key(edit, line, function)
        if key and groups[-1] and key not in keys and not line.leading_lines:
            groups[-1].append(line)
        else:
            groups.append([line] if key else [])
            keys = set()
        keys.add(key)
    return [group for group in groups if len(group) > 1]


def _key(edit: CellEdit, line: Line, function: str) -> str:
    """The literal key that a line logs; empty when it does anything else, or its value is displayed."""
    call = called(line)
    if call is None or not is_call(call, function) or not isinstance(line, cst.SimpleStatementLine):
        return ""
    shown = line is edit.lines[-1] and function.endswith("log_param")  # which returns the value
    if not isinstance(line.body[0], cst.Expr) or line.trailing_whitespace.comment or shown:
        return ""
    plain = len(call.args) == 2 and not any(arg.keyword or arg.star for arg in call.args)
    key = call.args[0].value if plain else None
    return str(key.evaluated_value) if isinstance(key, cst.SimpleString) else ""


def _dictionary(group: Sequence[Line]) -> cst.Dict:
    calls = [call for line in group if (call := called(line)) is not None]
    return cst.Dict([cst.DictElement(call.args[0].value, call.args[1].value) for call in calls])
