"""How many points or dimensions the notebook's data have, by the shape of their array."""

import re

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.language import lemma, tokens, words
from worker.interpret.masks import counted_as
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want

_ROWS = frozenset({"point", "sample", "observation", "row", "example", "datum"})
_COLUMNS = frozenset({"dimension", "feature", "column", "variable", "predictor"})
_OF = re.compile(r"^(?P<noun>(?:data\s+)?[a-z]+)\s+(?:of|in|per)\s+(?:the\s+|each\s+)?(?P<what>\S.*)$", re.IGNORECASE)


def of_shape(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """`len(points)` or `points.shape[1]` of the one array of points, or of the one that is named."""
    found = _OF.match(what.strip())
    noun, whose = (found.group("noun"), found.group("what")) if found else (what, "")
    said = {lemma(word) for word in words(noun)} - {"data"}
    pool = [one for one in holders(findings) if _is_points(one)]
    if len(said) != 1 or not pool or not said <= _ROWS | _COLUMNS:
        return None
    exact = [one for one in pool if one.expression == whose.strip("` ")]
    if exact:
        pool = exact[:1]
    elif tokens(whose):
        named = operand(whose, phrase, findings, fits=_is_points, within=pool)
        pool = [named] if named is not None else []
    else:
        first = [one for one in pool if not any(two.cell in findings.ancestors.get(one.cell, ()) for two in pool)]
        pool = first or pool
    rows = said <= _ROWS
    sizes = {one.live.shape[0 if rows else 1] for one in pool if one.live is not None and one.live.shape}
    if len(sizes) != 1 or (rows and len({one.expression for one in pool}) != 1):
        return None
    made = counted_as(pool[0], f"len({pool[0].expression})" if rows else f"{pool[0].expression}.shape[1]")
    setting = phrase.want is not Want.METRIC and not pool[0].from_site  # how large the data are is no result
    kind = SymbolKind.PARAMETER if setting else made.kind
    return made.model_copy(update={"words": (f"number of {said.pop()}s",), "kind": kind})


def _is_points(symbol: Symbol) -> bool:
    """Whether a symbol is an array with one row for each of many points."""
    live = symbol.live
    shape = live.shape if live is not None else None
    plain = symbol.origin == "assigned" and symbol.scope is Scope.NOTEBOOK and symbol.expression.isidentifier()
    return plain and live is not None and live.holds == "numbers" and shape is not None and _tall(shape)


def _tall(shape: tuple[int, ...]) -> bool:
    return len(shape) == _FLAT and shape[0] > shape[1] > 1


_FLAT = 2
