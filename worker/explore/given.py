"""What an object is given by hand is a setting when it is read from it, too: `cv.n_splits` of `KFold(n_splits=5)`."""

from collections.abc import Iterable, Iterator

from worker.findings import Symbol, SymbolKind

_BY_HAND = frozenset({"keyword", "literal"})


def given_by_hand(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """The symbols, attributes that equal what their cell passes under the same name as parameters."""
    known = tuple(symbols)
    given = {
        (symbol.cell, symbol.words[0], symbol.live.number): symbol
        for symbol in known
        if symbol.kind is SymbolKind.PARAMETER and symbol.origin in _BY_HAND
        if symbol.words and symbol.live is not None and symbol.live.number is not None
    }
    for symbol in known:
        number = symbol.live.number if symbol.live is not None else None
        setting = given.get((symbol.cell, symbol.words[0], number)) if symbol.words and number is not None else None
        if setting is None or symbol.kind is not SymbolKind.METRIC or symbol.origin != "attribute":
            yield symbol
        else:
            yield symbol.model_copy(update={"kind": SymbolKind.PARAMETER, "reaches_site": setting.reaches_site})
