"""Methods of the notebook's own classes that take nothing, change nothing and give a value: `curve.area()`."""

import ast
import builtins
from collections.abc import Iterator, Mapping

from worker.notebook.source import Notebook

Method = ast.FunctionDef
_BUILTINS = frozenset({
    "abs", "min", "max", "sum", "len", "float", "int", "round", "sorted", "range", "zip", "enumerate", "list", "tuple",
    "any", "all", "bool", "set", "dict", "isinstance", "pow", "map",
})  # fmt: skip
_OF_VALUES = frozenset({
    "sum", "mean", "std", "var", "min", "max", "copy", "items", "values", "keys", "get", "item", "dot", "norm", "prod",
    "sqrt", "median", "flatten", "ravel", "reshape", "transpose", "astype", "tolist", "any", "all", "argmax", "argmin",
})  # fmt: skip
"""methods that leave the value as it is, whatever it is"""
_LIBRARIES = frozenset({"math", "numpy", "statistics", "scipy"})
_CHANGES = (ast.Global, ast.Nonlocal, ast.Delete, ast.Await, ast.Yield, ast.YieldFrom, ast.With, ast.Try, ast.Import)


def quiet_methods(notebook: Notebook) -> Mapping[str, Mapping[str, bool]]:
    """Class → its methods that can be called without arguments any number of times; True for a property."""
    found: dict[str, dict[str, bool]] = {}
    for node in _classes(notebook):
        own = {item.name: item for item in node.body if isinstance(item, Method)}
        for name, method in own.items():
            alone = len(method.args.args) == 1 and not (method.args.kwonlyargs or method.args.posonlyargs)
            decorated = [ast.unparse(one) for one in method.decorator_list]
            plain = not decorated or decorated in (["property"], ["cached_property"], ["functools.cached_property"])
            if alone and plain and not name.startswith("_") and _gives(method) and _quiet(method, own, notebook, ()):
                found.setdefault(node.name, {})[name] = bool(decorated)
    return found


def quiet_values(notebook: Notebook) -> Iterator[tuple[int, str]]:
    """Cell and expression of each such value of an object that a cell makes: `curve.area()`."""
    known = quiet_methods(notebook)
    for cell in notebook.cells if known else ():
        for node in (node for statement in cell.statements for node in ast.walk(statement)):
            made = node.value if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else None
            name = node.targets[0].id if made is not None else ""  # type: ignore[attr-defined]
            if (
                isinstance(made, ast.Call)
                and isinstance(made.func, ast.Name)
                and notebook.definer.get(name) == cell.index
            ):
                for method, read in known.get(made.func.id, {}).items():
                    yield cell.index, f"{name}.{method}" if read else f"{name}.{method}()"


def _classes(notebook: Notebook) -> Iterator[ast.ClassDef]:
    return (one for cell in notebook.cells for one in cell.statements if isinstance(one, ast.ClassDef))


def _gives(method: Method) -> bool:
    """Whether a method returns something that is no text."""
    returned = [node.value for node in ast.walk(method) if isinstance(node, ast.Return) and node.value is not None]
    texts = any(
        isinstance(n, ast.JoinedStr) or (isinstance(n, ast.Constant) and isinstance(n.value, str)) for n in returned
    )
    return bool(returned) and not texts


def _quiet(method: Method, own: Mapping[str, Method], notebook: Notebook, seen: tuple[str, ...]) -> bool:
    """Whether a method changes nothing and calls only what changes nothing."""
    for node in ast.walk(method):
        stores = isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
        if (
            stores
            or isinstance(node, _CHANGES)
            or (isinstance(node, ast.Call) and not _harmless(node, own, notebook, (*seen, method.name)))
        ):
            return False
    return True


def _harmless(call: ast.Call, own: Mapping[str, Method], notebook: Notebook, seen: tuple[str, ...]) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        library = notebook.imports.get(function.id, "").partition(".")[0]
        return (function.id in _BUILTINS and hasattr(builtins, function.id)) or library in _LIBRARIES
    if not isinstance(function, ast.Attribute):
        return False
    if isinstance(function.value, ast.Name) and function.value.id == "self":
        method = own.get(function.attr)
        return method is not None and method.name not in seen and _quiet(method, own, notebook, seen)
    root = function.value
    while isinstance(root, ast.Attribute):
        if root.attr == "random":
            return False
        root = root.value
    if isinstance(root, ast.Name) and root.id in notebook.imports:
        return notebook.imports[root.id].partition(".")[0] in _LIBRARIES and function.attr != "random"
    return function.attr in _OF_VALUES
