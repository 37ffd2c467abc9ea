"""Sites: where training happens, from the syntax and, where there are any, live values."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.explore.functions import Function
from worker.explore.sweeps import swept
from worker.explore.values import Values
from worker.findings import LiveValue, Site
from worker.notebook.source import Cell, CellKind, Notebook

THRESHOLD = 0.5
"""from this score on a statement counts as training"""

_FIT_METHODS: Mapping[str, float] = {
    "fit": 0.9, "partial_fit": 0.9, "train": 0.8, "optimize": 0.8, "learn": 0.8, "fit_predict": 0.9,
    "fit_generator": 0.9, "train_model": 0.9, "minimize": 0.6, "sample": 0.0, "fit_transform": 0.3, "solve": 0.5,
    "run_training": 0.9, "fit_regularized": 0.9, "embed": 0.4, "train_on_batch": 0.9, "tune": 0.8,
}  # fmt: skip
_FIT_FUNCTIONS: Mapping[str, float] = {
    "minimize": 0.7, "minimize_scalar": 0.7, "curve_fit": 0.8, "least_squares": 0.8, "leastsq": 0.8,
    "differential_evolution": 0.7, "basinhopping": 0.7, "dual_annealing": 0.7, "polyfit": 0.7, "lstsq": 0.6,
    "cross_val_score": 0.6, "cross_validate": 0.6, "cross_val_predict": 0.5, "lmfit": 0.6, "fmin": 0.7,
    "linregress": 0.7, "nnls": 0.6, "linprog": 0.5, "milp": 0.5, "root_scalar": 0.4, "validation_curve": 0.6,
    "learning_curve": 0.6, "shgo": 0.7, "brute": 0.6, "fmin_l_bfgs_b": 0.7, "fmin_bfgs": 0.7,
}  # fmt: skip
_FIT_WORDS = ("train", "fit", "optimi", "learn", "gradient_descent", "sgd", "tune", "search")
_SHOWING = ("plot", "draw", "show", "render", "display", "print")
_STEP_CALLS = frozenset({"backward", "zero_grad", "apply_gradients", "apply_updates", "value_and_grad"})


@dataclass(frozen=True)
class Evidence:
    """How much a piece of code looks like training, and the best witness."""

    score: float = 0.0
    kind: str = ""
    call: ast.expr | None = None
    function: str = ""
    target: str = ""

    def better(self, other: "Evidence") -> "Evidence":
        """The stronger of two."""
        return other if other.score > self.score else self


class SiteFinder:
    """Finds the sites of one notebook."""

    def __init__(self, *, notebook: Notebook, functions: Mapping[str, Function], values: Values) -> None:
        self._notebook = notebook
        self._functions = functions
        self._values = values
        self._function_scores: dict[str, Evidence] = {}

    def sites(self) -> tuple[Site, ...]:
        """All sites, in file order: per cell one range from the first to the last training statement."""
        return tuple(site for cell in self._notebook.cells if (site := self._site(cell)))

    def function_evidence(self, name: str) -> Evidence:
        """How much one of the notebook's own functions looks like training."""
        if name not in self._function_scores:
            self._function_scores[name] = Evidence()  # ends recursion
            function = self._functions[name]
            found = Evidence()
            for statement in function.node.body:
                found = found.better(self.evidence(statement, function.cell))
            named = any(word in name.lower() for word in _FIT_WORDS)
            loops = any(isinstance(node, (ast.For, ast.While)) for node in ast.walk(function.node))
            if named and loops and found.score < 0.7:
                found = Evidence(score=0.7, kind="loop")
            if name.lower().strip("_").startswith(_SHOWING) and found.score < 0.7:
                found = Evidence()  # a sum in a loop that draws is no training
            self._function_scores[name] = found
        return self._function_scores[name]

    def evidence(self, statement: ast.stmt, cell: int) -> Evidence:
        """How much a statement looks like training (function definitions do not train by themselves)."""
        found = Evidence()
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            return found
        for node in own_nodes(statement):
            if isinstance(node, ast.Call):
                found = found.better(self._call(node, cell))
            elif isinstance(node, (ast.For, ast.While)):
                found = found.better(self._loop(node))
            elif isinstance(node, ast.Lambda) and found.score < THRESHOLD:
                continue
        return found

    def _site(self, cell: Cell) -> Site | None:
        if cell.kind not in (CellKind.CELL, CellKind.SETUP):
            return None
        scored = [(index, self.evidence(stmt, cell.index)) for index, stmt in enumerate(cell.statements)]
        top = max((evidence.score for _, evidence in scored), default=0.0)
        if top < THRESHOLD:
            return None
        # Preparing steps (a scaler's fit) beside a real training in one cell do not widen its range.
        chosen = [(index, evidence) for index, evidence in scored if evidence.score >= max(THRESHOLD, top - 0.25)]
        at, best = max(chosen, key=lambda item: item[1].score)
        best = self._kept(best, cell.statements[at], cell.index)
        called = self._functions.get(best.function)
        return Site(
            cell=cell.index,
            first=chosen[0][0],
            last=chosen[-1][0],
            kind=best.kind,
            call=self._notebook.segment(best.call)[:200] if best.call is not None else "",
            function=best.function,
            function_cell=called.cell if called else None,
            target=best.target,
            data=self._argument(best, 0),
            labels=self._argument(best, 1),
            score=best.score,
            **self._sweep(cell, chosen, best),
        )

    def _argument(self, best: Evidence, position: int) -> str:
        """An argument of a fit call (0 the data, 1 the labels), when it is a plain expression."""
        if not isinstance(best.call, ast.Call) or best.kind not in ("fit", "search") or len(best.call.args) <= position:
            return ""
        node = best.call.args[position]
        return self._notebook.segment(node) if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) else ""

    def _sweep(self, cell: Cell, chosen: list[tuple[int, Evidence]], best: Evidence) -> dict[str, Any]:
        """The loop whose every iteration trains a model of its own."""
        if best.kind not in ("fit", "call", "search", "loop"):
            return {}
        for index, _ in chosen:
            for node in own_nodes(cell.statements[index]):
                if isinstance(node, ast.For) and self._trains_anew(node, best):
                    return swept(node)
        return {}

    def _trains_anew(self, node: ast.For, best: Evidence) -> bool:
        """Whether each iteration calls the training, or goes through a training loop for one of some listed values."""
        inner = [item for item in own_nodes(node) if item is not node]
        if best.kind != "loop":
            return any(item is best.call for item in inner)
        counted = isinstance(node.iter, ast.Call) and dotted(node.iter.func) in ("range", "trange")
        loops = [item for item in inner if isinstance(item, (ast.For, ast.While))]
        return not counted and any(self._loop(loop).score >= best.score for loop in loops)

    def _call(self, node: ast.Call, cell: int) -> Evidence:
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func, cell)
        if not isinstance(node.func, ast.Name):
            return Evidence()
        name = node.func.id
        if name in self._functions:
            inner = self.function_evidence(name)
            return Evidence(score=min(inner.score, 0.95), kind="call", call=node, function=name)
        origin = self._notebook.imports.get(name, "")
        score = _FIT_FUNCTIONS.get(origin.rpartition(".")[2], 0.0)
        trains = (
            any(word in name.lower() for word in ("train", "fit_", "_fit", "finetune")) and "split" not in name.lower()
        )
        if not score and origin and trains:
            score = 0.6
        return Evidence(score=score, kind="call", call=node)

    def _method(self, node: ast.Call, func: ast.Attribute, cell: int) -> Evidence:
        root = root_name(func.value) or ""
        module = root in self._notebook.imports and isinstance(func.value, (ast.Name, ast.Attribute))
        if module:
            score = _FIT_FUNCTIONS.get(func.attr, 0.0)
            if not score and func.attr in ("train", "fit", "fit_model", "cv"):  # xgb.train, lgb.train
                score = 0.8
            return Evidence(score=score, kind="call", call=node)
        score = _FIT_METHODS.get(func.attr, 0.0)
        if not score:
            return Evidence()
        target = dotted(func.value)
        live = self._values.of(target, cell) if target else None
        if live is not None and func.attr.startswith("fit") and "transform" in live.methods:
            score = 0.9 if "predict" in live.methods or func.attr == "fit_predict" else 0.35
        elif not target and func.attr == "fit" and _is_transformer(func.value):
            score = 0.35
        return Evidence(score=score, kind=_kind(live), call=node, target=target)

    def _kept(self, best: Evidence, statement: ast.stmt, cell: int) -> Evidence:
        """`search = GridSearchCV(...).fit(X, y)`: what is trained is what the statement keeps."""
        if (
            best.kind != "fit"
            or best.target
            or not isinstance(statement, ast.Assign)
            or statement.value is not best.call
        ):
            return best
        name = dotted(statement.targets[0])
        kind = _kind(self._values.of(name, cell) if name else None)
        return best if kind == "fit" else replace(best, kind=kind, target=name)

    def _loop(self, node: ast.For | ast.While) -> Evidence:
        steps = 0.0
        for item in own_nodes(node):
            if isinstance(item, ast.Call):
                attribute = item.func.attr if isinstance(item.func, ast.Attribute) else getattr(item.func, "id", "")
                root = root_name(item.func) or ""
                if attribute in _STEP_CALLS or (attribute in ("step", "update") and "opt" in root.lower()):
                    steps = max(steps, 1.0)
            elif isinstance(item, (ast.AugAssign, ast.Assign)) and _updates_itself(item):
                steps = max(steps, 0.55)
        return Evidence(score=steps, kind="loop")


def _kind(live: LiveValue | None) -> str:
    """What kind of training a method of this object is."""
    names = (live.type, *live.bases) if live is not None else ()
    if any(name.startswith("optuna.") for name in names):
        return "study"
    return "search" if any("Search" in name for name in names) else "fit"


def _is_transformer(node: ast.expr) -> bool:
    name = dotted(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]
    return name.endswith(("Scaler", "Encoder", "Imputer", "Vectorizer", "Transformer", "Features", "Binarizer"))


def _updates_itself(node: ast.AugAssign | ast.Assign) -> bool:
    """`w -= lr * grad`, `w = w - lr * grad`: a value that moves by a computed amount (a counter does not)."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, (ast.Sub, ast.Add, ast.Mult)) and _computed(node.value)
    target = node.targets[0]
    names = {target.id} if isinstance(target, ast.Name) else set()
    if isinstance(target, ast.Tuple):
        names = {item.id for item in target.elts if isinstance(item, ast.Name)}
    value = node.value
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Sub, ast.Add)):
        reads = {item.id for item in ast.walk(value) if isinstance(item, ast.Name)}
        return bool(names & reads) and _computed(value)
    if isinstance(value, ast.Call):
        reads = {item.id for arg in value.args for item in ast.walk(arg) if isinstance(item, ast.Name)}
        return bool(names & reads)
    return False


def _computed(node: ast.expr) -> bool:
    return any(isinstance(item, (ast.BinOp, ast.Call)) for item in ast.walk(node))
