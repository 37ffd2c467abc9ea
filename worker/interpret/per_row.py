"""`the yield for every dose`: the column of the one table that has a column of doses beside it."""

import re
from collections.abc import Sequence

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret.language import Token, lemma, tokens, words
from worker.interpret.phrases import Phrase, Want

_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def column_per_row(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The history that a phrase asks for each of something, where the notebook has both as columns of one table."""
    each = words(phrase.context)
    single = len(each) == 1 and lemma(each[0]) == each[0]
    if not phrase.group or phrase.exact or phrase.generic or not single or phrase.want not in (Want.ANY, Want.SERIES):
        return None
    columns = [one for one in findings.symbols if one.kind is SymbolKind.SERIES and one.origin == "column"]
    counted = {one.owner for one in columns if _named(one, tokens(phrase.context))}
    found = [one for one in columns if one.owner in counted and _named(one, tokens(phrase.text))]
    return found[0] if len(found) == 1 else None


def _named(column: Symbol, said: Sequence[Token]) -> bool:
    """Whether a column is called just what is said, whatever unit stands behind its name."""
    return any(bool(said) and tokens(_UNIT.sub("", name)) == tuple(said) for name in column.words[:2])
