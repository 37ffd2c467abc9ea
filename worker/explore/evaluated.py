"""Symbols from expressions that the kernel evaluated: attribute chains, items, shown calls."""

import ast
import builtins
import re
from collections.abc import Iterator

from worker.explore.dataflow import own_nodes, qualified, root_name
from worker.explore.names import Reach
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.notebook.source import Notebook
from worker.notebook.syntax import parse_expression

_PREPARES = re.compile(r"\w+\.(?:zeros|ones|empty|full|arange|linspace|logspace|eye|zeros_like|ones_like)\(")
"""arrays that are made to be filled or drawn over"""

_LIBRARIES = frozenset({"np", "numpy", "jnp", "math", "statistics", "torch", "cp"})
"""whose functions are called by what they compute, and not by where they come from"""
_SPOKEN = {
    "describe": ("summary statistics", "descriptive statistics", "description"),
    "corr": ("correlation matrix", "correlations"),
    "value_counts": ("value counts", "number of each value"),
}
"""methods of data frames whose tables are spoken of in other words"""


def evaluated_symbols(book: Notebook, values: Values, reach: Reach) -> Iterator[Symbol]:
    """Every evaluated expression that is a number or a history."""
    for cell, found in values.evaluated.items():
        for text, live in found.items():
            if (
                isinstance(live, LiveValue)
                and live.ui is None
                and not text.endswith((".shape", ".loc", ".iloc"))
                and not _PREPARES.match(text)
                and not _loop_targets(book, cell) & set(re.findall(r"[^\W\d]\w*", text))
                and (kind := _kind(live))
            ):
                yield _symbol(book, reach, cell, text, live, kind)


def _loop_targets(book: Notebook, cell: int) -> frozenset[str]:
    """Names that loops of the cell bind: an item taken with one is whichever came last."""
    loops = (
        n for stmt in book.cells[cell].statements for n in own_nodes(stmt) if isinstance(n, (ast.For, ast.AsyncFor))
    )
    return frozenset(n.id for loop in loops for n in ast.walk(loop.target) if isinstance(n, ast.Name))


def _kind(live: LiveValue) -> SymbolKind | None:
    if live.number is not None:
        return SymbolKind.METRIC
    if live.columns:
        return SymbolKind.TABLE
    return SymbolKind.SERIES if live.numbers and (live.length or 0) > 1 else None


def _symbol(book: Notebook, reach: Reach, cell: int, text: str, live: LiveValue, kind: SymbolKind) -> Symbol:  # noqa: PLR0917
    tree = parse_expression(text)
    roots = [item.id for item in ast.walk(tree) if isinstance(item, ast.Name)]
    qualified_roots = {qualified(root, cell) for root in roots}
    out = bool(qualified_roots & reach.out)
    into = bool(qualified_roots & reach.into)
    if kind is SymbolKind.METRIC and into and not out:
        kind = SymbolKind.PARAMETER
    private = any(root.startswith("_") for root in roots)
    home = cell if private else _home(book, cell, roots)
    return Symbol(
        expression=text,
        kind=kind,
        cell=home,
        statement=_exists_after(book, home, roots),
        scope=Scope.CELL if private else Scope.NOTEBOOK,
        words=(*words_of(tree), *_counted_rows(text)),
        origin="displayed" if isinstance(tree, ast.Call) else "attribute",
        owner=roots[0] if roots else "",
        reaches_site=into and not out,
        from_site=out,
        live=live,
    )


def _counted_rows(text: str) -> tuple[str, ...]:
    """What the size of a table or an array is called."""
    return ("number of rows", "number of samples") if re.search(r"\.height$|\.shape\[0\]$", text) else ()


def _home(book: Notebook, cell: int, roots: list[str]) -> int:
    """The cell after which the expression exists: the definer that depends on the others that depend on anything."""
    definers = {book.definer[root] for root in roots if root in book.definer}
    late = {definer for definer in definers if book.ancestors[definer]} or definers
    for candidate in late:
        if late - {candidate} <= book.ancestors[candidate]:
            return candidate
    return cell


def _exists_after(book: Notebook, cell: int, roots: list[str]) -> int:
    """Index of the last statement of the cell that defines one of the names (0 when they come from elsewhere)."""
    last = 0
    for index, statement in enumerate(book.cells[cell].statements):
        stored = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        if stored & set(roots):
            last = index
    return last


def words_of(tree: ast.expr) -> tuple[str, ...]:
    """`best_score_` for an attribute, `accuracy` for an entry, `accuracy_score` for a call."""
    if isinstance(tree, ast.Attribute):
        return (tree.attr,) if tree.attr != "value" else ()
    if isinstance(tree, ast.Subscript):
        if isinstance(tree.value, ast.Attribute) and tree.value.attr in ("loc", "iloc", "at", "iat"):
            return tuple(f"{word} at {ast.unparse(tree.slice)}" for word in words_of(tree.value.value))
        index = tree.slice
        own = (index.value,) if isinstance(index, ast.Constant) and isinstance(index.value, str) else ()
        return (*own, *(words_of(tree.value) if not own else ()))
    if isinstance(tree, ast.Call):
        if isinstance(tree.func, ast.Attribute) and root_name(tree.func) in _LIBRARIES:
            argument = next((root_name(arg) for arg in tree.args if root_name(arg)), "")
            return tuple(dict.fromkeys((f"{tree.func.attr} {argument}".strip("_ "), tree.func.attr)))
        if isinstance(tree.func, ast.Attribute) and isinstance(tree.func.value, ast.Name):
            spoken = _SPOKEN.get(tree.func.attr, ())
            return (f"{tree.func.value.id} {tree.func.attr}", tree.func.attr, *spoken)
        if isinstance(tree.func, ast.Name) and hasattr(builtins, tree.func.id):
            argument = next(
                (item.id for item in ast.walk(tree) if isinstance(item, ast.Name) and item is not tree.func), ""
            )
            return (f"{argument} {tree.func.id}".strip("_ "), argument)
        if isinstance(tree.func, ast.Name):
            arguments = " ".join(argument.id for argument in tree.args if isinstance(argument, ast.Name))
            return tuple(dict.fromkeys((tree.func.id, f"{tree.func.id} {arguments}".strip())))
        return words_of(tree.func)
    if isinstance(tree, ast.UnaryOp):
        return words_of(tree.operand)
    return (tree.id,) if isinstance(tree, ast.Name) else ()
