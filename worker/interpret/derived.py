"""Numbers that the notebook never computes, and that anybody would write in one standard way."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret.counts import COUNTING, count, count_of_name
from worker.interpret.phrases import Phrase
from worker.interpret.quantiles import quantile
from worker.interpret.statistics import statistic, statistic_of_name

_DIVIDED = re.compile(r"\b(?:per|each|every)\b", re.IGNORECASE)
"""what says that there is more than one number"""

_NO_WORD = re.compile(r"(?<=\sof\s)[A-Za-z]+(?:\d+|(?:_[A-Za-z0-9]+)+)(?=\W*$)")
"""a name at the end that can be no word: `g2`, `tide_gaps`"""

_LAST = re.compile(r"\[-1\](?:\.item\(\))?$")
"""the end of a history: no number of all"""


def derived(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one expression that a phrase means beyond doubt; none where nothing makes it certain."""
    if _DIVIDED.search(f"{phrase.text} {phrase.context}"):
        return None
    return quantile(phrase, findings) or statistic(phrase, findings) or count(phrase, findings)


def of_a_name(phrase: Phrase, findings: Findings) -> Symbol | None:
    """A statistic or the length of what the phrase gives the notebook's own name of: the mean of `gaps`, of g2."""
    written = _NO_WORD.search(phrase.text) if not phrase.exact else None
    if written is not None and written.group() in findings.names:
        return statistic_of_name(replace(phrase, exact=written.group()), findings)
    known = phrase.exact and not any(symbol.words[:1] == (phrase.text,) for symbol in findings.symbols)
    return (statistic_of_name(phrase, findings) or count_of_name(phrase, findings)) if known else None


def counted_instead(phrase: Phrase, hits: Sequence[Symbol], findings: Findings) -> Symbol | None:
    """How many there are, where a phrase that asks so was taken for a whole history: `number of nodes`."""
    whole = bool(hits) and all(symbol.kind is SymbolKind.SERIES or _LAST.search(symbol.expression) for symbol in hits)
    return count(phrase, findings) if whole and COUNTING.search(phrase.text) else None


def computed_note(phrase: Phrase, made: Symbol) -> str:
    """What the result says about a value that the notebook does not compute itself, or calls in another way."""
    if made.origin not in ("derived", "score"):
        return f"“{phrase.text}” is taken to be `{made.expression}` (cell {made.cell})"
    return f"“{phrase.text}” is computed as `{made.expression}`, which the notebook does not do itself"
