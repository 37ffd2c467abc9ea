"""Names, their entries, attributes and columns, as symbols."""

import ast
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from worker.explore.built import is_kept, kept_arguments
from worker.explore.columns import framed, labels_rows, spoken_columns
from worker.explore.dataflow import Dataflow, Unit, own_nodes, qualified, root_name
from worker.explore.displays import comment_above, comment_on
from worker.explore.figures import figure_expression
from worker.explore.settings import setting
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.notebook.source import Cell, CellKind, Notebook
from worker.notebook.syntax import parse_expression

SPOKEN = {
    "estimators_": "weak learners", "support_vectors_": "support vectors", "core_sample_indices_": "core samples",
    "n_resources_": "number of samples", "best_score_": "best cross validation score",
    "inertia_": "within cluster sum of squares",
    "n_iter_": "iterations until convergence", "loss_": "final training loss", "oob_score_": "out of bag score",
    "feature_importances_": "feature importance", "explained_variance_ratio_": "explained variance share",
    "lower_bound_": "log likelihood lower bound", "best_value": "best objective value", "rsquared": "r squared",
    "aic": "akaike information criterion", "bic": "bayesian information criterion",
    "nfev": "number of function evaluations",
    "nit": "number of iterations", "fun": "final objective value", "coef_": "coefficients",
    "intercept_": "intercept", "train_score_": "training score deviance per iteration",
    "loss_curve_": "training loss per iteration", "validation_scores_": "validation score per iteration",
}  # fmt: skip
"""how libraries' fitted attributes are called in English"""
_COLUMNS = 30
"""columns of one table that are offered as histories at most"""
_FEW = 3
_LANES = 8
"""columns of one array that are offered as histories at most"""
_POINTS = 3
"""values that such a history has at least"""
_COORDINATES = ("x", "y", "z")
_ORDINALS = ("first", "second", "third")
_RESULTS: Mapping[str, tuple[str, ...]] = {"cvxpy.": ("value", "status", "dual_value")}
"""modules of whose objects only these attributes say anything about the notebook"""
_SINGLE: Mapping[str, tuple[str, ...]] = {"coef_": ("slope", "coefficient")}
"""fitted attributes that are called something else when they hold one number"""
_LOSSES = ("torch.nn.modules.loss.",)
_MODEL_MODULES = ("sklearn", "xgboost", "lightgbm", "catboost", "torch", "keras", "statsmodels", "lightning",
                  "mlflow.pyfunc")  # fmt: skip


_LONG_TEXT = 100
"""characters; a longer text is data rather than a setting"""
_CUT = 6_000
"""characters; of a longer parameter MLflow would keep no more"""


@dataclass(frozen=True)
class Reach:
    """Names that flow into a site, and names that come out of one (qualified)."""

    into: frozenset[str]
    out: frozenset[str]


def names(notebook: Notebook, flow: Dataflow, values: Values, reach: Reach) -> Iterator[Symbol]:
    """Symbols for every name that a cell assigns, and for what is inside its value."""
    spoken, records = spoken_columns(notebook), framed(notebook, reach.out)
    kept = kept_arguments(notebook)
    for cell, name, units in assigned(notebook, flow):
        namer = _Namer(
            notebook=notebook,
            cell=cell,
            units=units,
            values=values,
            reach=reach,
            spoken=spoken,
            framed=records,
            kept=kept,
        )
        yield from namer.symbols(name)


def assigned(notebook: Notebook, flow: Dataflow) -> Iterator[tuple[Cell, str, list[Unit]]]:
    """Every name that a cell assigns, with the statements that do."""
    for cell in notebook.cells:
        if cell.kind not in (CellKind.CELL, CellKind.SETUP):
            continue
        for name in sorted(cell.defs | cell.private):
            units = [unit for unit in flow.by_name.get(qualified(name, cell.index), ()) if unit.cell == cell.index]
            if units:
                yield cell, name, units


@dataclass(frozen=True)
class _Namer:
    notebook: Notebook
    cell: Cell
    units: list[Unit]
    values: Values
    reach: Reach
    spoken: Mapping[str, tuple[str, ...]]
    """how the notebook calls its columns"""
    framed: frozenset[str]
    """records that a data frame is made of: its columns are offered instead"""
    kept: Mapping[str, frozenset[str]]
    """what objects of the notebook's own classes keep of what they were built with, by class"""

    def symbols(self, name: str) -> Iterator[Symbol]:
        live = self.values.name(name, self.cell.index)
        literal = self._literal(name)
        if live is None:
            if literal is not None and self.values.snapshot is None:
                yield self._symbol(name, (name,), LiveValue(type=type(literal).__name__), "literal", name)
            return
        if len(live.string or "") > _LONG_TEXT:
            if (live.length or 0) > _CUT:
                # no words: only a task that names the expression itself means it
                yield self._symbol(name, (), live, "assigned", name)
            return
        if live.ui is not None or figure_expression(live) or foreign(self.units, name, live):
            return
        if name in self.notebook.imports and not (is_plain(live) or live.entries or live.numbers):
            return
        said = (*self._comments(), *self._alias(name), *self._counted(name), *live.columns[:8])
        words = tuple(word for word in (name, *said) if word)
        origin = "literal" if literal is not None else "assigned"
        if live.columns and live.type.startswith("pandas.") and labels_rows(self.units[-1].node):
            origin = "labelled"
        if kind := self._kind(name, live, literal):
            symbol = self._symbol(name, words, live, origin, name, kind)
            earlier = tuple(self._earlier(name, symbol)) if kind in (SymbolKind.METRIC, SymbolKind.SERIES) else ()
            yield from earlier
            last = {"owner": made_by(self.units[-1].node), "origin": "latest"}
            yield symbol.model_copy(update=last) if earlier else symbol
        if live.type.startswith("torch.optim."):
            chosen = LiveValue(type="str", string=live.type.rpartition(".")[2])
            yield self._symbol(repr(chosen.string), ("optimizer", name), chosen, "keyword", name)
        yield from self._size(name, live)
        yield from self._inside(name, live, literal)

    def _size(self, name: str, live: LiveValue) -> Iterator[Symbol]:
        """How many things a collection holds: what `number of cities` means where there are `cities`."""
        counted = live.type in ("list", "tuple", "dict", "set") or live.columns
        if not live.length or not counted or live.numbers:
            return
        number = LiveValue(type="int", number=float(live.length), text=str(live.length))
        words = (f"number of {name}",)
        size = self._symbol(f"len({name})", words, number, "size", name, SymbolKind.METRIC)
        yield size.model_copy(update={"from_site": False, "reaches_site": False})

    def _earlier(self, name: str, last: Symbol) -> Iterator[Symbol]:
        """The values that a name had before the cell gave it another one: one fit after the other under one name."""
        key = qualified(name, self.cell.index)
        writes = [unit for unit in self.units if key in unit.writes and _computes(unit)]
        if len(writes) < 2 or any(key in unit.reads for unit in writes):
            return
        for unit in writes[:-1]:
            changed = {"statement": unit.statement, "scope": Scope.CELL, "origin": "earlier", "live": None}
            yield last.model_copy(update={**changed, "owner": made_by(unit.node)})

    def _inside(self, name: str, live: LiveValue, literal: object) -> Iterator[Symbol]:
        origin = "literal" if literal is not None else "entry"
        yield from self._items(name, live, literal)
        for key, entry in live.entries.items():
            expression = f"{name}[{quoted(key)}]"
            if kind := self._kind(name, entry, literal):
                spoken = (SPOKEN[key],) if key in SPOKEN and live.type.startswith("scipy.") else ()
                yield self._symbol(expression, (key, *spoken), entry, origin, name, kind)
            for inner_key, inner in entry.entries.items():
                if kind := self._kind(name, inner, literal):
                    words = (f"{key} {inner_key}", inner_key, key)
                    yield self._symbol(f"{expression}[{quoted(inner_key)}]", words, inner, origin, name, kind)
        yield from self._tuples(name, live)
        for key, entry in live.entries.items():
            yield from self._tuples(f"{name}[{quoted(key)}]", entry, key)
        if not live.columns and name not in self.framed:
            yield from self._rows(name, name, live)
        yield from self._attributes(name, live)
        yield from self._lanes(name, live)
        if live.columns and qualified(name, self.cell.index) in self.reach.out:
            for column in (live.rows or live.columns)[:_COLUMNS]:
                column_live = LiveValue(type="column", numbers=True, length=(live.shape or (0,))[0])
                called = (column, *self.spoken.get(column, ()))
                expression = f"{name}[{quoted(column)}]"
                yield self._symbol(expression, called, column_live, "column", name, SymbolKind.SERIES)

    def _rows(self, expression: str, owner: str, live: LiveValue) -> Iterator[Symbol]:
        """A history per key of a list of records."""
        for key in live.rows:
            column = LiveValue(type="list", numbers=True, length=live.length)
            each = f"[_row[{quoted(key)}] for _row in {expression}]"
            yield self._symbol(each, (key,), column, "rows", owner, SymbolKind.SERIES)

    def _lanes(self, name: str, live: LiveValue) -> Iterator[Symbol]:
        """A history per column of a result that is an array of a few columns: the coefficients along a path."""
        if not live.type.startswith("numpy.") or len(live.shape or ()) != 2:
            return
        rows, columns = live.shape or (0, 0)
        if rows >= _POINTS and 1 < columns <= _LANES and qualified(name, self.cell.index) in self.reach.out:
            for at in range(columns):
                lane = LiveValue(type="numpy.ndarray", numbers=True, length=rows)
                yield self._symbol(f"{name}[:, {at}]", (f"{name} {at}", name), lane, "lane", name, SymbolKind.SERIES)

    def _items(self, name: str, live: LiveValue, literal: object) -> Iterator[Symbol]:
        """The numbers of a result that has a few: the coordinates of a point, the coefficients of a line."""
        point = literal is None and live.type != "list" and 1 < len(live.values) <= _FEW
        if point and qualified(name, self.cell.index) in self.reach.out:
            for at, number in enumerate(live.values):
                item = LiveValue(type="float", number=number, text=str(number))
                coordinate = f"{name} {_COORDINATES[at]} coordinate"
                words = (f"{name} {at}", coordinate, f"{_ORDINALS[at]} {name}")
                yield self._symbol(f"{name}[{at}]", words, item, "item", name, SymbolKind.METRIC)

    def _best_candidate(self, name: str, live: LiveValue) -> Iterator[Symbol]:
        """The chosen candidate's scores of a search by several measures: `cv_results_` keeps a list of each."""
        results = live.attributes.get("cv_results_")
        if results is None or "best_index_" not in live.attributes or "best_score_" in live.attributes:
            return
        for key, entry in results.entries.items():
            if key.startswith("mean_test_") and entry.numbers:
                measure = key.removeprefix("mean_test_").replace("_", " ")
                expression = f"{name}.cv_results_[{quoted(key)}][{name}.best_index_]"
                words = (f"best {measure}", f"mean cross validated {measure} of the best candidate", key)
                yield self._symbol(expression, words, LiveValue(type=""), "attribute", name, SymbolKind.METRIC)

    def _single(self, expression: str, key: str, live: LiveValue, owner: str) -> Symbol:
        """An array of one number, such as the slope that a straight line's `coef_` holds."""
        number = live.values[0] if live.values else None
        seen = LiveValue(type="float" if live.values else "", number=number)
        words = tuple(word for word in (key, *_SINGLE.get(key, ()), SPOKEN.get(key, "")) if word)
        return self._symbol(f"{expression}.item()", words, seen, "attribute", owner, SymbolKind.METRIC)

    def _tuples(self, expression: str, live: LiveValue, *names: str) -> Iterator[Symbol]:
        """The last numbers of a sequence of tuples, `[(1, 0.9), (2, 0.7)]`: a history beside its steps."""
        if live.items == 2:
            column = LiveValue(type="list", numbers=True, length=live.length)
            root = expression.partition("[")[0]
            yield self._symbol(
                f"[_row[1] for _row in {expression}]", (*names, root), column, "rows", root, SymbolKind.SERIES
            )

    def _attributes(self, name: str, live: LiveValue) -> Iterator[Symbol]:
        config = live.type.startswith("__main__.") and qualified(name, self.cell.index) not in self.reach.out
        yield from self._best_candidate(name, live)
        only = next((keys for module, keys in _RESULTS.items() if live.type.startswith(module)), None)
        for key, attribute in live.attributes.items():
            expression = f"{name}.{key}"
            if only is not None and key not in only:
                continue
            if key.endswith("_") and key.rstrip("_") in live.estimator:
                continue  # a fitted twin of a parameter
            if key in live.estimator:
                words = (key, f"{_spoken_class(live.type)} {key}")
                yield self._symbol(expression, words, attribute, "estimator", name, SymbolKind.PARAMETER)
            elif attribute.entries:
                # A mapping that the object keeps, such as a search's `best_params_`.
                if any(is_plain(entry) for entry in attribute.entries.values()):
                    yield self._symbol(expression, (key,), attribute, "mapping", name, SymbolKind.PARAMETER)
                for inner_key, inner in attribute.entries.items():
                    kind = SymbolKind.PARAMETER if "param" in key else self._kind(name, inner, None)
                    if kind:
                        inner_expression = f"{expression}[{quoted(inner_key)}]"
                        yield self._symbol(
                            inner_expression, (inner_key, f"{key} {inner_key}"), inner, "entry", name, kind
                        )
            elif attribute.rows and not attribute.columns:
                yield from self._rows(expression, name, attribute)
            elif _is_one_number(key, attribute):
                yield self._single(expression, key, attribute, name)
            elif kind := self._kind(name, attribute, None):
                spoken = tuple(word for word in (key, SPOKEN.get(key, "")) if word)
                given = kind is SymbolKind.METRIC and is_kept(key, live, self.kept)
                kind = SymbolKind.PARAMETER if given else kind
                origin = "config" if config or given else "attribute"
                yield self._symbol(expression, spoken, attribute, origin, name, kind)

    def _kind(self, name: str, live: LiveValue, literal: object) -> SymbolKind | None:
        if len(live.string or "") > _LONG_TEXT:
            return None
        key = qualified(name, self.cell.index)
        out = key in self.reach.out
        if live.columns:
            return SymbolKind.TABLE
        if is_model(live):
            return SymbolKind.MODEL
        if live.numbers and (live.length or 0) >= 1 and live.number is None:
            return SymbolKind.PARAMETER if literal is not None else SymbolKind.SERIES
        if live.number is not None:
            return (
                SymbolKind.PARAMETER
                if literal is not None or (key in self.reach.into and not out) or self._set()
                else SymbolKind.METRIC
            )
        if live.string is not None or live.boolean is not None:
            return SymbolKind.PARAMETER
        return None

    def _symbol(  # noqa: PLR0917 - private, and every call reads as a row
        self,
        expression: str,
        words: tuple[str, ...],
        live: LiveValue,
        origin: str,
        owner: str,
        kind: SymbolKind = SymbolKind.PARAMETER,
    ) -> Symbol:
        root = root_name(parse_expression(expression)) or owner
        root = owner if root == "len" else root
        key = qualified(root, self.cell.index)
        # A parameter exists from its first assignment on; a result only after the last change.
        early = kind is SymbolKind.PARAMETER and (key not in self.reach.out or origin == "estimator")
        unit = self.units[0] if early else self.units[-1]
        return Symbol(
            expression=expression,
            kind=kind,
            cell=self.cell.index,
            statement=unit.statement,
            scope=Scope.CELL if root.startswith("_") else Scope.NOTEBOOK,
            words=words,
            origin=origin,
            owner=owner if owner != expression else "",
            reaches_site=key in self.reach.into,
            from_site=key in self.reach.out,
            live=live,
        )

    def _set(self) -> bool:
        """Whether the name only says once more what one UI element is set to: `rate = 10 ** float(slider.value)`."""
        return all(setting(unit.node, cell=self.cell.index, values=self.values) for unit in self.units)

    def _literal(self, name: str) -> object | None:
        """The literal value when every assignment of the name in this cell is one."""
        value: object | None = None
        for unit in self.units:
            found = literal_assigned(unit.node, name)
            if found is None or found in ([], {}, ()):  # an empty container is there to be filled
                return None
            value = found
        return value

    def _alias(self, name: str) -> tuple[str, ...]:
        """What the value is called where it is taken from: `best_score` for `top = study.best_score`."""
        node = self.units[-1].node
        value = node.value if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else None
        if isinstance(value, ast.Attribute):
            return (value.attr,) if value.attr not in ("value", name) else ()
        if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
            key = value.slice.value
            root = value.value.id if isinstance(value.value, ast.Name) else ""
            return (key if isinstance(key, str) else root,)
        return ()

    def _counted(self, name: str) -> tuple[str, ...]:
        """What the name counts: how often a `while` loop goes round, where each round adds one."""
        loops = (unit.node for unit in self.units if isinstance(unit.node, ast.While))
        rounds = (
            node for loop in loops for node in loop.body if isinstance(node, ast.AugAssign) and _is_one(node.value)
        )
        counted = any(isinstance(node.target, ast.Name) and node.target.id == name for node in rounds)
        return ("number of iterations",) if counted else ()

    def _comments(self) -> tuple[str, str]:
        node = self.units[0].node
        beside = comment_on(self.notebook, node.end_lineno or node.lineno)
        alone = isinstance(node, (ast.Assign, ast.AnnAssign)) and comment_above(self.notebook, node)
        return beside, alone or ""


def foreign(units: Sequence[Unit], name: str, live: LiveValue) -> bool:
    """Values that say nothing about this notebook: loop variables' last values, MLflow's and marimo's objects."""
    loops = [node.target for unit in units for node in own_nodes(unit.node) if isinstance(node, ast.For)]
    targets = [node for target in loops for node in ast.walk(target) if isinstance(node, ast.Name) and node.id == name]
    stores = [
        node
        for unit in units
        for node in own_nodes(unit.node)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    only_a_target = bool(targets) and len(targets) == len(stores)
    return only_a_target or live.type.startswith(("mlflow.", "marimo."))


def _is_one_number(key: str, live: LiveValue) -> bool:
    """Whether an attribute is an array that holds one number."""
    single = math.prod(live.shape or (0,)) == 1 and live.type.startswith("numpy.")
    return single and (key.endswith("_") or live.holds == "numbers")


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _spoken_class(kind: str) -> str:
    """`Halving Random Search` for `sklearn.….HalvingRandomSearchCV`."""
    name = kind.rpartition(".")[2].removesuffix("CV")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _computes(unit: Unit) -> bool:
    """Whether a statement assigns something computed (`best = 0.0` only prepares)."""
    value = unit.node.value if isinstance(unit.node, (ast.Assign, ast.AnnAssign)) else None
    return value is not None and any(isinstance(node, ast.Call) for node in ast.walk(value))


def made_by(node: ast.stmt) -> str:
    """What an assignment calls and reads, as words: `tabu_search` for `x, best = tabu_search(costs)`."""
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    called = value.func if isinstance(value, ast.Call) else None
    if isinstance(called, ast.Name):
        return called.id
    names = [n.id for n in ast.walk(value) if isinstance(n, ast.Name)] if value is not None else []
    return " ".join(dict.fromkeys(names))[:80]


def literal_assigned(node: ast.stmt, name: str) -> object | None:
    """The literal that a statement assigns to a name, None when it is no literal."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name and node.value:
        return _literal_value(node.value)
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == name:
                return _literal_value(node.value)
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for item, value in zip(target.elts, node.value.elts, strict=False):
                    if isinstance(item, ast.Name) and item.id == name:
                        return _literal_value(value)
    return None


def _literal_value(node: ast.expr) -> object | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        pairs: Mapping[str | None, object] = {k.arg: _literal_value(k.value) for k in node.keywords}
        return pairs if None not in pairs.values() else None
    try:
        return ast.literal_eval(node)  # type: ignore[no-any-return]
    except ValueError:
        return _literal_arithmetic(node)


def _literal_arithmetic(node: ast.expr) -> object | None:
    """`2**8`, `60 * 60`: numbers combined are as good as one number."""
    inner = [item for item in ast.walk(node) if not isinstance(item, (ast.operator, ast.unaryop))]
    numeric = all(isinstance(item, (ast.BinOp, ast.UnaryOp, ast.Constant)) for item in inner)
    return ast.unparse(node) if numeric and isinstance(node, ast.BinOp) else None


def is_plain(live: LiveValue) -> bool:
    """Whether a value is one number, text or truth value."""
    return live.number is not None or live.string is not None or live.boolean is not None


def is_model(live: LiveValue) -> bool:
    """Whether a value is a model that can be logged: it predicts, or it is a neural network."""
    names_ = (live.type, *live.bases)
    if "predict" in live.methods and (live.estimator or live.fitted is not None):
        return True
    if live.type.startswith(_LOSSES):
        return False  # a loss is a module, too
    known = any(name.startswith(_MODEL_MODULES) for name in names_)
    return known and ("predict" in live.methods or {"parameters", "state_dict", "forward"} <= set(live.methods))


def quoted(key: str) -> str:
    """A key as a Python literal in double quotes."""
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
