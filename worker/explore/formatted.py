"""Texts that only write a number out, `f"{rise:.2f} s"`: what is shown beside the text is what the number is called."""

import ast
from collections.abc import Iterable, Iterator

from worker.findings import Symbol
from worker.notebook.source import Notebook


def written_out(notebook: Notebook) -> dict[tuple[int, str], ast.expr]:
    """Cell and name of each text that formats exactly one value, on any branch → that value."""
    found: dict[tuple[int, str], ast.expr] = {}
    for cell in notebook.cells:
        for node in (node for statement in cell.statements for node in ast.walk(statement)):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                values = [
                    part.value
                    for text in _texts(node.value)
                    for part in text.values
                    if isinstance(part, ast.FormattedValue)
                ]
                if len(values) == 1:
                    found[(cell.index, node.targets[0].id)] = values[0]
    return found


def _texts(node: ast.expr) -> Iterator[ast.JoinedStr]:
    """The formatted texts that a value may be."""
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield node


def numbers_first(notebook: Notebook, symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """The symbols, with such texts marked as what only writes out another one."""
    texts = written_out(notebook)
    for symbol in symbols:
        text = symbol.live is not None and symbol.live.string is not None and (symbol.cell, symbol.expression) in texts
        yield symbol.model_copy(update={"origin": "written out"}) if text else symbol
