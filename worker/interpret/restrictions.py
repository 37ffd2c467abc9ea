"""What a phrase says beside the name of a thing and may not be passed over: how many, at which point, what end."""

import re

from worker.findings import Symbol, SymbolKind
from worker.interpret.language import tokens, words
from worker.interpret.phrases import Phrase

_OUTCOME = frozenset(
    [
        "learned",
        "learnt",
        "trained",
        "fitted",
        "final",
        "converged",
        "resulting",
        "estimated",
        "recovered",
        "optimised",
        "optimized",
        "ended",
    ]
)
_SO_MANY = re.compile(
    r"\b(?:first|last|final|initial|top|bottom|lowest|highest|largest|smallest|biggest|latest)\s+(\d+)\b", re.IGNORECASE
)
_AT = re.compile(r"\b(?:at|where|for|when|with)\s+(?:the\s+)?\w+\s*=\s*(-?\d+(?:\.\d+)?)", re.IGNORECASE)


def begins(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a symbol is where something starts, and the phrase speaks of what has come out of it."""
    said = words(phrase.text)
    if not _OUTCOME & set(said) or phrase.exact or symbol.kind is SymbolKind.PARAMETER:
        return False
    asked = any("initial" in token for token in tokens(phrase.text))
    return not asked and any("initial" in token for token in tokens(" ".join(symbol.words[:1])))


def unmet(phrase: Phrase, symbol: Symbol) -> tuple[str, ...]:
    """Numbers that narrow down what is meant, and that nothing about the symbol says: `the last 100 episodes`."""
    said = f"{phrase.text} {phrase.context}"
    wanted = [found for pattern in (_SO_MANY, _AT) for found in pattern.findall(said)]
    if not wanted or symbol.kind not in (SymbolKind.METRIC, SymbolKind.SERIES):
        return ()
    known = {number for text in (*symbol.words, symbol.expression) for number in re.findall(r"\d+(?:\.\d+)?", text)}
    length = symbol.live.length if symbol.live is not None else None
    return tuple(number for number in wanted if number.lstrip("-") not in known and number != str(length))
