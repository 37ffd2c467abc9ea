"""One number per kind of rows in a table: `the average temperature of each city`, where the table has both columns."""

import re
from collections.abc import Sequence

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.language import coverage, lemma, tokens, words
from worker.interpret.phrases import Phrase, Want

_STATISTICS = {"mean": "mean", "minimum": "min", "maximum": "max", "median": "median", "standard-deviation": "std"}
_TOTAL = re.compile(r"\b(?:total|sum(?:\s+of)?|summed)\b", re.IGNORECASE)
_SMALL = frozenset({"the", "a", "an", "of", "each", "every", "all", "selected", "chosen", "single", "total", "sum"})
_FRAMES = ("pandas.DataFrame", "pandas.core.frame.DataFrame")


def grouped(phrase: Phrase, findings: Findings) -> Symbol | None:
    """A mapping from each kind to the statistic of the one column that the phrase names; none where that is unclear.

    Of several tables with the columns of the one that has most rows, the last one counts: what somebody has chosen of
    the others. What is summed up already has other columns.
    """
    kinds = _kinds(phrase)
    said = {name for token in tokens(phrase.text) for name in token} & _STATISTICS.keys()
    name = "sum" if not said and _TOTAL.search(phrase.text) else _STATISTICS[min(said)] if len(said) == 1 else ""
    if phrase.want not in (Want.ANY, Want.METRIC) or not phrase.group or phrase.exact or len(kinds) != 1 or not name:
        return None
    meant = [t for t in tokens(phrase.text) if not set(t) & _STATISTICS.keys() and not set(t) & {"number", "sum"}]
    what = [token for token in meant if not _TOTAL.fullmatch(token[0]) and "total" not in token]
    found = [
        (table, kind, column)
        for table in findings.symbols
        if table.kind is SymbolKind.TABLE and table.live is not None and table.live.type in _FRAMES
        if table.scope is Scope.NOTEBOOK and table.origin == "assigned" and table.expression.isidentifier()
        for kind in table.live.columns
        if [lemma(word) for word in words(kind)] == kinds and '"' not in kind
        for column in _columns(table, findings)
        if column.words[0] != kind and what and coverage(what, tokens(column.words[0])) >= 1
    ]
    if not found or len({column.words[0] for _, _, column in found}) != 1:
        return None
    widest = max(found, key=lambda one: _rows(one[0]))[0]
    alike = [one for one in found if one[0].live and widest.live and one[0].live.columns == widest.live.columns]
    table, kind, column = max(alike, key=lambda one: (one[0].cell, one[0].statement))
    return _per_kind(table, kind, column, name)


def of_mixed_kinds(phrase: Phrase, hits: Sequence[Symbol], findings: Findings) -> bool:
    """Whether `the volume of each channel` was taken for a whole column, whose table mixes the channels."""
    kinds = _kinds(phrase)
    if not phrase.group or len(kinds) != 1 or not hits or any(symbol.origin != "column" for symbol in hits):
        return False
    mixed = {
        table.expression
        for table in findings.symbols
        if table.kind is SymbolKind.TABLE and table.live is not None
        if any([lemma(word) for word in words(name)] == kinds for name in table.live.columns)
    }
    return all(symbol.expression.partition("[")[0] in mixed for symbol in hits)


def _kinds(phrase: Phrase) -> list[str]:
    """What there is one number for each of, in base forms."""
    return [lemma(word) for word in words(phrase.each or phrase.context) if word not in _SMALL]


def _rows(table: Symbol) -> int:
    return table.live.shape[0] if table.live is not None and table.live.shape else 0


def _columns(table: Symbol, findings: Findings) -> list[Symbol]:
    """The columns of numbers that a table has."""
    return [
        symbol
        for symbol in findings.symbols
        if symbol.origin == "column" and symbol.cell == table.cell and symbol.words
        if symbol.expression.startswith(f"{table.expression}[")
    ]


def _per_kind(table: Symbol, kind: str, column: Symbol, name: str) -> Symbol:
    of = column.words[0]
    return table.model_copy(
        update={
            "expression": f'{table.expression}.groupby("{kind}")["{of}"].{name}().add_prefix("{name}_{of}_").to_dict()',
            "kind": SymbolKind.METRIC,
            "words": (f"{name} {of}", f"{name} {of} per {kind}"),
            "origin": "mapping",
            "live": None,
        }
    )
