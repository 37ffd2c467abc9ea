"""`the length of the shortest episode`, `the accuracy of the worst fold`: which of many is meant, by what it is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Symbol
from worker.interpret import value_words
from worker.interpret.directions import is_falling, is_rising
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
    found = value_words.EXTREME_ONE.match(phrase.context)
    if found is None or not set(words(phrase.text)) & _MEASURED[found.group("how").lower()]:
        return phrase
    rest = phrase.context[found.end("how") :].strip()
    return replace(phrase, text=f"{found.group('how')} {phrase.text}", context=rest, final=True)


_BEST_ONE = re.compile(
    r"(?:of\s+)?(?:the\s+)?(?P<how>best|worst|weakest|strongest|poorest)\s+(?:[\w-]+\s+)?"
    r"(?:fold|split|run|trial|seed|restart|attempt|epoch|iteration|step|round|generation|episode|candidate)\b",
    re.IGNORECASE,
)
_WORST = re.compile(r"\b(?:worst|weakest|poorest)\b", re.IGNORECASE)
_BEST = re.compile(r"\b(?:best|strongest)\b", re.IGNORECASE)


def passes_over(phrase: Phrase, hits: Sequence[Symbol]) -> bool:
    """Whether the phrase speaks of the best or worst fold or the like, and what was taken for it does not."""
    found = _BEST_ONE.match(phrase.context)
    how = found.group("how").lower() if found else ""
    return bool(how) and not any(how in words(" ".join((*one.words, one.expression))) for one in hits)


def extreme_in_words(phrase: Phrase) -> Phrase | None:
    """`lowest accuracy` for the `worst accuracy` and for that of the `worst fold`, `highest` for the worst loss."""
    found = _BEST_ONE.match(phrase.context)
    said = found or _WORST.search(phrase.text) or _BEST.search(phrase.text)
    falling, rising = is_falling([phrase.text]), is_rising([phrase.text])
    if said is None or falling == rising:
        return None
    high = rising == (_BEST.search(said.group()) is not None)
    how = "highest" if high else "lowest"
    if found is None:
        return replace(phrase, text=phrase.text.replace(said.group(), how), final=True)
    bare = re.sub(r"^(?:the|its|their)\s+", "", phrase.text, flags=re.IGNORECASE)
    return replace(phrase, text=f"{how} {bare}", context=phrase.context[found.end() :].strip(), final=True)
