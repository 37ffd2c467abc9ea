"""What the notebook's own classes are built with: attributes that only keep what the constructor was given."""

import ast
from collections.abc import Iterator, Mapping

from worker.findings import LiveValue
from worker.notebook.source import Notebook

_OWN = "__main__."


def kept_arguments(notebook: Notebook) -> Mapping[str, frozenset[str]]:
    """By class: the attributes that `__init__` sets to one of its arguments and that no other method sets."""
    classes = (node for cell in notebook.cells for statement in cell.statements for node in _classes(statement))
    return {node.name: _kept(node) for node in classes}


def is_kept(attribute: str, live: LiveValue, kept: Mapping[str, frozenset[str]]) -> bool:
    """Whether an attribute of an object of the notebook's own class is what it was built with."""
    name = live.type.rpartition(".")[2]
    return live.type.startswith(_OWN) and attribute in kept.get(name, ())


def _classes(statement: ast.stmt) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(statement) if isinstance(node, ast.ClassDef))


def _kept(node: ast.ClassDef) -> frozenset[str]:
    methods = [one for one in node.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
    built = next((one for one in methods if one.name == "__init__"), None)
    if built is None:
        return frozenset()
    given = {argument.arg for argument in (*built.args.args, *built.args.kwonlyargs)}
    kept = {name for name, value in _set_on_self(built) if isinstance(value, ast.Name) and value.id in given}
    changed = {name for one in methods if one is not built for name, _ in _set_on_self(one)}
    return frozenset(kept - changed)


def _set_on_self(method: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, ast.expr | None]]:
    own = method.args.args[0].arg if method.args.args else ""
    for node in ast.walk(method):
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, (ast.AnnAssign, ast.AugAssign)) else targets
        for target in targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == own:
                yield target.attr, getattr(node, "value", None)
