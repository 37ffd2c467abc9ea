"""What numbers are called after their place in a well-known formula: the slope of `m * x + c`, an amplitude."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from worker.explore.dataflow import dotted
from worker.findings import Symbol, SymbolKind
from worker.notebook.source import Notebook

_WAVES = frozenset({"sin", "cos"})
_CURVED = _WAVES | {"tan", "tanh", "exp", "log", "sigmoid"}
_NUMBERS = (SymbolKind.PARAMETER, SymbolKind.METRIC)


def in_formulas(symbols: Iterable[Symbol], notebook: Notebook) -> Iterator[Symbol]:
    """Symbols with what the notebook's formulas make of them among their words."""
    known = tuple(symbols)
    numbers = {
        symbol.expression
        for symbol in known
        if symbol.kind in _NUMBERS and symbol.live is not None and symbol.live.number is not None
    }
    roles = _roles(notebook, numbers)
    for symbol in known:
        fresh = tuple(role for role in roles.get(symbol.expression, ()) if role not in symbol.words)
        yield symbol.model_copy(update={"words": (*symbol.words, *fresh)}) if fresh else symbol


def _roles(notebook: Notebook, numbers: AbstractSet[str]) -> Mapping[str, tuple[str, ...]]:
    """What each number is called; a role that several numbers play is nobody's."""
    players: dict[str, set[str]] = defaultdict(set)
    for cell in notebook.cells:
        for statement in cell.statements:
            for terms in _sums(statement):
                for number, role in (*_line(terms, numbers), *_wave(terms, numbers)):
                    players[role].add(number)
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for role, several in players.items():
        for number in several if len(several) == 1 else ():
            found[number] = (*found[number], role)
    return found


def _sums(node: ast.AST) -> Iterator[list[ast.expr]]:
    """The terms of every whole sum or product in a piece of code."""
    below: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.BinOp):
        terms = _taken_apart(node, ast.Add, ast.Sub)
        yield terms
        factors: list[ast.AST] = [factor for term in terms for factor in _taken_apart(term, ast.Mult)]
        below = factors if factors != [node] else below
    elif isinstance(node, ast.Call) and _function(node) in _CURVED:
        return  # what is inside of it is no line
    for inner in below:
        yield from _sums(inner)


def _function(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2]


def _taken_apart(node: ast.expr, *operators: type[ast.operator]) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, operators):
        return [*_taken_apart(node.left, *operators), *_taken_apart(node.right, *operators)]
    return [node]


def _line(terms: list[ast.expr], numbers: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Slope and intercept of `slope * x + intercept`, whatever noise is added."""
    alone = [text for term in terms if (text := ast.unparse(term)) in numbers]
    products = [_taken_apart(term, ast.Mult) for term in terms]
    pairs = [factors for factors in products if len(factors) > 1]
    powers = any(isinstance(one, ast.Pow) for term in terms for one in ast.walk(term))
    if len(alone) != 1 or len(pairs) != 1 or len(pairs[0]) > len(("slope", "x")) or powers:
        return
    slopes = [text for factor in pairs[0] if (text := ast.unparse(factor)) in numbers]
    named = all(isinstance(factor, (ast.Name, ast.Attribute, ast.Subscript)) for factor in pairs[0])
    if len(slopes) == 1 and named:
        yield from ((slopes[0], "slope"), (alone[0], "intercept"))


def _wave(terms: list[ast.expr], numbers: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Amplitude, frequency and phase of `amplitude * sin(frequency * t + phase)`."""
    for term in terms:
        factors = _taken_apart(term, ast.Mult)
        waves = [one for one in factors if isinstance(one, ast.Call) and _function(one) in _WAVES]
        if len(waves) != 1 or not waves[0].args:
            continue
        outside = [text for factor in factors if (text := ast.unparse(factor)) in numbers]
        yield from ((number, "amplitude") for number in outside if len(outside) == 1)
        for inner in _taken_apart(waves[0].args[0], ast.Add, ast.Sub):
            inside = [ast.unparse(factor) for factor in _taken_apart(inner, ast.Mult)]
            known = [text for text in inside if text in numbers]
            if len(known) == 1:
                turning = any(text.endswith("pi") for text in inside)
                role = "phase" if len(inside) == 1 else "frequency" if turning else "angular frequency"
                yield known[0], role
