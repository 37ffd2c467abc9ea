"""What a phrase was resolved to."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.findings import Symbol
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
