"""What a result is called after the function that gave the object it is read from."""

import ast
import re
from collections.abc import Iterable, Iterator

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.findings import Symbol, SymbolKind
from worker.notebook.source import Notebook

_GENERAL = ("numpy", "pandas", "polars", "marimo", "matplotlib")
"""libraries whose functions say how something is made, not what it is"""
_RESULTS = (SymbolKind.METRIC, SymbolKind.SERIES, SymbolKind.TABLE)


def told_by_makers(book: Notebook, symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """`permutation_importance` for `result.importances_mean`, and for the name that it is given to."""
    made = dict(_made(book))
    read = {name: made[root] for name, root in _read_from(book) if root in made}
    loss = _only_loss(book)
    for symbol in symbols:
        if loss and symbol.kind in _RESULTS and re.match("loss", symbol.words[0] if symbol.words else ""):
            yield symbol.model_copy(update={"words": (*symbol.words, loss)})
            continue
        within = symbol.owner in made and symbol.expression.startswith((f"{symbol.owner}.", f"{symbol.owner}["))
        maker = made[symbol.owner] if within else read.get(symbol.expression, "")
        new = maker and symbol.kind in _RESULTS and maker not in symbol.words
        yield symbol.model_copy(update={"words": (*symbol.words, maker)}) if new else symbol


def _only_loss(book: Notebook) -> str:
    """The class of the notebook's loss where it has one: `GaussianNLLLoss` says which loss the `losses` are."""
    nodes = (node for cell in book.cells for statement in cell.statements for node in ast.walk(statement))
    names = {node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in nodes}
    found = {name for name in names if name.endswith("Loss") and name != "Loss"}
    return found.pop() if len(found) == 1 else ""


def _made(book: Notebook) -> Iterator[tuple[str, str]]:
    """Name → the function whose result it is."""
    for node in _assignments(book):
        target, value = node.targets[0], node.value
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Call):
            continue
        called = dotted(value.func)
        origin = book.imports.get(called.partition(".")[0], "")
        plain = called.rpartition(".")[2]
        made = plain.startswith(("create", "make", "load", "get", "build", "read", "fetch", "init", "new"))
        if (
            plain
            and plain.islower()
            and not made
            and not origin.startswith(_GENERAL)
            and (origin or called in book.definer)
        ):
            yield target.id, plain


def _read_from(book: Notebook) -> Iterator[tuple[str, str]]:
    """Name → the object whose attribute or entry it is computed from, where there is one."""
    for node in _assignments(book):
        if isinstance(target := node.targets[0], ast.Name):
            parts = (n for n in ast.walk(node.value) if isinstance(n, (ast.Attribute, ast.Subscript)))
            roots = {root for part in parts if (root := root_name(part)) and root not in book.imports}
            if len(roots) == 1:
                yield target.id, roots.pop()


def _assignments(book: Notebook) -> Iterator[ast.Assign]:
    for cell in book.cells:
        for statement in cell.statements:
            yield from (node for node in own_nodes(statement) if isinstance(node, ast.Assign))
