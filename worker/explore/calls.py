"""Hyperparameters in calls: keywords, arguments of the notebook's own functions, defaults, loop counts."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from worker.explore.dataflow import Dataflow, Unit, dotted, own_nodes, root_name
from worker.explore.functions import Function, calls, constructors
from worker.explore.names import literal_assigned
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Site, Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook
from worker.notebook.syntax import parse_expression

_QUIET_ROOTS = frozenset({"mo", "marimo", "plt", "alt", "px", "go", "sns", "print", "range", "mlflow", "pl", "pd",
                          "matplotlib", "mpl", "open", "dict", "list", "zip", "sorted", "enumerate", "pathlib",
                          "os"})  # fmt: skip
_QUIET_METHODS = frozenset({
    "batch", "form", "format", "plot", "scatter", "bar", "hist", "imshow", "sort", "group_by", "with_columns", "set",
    "legend", "mark_line", "mark_circle", "mark_bar", "encode", "properties", "join", "update_layout",
    "update_traces", "axhline", "axvline", "axvspan", "axhspan", "grid", "arrow", "annotate", "text", "tick_params",
    "subplots_adjust", "add_patch", "savefig", "fill_between", "errorbar", "contour", "contourf", "update_xaxes",
    "update_yaxes", "add_trace", "sort_values", "set_index", "reset_index", "rename", "drop", "style",
    "suptitle", "title", "xlabel", "ylabel", "colorbar", "plot_surface", "plot_wireframe", "view_init", "add_subplot",
})  # fmt: skip
_QUIET_KEYWORDS = frozenset({
    "axis", "label", "ax", "figsize", "color", "c", "cmap", "alpha_", "title", "dtype", "keepdims", "columns",
    "index", "size", "shape", "verbose", "return_X_y", "as_frame", "unsqueeze", "requires_grad",
})  # fmt: skip


@dataclass(frozen=True)
class Calls:
    """Finds the parameters that calls around the sites carry."""

    notebook: Notebook
    flow: Dataflow
    values: Values
    functions: Mapping[str, Function]
    sites: tuple[Site, ...]
    into: frozenset[str]
    """qualified names that flow into a site"""

    @cached_property
    def _makers(self) -> Mapping[str, Function]:
        return {**constructors(self.notebook), **self.functions}

    def symbols(self) -> Iterator[Symbol]:
        """A parameter for each keyword, bound argument, unbound default and loop count that reaches a site."""
        for unit in self.flow.units:
            cell = self.notebook.cells[unit.cell]
            if cell.kind not in (CellKind.CELL, CellKind.SETUP):
                continue
            at_site = any(site.cell == unit.cell and site.first <= unit.statement <= site.last for site in self.sites)
            if isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            reaches = at_site or bool(unit.changes & self.into)
            for node in own_nodes(unit.node):
                if isinstance(node, ast.Call):
                    yield from self._call(node, unit, reaches=reaches)
                elif isinstance(node, ast.For) and at_site:
                    yield from self._count(node, unit)
        for name in self._called_at_sites():
            yield from self._inside(self.functions[name])

    def _call(self, node: ast.Call, unit: Unit, *, reaches: bool) -> Iterator[Symbol]:
        called = dotted(node.func)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if (root_name(node.func) or "") in _QUIET_ROOTS or method in _QUIET_METHODS or method.startswith("set_"):
            return
        function = self._makers.get(called)
        bound = function.bind(node) if function else {k.arg: k.value for k in node.keywords if k.arg}
        for name, value in bound.items():
            if name not in _QUIET_KEYWORDS and (expression := self._expression(name, value, node, unit)):
                symbol = self._symbol(expression, name, value, unit, called, reaches=reaches)
                if self._small(symbol.live):
                    yield symbol
            for key, item in _options(value):
                yield self._symbol(ast.unparse(item), key, item, unit, called, reaches=reaches)
        if function and reaches:
            for name, value in function.defaults.items():
                if name not in bound and isinstance(value, ast.Constant) and value.value is not None:
                    yield self._symbol(ast.unparse(value), name, value, unit, called, reaches=True, origin="default")

    def _small(self, live: LiveValue | None) -> bool:
        """Whether a value can be a setting: no data set, and seen alive when the notebook ran."""
        if live is None:
            return self.values.snapshot is None
        data = live.columns or (live.shape and live.shape != ()) or (live.length or 0) > 20
        plain = (
            live.number is not None or live.string is not None or live.boolean is not None or live.length is not None
        )
        return plain and not data and len(live.string or "") <= 100

    def _expression(self, keyword: str, value: ast.expr, call: ast.Call, unit: Unit) -> str:
        """The live expression for a keyword's value, preferred to a copy of its literal."""
        target = self._assigned_to(call, unit)
        live = self.values.name(target, unit.cell) if target else None
        if live is not None and keyword in live.estimator:
            return f"{target}.{keyword}"
        if _literal(value):
            return ast.unparse(value)
        names = {item.id for item in ast.walk(value) if isinstance(item, ast.Name)}
        known = self.notebook.definer.keys() | self.notebook.cells[unit.cell].private
        simple = all(
            isinstance(item, (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.BinOp, ast.UnaryOp,
                              ast.operator, ast.unaryop, ast.expr_context))
            for item in ast.walk(value)
        )  # fmt: skip
        loop_local = names & _loop_names(unit.node)
        return self.notebook.segment(value) if simple and names and names <= known and not loop_local else ""

    def _assigned_to(self, call: ast.Call, unit: Unit) -> str:
        """The name an object is bound to, also when `.fit(...)` follows its constructor."""
        node = unit.node
        if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
            return ""
        value = node.value
        while isinstance(value, ast.Call):
            if value is call:
                return node.targets[0].id
            value = value.func.value if isinstance(value.func, ast.Attribute) else value.func
        return ""

    def _symbol(
        self,
        expression: str,
        name: str,
        value: ast.expr,
        unit: Unit,
        owner: str,
        *,
        reaches: bool,
        origin: str = "keyword",
    ) -> Symbol:
        tree = parse_expression(expression)
        roots = {item.id for item in ast.walk(tree) if isinstance(item, ast.Name)}
        private = any(root.startswith("_") for root in roots)
        live = self._live(expression, tree, unit, name)
        return Symbol(
            expression=expression,
            kind=SymbolKind.PARAMETER,
            cell=unit.cell,
            # A literal exists always; an attribute of the object only once the object does.
            statement=unit.statement if roots else 0,
            scope=Scope.CELL if private else Scope.NOTEBOOK,
            words=tuple(word for word in (name, *self._names_in(value)) if word),
            origin=origin,
            owner=owner,
            reaches_site=reaches,
            live=live,
        )

    def _live(self, expression: str, tree: ast.expr, unit: Unit, name: str) -> LiveValue | None:
        if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name):
            live = self.values.name(tree.value.id, unit.cell)
            if live is not None and name in live.estimator:
                return live.estimator[name]
        if _literal(tree):
            return literal_live(ast.literal_eval(tree))
        return self.values.of(expression, unit.cell)

    @staticmethod
    def _names_in(value: ast.expr) -> Iterator[str]:
        if isinstance(value, ast.Attribute) and value.attr == "value" and isinstance(value.value, ast.Name):
            yield value.value.id
        elif isinstance(value, ast.Name):
            yield value.id

    def _count(self, node: ast.For, unit: Unit) -> Iterator[Symbol]:
        """`for epoch in range(100)`: the number of epochs is 100."""
        count = _range_end(node.iter)
        target = node.target.elts[0] if isinstance(node.target, ast.Tuple) else node.target
        if count is None or not isinstance(target, ast.Name):
            return
        if expression := self._expression("", count, ast.Call(func=count, args=[], keywords=[]), unit):
            words = tuple(dict.fromkeys((target.id if len(target.id) > 1 else "", "iterations")))
            symbol = self._symbol(expression, "", count, unit, "range", reaches=True, origin="count")
            yield symbol.model_copy(update={"words": (*(w for w in words if w != "_" and w), *symbol.words)})

    def _called_at_sites(self) -> Iterator[str]:
        seen: set[str] = set()
        todo = [site.function for site in self.sites if site.function]
        while todo:
            name = todo.pop()
            if name in seen or name not in self.functions:
                continue
            seen.add(name)
            yield name
            todo.extend(dotted(call.func) for call in calls(self.functions[name].node))

    def _inside(self, function: Function) -> Iterator[Symbol]:
        """Literals inside a training function: its keywords, its assigned constants and its loop counts."""
        unit = Unit(function.cell, function.statement, function.node, *(frozenset[str](),) * 3)
        for node in ast.walk(function.node):
            if isinstance(node, ast.Call) and dotted(node.func).split(".")[0] not in _QUIET_ROOTS:
                for keyword in node.keywords:
                    if keyword.arg and keyword.arg not in _QUIET_KEYWORDS and _literal(keyword.value):
                        text = ast.unparse(keyword.value)
                        yield self._symbol(text, keyword.arg, keyword.value, unit, dotted(node.func), reaches=True)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _literal(node.value):
                name = node.targets[0].id
                if isinstance(literal_assigned(node, name), (int, float, str)) and not _grows(function.node, name):
                    yield self._symbol(ast.unparse(node.value), name, node.value, unit, function.name, reaches=True)
            elif isinstance(node, ast.For) and (count := _range_end(node.iter)) is not None and _literal(count):
                name = node.target.id if isinstance(node.target, ast.Name) else ""
                symbol = self._symbol(ast.unparse(count), name, count, unit, "range", reaches=True, origin="count")
                yield symbol.model_copy(update={"words": (*symbol.words, "iterations")})


def _options(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The literal entries of a dictionary that a keyword is given: `options={"maxiter": 300}`."""
    for key, item in zip(value.keys, value.values, strict=True) if isinstance(value, ast.Dict) else ():
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and _literal(item):
            yield key.value, item


def _grows(function: ast.AST, name: str) -> bool:
    """Whether a local is a running value (assigned more than once), not a setting."""
    stores = [
        n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
    ]
    return len(stores) > 1


def _loop_names(node: ast.stmt) -> set[str]:
    """Names that a loop or comprehension binds: they have no one value."""
    targets = [item.target for item in ast.walk(node) if isinstance(item, (ast.For, ast.comprehension))]
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def _range_end(node: ast.expr) -> ast.expr | None:
    """The count of `range(n)`, also inside `enumerate`, `tqdm` or `mo.status.progress_bar`."""
    while isinstance(node, ast.Call):
        if dotted(node.func) in ("range", "trange") or dotted(node.func).endswith((".arange", ".trange")):
            return node.args[1] if len(node.args) > 1 else node.args[0] if node.args else None
        if not node.args:
            return None
        node = node.args[0]
    return None


def _literal(node: ast.expr) -> bool:
    try:
        value = ast.literal_eval(node)
    except (ValueError, SyntaxError, TypeError):
        return False
    return value is not None and not isinstance(value, (bytes, dict))


def literal_live(value: object) -> LiveValue:
    """Describe a literal as the kernel would."""
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return LiveValue(
        type=type(value).__name__,
        text=repr(value)[:200],
        number=number,
        boolean=value if isinstance(value, bool) else None,
        string=value if isinstance(value, str) else None,
        length=len(value) if isinstance(value, (list, tuple)) else None,
    )
