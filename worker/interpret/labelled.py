"""Values that a notebook tells apart by names beside them: of each one its own, or the name at another value's end.

`the revenue of each harbour` is a mapping where one table has a row per harbour, `the harbour with the highest revenue`
a name.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.grouped import FRAMES, ONE_EACH, column_names, of_each_kind, row_for_each, statistic_said
from worker.interpret.language import coverage, lemma, tokens, words
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want

_LISTED = re.compile(r"^[\[(]\s*['\"]")
"""how a list of texts is shown"""


def by_name(phrase: Phrase, findings: Findings) -> Symbol | None:
    """A mapping from each name to its value; none where more than one table or list could be meant."""
    kinds, what = of_each_kind(phrase)
    if phrase.want not in (Want.ANY, Want.METRIC) or not phrase.group or phrase.exact or not kinds or phrase.final:
        return None
    tables = [
        (table, kind, column)
        for table in _tables(findings)
        for kind in [_only_names(table)]
        if kind and [lemma(word) for word in words(kind)] == kinds and row_for_each(table, kind, findings)
        for column in _columns(what, table, kind, findings)
    ]
    if len(tables) == 1:
        table, kind, column = tables[0]
        return _mapping(table, f'{table.expression}["{kind}"]', f'{table.expression}["{column}"]', column)
    return None if tables else _beside(what, phrase, kinds, findings)


def name_at_end(at: str, what: str, end: str, findings: Findings) -> Symbol | None:
    """The name in the row where a column is largest or smallest, or whose rows' mean or total is; `end`: max or min."""
    kinds = [lemma(word) for word in words(at) if word not in ("the", "name", "of")]
    alike = (kinds, ["date"] if kinds == ["day"] else kinds)
    statistic = statistic_said(what)
    found = [
        (table, kind, column)
        for table in _tables(findings)
        for kind in _names(table)
        if [lemma(word) for word in words(kind)] in alike
        for column in _columns(what, table, kind, findings)
        if not statistic or table.live is None or table.live.type.startswith("pandas.")
    ]
    alone = [one for one in found if _only_names(one[0]) and _rows(one[0]) <= ONE_EACH and not statistic]
    widest = max(found, key=lambda one: _rows(one[0]), default=None)
    whole = [one for one in found if widest and _columns_of(one[0]) == _columns_of(widest[0])]
    found = alone or _latest(whole if statistic else found)
    if len(found) != 1:
        return None
    table, kind, column = found[0]
    of, name = f'{table.expression}["{column}"]', f'{table.expression}["{kind}"]'
    pandas = table.live is not None and table.live.type.startswith("pandas.")
    picked = f"{name}.iloc[{of}.arg{end}()]" if pandas else f"{name}[{of}.arg_{end}()]"
    if statistic:
        picked = f'{table.expression}.groupby("{kind}")["{column}"].{statistic}().idx{end}()'
    called = f"{kind} with {'highest' if end == 'max' else 'lowest'} {statistic} {column}".replace("  ", " ")
    return table.model_copy(
        update={
            "expression": picked,
            "kind": SymbolKind.PARAMETER,
            "words": (called,),
            "origin": "derived",
            "live": LiveValue(type="str", string=""),
        }
    )


def _tables(findings: Findings) -> list[Symbol]:
    tables = [one for one in findings.data if one.live is not None and one.live.type in FRAMES]
    return [one for one in tables if one.scope is Scope.NOTEBOOK and one.expression.isidentifier()]


def _names(table: Symbol) -> list[str]:
    """The columns of a table that hold no numbers."""
    live = table.live
    return [] if live is None else [name for name in live.columns if name not in (*live.rows, *live.flags)]


def _only_names(table: Symbol) -> str:
    """The one column that says what each row is of; empty where there are several."""
    names = _names(table)
    return names[0] if len(names) == 1 and '"' not in names[0] else ""


def _columns(text: str, table: Symbol, kind: str, findings: Findings) -> list[str]:
    """The columns of numbers that a text names, all but a statistic of it."""
    plain = " ".join(word for word in words(text) if not statistic_said(word))
    said = [token for token in tokens(plain) if not token.light]
    numbers = [name for name in (table.live.rows if table.live is not None else ()) if name != kind and '"' not in name]
    named = column_names(table, findings)
    return [name for name in numbers if said and any(coverage(said, tokens(n)) >= 1 for n in named.get(name, (name,)))]


def _latest(found: Sequence[tuple[Symbol, str, str]]) -> list[tuple[Symbol, str, str]]:
    """Of tables with the same columns the last one, what somebody has chosen of the others; all others stay."""
    if len({(_columns_of(table), kind, column) for table, kind, column in found}) != 1:
        return list(found)
    return [max(found, key=lambda one: (one[0].cell, one[0].statement))]


def _columns_of(table: Symbol) -> tuple[str, ...]:
    return table.live.columns if table.live is not None else ()


def _rows(table: Symbol) -> int:
    return table.live.shape[0] if table.live is not None and table.live.shape else 0


def _beside(what: str, phrase: Phrase, kinds: Sequence[str], findings: Findings) -> Symbol | None:
    """The one list of numbers that a phrase names, by the one list of names that is as long and called by the kind."""
    pool = [one for one in holders(findings) if one.origin != "column" and one.live is not None and one.live.length]
    names = [one for one in pool if _says_names(one) and {*kinds} <= {lemma(word) for word in words(one.words[0])}]
    lengths = {one.live.length for one in names if one.live is not None}
    numbers = [one for one in pool if one.live is not None and one.live.numbers and one.live.length in lengths]
    bare = replace(phrase, context="")
    of = operand(what, bare, findings, fits=lambda one: one in numbers, within=numbers) if numbers else None
    fitting = [one for one in names if of is not None and of.live and one.live and one.live.length == of.live.length]
    if of is None or len({one.expression for one in fitting}) != 1:
        return None
    first, second = sorted((of, fitting[0]), key=lambda one: (one.cell, one.statement))
    if first.cell != second.cell and first.cell not in findings.ancestors.get(second.cell, ()):
        return None
    return _mapping(second, fitting[0].expression, of.expression, " ".join(words(of.words[0])))


def _says_names(symbol: Symbol) -> bool:
    """Whether a list is one of texts."""
    return symbol.live is not None and not symbol.live.numbers and _LISTED.match(symbol.live.text) is not None


def _mapping(symbol: Symbol, names: str, values: str, called: str) -> Symbol:
    prefix = "_".join(words(called))
    return symbol.model_copy(
        update={
            "expression": f'{{"{prefix}_" + str(name): value for name, value in zip({names}, {values})}}',
            "kind": SymbolKind.METRIC,
            "words": (called,),
            "origin": "mapping",
            "live": None,
        }
    )
