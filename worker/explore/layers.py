"""How wide the hidden layers of a neural network are, where its code says so in numbers."""

import ast
from collections.abc import Iterator

from worker.explore.dataflow import dotted
from worker.findings import LiveValue, Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook

_WORDS = ("hidden_units", "hidden layer width", "hidden layer size", "layer width", "neurons per hidden layer")


def layers(notebook: Notebook) -> Iterator[Symbol]:
    """A parameter for each network of dense layers: one width, or the list of them; the last layer is the output."""
    for cell in notebook.cells:
        if cell.kind not in (CellKind.CELL, CellKind.SETUP):
            continue
        for statement in cell.statements:
            widths = [width for width in map(_width, _dense(statement)) if width]
            hidden = widths[:-1]
            if hidden and len(widths) == len(_dense(statement)):
                text = str(hidden[0]) if len(set(hidden)) == 1 else str(hidden)
                number = float(hidden[0]) if len(set(hidden)) == 1 else None
                yield Symbol(
                    expression=text,
                    kind=SymbolKind.PARAMETER,
                    cell=cell.index,
                    statement=0,
                    words=_WORDS,
                    origin="keyword",
                    owner="Linear",
                    reaches_site=True,
                    live=LiveValue(type="int" if number is not None else "list", text=text, number=number),
                )


def _dense(statement: ast.stmt) -> list[ast.Call]:
    """The dense layers that a statement makes, in order."""
    found = [
        n for n in ast.walk(statement) if isinstance(n, ast.Call) and dotted(n.func).rpartition(".")[2] == "Linear"
    ]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def _width(call: ast.Call) -> int:
    """How many outputs a dense layer has; 0 where that is no number in the code."""
    keyword = next((k.value for k in call.keywords if k.arg == "out_features"), None)
    node = keyword if keyword is not None else call.args[1] if len(call.args) > 1 else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else 0
