"""What a number can be made of: arrays, masks, collections and columns, which are nothing to keep by themselves."""

from collections.abc import Iterator, Mapping

from worker.explore.dataflow import Dataflow, qualified
from worker.explore.names import SPOKEN, Reach, assigned, foreign, quoted
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.notebook.source import Notebook

_COLLECTIONS = ("list", "tuple", "dict", "set", "frozenset", "range")
GRAPHS = "networkx."
"""module of whose graphs the nodes and edges are counted"""
_COLUMNS = 40
"""columns of one table that are offered at most"""


def holdings(notebook: Notebook, flow: Dataflow, values: Values, reach: Reach) -> Iterator[Symbol]:
    """Data symbols for every name that a cell assigns, and for the entries, attributes and columns of its value."""
    for cell, name, units in assigned(notebook, flow):
        live = values.name(name, cell.index)
        if live is None or live.ui is not None or foreign(units, name, live) or name in notebook.imports:
            continue
        key = qualified(name, cell.index)
        for expression, words, found in _within(name, live):
            yield Symbol(
                expression=expression,
                kind=SymbolKind.DATA,
                cell=cell.index,
                statement=units[-1].statement,
                scope=Scope.CELL if name.startswith("_") else Scope.NOTEBOOK,
                words=words,
                origin="column" if found.type == "column" else "assigned" if expression == name else "entry",
                owner=name if expression != name else "",
                reaches_site=key in reach.into,
                from_site=key in reach.out,
                live=found,
            )


def _within(name: str, live: LiveValue) -> Iterator[tuple[str, tuple[str, ...], LiveValue]]:
    """Expression, words and live value of what holds many values: the value itself, or what is in it."""
    if _holds_many(live) or live.columns or live.type.startswith(GRAPHS):
        yield name, (name,), live
    yield from _columns(name, live)
    parts: Mapping[str, LiveValue] = {
        **{f"{name}[{quoted(key)}]": entry for key, entry in live.entries.items()},
        **{f"{name}.{key}": value for key, value in live.attributes.items()},
    }
    keys = (*live.entries, *live.attributes)
    for key, (expression, part) in zip(keys, parts.items(), strict=True):
        if _holds_many(part):
            yield expression, (key, *((SPOKEN[key],) if key in SPOKEN else ())), part
        for inner, value in part.entries.items():
            if _holds_many(value):
                yield f"{expression}[{quoted(inner)}]", (inner, f"{key} {inner}"), value


def _columns(name: str, live: LiveValue) -> Iterator[tuple[str, tuple[str, ...], LiveValue]]:
    kinds = {**dict.fromkeys(live.rows, "numbers"), **dict.fromkeys(live.flags, "booleans")}
    library = live.type.partition(".")[0]
    for column, holds in list(kinds.items())[:_COLUMNS] if live.columns else ():
        seen = LiveValue(type="column", bases=(library,), length=(live.shape or (0,))[0], holds=holds)
        yield f"{name}[{quoted(column)}]", (column,), seen


def _holds_many(live: LiveValue) -> bool:
    """Whether it is a collection, or an array of which something can be computed."""
    return bool(live.length) and (bool(live.holds) or live.type in _COLLECTIONS)
