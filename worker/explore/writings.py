"""Texts that a notebook writes: reports, descriptions, transcripts, kept under a name or shown by a call alone."""

import ast
import re
from collections.abc import Iterator

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.explore.displays import clean
from worker.explore.expressions import is_repeatable
from worker.explore.figures import last_change
from worker.explore.values import Values
from worker.findings import Scope, Symbol, SymbolKind
from worker.notebook.source import Cell, CellKind, Notebook

_LONG = 60
"""characters; a shorter text on one line is a name or a word"""
_LONGEST_CALL = 300
_SHOW_TEXT = ("md", "plain_text")
"""what shows a text and nothing else"""
_WRITERS = frozenset({"classification_report", "export_text", "to_string", "to_markdown", "pformat", "tabulate"})
"""calls that give a text, wherever they are shown"""
_WRITTEN = frozenset({"summary", "describe", "report"})
"""methods whose result is printed as a text"""
_CALLED = {"describe": "description", "export_text": "text of the tree", "classification_report": "report"}
_HEADING = re.compile(r"^\s*#+\s+(.+)$", re.MULTILINE)


def writings(notebook: Notebook, values: Values) -> Iterator[Symbol]:
    """A text for every name that holds a long one, and for every call that alone is printed or shown."""
    for cell in notebook.cells:
        if cell.kind is not CellKind.CELL:
            continue
        for name in sorted((cell.defs | cell.private) - notebook.imports.keys()):
            live = values.name(name, cell.index)
            text = live.string if live is not None and live.ui is None else None
            if text and (len(text) > _LONG or "\n" in text):
                said = (name, *_headings(cell, name))
                yield _symbol(name, cell, last_change(cell, frozenset({name})), said, private=name.startswith("_"))
        for index, node in _called(cell):
            names = {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}
            expression = ast.unparse(node)
            if is_repeatable(node) and names <= notebook.names | cell.private and len(expression) <= _LONGEST_CALL:
                written = expression if _name(node) in _WRITERS else f"str({expression})"
                private = bool(names & cell.private)
                said = (*_spoken(node), _CALLED.get(_name(node), ""))
                yield _symbol(written, cell, max(0, index - private), said, private=private)


def _headings(cell: Cell, name: str) -> Iterator[str]:
    """The headings within the text that a cell gives a name: `# Findings`."""
    for node in (node for statement in cell.statements for node in own_nodes(statement)):
        if isinstance(node, (ast.Assign, ast.AugAssign)) and name in ast.unparse(node).split("=")[0].split():
            texts = (item.value for item in ast.walk(node) if isinstance(item, ast.Constant))
            yield from (clean(found) for text in texts if isinstance(text, str) for found in _HEADING.findall(text))


def _called(cell: Cell) -> Iterator[tuple[int, ast.Call]]:
    """Calls that give a text which is shown as it is, each with the statement that shows it."""
    for index, statement in enumerate(cell.statements):
        for node in own_nodes(statement):
            if not isinstance(node, ast.Call):
                continue
            inner = node.args[0] if len(node.args) == 1 and not node.keywords else None
            if isinstance(inner, ast.Call) and _is_text(inner, shown_by=dotted(node.func)):
                yield index, inner
            elif dotted(node.func).rpartition(".")[2] in ("print", *_SHOW_TEXT):
                yield from ((index, one) for one in _within(node) if _name(one) in _WRITERS)


def _is_text(call: ast.Call, *, shown_by: str) -> bool:
    """Whether all that `mo.md(…)` or `print(…)` shows is what a call gives, and that is a text."""
    if shown_by == "print":
        return _name(call) in _WRITTEN | _WRITERS
    return shown_by.partition(".")[2] in _SHOW_TEXT and _name(call) != "dedent"


def _spoken(node: ast.Call) -> tuple[str, ...]:
    """`barn describe` for `barn.describe()`; what a function is given is no name of the text."""
    owner = root_name(node.func) if isinstance(node.func, ast.Attribute) else ""
    return (f"{owner} {_name(node)}".strip(), _name(node))


def _within(node: ast.Call) -> Iterator[ast.Call]:
    return (item for argument in node.args for item in ast.walk(argument) if isinstance(item, ast.Call))


def _name(node: ast.expr | None) -> str:
    return dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""


def _symbol(expression: str, cell: Cell, statement: int, words: tuple[str, ...], *, private: bool) -> Symbol:
    return Symbol(
        expression=expression,
        kind=SymbolKind.FILE,
        cell=cell.index,
        statement=statement,
        scope=Scope.CELL if private else Scope.NOTEBOOK,
        words=tuple(dict.fromkeys(word for word in words if word)),
        origin="text",
    )
