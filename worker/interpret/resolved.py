"""What a phrase was resolved to."""

from dataclasses import dataclass

from worker.findings import Symbol
from worker.interpret.match import Hit


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
