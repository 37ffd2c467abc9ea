"""What a phrase was resolved to, and the notes that say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.findings import Symbol
from worker.interpret.phrases import Phrase
from worker.interpret.ranking import Hit


@dataclass(frozen=True)
class Resolved:
    """What a phrase names."""

    hits: tuple[Symbol, ...] = ()
    note: str = ""
    candidates: tuple[Hit, ...] = ()
    """for a question: what came nearest"""
    problem: str = ""
    """why nothing was taken: `none`, `several`, or `left` when words of the phrase remain unexplained"""
    left: str = ""
    """those words"""


def nearest(symbols: Sequence[Symbol], *, problem: str, left: str = "") -> Resolved:
    """No answer: what was taken at first are the candidates of a question."""
    candidates = tuple(Hit(symbol=symbol, score=0.5, covered=0.5) for symbol in symbols[:6])
    return Resolved(candidates=candidates, problem=problem, left=left)


def noted(phrase: Phrase, best: Hit) -> str:
    """A note that says what was taken, where the phrase does not name it clearly; else empty."""
    if best.score >= 0.8:
        return ""
    return taken(phrase, best.symbol)


def taken_all(phrase: Phrase, symbols: Sequence[Symbol]) -> str:
    """A note that says which symbols were taken."""
    return f"“{phrase.text}” is taken to mean {', '.join(f'`{symbol.expression}`' for symbol in symbols)}"


def taken(phrase: Phrase, symbol: Symbol) -> str:
    """A note that says which symbol was taken."""
    return f"“{phrase.text}” is taken to be `{symbol.expression}` (cell {symbol.cell})"
