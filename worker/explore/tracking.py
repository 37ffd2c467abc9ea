"""MLflow tracking that a notebook already has."""

import ast
from collections.abc import Iterator

from worker.explore.dataflow import dotted
from worker.findings import Tracking, TrackingCall
from worker.notebook.source import Notebook

_MODEL = ".log_model"
_KEYED = ("log_param", "log_metric", "set_tag", "log_params", "log_metrics", "set_tags")


def existing_tracking(notebook: Notebook) -> Tracking:
    """The notebook's own calls into MLflow, in file order."""
    name = notebook.module_name("mlflow")
    if name is None:
        return Tracking()
    calls = tuple(_calls(notebook, name))
    named = ("set_experiment", "create_experiment")
    return Tracking(
        imports_mlflow=True,
        import_cell=notebook.definer.get(name),
        experiments=tuple(key for call in calls if call.function in named for key in call.keys),
        calls=calls,
    )


def _calls(notebook: Notebook, name: str) -> Iterator[TrackingCall]:
    for cell in notebook.cells:
        for index, statement in enumerate(cell.statements):
            for node in ast.walk(statement):
                if isinstance(node, ast.Call) and dotted(node.func).startswith(f"{name}."):
                    function = dotted(node.func).removeprefix(f"{name}.")
                    yield TrackingCall(
                        cell=cell.index,
                        statement=index,
                        function=function,
                        source=notebook.segment(node)[:300],
                        keys=_keys(node, function),
                        values=_values(node, function),
                    )


def _values(node: ast.Call, function: str) -> tuple[str, ...]:
    """Sources of the values that a logging call is given."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg not in ("key", "step"))]
    if function in ("log_param", "log_metric"):
        found = arguments[1:2] if node.args else arguments[:1]
    elif function in ("log_params", "log_metrics") and arguments:
        whole = arguments[0]
        found = whole.values if isinstance(whole, ast.Dict) else [whole]
    elif function.endswith(_MODEL):
        named = [k.value for k in node.keywords if k.arg and k.arg.endswith("model")]  # `sk_model=`, `python_model=`
        found = (node.args or named)[:1]
    else:
        found = []
    return tuple(ast.unparse(value) for value in found)


def _keys(node: ast.Call, function: str) -> tuple[str, ...]:
    if function.endswith(_MODEL):
        named = [k.value for k in node.keywords if k.arg in ("name", "artifact_path")] or node.args[1:2]
        return tuple(name.value for name in named if isinstance(name, ast.Constant) and isinstance(name.value, str))
    first = (
        node.args[0]
        if node.args
        else next((k.value for k in node.keywords if k.arg in ("name", "key", "experiment_name")), None)
    )
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return (first.value,)
    if function in _KEYED and isinstance(first, ast.Dict):
        return tuple(str(key.value) for key in first.keys if isinstance(key, ast.Constant))
    return ()
