"""Pictures of what a task's other lines are about: drawn of their values, or below them in the notebook."""

import re
from collections.abc import Sequence

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret.phrases import Phrase
from worker.plan import Value

_POINTING = re.compile(r"\b(?:this|that|these|those|same)\b", re.IGNORECASE)


def drawn_from(
    results: Sequence[Value], candidates: Sequence[Symbol], phrase: Phrase, findings: Findings
) -> list[Symbol]:
    """Pictures that draw some results, where only some of them do; of several the one that depends on them.

    `the plot of that simulation` points at what the lines have named: the first picture below it is meant.
    """
    names = {re.split(r"\W", value.expression)[0] for value in results} - {""}
    pictures = [symbol for symbol in candidates if symbol.kind is SymbolKind.FIGURE]
    drawn = [len(names & set(symbol.words)) for symbol in pictures]
    most = max(drawn, default=0)
    found = [symbol for symbol, many in zip(pictures, drawn, strict=True) if most and many == most]
    if len(found) <= 1:
        return found
    cells = {value.cell for value in results}
    below = [one for one in found if cells <= {one.cell, *findings.ancestors.get(one.cell, ())}]
    if len(below) > 1 and _POINTING.search(f"{phrase.text} {phrase.context}"):
        below = [min(below, key=lambda symbol: symbol.cell)]
    return below or found
