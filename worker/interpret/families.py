"""Which of several values belong together, where a line says how many of one kind there are: `both rates`."""

from collections.abc import Sequence

from worker.findings import Findings, Scope, Symbol
from worker.interpret.language import similarity, tokens, words

_TWINS = 2
_SAME = 0.8
"""from this similarity on, a text says a word"""


def one_family(hits: Sequence[Symbol], wanted: int, findings: Findings) -> tuple[Symbol, ...]:
    """The first of some values with all that are to other things what it is to its own, where there are so many.

    These are the entry of one name in several mappings, else those set in one place whose names differ by one word.
    """
    for hit in hits:
        alike = _entries_like(hit, findings)
        if len(alike) == wanted:
            return alike
    for hit in hits:
        alike = tuple(other for other in hits if _set_beside(hit, other))
        if len(alike) == wanted >= _TWINS:
            return alike
    return ()


def of_one_owner(hits: Sequence[Symbol], wanted: int, findings: Findings) -> tuple[Symbol, ...]:
    """All that the object or mapping of some value has of its kind, where there are so many."""
    for hit in hits:
        alike = tuple(
            other
            for other in findings.symbols
            if (other.kind, other.owner, other.origin) == (hit.kind, hit.owner, hit.origin)
            and hit.owner
            and other.scope is Scope.NOTEBOOK
        )
        if len(alike) == wanted:
            return alike
    return ()


def told_apart(symbols: Sequence[Symbol]) -> list[Symbol]:
    """Values that are called alike, each by whose it is: `north_yield` and `south_yield` of two mappings."""
    called = [symbol.words[:1] for symbol in symbols]
    return [
        symbol.model_copy(update={"words": (f"{symbol.owner}_{symbol.words[0]}", *symbol.words)})
        if symbol.owner.isidentifier() and symbol.origin == "entry" and called.count(symbol.words[:1]) > 1
        else symbol
        for symbol in symbols
    ]


def siblings(symbol: Symbol, said: str, findings: Findings) -> tuple[Symbol, ...]:
    """A value with those of its cell whose names differ from its own by one word that is not said; mostly none."""
    alike = tuple(
        other for other in findings.symbols if _set_beside(symbol, other) and not _differs_in(symbol, other, said)
    )
    return alike if len(alike) >= _TWINS else ()


def _differs_in(one: Symbol, other: Symbol, said: str) -> bool:
    """Whether a text says what tells two names apart: `median` of `control_median` and `control_mean`."""
    pairs = zip(words(one.words[0]), words(other.words[0]), strict=True)
    own = [token for a, b in pairs if a != b for token in tokens(a)]
    return any(similarity(token, word) >= _SAME for token in own for word in tokens(said))


def _entries_like(hit: Symbol, findings: Findings) -> tuple[Symbol, ...]:
    """The same entry or attribute of every mapping or object that has it: `a["cost"]`, `b["cost"]`."""
    if hit.origin not in ("entry", "attribute", "column") or not hit.owner or hit.scope is not Scope.NOTEBOOK:
        return ()
    rest = hit.expression.removeprefix(hit.owner)
    return tuple(
        other.model_copy(update={"words": (f"{other.owner}_{other.words[0]}", *other.words)})
        for other in findings.symbols
        if (other.kind, other.origin, other.scope) == (hit.kind, hit.origin, hit.scope)
        and other.owner
        and other.words
        and other.expression == f"{other.owner}{rest}"
    )


def _set_beside(hit: Symbol, other: Symbol) -> bool:
    """Whether two values stand in one place, and their names are alike but for one word."""
    if (hit.kind, hit.origin, hit.cell, hit.scope) != (other.kind, other.origin, other.cell, other.scope):
        return False
    one, two = (words(symbol.words[0]) if symbol.words else [] for symbol in (hit, other))
    return len(one) == len(two) > 1 and sum(a != b for a, b in zip(one, two, strict=True)) <= 1
