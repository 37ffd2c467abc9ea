"""An interval that a notebook keeps as its two ends: `the 95% confidence interval` for `ci_low` and `ci_high`."""

import re
from collections.abc import Callable
from dataclasses import replace

from worker.findings import Symbol, SymbolKind
from worker.interpret.phrases import Phrase, Want

_INTERVAL = re.compile(
    r"^\W*(?:the\s+|its\s+|their\s+)?(?:[\d.]+\s*%?\s*(?:percent\s+)?)?(?P<what>(?:[\w-]+\s+)?(?:confidence|credible|prediction|hdi|hpd|bootstrap)\s+interval|ci|hdi)\b",
    re.IGNORECASE,
)
_ENDS = (("lower bound", "upper bound"), ("lower end", "upper end"), ("low", "high"))


def both_ends(phrase: Phrase, find: Callable[[Phrase], Symbol | None]) -> tuple[Symbol, ...]:
    """The two numbers that an interval is kept as; empty where a phrase names none or not both ends are there."""
    found = _INTERVAL.match(phrase.text)
    if found is None or phrase.want not in (Want.ANY, Want.METRIC) or phrase.exact or phrase.generic:
        return ()
    for lower, upper in _ENDS:
        ends = tuple(find(replace(phrase, text=f"{end} of the {found.group('what')}")) for end in (lower, upper))
        numbers = tuple(end for end in ends if end is not None and end.kind is SymbolKind.METRIC)
        if len({end.expression for end in numbers}) == len(_ENDS[0]) and numbers[0].cell == numbers[1].cell:
            return numbers
    return ()
