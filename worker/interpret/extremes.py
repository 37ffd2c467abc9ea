"""`the length of the shortest episode`: which of many things is meant, by what it is the most or the least of."""

from dataclasses import replace

from worker.interpret import wording
from worker.interpret.language import words
from worker.interpret.phrases import Phrase

_LONG, _LARGE, _HIGH = (
    frozenset({"length", "duration", "time", "steps"}),
    frozenset({"size", "width", "diameter", "area", "volume", "number", "count"}),
    frozenset({"height", "value", "level", "altitude"}),
)
_MEASURED = {
    "shortest": _LONG, "longest": _LONG, "smallest": _LARGE, "largest": _LARGE, "biggest": _LARGE, "lowest": _HIGH,
    "highest": _HIGH,
}  # fmt: skip
"""what an adjective compares: the longest one by its length"""


def extreme_in_front(phrase: Phrase) -> Phrase:
    """`shortest length` for `length` of `the shortest episode`: which one is meant says which value it is."""
    found = wording.EXTREME_ONE.match(phrase.context)
    if found is None or not set(words(phrase.text)) & _MEASURED[found.group("how").lower()]:
        return phrase
    rest = phrase.context[found.end("how") :].strip()
    return replace(phrase, text=f"{found.group('how')} {phrase.text}", context=rest, final=True)
