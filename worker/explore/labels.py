"""Joining symbols with what the notebook says about them, and duplicates with each other."""

from collections.abc import Iterable, Iterator

from worker.explore.displays import core, displays
from worker.findings import Symbol
from worker.notebook.source import Notebook

_WORDS = 16


def labelled(book: Notebook, symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Add to each symbol the texts that stand beside its expression in prints, markdown and tables."""
    labels: dict[str, dict[str, None]] = {}
    for display in displays(book):
        for node in (display.node, core(display.node)):
            if display.label:
                labels.setdefault(_plain(book.segment(node)), {})[display.label] = None
    for symbol in symbols:
        fresh = tuple(label for label in labels.get(_plain(symbol.expression), ()) if label not in symbol.words)
        yield symbol.model_copy(update={"words": (*symbol.words, *fresh)[:_WORDS]}) if fresh else symbol


def _plain(text: str) -> str:
    return "".join(text.split()).replace("'", '"')


def merged(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """One symbol per expression, scope and place; the first says what it is, all say how it is called."""
    found: dict[tuple[object, ...], Symbol] = {}
    for symbol in symbols:
        literal = symbol.expression[:1] in "0123456789-'\"[(" or symbol.expression in ("True", "False")
        place = (
            (symbol.cell, symbol.words[:1])
            if literal
            else (symbol.path, symbol.cell if symbol.scope != "notebook" else -1)
        )
        key = (_plain(symbol.expression), symbol.scope, symbol.function, *place, symbol.kind == "series")
        known = found.get(key)
        found[key] = symbol if known is None else _joined(known, symbol)
    yield from found.values()


def _joined(one: Symbol, other: Symbol) -> Symbol:
    return one.model_copy(
        update={
            "words": tuple(dict.fromkeys((*one.words, *other.words)))[:_WORDS],
            "owner": one.owner or other.owner,
            "origin": other.origin if one.origin == "estimator" else one.origin,
            "reaches_site": one.reaches_site or other.reaches_site,
            "from_site": one.from_site or other.from_site,
            "live": one.live or other.live,
        }
    )
