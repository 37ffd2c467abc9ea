"""What the notebook gives to its models: an example of what a logged one takes."""

import ast
from collections.abc import Iterator

from worker.explore.dataflow import dotted, own_nodes
from worker.explore.values import Values
from worker.notebook.source import Notebook

_WRAPPERS = ("DataLoader", "TensorDataset")


def example_inputs(book: Notebook, values: Values) -> dict[str, str]:
    """Name of a model → the array or tensor that it is called with or fitted on, or that its loader holds.

    A network that gives several things at once has none: a signature is inferred from one tensor.
    """
    made, several = dict(_made(book)), frozenset(_of_several(book))
    found: dict[str, str] = {}
    for cell in book.cells:
        for node in (inner for stmt in cell.statements for inner in own_nodes(stmt)):
            if not isinstance(node, ast.Call):
                continue
            for name, data in _given(node):
                array = _array(data, made)
                live = values.name(array, cell.index) if array in book.definer else None
                if name and name not in several and live is not None and live.shape is not None:
                    found.setdefault(name, array)
    return found


def _of_several(book: Notebook) -> Iterator[str]:
    """Names of networks whose result is unpacked, or whose class gives a tuple, a list or a dictionary."""
    nodes = [node for cell in book.cells for stmt in cell.statements for node in ast.walk(stmt)]
    classes = {node.name for node in nodes if isinstance(node, ast.ClassDef) and _gives_several(node)}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            target, called = node.targets[0], dotted(node.value.func).rpartition(".")[2]
            if isinstance(target, ast.Tuple):
                yield called
            elif isinstance(target, ast.Name) and called in classes:
                yield target.id


def _gives_several(network: ast.ClassDef) -> bool:
    methods = (node for node in network.body if isinstance(node, ast.FunctionDef) and node.name == "forward")
    returns = (node.value for method in methods for node in ast.walk(method) if isinstance(node, ast.Return))
    return any(isinstance(value, ast.Tuple | ast.List | ast.Dict) for value in returns)


def _given(call: ast.Call) -> Iterator[tuple[str, ast.expr | None]]:
    """The model and its data in `model(X)`, `model.fit(X, y)` and `trainer.fit(model, loader)`."""
    first = call.args[0] if call.args else None
    if isinstance(call.func, ast.Name):
        yield call.func.id, first
    if isinstance(call.func, ast.Attribute) and call.func.attr == "fit" and isinstance(first, ast.Name):
        named = [item.value for item in call.keywords if item.arg == "train_dataloaders"]
        yield first.id, next(iter([*call.args[1:2], *named]), None)
        if isinstance(call.func.value, ast.Name):
            yield call.func.value.id, first


def _array(node: ast.expr | None, made: dict[str, ast.expr]) -> str:
    """The name of the array inside a loader or data set; a plain name as it is."""
    for _ in range(2 * len(made) + 2):
        if isinstance(node, ast.Name) and node.id in made:
            node = made[node.id]
        elif isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _WRAPPERS and node.args:
            node = node.args[0]
        else:
            break
    return node.id if isinstance(node, ast.Name) else ""


def _made(book: Notebook) -> Iterator[tuple[str, ast.expr]]:
    """Names that hold a loader or a data set, and the first name of each loop, with what they come from."""
    for node in (inner for cell in book.cells for stmt in cell.statements for inner in own_nodes(stmt)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            if dotted(node.value.func).rpartition(".")[2] in _WRAPPERS:
                yield node.targets[0].id, node.value
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
            first = node.target.elts[0] if isinstance(node.target, ast.Tuple) and node.target.elts else node.target
            if isinstance(first, ast.Name):
                yield first.id, node.iter
