"""Columns of one array: what all of them are called names none of them alone."""

import re
from collections.abc import Sequence

from worker.findings import Findings, Symbol
from worker.interpret.histories import reduced
from worker.interpret.language import coverage, tokens
from worker.interpret.match import surroundings
from worker.interpret.phrases import Phrase

_LANE = re.compile(r"(?P<owner>.+)\[:, \d+\](?P<last>\[-1\])?")
_ENDS = frozenset({"final", "initial"})
_MOST = 4
"""columns that are coordinates, and no features"""
_FULL = 0.9


def all_lanes(phrase: Phrase, hits: Sequence[Symbol], findings: Findings) -> tuple[Symbol, ...]:
    """All columns of the array where one was taken and the others fit as well: `the final position` is x, y and z."""
    taken = _LANE.fullmatch(hits[0].expression) if len(hits) == 1 else None
    if taken is None or phrase.exact:
        return ()
    lanes = [one for one in findings.symbols if one.origin == "lane" and one.owner == taken.group("owner")]
    said = [token for token in tokens(phrase.text) if not token.light and not set(token) & _ENDS]
    fitting = [one for one in lanes if coverage(said, surroundings(one)) >= _FULL]
    if not said or len(fitting) != len(lanes) or not 1 < len(lanes) <= _MOST:
        return ()
    return tuple(reduced(one, phrase) if taken.group("last") else one for one in fitting)


def of_an_array_and_others(hits: Sequence[Symbol]) -> bool:
    """Whether a noun has named columns of an array and other things beside: it means the array, and no history."""
    lanes = [found.group("owner") for one in hits if (found := _LANE.fullmatch(one.expression)) is not None]
    return 0 < len(lanes) < len(hits)
