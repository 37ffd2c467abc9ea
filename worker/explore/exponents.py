"""Controls that set an exponent: what they are labelled with is the power, and not the number of the control."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from worker.findings import Symbol
from worker.notebook.source import Notebook

_CONVERSIONS = frozenset({"float", "int", "round"})
_FORMULA = re.compile(r"\s*\(?\$?\b(?:log(?:_?\{?\d+\}?)?\b|\d+\s*(?:\^|\*\*)\s*\{?-?\w+\}?)\$?\)?\s*", re.IGNORECASE)
"""what a label says of the power itself: `10^{n}`, `(log10)`"""


def powers_named(book: Notebook, symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Give what a control is called to the power that it stands for: `n = 10**points.value`.

    Only where the notebook reads the control's value in no other way, and the power has a name.
    """
    powers = _powers(book)
    known = list(symbols)
    called = {symbol.owner: symbol.words for symbol in known if symbol.origin == "ui" and symbol.owner in powers}
    told = {
        name: [_FORMULA.sub(" ", word).strip() for word in called[control]]
        for control, name in powers.items()
        if control in called
    }
    for symbol in known:
        if symbol.origin == "ui" and symbol.owner in powers:
            yield symbol.model_copy(update={"words": ("exponent",)})
        elif symbol.expression in told:
            words = tuple(dict.fromkeys((*symbol.words, *told[symbol.expression])))
            yield symbol.model_copy(update={"words": words})
        else:
            yield symbol


def _powers(book: Notebook) -> Mapping[str, str]:
    """Controls whose value is only ever an exponent → the one name of the power."""
    reads: dict[str, int] = {}
    named: dict[str, list[str]] = {}
    for cell in book.cells:
        for statement in cell.statements:
            for node in ast.walk(statement):
                if control := _read(node):
                    reads[control] = reads.get(control, 0) + 1
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    control = _exponent(node.value)
                    if control:
                        named.setdefault(control, []).append(node.targets[0].id)
    return {control: names[0] for control, names in named.items() if len(names) == 1 == reads[control]}


def _exponent(node: ast.expr) -> str:
    """The control of `10 ** control.value`, of a number in another type at most; else nothing."""
    node = _unconverted(node)
    base = node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) else None
    if not isinstance(base, ast.Constant) or not isinstance(node, ast.BinOp):
        return ""
    return _read(_unconverted(node.right))


def _unconverted(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CONVERSIONS and node.args:
        node = node.args[0]
    return node


def _read(node: ast.AST) -> str:
    """The name of a control of which this is the value."""
    value = node.value if isinstance(node, ast.Attribute) and node.attr == "value" else None
    return value.id if isinstance(value, ast.Name) else ""
