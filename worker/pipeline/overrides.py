"""Overrides: a copy of the notebook with other values, to make a long training short for the proof."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from worker.notebook.source import Notebook

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, kw_only=True)
class Overridden:
    """A notebook's text with some values replaced."""

    text: str
    replaced: frozenset[str]
    """names whose value was replaced in the text"""
    elements: frozenset[str]
    """those of them that are UI elements"""


def override(notebook: Notebook, values: Mapping[str, JsonValue]) -> Overridden:
    """Replace literals assigned to these names, and the initial `value=` of UI elements; other names are left alone."""
    mark = _BYTE_ORDER_MARK if notebook.text.startswith(_BYTE_ORDER_MARK) else ""
    data = notebook.text.removeprefix(mark).encode()
    edits: list[tuple[int, int, bytes]] = []
    replaced, elements = set(), set()
    for name, node in _assignments(notebook):
        if name not in values:
            continue
        if _literal(node):
            edits.append((*_span(data, node), repr(values[name]).encode()))
        elif isinstance(node, ast.Call) and is_element(node):
            edits.append(_element_edit(data, node, repr(values[name])))
            elements.add(name)
        else:
            continue
        replaced.add(name)
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new + data[end:]
    return Overridden(text=mark + data.decode(), replaced=frozenset(replaced), elements=frozenset(elements))


def is_element(node: ast.expr) -> bool:
    """Whether an expression makes a UI element: `mo.ui.slider(…)`."""
    function = node.func if isinstance(node, ast.Call) else None
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Attribute)
        and function.value.attr == "ui"
    )


def _assignments(notebook: Notebook) -> Iterator[tuple[str, ast.expr]]:
    """Pairs of global name and assigned expression; `a, b = 1, 2` gives two."""
    for cell in notebook.cells:
        for statement in cell.statements:
            if isinstance(statement, ast.AnnAssign) and statement.value is not None:
                yield from _pairs(statement.target, statement.value)
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    yield from _pairs(target, statement.value)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, other)


def _literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError):
        return False
    return True


def _element_edit(data: bytes, node: ast.Call, value: str) -> tuple[int, int, bytes]:
    for keyword in node.keywords:
        if keyword.arg == "value":
            return (*_span(data, keyword.value), value.encode())
    _, end = _span(data, node)
    close = end - 1
    comma = data[:close].rstrip()[-1:] in (b"(", b",")
    return close, close, f"{'' if comma else ', '}value={value}".encode()


def _span(data: bytes, node: ast.expr) -> tuple[int, int]:
    """Byte offsets of a node; the syntax tree counts columns in UTF-8 bytes."""
    lines = data.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column
