"""`the revenue of every day`: what is called daily is meant, and not every single sale."""

import re
from collections.abc import Sequence
from itertools import pairwise

from worker.findings import Symbol
from worker.interpret.language import lemma, words

_ADJECTIVES = {
    "day": "daily", "week": "weekly", "month": "monthly", "year": "yearly", "hour": "hourly", "quarter": "quarterly",
}  # fmt: skip
_EVERY = re.compile(
    rf"\b(?:every|each|per|by|for each|for every)\s+(?P<period>{'|'.join(_ADJECTIVES)})\b|"
    rf"\b(?P<adjective>{'|'.join(_ADJECTIVES.values())})\b",
    re.IGNORECASE,
)


def of_other_periods(text: str, symbols: Sequence[Symbol]) -> list[bool]:
    """Of each symbol, whether another one is made for just the period that a text names, and this one is not."""
    found = _EVERY.search(text)
    if found is None:
        return [False] * len(symbols)
    adjective = (found.group("adjective") or _ADJECTIVES[found.group("period").lower()]).lower()
    period = next(noun for noun, called in _ADJECTIVES.items() if called == adjective)
    own = [_is_for(symbol, period, adjective) for symbol in symbols]
    return [any(own) and not one for one in own]


def _is_for(symbol: Symbol, period: str, adjective: str) -> bool:
    said = [lemma(word) for text in (*symbol.words[:1], symbol.owner, symbol.expression) for word in words(text)]
    return adjective in said or any(pair in (("per", period), ("by", period)) for pair in pairwise(said))
