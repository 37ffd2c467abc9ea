"""Joining symbols with what the notebook says about them, and duplicates with each other."""

import re
from collections.abc import Iterable, Iterator

from worker.explore.displays import core, displays
from worker.explore.expressions import own_calls
from worker.explore.functions import functions
from worker.findings import Symbol
from worker.notebook.source import Notebook

_WORDS = 16
_SHORT = 5
_LAYOUT = re.compile(r"\\(?:[dt]?frac|begin|end|left|right|text\w*|math\w+|times|cdot|sum|sqrt|quad)\b(?:\{\w*matrix)?")
LAST = 1_000_000
"""behind every statement"""


def labelled(book: Notebook, symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Add to each symbol the texts that stand beside its expression in prints, markdown and tables."""
    labels: dict[str, dict[tuple[int, int, str], None]] = {}
    own = functions(book).keys()
    for display in displays(book):
        if not _says(display.label):
            continue
        for node in (display.node, core(display.node), *own_calls(display.node, own)):
            place = (display.cell, display.statement, display.label)
            labels.setdefault(_plain(book.segment(node)), {})[place] = None
    known = list(symbols)
    ends = _ends(known)
    for symbol in known:
        first, end = symbol.statement, ends.get((symbol.cell, symbol.expression, symbol.statement))
        places: Iterable[tuple[int, int, str]] = labels.get(_plain(symbol.expression), {})
        if symbol.origin == "ui" and len(symbol.words) < 2 and symbol.expression == f"{symbol.owner}.value":
            places = (*labels.get(symbol.owner, {}), *places)  # `f"Width: {slider}"` shows the element itself
        said = (
            label
            for cell, statement, label in places
            if end is None
            or (cell == symbol.cell and first <= statement < end)
            or (end == LAST and cell != symbol.cell)
        )
        fresh = tuple(label for label in dict.fromkeys(said) if label not in symbol.words)
        # `np.mean(gaps)` says less of what it is than the text that shows it.
        brief = tuple(label for label in fresh if len(label.split()) <= _SHORT) if _imported(book, symbol) else ()
        called = dict.fromkeys((*brief, *symbol.words, *fresh))
        yield symbol.model_copy(update={"words": tuple(called)[:_WORDS]}) if fresh else symbol


def _imported(book: Notebook, symbol: Symbol) -> bool:
    """Whether the expression is a call of a library's function."""
    root = symbol.expression.lstrip("-").partition(".")[0]
    return symbol.origin in ("displayed", "attribute") and "(" in symbol.expression and root in book.imports


def _says(label: str) -> bool:
    """Whether a label has a letter that is no part of a formula's layout: `}{` has none."""
    return bool(re.search(r"[^\W\d_]", _LAYOUT.sub("", label)))


def _ends(symbols: Iterable[Symbol]) -> dict[tuple[int, str, int], int]:
    """Up to which statement each of several values under one name holds; names with one value are left out."""
    known = list(symbols)
    ends: dict[tuple[int, str, int], int] = {}
    for cell, expression in {(s.cell, s.expression) for s in known if s.origin == "earlier"}:
        starts = sorted({s.statement for s in known if (s.cell, s.expression) == (cell, expression)})
        ends |= {(cell, expression, at): end for at, end in zip(starts, [*starts[1:], LAST], strict=True)}
    return ends


def _plain(text: str) -> str:
    return "".join(text.split()).replace("'", '"')


def merged(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """One symbol per expression, scope and place; the first says what it is, all say how it is called."""
    found: dict[tuple[object, ...], Symbol] = {}
    for symbol in symbols:
        literal = symbol.expression[:1] in "0123456789-'\"[(" or symbol.expression in ("True", "False")
        place = (
            (symbol.cell, symbol.words[:1], symbol.owner if symbol.origin == "default" else "")
            if literal
            else (symbol.path, *((symbol.cell, symbol.statement) if symbol.scope != "notebook" else ()))
        )
        key = (
            _plain(symbol.expression),
            symbol.scope,
            symbol.function,
            *place,
            symbol.kind in ("series", "file") and symbol.kind,
        )
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
