"""Values that live one iteration long: the histories a loop could have, had somebody kept them."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.explore.displays import core, displays
from worker.explore.evaluated import words_of
from worker.explore.expressions import is_chain, is_repeatable
from worker.explore.functions import Function, calls
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Site, Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook

_LOOPS = (ast.For, ast.While, ast.AsyncFor)
CHANGING = frozenset(
    {"fit", "partial_fit", "train", "fit_predict", "fit_transform", "optimize", "solve", "learn", "update"}
)
"""methods that change what their object knows"""
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Loops:
    """Finds per-iteration values in the loops of training cells and training functions."""

    notebook: Notebook
    values: Values
    functions: Mapping[str, Function]
    sites: tuple[Site, ...]

    def symbols(self) -> Iterator[Symbol]:
        """A series for every number that a training loop sets anew in each iteration."""
        for cell_index in sorted({site.cell for site in self.sites}):
            cell = self.notebook.cells[cell_index]
            for index, statement in enumerate(cell.statements):
                if cell.kind is CellKind.CELL and not isinstance(statement, _DEFINITIONS):
                    yield from self._walk(statement, cell=cell_index, statement=index, function="")
        for function in self._reached():
            for statement in function.node.body:
                yield from self._walk(
                    statement, cell=function.cell, statement=function.statement, function=function.name
                )

    def _reached(self) -> Iterator[Function]:
        seen: set[str] = set()
        todo = [site.function for site in self.sites if site.function]
        for site in self.sites:  # a loop in the cell may call the function that computes the loss
            for statement in self.notebook.cells[site.cell].statements[site.first : site.last + 1]:
                todo.extend(dotted(call.func) for call in calls(statement))
        while todo:
            name = todo.pop()
            if name in seen or name not in self.functions:
                continue
            seen.add(name)
            yield self.functions[name]
            todo.extend(dotted(call.func) for call in calls(self.functions[name].node))

    def _walk(self, node: ast.stmt, *, cell: int, statement: int, function: str) -> Iterator[Symbol]:
        if isinstance(node, _LOOPS):
            for child in node.body:
                for name, append in _set_in(child):
                    setter = _setter(child, name)
                    if symbol := self._symbol(name, append, setter, node, cell, statement, function):
                        yield symbol
                    for attribute in sorted(_attributes_read(node, name)):
                        if inner := self._attribute(name, attribute, setter, node, cell, statement, function):
                            yield inner
                if not function and any((site.cell, site.sweep) == (cell, node.lineno) for site in self.sites):
                    yield from self._filled(child, node, cell, statement)
            if not function:
                yield from self._computed(node, cell=cell, statement=statement)
        for child in _child_statements(node):
            if not isinstance(child, _DEFINITIONS):
                yield from self._walk(child, cell=cell, statement=statement, function=function)

    def _computed(self, loop: ast.stmt, *, cell: int, statement: int) -> Iterator[Symbol]:
        """Expressions that the loop shows or reads anew in each iteration: `-scores.mean()`, `model.alpha_`."""
        for node in self._read_in(loop, cell):
            text = self.notebook.segment(node)
            live = self.values.of(text, cell)
            setter = _last_setter(loop, {n.id for n in ast.walk(node) if isinstance(n, ast.Name)})
            if setter is not None and live is not None and live.number is not None:
                place = _Place(setter, loop, cell, statement, "")
                yield place.symbol(text, words_of(node), live)

    def _read_in(self, loop: ast.stmt, cell: int) -> Iterator[ast.expr]:
        last = loop.end_lineno or loop.lineno
        for display in displays(self.notebook):
            node = core(display.node)
            inside = display.cell == cell and loop.lineno < display.node.lineno <= last and not display.function
            if inside and isinstance(node, (ast.Call, ast.Subscript, ast.BinOp, ast.UnaryOp)) and is_repeatable(node):
                yield node
        for item in own_nodes(loop):
            if isinstance(item, (ast.Attribute, ast.Subscript)) and isinstance(item.ctx, ast.Load) and is_chain(item):
                yield item

    def _symbol(  # noqa: PLR0917 - private
        self, name: str, append: bool, child: ast.stmt, loop: ast.stmt, cell: int, statement: int, function: str
    ) -> Symbol | None:
        live = self.values.local(function, name) if function else self.values.name(name, cell)
        if live is None and self.values.snapshot is not None:
            return None
        if append and live is not None and not (live.numbers and live.length):
            return None
        if not append and live is not None and live.number is None:
            return None
        place = _Place(child, loop, cell, statement, function)
        return place.symbol(f"{name}[-1]" if append else name, (name,), live)

    def _filled(self, child: ast.stmt, loop: ast.stmt, cell: int, statement: int) -> Iterator[Symbol]:
        """The item of an array that a pass of the loop fills: `scores[trial] = model.score(X, y)`."""
        variables = {node.id for node in ast.walk(getattr(loop, "target", loop)) if isinstance(node, ast.Name)}
        for node in own_nodes(child):
            if not (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)):
                continue
            name = node.value.id if isinstance(node.value, ast.Name) else ""
            live = self.values.name(name, cell) if name else None
            counted = {item.id for item in ast.walk(node.slice) if isinstance(item, ast.Name)}
            if live is not None and live.numbers and live.length and counted and counted <= variables:
                number = LiveValue(type="float")
                yield _Place(child, loop, cell, statement, "").symbol(self.notebook.segment(node), (name,), number)

    def _attribute(  # noqa: PLR0917 - private
        self, name: str, attribute: str, child: ast.stmt, loop: ast.stmt, cell: int, statement: int, function: str
    ) -> Symbol | None:
        live = self.values.local(function, name) if function else self.values.name(name, cell)
        inner = live.attributes.get(attribute) if live is not None else None
        if inner is None or inner.number is None or live is None or live.number is not None:
            return None
        # `loss.data` is called after the loss; `state.error` after both.
        words = (name, attribute) if attribute in ("data", "value", "item", "val") else (attribute, name)
        return _Place(child, loop, cell, statement, function).symbol(f"{name}.{attribute}", words, inner)


@dataclass(frozen=True)
class _Place:
    """Where in a loop a value is set."""

    child: ast.stmt
    loop: ast.stmt
    cell: int
    statement: int
    function: str

    def symbol(self, expression: str, words: tuple[str, ...], live: LiveValue | None) -> Symbol:
        return Symbol(
            expression=expression,
            kind=SymbolKind.SERIES,
            cell=self.cell,
            statement=self.statement,
            scope=Scope.FUNCTION if self.function else Scope.LOOP,
            words=words,
            origin="loop",
            owner=_loop_name(self.loop),
            function=self.function,
            path=(self.child.lineno, self.loop.lineno),
            from_site=True,
            live=live or LiveValue(type=""),
        )


def _last_setter(loop: ast.stmt, names: set[str]) -> ast.stmt | None:
    """The last statement of a loop's body that binds one of the names, or changes its object by a method."""
    found = None
    for child in getattr(loop, "body", ()):
        for node in own_nodes(child):
            bound = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names
            method = node.func if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
            if bound or (method is not None and method.attr in CHANGING and root_name(method) in names):
                found = child
    return found


def _attributes_read(loop: ast.stmt, name: str) -> set[str]:
    """Attributes of a name that the loop reads without calling them: `data` for `total_loss.data`."""
    called = {id(node.func) for node in ast.walk(loop) if isinstance(node, ast.Call)}
    return {
        node.attr
        for node in ast.walk(loop)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        and id(node) not in called
        and not node.attr.startswith("_")
    }


def _set_in(statement: ast.stmt) -> Iterator[tuple[str, bool]]:
    """Names that one statement of a loop's body sets (nested blocks included); True for `name.append(…)`."""
    seen: set[str] = set()
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop(0)
        if isinstance(node, _DEFINITIONS):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in seen:
            seen.add(node.id)
            yield node.id, False
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
            and isinstance(node.func.value, ast.Name)
        ):
            yield node.func.value.id, True
        todo.extend(ast.iter_child_nodes(node))


def _setter(child: ast.stmt, name: str) -> ast.stmt:
    """The statement after which a name is sure to be set: inside an `if`, when only one branch sets it."""
    if not isinstance(child, ast.If):
        return child
    branches = [
        [inner for inner in block if any(found == name for found, _ in _set_in(inner))]
        for block in (child.body, child.orelse)
    ]
    setting = [block for block in branches if block]
    return _setter(setting[0][-1], name) if len(setting) == 1 else child


def _child_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    for field in ("body", "orelse", "finalbody"):
        yield from getattr(node, field, ())
    for handler in getattr(node, "handlers", ()):
        yield from handler.body


def _loop_name(loop: ast.stmt) -> str:
    """The loop's variable: `epoch` in `for epoch in range(n)`."""
    target = getattr(loop, "target", None)
    if isinstance(target, ast.Tuple):
        target = target.elts[0]
    return target.id if isinstance(target, ast.Name) else ""
