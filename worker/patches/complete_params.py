"""Repair: the parameters that a notebook's own tracking leaves out are logged beside those it logs.

What it does: exploring knows which settings flow into the training, and which of them the notebook logs, under whatever
name. The others join its own logging call: as entries of a dict that the call is given, else in one `log_params` right
behind it, so that they land in the same run. Nothing that is logged already is logged twice or renamed.

Why: a run that says only half of its settings cannot be repeated, and two such runs cannot be compared.

Before::

    mlflow.log_params({"lr": lr})
    train(lr=lr, epochs=epochs, layers=[64, 32])

After::

    mlflow.log_params({"lr": lr, "epochs": epochs, "layers": [64, 32]})
    train(lr=lr, epochs=epochs, layers=[64, 32])

Proved by: `param-logged:<key>` for each one that was added: the server's value equals the kernel's.
"""

import ast

import libcst as cst

from worker.findings import Scope
from worker.notebook.edit import CellEdit, Line
from worker.notebook.source import CellKind
from worker.notebook.syntax import parse_module
from worker.patches import params
from worker.patches.calls import blocks, called, is_call
from worker.patches.draft import Draft
from worker.patches.expressions import dictionary, roots
from worker.patches.extend import dict_of, extended
from worker.plan import Value

TEMPLATES = ("params",)
NAME = "complete-params"


def repair(draft: Draft, edit: CellEdit, *, mlflow: str) -> bool:
    """Whether anything was found and asked to be changed."""
    calls = draft.existing.of("log_param", "log_params")
    if not calls or calls[0].cell != edit.cell.index:
        return False
    line = _logging_line(edit, mlflow)
    missing = [value for value in _asked(draft) if value.key not in draft.existing.params]
    missing = [value for value in missing if line is not None and _visible(draft, edit, line, value)]
    if line is None or not missing:
        return False
    display = dict_of(line, f"{mlflow}.log_params")
    if display is not None and all(value.form != "long" for value in missing):
        added = list(dictionary([params.entry(draft, value) for value in missing]).elements)
        edit.change(display, lambda node: extended(node, added))  # type: ignore[arg-type]
    else:
        edit.after(line, params.lines(draft, missing))
    return True


def _asked(draft: Draft) -> list[Value]:
    """The parameters that the repair's own requirements are about; all where it has none."""
    numbers = {number for fix in draft.plan.fixes if fix.name == NAME for number in fix.requirements}
    return [value for value in draft.plan.params if not numbers or numbers & set(value.requirements)]


def _logging_line(edit: CellEdit, mlflow: str) -> Line | None:
    """The last line of the first block that logs parameters, but for blocks that a loop repeats."""
    functions = (f"{mlflow}.log_param", f"{mlflow}.log_params")
    for lines in blocks(edit):
        found = [line for line in lines if any(is_call(called(line), function) for function in functions)]
        if found and not any(isinstance(node, (cst.For, cst.While)) for node in edit.enclosing(found[-1])):
            return found[-1]
    return None


def _visible(draft: Draft, edit: CellEdit, line: Line, value: Value) -> bool:
    """Whether the value exists where the line stands; what does not is logged where training is done."""
    if value.scope not in (Scope.NOTEBOOK, Scope.CELL):
        return False
    names, around = roots(value.expression), edit.enclosing(line)
    functions = [node for node in around if isinstance(node, cst.FunctionDef)]
    own = functions if edit.cell.kind is CellKind.FUNCTION else functions[1:]
    if any(names & _bound(function) for function in own):
        return False
    if value.cell != edit.cell.index:
        hidden = value.scope is Scope.CELL or any(name.startswith("_") for name in names)
        return not hidden and value.cell not in draft.notebook.descendants[edit.cell.index]
    top = next((at for at in range(len(edit.cell.statements)) if edit.line(at) in (line, *around)), 0)
    return not names or value.statement < top


def _bound(function: cst.FunctionDef) -> frozenset[str]:
    """The names that are local to a function."""
    tree = parse_module(cst.Module([function.with_changes(decorators=[])]).code)
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(stored | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)})
