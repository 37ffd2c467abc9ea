"""Which values flow into and out of which statements: a name-level slice over all cells."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from worker.notebook.source import Cell, Notebook, imported_names

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def qualified(name: str, cell: int) -> str:
    """Private names belong to their cell; all others to the notebook."""
    return f"{cell}:{name}" if name.startswith("_") else name


@dataclass(frozen=True)
class Unit:
    """One top-level statement of one cell, with the (qualified) names it touches."""

    cell: int
    statement: int
    node: ast.stmt
    reads: frozenset[str]
    writes: frozenset[str]
    mutates: frozenset[str]
    """names whose object a method call, an item or an attribute assignment may change"""

    @property
    def changes(self) -> frozenset[str]:
        """Names that mean something else after this statement."""
        return self.writes | self.mutates


@dataclass(frozen=True)
class Dataflow:
    """All statements of a notebook and the flow between them."""

    notebook: Notebook
    units: tuple[Unit, ...]

    @cached_property
    def by_name(self) -> dict[str, tuple[Unit, ...]]:
        """Qualified name → the statements that write or mutate it, in file order."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            for name in unit.changes:
                found.setdefault(name, []).append(unit)
        return {name: tuple(units) for name, units in found.items()}

    def home(self, name: str) -> int | None:
        """The cell that first writes a qualified name."""
        return next((unit.cell for unit in self.by_name.get(name, ()) if name in unit.writes), None)

    def backward(self, start: Iterable[Unit]) -> frozenset[str]:
        """Names whose values flow into these statements."""
        needed: set[str] = set()
        todo = [name for unit in start for name in unit.reads]
        while todo:
            name = todo.pop()
            if name in needed:
                continue
            needed.add(name)
            for unit in self.by_name.get(name, ()):
                todo.extend(unit.reads)
        return frozenset(needed)

    def forward(self, start: Iterable[str]) -> frozenset[str]:
        """Names whose values depend on the given (qualified) names."""
        tainted = set(start)
        modules = self.notebook.imports.keys()
        grew = True
        while grew:
            grew = False
            for unit in self.units:
                if unit.reads & tainted:
                    # An object that its own cell feeds with tainted values (axes, a list) shows them.
                    fed = {name for name in unit.mutates if self.home(name) == unit.cell}
                    fresh = (unit.writes | fed) - tainted - modules
                    tainted |= fresh
                    grew = grew or bool(fresh)
        return frozenset(tainted)


def flow(notebook: Notebook) -> Dataflow:
    """Analyse all statements of a notebook."""
    modules = frozenset(notebook.imports)
    units = [
        _unit(cell, index, statement, modules)
        for cell in notebook.cells
        for index, statement in enumerate(cell.statements)
    ]
    return Dataflow(notebook=notebook, units=tuple(units))


def _unit(cell: Cell, index: int, node: ast.stmt, modules: frozenset[str]) -> Unit:
    def qualify(names: Iterable[str]) -> frozenset[str]:
        return frozenset(qualified(name, cell.index) for name in names)

    return Unit(
        cell=cell.index,
        statement=index,
        node=node,
        reads=qualify(_reads(node)),
        writes=qualify(_writes(node)),
        mutates=qualify(frozenset(_mutates(node)) - modules),
    )


def _reads(node: ast.AST) -> Iterator[str]:
    for item in ast.walk(node):
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load):
            yield item.id
        elif isinstance(item, ast.AugAssign) and isinstance(item.target, ast.Name):
            yield item.target.id


def _writes(node: ast.stmt) -> Iterator[str]:
    yield from (name for name, _ in imported_names(node))
    for item in own_nodes(node):
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
            yield item.id
        elif isinstance(item, (*_FUNCTIONS, ast.ClassDef)):
            yield item.name


def _mutates(node: ast.stmt) -> Iterator[str]:
    for item in own_nodes(node):
        target: ast.expr | None = None
        if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute):
            target = item.func.value
        elif isinstance(item, (ast.Attribute, ast.Subscript)) and isinstance(item.ctx, ast.Store):
            target = item.value
        name = root_name(target) if target is not None else None
        if name:
            yield name


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a statement without entering the functions, classes and lambdas it defines."""
    todo: list[ast.AST] = [node]
    while todo:
        item = todo.pop()
        yield item
        if isinstance(item, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            todo.extend(getattr(item, "decorator_list", ()))
            continue
        todo.extend(reversed(list(ast.iter_child_nodes(item))))


def root_name(node: ast.expr) -> str | None:
    """`solver` for `solver.model.parameters()`, None when it does not begin with a name."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def dotted(node: ast.expr) -> str:
    """`a.b.c` for an attribute chain that begins with a name, else the empty string."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
