"""What points back to values that a line in front has named: `the largest of these velocities`."""

import re
from collections.abc import Mapping

from worker.findings import Scope, Symbol, SymbolKind
from worker.interpret.language import coverage, tokens
from worker.interpret.match import surroundings
from worker.interpret.phrases import Phrase

_OF_THESE = re.compile(
    r"^(?:the\s+)?(?P<which>largest|smallest|highest|lowest|biggest|greatest|maximum|minimum|max|min|mean|average|median|"
    r"last|final|best|standard deviation)(?:\s+(?:one|value))?\s+(?:of|among|over|across)\s+(?:all\s+(?:of\s+)?)?"
    r"(?:these|those|them)\b\s*(?P<what>.*)$",
    re.IGNORECASE,
)
_ANY = re.compile(r"^(?:values?|numbers?|ones|points?|results?|entries|items|curves?|series|)$", re.IGNORECASE)


def of_these(text: str) -> tuple[str, str] | None:
    """Which one is meant, and of what the text says that they are: `largest`, `velocities`."""
    found = _OF_THESE.match(text.strip())
    return (found.group("which"), found.group("what").strip()) if found else None


def history_before(what: str, number: int, named: Mapping[int, Mapping[Phrase, Symbol]]) -> Symbol | None:
    """The history that this requirement or the nearest one in front of it has named last, if it may be called so."""
    for at in range(number, -1, -1):
        histories = [
            (phrase, symbol)
            for phrase, symbol in named.get(at, {}).items()
            if symbol.kind is SymbolKind.SERIES and symbol.scope in (Scope.NOTEBOOK, Scope.CELL)
        ]
        for phrase, symbol in reversed(histories):
            called = [*tokens(f"{phrase.text} {phrase.context}"), *surroundings(symbol)]
            if _ANY.match(what) or coverage(tokens(what), called) > 0:
                return symbol
        if histories:
            return None
    return None
