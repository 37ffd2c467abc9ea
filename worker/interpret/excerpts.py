"""The first or last rows of a table: `the first five rows of the data`, whether the notebook shows them or not."""

import re

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret import value_words
from worker.interpret.kinds import distinct
from worker.interpret.phrases import Phrase, Want
from worker.interpret.resolve import resolve

_EXCERPT = re.compile(
    r"^(?:the\s+)?(?:(?P<which>first|top|last)\s+(?:(?P<many>\d+|[a-z]+)\s+)?(?:rows|lines|records|entries)|(?P<end>head|tail))"
    r"(?:\s+(?:of|from|in)\s+(?:the\s+)?(?P<of>.+))?$",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"\.(?P<end>head|tail)\(\s*(?:n\s*=\s*)?(?P<many>\d*)\s*\)$")
_USUAL = 5
"""rows that `head()` shows"""


def excerpt(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The rows as the notebook shows them, else taken from the one table that the phrase names."""
    said = _EXCERPT.match(phrase.text.strip())
    if said is None or phrase.want not in (Want.ANY, Want.TABLE, Want.ARTIFACT):
        return None
    many = (said.group("many") or "").lower()
    count = int(many) if many.isdigit() else value_words.COUNTS.get(many, 0)
    if many and not count:
        return None
    last = (said.group("which") or "").lower() == "last" or (said.group("end") or "").lower() == "tail"
    shown = [symbol for symbol in _shown(findings, last=last) if count in (0, symbol[1])]
    named = resolve(Phrase(text=said.group("of") or phrase.context or "data", want=Want.TABLE), findings)
    whole = named.hits[0] if len(named.hits) == 1 and not named.problem else None
    of_it = [symbol for symbol, _ in shown if whole is None or symbol.owner in (whole.owner, whole.expression)]
    if len(distinct(of_it)) == 1:
        return of_it[0]
    if whole is None or whole.origin == "derived":
        return None
    rows = f"{whole.expression}[-{count or _USUAL}:]" if last else f"{whole.expression}[:{count or _USUAL}]"
    called = f"{'last' if last else 'first'} rows of {whole.words[0]}"
    return whole.model_copy(update={"expression": rows, "words": (called, *whole.words[1:])})


def _shown(findings: Findings, *, last: bool) -> list[tuple[Symbol, int]]:
    """What the notebook shows of its tables by `head()` or `tail()`, with how many rows."""
    tables = [symbol for symbol in findings.symbols if symbol.kind is SymbolKind.TABLE]
    found = [(symbol, _SHOWN.search(symbol.expression)) for symbol in tables]
    end = "tail" if last else "head"
    return [(one, int(how.group("many") or _USUAL)) for one, how in found if how and how.group("end") == end]
