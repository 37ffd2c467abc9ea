"""Whether two symbols are one thing: two views of one value, or equal by chance."""

import re

from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.language import tokens


def same_thing(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols are two views of one value: the equal live value under the same first name."""
    here = one.cell == other.cell or one.scope is other.scope is Scope.NOTEBOOK
    if "earlier" in (one.origin, other.origin):
        return one.expression == other.expression and (one.cell, one.statement) == (other.cell, other.statement)
    if one.expression == other.expression and here:
        return True
    if here and _only_item(one.expression) == _only_item(other.expression) != "" and _whole(one, other):
        return True
    equal = one.live is not None and other.live is not None and _plainly(one.live) == _plainly(other.live) is not None
    if (
        equal
        and not computed_apart(one, other)
        and (set(one.words[:2]) & set(other.words[:2]) or _last(one.expression) == _last(other.expression))
    ):
        return True
    inner = (Scope.LOOP, Scope.FUNCTION)
    if one.scope in inner and one.scope is other.scope and one.path[1:] == other.path[1:]:
        return tokens(one.words[0]) == tokens(other.words[0])  # `loss` and `losses.append(loss)`
    return (
        one.kind is other.kind is SymbolKind.SERIES
        and _root(one.expression) == _root(other.expression)
        and Scope.NOTEBOOK in (one.scope, other.scope)
    )


def computed_apart(one: Symbol, other: Symbol) -> bool:
    """Whether two names were given their values one by one: equal values are a coincidence then."""
    return one.origin == other.origin == "assigned" and one.expression != other.expression and one.cell == other.cell


def equal_values(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols have the same number, whatever they are called."""
    if one.live is None or other.live is None or one.live.number is None:
        return False
    return one.live.number == other.live.number and one.kind is other.kind


def _plainly(live: LiveValue) -> object | None:
    """The value itself, when it is a number, a boolean or a text."""
    return next((value for value in (live.number, live.boolean, live.string) if value is not None), None)


_ITEM = re.compile(r"(?P<array>[\w.]+?)(?:\.item\(\)|(?P<places>(?:\[0\])+))")


def _only_item(expression: str) -> str:
    """The array of which an expression takes the only number: `a.b` for `a.b.item()` and for `a.b[0][0]`."""
    found = _ITEM.fullmatch(expression)
    return found.group("array") if found else ""


def _whole(*symbols: Symbol) -> bool:
    """Whether one of them says that its array holds a single number."""
    return any(symbol.expression.endswith(".item()") for symbol in symbols)


def _last(expression: str) -> str:
    return expression.removesuffix(".value").rpartition(".")[2]


def _root(expression: str) -> str:
    return re.split(r"[.\[]", expression)[0]
