"""How many different things a table speaks of: `number of countries` where it has a column `country`."""

import re
from collections.abc import Sequence

from worker.findings import Findings, LiveValue, Symbol, SymbolKind
from worker.interpret.language import lemma, tokens, words
from worker.interpret.lexicon import STOP
from worker.interpret.operands import operand
from worker.interpret.phrases import Phrase

_BEHIND = re.compile(r"\s+(?:of|in|within|from)\s+(?:the\s+)?", re.IGNORECASE)


def distinct_in(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """How many different values a column of words has, in the table that is named or the only one with it."""
    thing, *where = _BEHIND.split(what, maxsplit=1)
    tables = [(table, column) for table in findings.data if (column := _column(thing, table.live))]
    if len(tables) > 1:
        tables = _named(" ".join(where) or phrase.context, tables, phrase, findings)
    if len(tables) != 1:
        return None
    table, column = tables[0]
    method = "n_unique" if table.live is not None and table.live.type.startswith("polars.") else "nunique"
    return table.model_copy(
        update={
            "expression": f"{table.expression}[{column!r}].{method}()".replace("'", '"'),
            "kind": SymbolKind.METRIC,
            "words": (f"number of {thing}",),
            "origin": "derived",
            "live": LiveValue(type=""),
        }
    )


def _column(thing: str, live: LiveValue | None) -> str:
    """The column of words that is called as one of the things is."""
    said = [lemma(word) for word in words(thing) if word not in STOP]
    if live is None or not live.columns or not said or said == words(thing):
        return ""
    named = [name for name in live.columns if [lemma(word) for word in words(name)] == said]
    return named[0] if len(named) == 1 and named[0] not in (*live.rows, *live.flags) else ""


def _named(
    text: str, tables: Sequence[tuple[Symbol, str]], phrase: Phrase, findings: Findings
) -> list[tuple[Symbol, str]]:
    if not tokens(text):
        return []
    within = [table.model_copy(update={"kind": SymbolKind.SERIES}) for table, _ in tables]
    found = operand(text, phrase, findings, fits=lambda one: one.live is not None, within=within)
    return [pair for pair in tables if found is not None and pair[0].expression == found.expression]
