"""The tracking that a notebook already has, so that nothing is logged twice."""

import ast
from dataclasses import dataclass
from functools import cached_property

from worker.notebook.source import Notebook, imported_names

_ARTIFACTS = frozenset({"log_figure", "log_table", "log_dict", "log_text", "log_image"})


@dataclass(frozen=True)
class TrackingCall:
    """One call into MLflow."""

    cell: int
    function: str
    """name of the MLflow function, e.g. `log_params`, or `sklearn.log_model`"""
    node: ast.Call

    def argument(self, position: int, keyword: str) -> ast.expr | None:
        """An argument given by position or by keyword."""
        named = next((item.value for item in self.node.keywords if item.arg == keyword), None)
        return named or (self.node.args[position] if len(self.node.args) > position else None)


@dataclass(frozen=True)
class Existing:
    """What the notebook logs before any patch."""

    notebook: Notebook
    only: int | None = None
    """look at this cell alone"""

    @cached_property
    def calls(self) -> tuple[TrackingCall, ...]:
        """Every call into MLflow, in the file's order."""
        return tuple(
            TrackingCall(cell.index, function, node)
            for cell in self.notebook.cells
            if self.only in (None, cell.index) and any(name in cell.code for name in self._aliases)
            for stmt in cell.statements
            for node in ast.walk(stmt)
            if isinstance(node, ast.Call) and (function := self._mlflow_function(node.func))
        )

    def of(self, *functions: str) -> tuple[TrackingCall, ...]:
        """The calls of these MLflow functions."""
        return tuple(call for call in self.calls if call.function in functions)

    def experiment(self, name: str) -> TrackingCall | None:
        """The call that sets the experiment of this name."""
        return next((call for call in self.of("set_experiment") if self.experiment_name(call) == name), None)

    def experiment_name(self, call: TrackingCall) -> str:
        """The name that a `set_experiment` is given, as a literal or by a constant of the notebook; empty otherwise."""
        found = self.name_literal(call)
        return found[1].value if found else ""  # type: ignore[return-value]

    def name_literal(self, call: TrackingCall) -> tuple[int, ast.Constant] | None:
        """The literal behind that name, and the cell it stands in."""
        argument = call.argument(0, "experiment_name")
        if isinstance(argument, ast.Name):
            return self._constants.get(argument.id)
        return (call.cell, argument) if isinstance(argument, ast.Constant) and _text(argument) else None

    @cached_property
    def _constants(self) -> dict[str, tuple[int, ast.Constant]]:
        """Names that the notebook assigns once, to a text."""
        found: dict[str, tuple[int, ast.Constant]] = {}
        for cell in self.notebook.cells:
            for stmt in cell.statements:
                if isinstance(stmt, ast.Assign) and isinstance(stmt.targets[0], ast.Name) and len(stmt.targets) == 1:
                    value = stmt.value
                    if isinstance(value, ast.Constant) and _text(value):
                        found[stmt.targets[0].id] = (cell.index, value)
        return found

    def variable(self, call: TrackingCall) -> str:
        """The public name that holds a call's result, or nothing."""
        for stmt in self.notebook.cells[call.cell].statements:
            for node in [stmt, *(stmt.body if isinstance(stmt, ast.Try) else [])]:
                if isinstance(node, ast.Assign) and node.value is call.node and isinstance(node.targets[0], ast.Name):
                    return node.targets[0].id if not node.targets[0].id.startswith("_") else ""
        return ""

    @cached_property
    def params(self) -> frozenset[str]:
        """Keys of the parameters it logs; whole mappings by their source."""
        return self._keys("log_param", "log_params", "params")

    @cached_property
    def metrics(self) -> frozenset[str]:
        """Keys of the metrics and histories it logs; whole mappings by their source."""
        keys = set(self._keys("log_metric", "log_metrics", "metrics"))
        for call in self.of("entities.Metric", "Metric"):
            keys.add(_text(call.argument(0, "key")))
        for cell in {call.cell for call in self.of("MlflowClient", "log_batch", "tracking.MlflowClient")}:
            keys |= self._histories(cell)
        return frozenset(keys)

    @cached_property
    def artifacts(self) -> frozenset[str]:
        """Artifact paths it writes."""
        return frozenset(_text(call.argument(1, "artifact_file")) for call in self.calls if call.function in _ARTIFACTS)

    @cached_property
    def files(self) -> frozenset[str]:
        """Sources of the expressions whose files it sends."""
        return frozenset(ast.unparse(call.node.args[0]) for call in self.of("log_artifact") if call.node.args)

    @cached_property
    def run_tags(self) -> frozenset[str]:
        """Keys of the tags its runs carry."""
        keys = {_text(call.argument(0, "key")) for call in self.of("set_tag")}
        arguments = [call.argument(0, "tags") for call in self.of("set_tags")]
        arguments += [item.value for call in self.of("start_run") for item in call.node.keywords if item.arg == "tags"]
        return frozenset(keys.union(*(_entries(argument) for argument in arguments if argument is not None)))

    @cached_property
    def experiment_tags(self) -> frozenset[str]:
        """Keys of the tags it sets on experiments."""
        keys = {_text(call.argument(0, "key")) for call in self.of("set_experiment_tag")}
        arguments = [call.argument(0, "tags") for call in self.of("set_experiment_tags")]
        arguments += [call.argument(2, "tags") for call in self.of("create_experiment")]
        return frozenset(keys.union(*(_entries(argument) for argument in arguments if argument is not None)))

    @cached_property
    def models(self) -> frozenset[str]:
        """Names of the models it logs, and their registered names."""
        calls = [call for call in self.calls if call.function.endswith("log_model")]
        keywords = [item for call in calls for item in call.node.keywords]
        arguments: list[ast.expr | None] = [item.value for item in keywords if item.arg == "registered_model_name"]
        registered = self.of("register_model")
        arguments += [call.argument(1, "name") for call in registered]
        uris = [_last_text(call.argument(0, "model_uri")) for call in registered]
        names = {name for call in calls for name in self.logged_as(call)}
        return frozenset({*names, *map(_text, arguments), *(uri.rpartition("/")[2] for uri in uris)})

    @staticmethod
    def logged_as(call: TrackingCall) -> frozenset[str]:
        """The name that a `log_model` call gives its model."""
        return frozenset({_text(call.argument(1, name)) for name in ("name", "artifact_path")} - {""})

    @cached_property
    def aliases(self) -> frozenset[str]:
        """Aliases that it gives to versions of registered models."""
        calls = [call for call in self.calls if call.function.endswith("set_registered_model_alias")]
        return frozenset(_text(call.argument(1, "alias")) for call in calls)

    def autologs(self, flavor: str) -> bool:
        """Whether training such a model logs it without any further call."""
        calls = self.of("autolog", f"{flavor}.autolog")
        off = {(item.arg, getattr(item.value, "value", None)) for call in calls for item in call.node.keywords}
        return bool(calls) and not off & {("log_models", False), ("disable", True)}

    @cached_property
    def has_link(self) -> bool:
        """Whether a cell shows a link to the experiment."""
        return any("/#/experiments/" in cell.code for cell in self.notebook.cells)

    @cached_property
    def has_nested(self) -> bool:
        """Whether some run is another's child."""
        return any(item.arg == "nested" for call in self.of("start_run") for item in call.node.keywords)

    def starts_run(self, cell: int) -> bool:
        """Whether a cell begins a run of its own (resuming one does not count)."""
        return any(
            call.cell == cell and not any(item.arg in ("run_id", "nested") for item in call.node.keywords)
            for call in self.of("start_run")
        )

    def resumes_run(self, cell: int) -> bool:
        """Whether a cell goes on with a run by its id."""
        return any(
            call.cell == cell and any(item.arg == "run_id" for item in call.node.keywords)
            for call in self.of("start_run")
        )

    def own_runs(self, cell: int, first: int, last: int) -> bool:
        """Whether statements of a cell call one of the notebook's functions that starts a run itself."""
        called = {
            node.func.id
            for stmt in self.notebook.cells[cell].statements[first : last + 1]
            for node in ast.walk(stmt)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        return bool(called & self._starting_functions)

    @cached_property
    def _starting_functions(self) -> frozenset[str]:
        starts = {
            id(call.node)
            for call in self.of("start_run")
            if not any(item.arg == "nested" for item in call.node.keywords)
        }
        cells = {call.cell for call in self.of("start_run")} if starts else set()
        return frozenset(
            stmt.name
            for cell in cells
            for stmt in self.notebook.cells[cell].statements
            if isinstance(stmt, (ast.FunctionDef, ast.AsyncFunctionDef))
            and any(id(node) in starts for node in ast.walk(stmt))
        )

    def keys_of(self, cell: int) -> frozenset[str]:
        """Keys of the parameters and metrics that one cell logs."""
        own = Existing(self.notebook, only=cell)
        return own.params | own.metrics

    def _keys(self, single: str, several: str, keyword: str) -> frozenset[str]:
        keys = {_text(call.argument(0, "key")) for call in self.of(single)}
        for call in self.of(several):
            argument = call.argument(0, keyword)
            keys |= _entries(argument) if argument else set()
        return frozenset(keys - {""})

    def _histories(self, cell: int) -> set[str]:
        """Keys of dict displays that the cell hands to `.items()` or keeps under a private name."""
        keys: set[str] = set()
        for stmt in self.notebook.cells[cell].statements:
            for node in ast.walk(stmt):
                if isinstance(node, ast.Dict):
                    keys |= _entries(node)
                elif isinstance(node, ast.Attribute) and node.attr == "items":
                    keys.add(ast.unparse(node.value))
        return keys

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """Name → dotted rest behind `mlflow`, for every import of it or from it."""
        found: dict[str, str] = {}
        for cell in [cell for cell in self.notebook.cells if "mlflow" in cell.code]:
            for stmt in cell.statements:
                for node in ast.walk(stmt):
                    if isinstance(node, (ast.Import, ast.ImportFrom)):
                        found.update(
                            {
                                name: target.partition(".")[2]
                                for name, target in imported_names(node)
                                if target.split(".")[0] == "mlflow"
                            }
                        )
        return found

    def _mlflow_function(self, node: ast.expr) -> str:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Call):
            inner = self._mlflow_function(node.func)
            return parts[0] if inner.endswith("MlflowClient") and parts else ""
        if not isinstance(node, ast.Name) or node.id not in self._aliases:
            return ""
        head = self._aliases[node.id]
        return ".".join(filter(None, [head, *reversed(parts)]))


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _last_text(node: ast.expr | None) -> str:
    """A text, or the end of an f-string, as in `f"runs:/{run_id}/model"`."""
    return _text(node.values[-1] if isinstance(node, ast.JoinedStr) and node.values else node)


def _entries(node: ast.expr) -> set[str]:
    """Literal keys of a dict display; `**spread` parts and other expressions by their source."""
    if not isinstance(node, ast.Dict):
        inner = [found for found in ast.walk(node) if isinstance(found, ast.Dict)]
        return {ast.unparse(node)}.union(*map(_entries, inner))
    return {
        _text(key) if key is not None else ast.unparse(value) for key, value in zip(node.keys, node.values, strict=True)
    }
