"""The value that a line states for a thing is evidence of what it means: `M (1e-05)`, `batch size = 32`."""

import math
import re

from worker.findings import Findings, Symbol
from worker.interpret.phrases import Phrase
from worker.interpret.resolved import Resolved, taken
from worker.interpret.several import ranked

_NUMBER = r"[-+\u2212]?(?:\d+(?:[.,]\d+)*|\.\d+)(?:e[-+]?\d+)?"
_BEHIND = (
    r"(?:\s+itself)?[`\"']?\s*(?:\(\s*(?:=|i\.e\.,?|here|now|currently|about|is)?\s*|=\s*)"
    rf"(?P<number>{_NUMBER})\s*(?P<percent>%)?(?=\s*(?:[),;]|$|\band\b))"
)
_ALIKE = 5
"""in how many significant digits a stated number and the live one agree at least"""


def as_stated(phrase: Phrase, resolved: Resolved, line: str, findings: Findings) -> Resolved:
    """The one candidate that has the value which the line states, where what was found does not have it."""
    number = _stated(phrase.text, line)
    if number is None or phrase.group or (resolved.hits and any(_has(symbol, number) for symbol in resolved.hits)):
        return resolved
    fitting = [hit.symbol for hit in ranked(phrase, findings) if _has(hit.symbol, number)]
    if len({symbol.live.number for symbol in fitting if symbol.live is not None}) != 1:
        return resolved
    return Resolved(hits=(fitting[0],), note=f"{taken(phrase, fitting[0])}: it is {number:g}, as the line says")


def _stated(text: str, line: str) -> float | None:
    """The number that stands right behind the words of a phrase."""
    found = re.search(re.escape(text.strip()) + _BEHIND, line, re.IGNORECASE)
    if found is None:
        return None
    plain = found.group("number").replace("\u2212", "-")
    try:
        number = float(re.sub(r",(?=\d{3}\b)", "", plain))
    except ValueError:
        return None
    return number / 100 if found.group("percent") else number


def _has(symbol: Symbol, number: float) -> bool:
    live = symbol.live.number if symbol.live is not None else None
    return live is not None and math.isclose(live, number, rel_tol=10**-_ALIKE)
