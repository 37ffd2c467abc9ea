"""One number per kind of rows in a table: `the average temperature of each city`, where the table has both columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.language import Token, coverage, lemma, tokens, words
from worker.interpret.phrases import Phrase, Want

_STATISTICS = {"mean": "mean", "minimum": "min", "maximum": "max", "median": "median", "standard-deviation": "std"}
_TOTAL = re.compile(r"\b(?:total|sum(?:\s+of)?|summed)\b", re.IGNORECASE)
_SMALL = frozenset({"the", "a", "an", "of", "each", "every", "all", "selected", "chosen", "single", "total", "sum"})
FRAMES = ("pandas.DataFrame", "pandas.core.frame.DataFrame", "polars.dataframe.frame.DataFrame", "polars.DataFrame")
_PER = re.compile(
    r"^(?P<what>.+?)\s+(?:per|by|(?:of|for|in|within|from)\s+(?:each|every|all)(?:\s+of\s+the)?)\s+"
    r"(?P<kind>[\w ]+?)\s*$",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"^\W*(?:the\s+)?(?:(?:total\s+)?(?:numbers?|counts?|sizes?)|(?P<share>shares?|fractions?|proportions?|percentages?))"
    r"(?:\s+of\s+(?:the\s+|all\s+)?(?P<things>[\w ]+))?\s*$",
    re.IGNORECASE,
)
_IN_TABLE = re.compile(
    r"\s+(?:in|from|of)\s+(?:the\s+)?(?:[\w-]+\s+)*(?:table|data ?frame|frame|data ?set|data)\s*$", re.IGNORECASE
)
_UNNAMED = re.compile(r"[^A-Za-z0-9_./-]+")
"""what no key of MLflow's is made of"""
_SHARED = frozenset({
    "group", "class", "category", "species", "label", "type", "kind", "sort", "sex", "gender", "region", "day", "month",
    "year", "fold", "trial", "run", "seed", "status", "level", "team", "cluster",
})  # fmt: skip
"""what many rows of a table have in common"""
ONE_EACH = 40
"""rows; a longer table has no row of its own for each kind"""
_TINY = 12
"""rows; of a shorter table nobody counts those of each kind"""
_SUMMED = re.compile(r"(?:np\.)?(?:sum|len)\(|.*\.sum\(\)$")
_EACH = re.compile(r"\b(?:for|of|in)\s+(?:each|every)\s+", re.IGNORECASE)
_ROWS = frozenset({
    "row", "record", "entry", "sample", "observation", "example", "instance", "point", "case", "person", "people",
    "passenger", "customer", "patient", "participant", "student", "order", "sale", "transaction", "measurement",
    "reading", "item", "event",
})  # fmt: skip
"""what people call the rows of a table"""
_OWNERS = frozenset({
    "user", "customer", "person", "people", "order", "session", "client", "visitor", "transaction", "account",
    "household", "player", "student", "patient", "passenger", "capita", "head", "row", "day", "step", "epoch", "trial",
})  # fmt: skip
"""`the average revenue per customer` is one number"""


@dataclass(frozen=True)
class _Asked:
    """What is asked for each kind: a statistic of one column, how many rows there are (`size`), or which `share`."""

    kinds: list[str]
    statistic: str
    what: str = ""
    """what the statistic is of, or what is counted"""


def grouped(phrase: Phrase, findings: Findings) -> Symbol | None:
    """A mapping from each kind to the statistic of the one column that the phrase names; none where that is unclear.

    Of several tables with the columns of the one that has most rows, the last one counts: what somebody has chosen of
    the others. What is summed up already has other columns.
    """
    asked = _asked(phrase)
    if asked is None or _is_there(phrase, findings):
        return None
    counted = asked.statistic in ("size", "share")
    found = [
        (table, kind, column)
        for table in findings.symbols
        if table.kind is SymbolKind.TABLE and table.live is not None and table.live.type in FRAMES
        if table.scope is Scope.NOTEBOOK and table.origin == "assigned" and table.expression.isidentifier()
        for kind in table.live.columns
        if [lemma(word) for word in words(kind)] == asked.kinds and '"' not in kind
        if not counted or (_rows(table) > _TINY and not row_for_each(table, kind, findings))
        for column in ([""] if counted and _are_rows(asked, table) else _columns(table, kind, asked, findings))
    ]
    if not found or len({column for _, _, column in found}) != 1:
        return None
    widest = max(found, key=lambda one: _rows(one[0]))[0]
    alike = [one for one in found if one[0].live and widest.live and one[0].live.columns == widest.live.columns]
    table, kind, column = max(alike, key=lambda one: (one[0].cell, one[0].statement))
    return _per_kind(table, kind, column, asked.statistic)


def _asked(phrase: Phrase) -> _Asked | None:
    """What a phrase asks for each kind; None where it asks for one number, or for what no table tells."""
    per = _PER.match(phrase.text)
    each = phrase.group or (per is not None and re.search(r"\b(?:per|each|every)\b|\bby\b", phrase.text) is not None)
    if phrase.want not in (Want.ANY, Want.METRIC) or not each or phrase.exact:
        return None
    kinds, what = of_each_kind(phrase)
    if not kinds or (per and not phrase.group and set(kinds) & _OWNERS):
        return None
    if counts := _COUNTS.match(what):
        return _Asked(kinds, "share" if counts.group("share") else "size", counts.group("things") or "")
    name = statistic_said(what)
    return _Asked(kinds, name, what) if name else None


def of_each_kind(phrase: Phrase) -> tuple[list[str], str]:
    """What there is one number for each of, in base forms, and the words of the number itself."""
    per = _PER.match(phrase.text)
    kinds = kinds_of(phrase)
    if per is None or kinds:
        return kinds, phrase.text
    return [lemma(word) for word in words(per.group("kind")) if word not in _SMALL], per.group("what")


def statistic_said(text: str) -> str:
    """The one statistic that a text names, as data frames call it."""
    said = {name for token in tokens(text) for name in token} & _STATISTICS.keys()
    return "sum" if not said and _TOTAL.search(text) else _STATISTICS[min(said)] if len(said) == 1 else ""


def _is_there(phrase: Phrase, findings: Findings) -> bool:
    """Whether the notebook has a number or a mapping that is called all of the phrase: `mean_fare_per_class`."""
    said = [token for token in tokens(phrase.text) if not token.light]
    numbers = (SymbolKind.METRIC, SymbolKind.PARAMETER)
    own = (one for one in findings.symbols if one.kind in numbers and one.words and "per" in words(one.words[0]))
    return any(coverage(said, tokens(one.words[0])) >= 1 for one in own)


def _are_rows(asked: _Asked, table: Symbol) -> bool:
    """Whether what is counted are the rows of a table: they are called so, like the kind or like the table."""
    things = {lemma(word) for word in words(asked.what)} - _SMALL
    named = {lemma(word) for word in words(table.expression)}
    columns = {lemma(word) for name in (table.live.columns if table.live is not None else ()) for word in words(name)}
    return not things or things == set(asked.kinds) or (things <= _ROWS | named and not things & columns)


def of_mixed_kinds(phrase: Phrase, hits: Sequence[Symbol], findings: Findings) -> bool:
    """Whether `the volume of each channel` was taken for a whole column, whose table mixes the channels."""
    kinds = kinds_of(phrase)
    if not phrase.group or len(kinds) != 1 or not hits or any(symbol.origin != "column" for symbol in hits):
        return False
    mixed = {
        table.expression
        for table in findings.symbols
        if table.kind is SymbolKind.TABLE and table.live is not None
        if any([lemma(word) for word in words(name)] == kinds for name in table.live.columns)
    }
    return all(symbol.expression.partition("[")[0] in mixed for symbol in hits)


def row_for_each(table: Symbol, kind: str, findings: Findings) -> bool:
    """Whether a table most likely has one row for each name in a column: one with more rows has that column, too.

    So has a short one that the names begin, unless they are called what many rows share: a group, a class.
    """
    live = table.live
    said = [lemma(word) for word in words(kind)]
    if live is None or _rows(table) > ONE_EACH:
        return False
    tables = [one.live for one in findings.data if one.live is not None and _rows(one) > _rows(table)]
    wider = any([lemma(word) for word in words(name)] == said for one in tables for name in one.columns)
    return wider or (live.columns[:1] == (kind,) and not set(said) & _SHARED)


def counts_no_kinds(phrase: Phrase, hits: Sequence[Symbol]) -> bool:
    """Whether how many there are of each kind, or one value each, was asked for, and something else was taken.

    `n_clusters` is not `the size of each cluster`, and `sum(shares)` not `the share of each component`.
    """
    per = _PER.match(phrase.text)
    if not phrase.group or not hits:
        return False
    counts = _COUNTS.match(per.group("what") if per else phrase.text)
    if counts is None or counts.group("share"):
        said = {name for token in tokens(phrase.text) for name in token}
        return all(_SUMMED.match(one.expression) for one in hits) and not said & {"total", "sum", "mean", "cumulative"}
    kinds = tokens(per.group("kind") if per else phrase.context)
    things = [token for token in tokens(counts.group("things") or "") if not token.light]
    return bool(kinds) and not all(_is_count_of_kind(one, kinds, things) for one in hits)


def _is_count_of_kind(symbol: Symbol, kinds: Sequence[Token], things: Sequence[Token]) -> bool:
    own = [token for name in (*symbol.words, symbol.owner) for token in tokens(name)]
    if things:
        return coverage(things, own) >= 1
    said = {name for token in own for name in token}
    return "size" in said or (coverage(kinds, own) >= 1 and "number" not in said)


def kinds_of(phrase: Phrase) -> list[str]:
    """What there is one number for each of, in base forms."""
    whole = _IN_TABLE.sub("", phrase.each or phrase.context)
    each = _EACH.search(whole)  # `the weights <portfolio for each asset>`
    return [lemma(word) for word in words(whole[each.end() :] if each else whole) if word not in _SMALL]


def _rows(table: Symbol) -> int:
    return table.live.shape[0] if table.live is not None and table.live.shape else 0


def _columns(table: Symbol, kind: str, asked: _Asked, findings: Findings) -> list[str]:
    """The columns of numbers of a table, apart from the kind's own, whose names say all that the statistic is of."""
    meant = [t for t in tokens(asked.what) if not set(t) & _STATISTICS.keys() and not set(t) & {"number", "sum"}]
    what = [token for token in meant if not _TOTAL.fullmatch(token[0]) and "total" not in token]
    if not what or asked.statistic in ("size", "share"):
        return []
    named = column_names(table, findings)
    return [
        column
        for column, names in named.items()
        if column != kind and any(coverage(what, tokens(name)) >= 1 for name in names)
    ]


def column_names(table: Symbol, findings: Findings) -> dict[str, tuple[str, ...]]:
    """The columns of numbers that a table has, with all that each is called."""
    return {
        symbol.words[0]: symbol.words[:3]
        for symbol in findings.symbols
        if symbol.origin == "column" and symbol.cell == table.cell and symbol.words
        if symbol.expression.startswith(f"{table.expression}[")
    }


def _per_kind(table: Symbol, kind: str, of: str, name: str) -> Symbol:
    polars = table.live is not None and table.live.type.startswith("polars.")
    called = f"{name} {of}" if of else f"{'number' if name == 'size' else 'share'} {kind}"
    prefix = f"{_UNNAMED.sub('_', called).strip('_')}_"
    return table.model_copy(
        update={
            "expression": (_in_polars if polars else _in_pandas)(table.expression, kind, of, name, prefix),
            "kind": SymbolKind.METRIC,
            "words": (called, f"{called} per {kind}"),
            "origin": "mapping",
            "live": None,
        }
    )


def _in_pandas(table: str, kind: str, of: str, name: str, prefix: str) -> str:
    if not of:
        normalized = "normalize=True" if name == "share" else ""
        return f'{table}["{kind}"].value_counts({normalized}).add_prefix("{prefix}").to_dict()'
    return f'{table}.groupby("{kind}")["{of}"].{name}().add_prefix("{prefix}").to_dict()'


def _in_polars(table: str, kind: str, of: str, name: str, prefix: str) -> str:
    if not of:
        by = f" / len({table})" if name == "share" else ""
        rows = f'{table}["{kind}"].value_counts().iter_rows()'
        return f'{{"{prefix}" + str(kind): count{by} for kind, count in {rows}}}'
    rows = f'{table}.select("{kind}", "{of}").group_by("{kind}").{name}().iter_rows()'
    return f'{{"{prefix}" + str(kind): value for kind, value in {rows}}}'
