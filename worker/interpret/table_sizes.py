"""How many rows or columns a table has: the one that is named, the only one, or the one that all others are made of."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.counts import of_split
from worker.interpret.language import lemma, tokens, words
from worker.interpret.masks import counted_as
from worker.interpret.operands import operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.resolved import Resolved

_SIZE = re.compile(
    r"^\W*(?:the\s+)?(?:total\s+|overall\s+)?number\s+of\s+(?:data\s+)?(?P<part>rows?|records?|entries|lines?|columns?)\b"
    r"(?:\s+(?:(?P<when>before|after)\s+(?:the\s+)?\w+(?:ing|ed|er)?(?:\s+\w+)?|(?:of|in)\s+(?:(?:the|our|this|its)\s+)?(?P<table>.*)))?\s*$",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\b(?:whole|full|entire|complete|tables?|data ?frames?|frames?|data ?sets?|data)\b", re.IGNORECASE)
_SHAPE = re.compile(
    r"^\W*(?:the\s+)?(?:shape|dimensions)\s+of\s+"
    r"(?P<what>(?:[\w-]+\s+){0,3}(?:data|data ?set|data ?frame|table|inputs?))\W*$",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"^\W*(?:the\s+)?(?:total\s+)?number\s+of\s+(?:missing|empty|null|absent)\s+(?:values?|entries|cells)"
    r"(?:\s+(?P<each>(?:per|in each|of each|for each|in every)\s+column)|"
    r"\s+(?:in|of)\s+(?:the\s+)?(?P<table>[\w ]+))?\W*$",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"\b(?:(?:each|every|all)\s+)?columns?\b(?:\s+(?:of|in)\s+(?:the\s+)?)?", re.IGNORECASE)
_LACKING = frozenset({"missing", "null", "nulls", "na", "nan", "nans", "isna"})
_ALIKE = 2


def table_size(phrase: Phrase, findings: Findings) -> Resolved | None:
    """The rows or columns that a phrase counts; no answer where it is not clear of which table, None without tables.

    A name of the notebook's own that says so, `n_rows`, is none of this one's business.
    """
    found = _SIZE.match(phrase.text)
    tables = _tables(findings)
    if found is None or not tables or phrase.exact or phrase.want not in (Want.ANY, Want.METRIC, Want.PARAMETER):
        return None
    part = lemma(found.group("part").lower())
    if _has_own_name(part, tables, findings):
        return None
    table = _meant(found, phrase, tables, findings)
    if table is None:
        return Resolved(problem="none") if part in ("row", "column") and not _arrays(findings) else None
    columns = part == "column"
    made = counted_as(table, f"{table.expression}.shape[1]" if columns else f"len({table.expression})")
    return Resolved(
        hits=(made.model_copy(update={"words": (f"{table.words[0]} {'columns' if columns else 'rows'}",)}),)
    )


def missing_in(phrase: Phrase, findings: Findings) -> Symbol | None:
    """How many values a table lacks, or each of its columns; none where the notebook has its own name for that."""
    found = _MISSING.match(phrase.text)
    tables = [one for one in _tables(findings) if one.live and one.live.type.startswith("pandas.")]
    if found is None or phrase.exact or phrase.want not in (Want.ANY, Want.METRIC):
        return None
    own = any(set(words(one.words[0])) & _LACKING for one in findings.symbols if one.words)
    whose, columns = _COLUMN.subn("", found.group("table") or phrase.context)
    sized = _SIZE.match(f"number of rows of the {whose}".removesuffix("of the "))
    table = _meant(sized, replace(phrase, context=whose), tables, findings) if sized and tables and not own else None
    if table is None:
        return None
    each = found.group("each") or columns
    lacking = f"{table.expression}.isna().sum()"
    return table.model_copy(
        update={
            "expression": f'{lacking}.add_prefix("missing_").to_dict()' if each else f"{lacking}.sum()",
            "kind": SymbolKind.METRIC,
            "words": ("missing values",),
            "origin": "mapping" if each else "derived",
            "live": None,
        }
    )


def shape_of(phrase: Phrase, findings: Findings) -> Resolved | None:
    """The rows and the columns of the data whose shape a phrase asks for; no answer where it is not clear of which."""
    found = _SHAPE.match(f"{phrase.text} of {phrase.context}" if phrase.context else phrase.text)
    if found is None or phrase.exact or phrase.want not in (Want.ANY, Want.METRIC, Want.PARAMETER):
        return None
    rows = replace(phrase, text=f"number of rows of {found.group('what')}", context=found.group("what"))
    sized = table_size(rows, findings) if _tables(findings) else None
    tall = next(iter(sized.hits), None) if sized else of_split(replace(rows, text="number of samples"), findings)
    of = tall.expression.removeprefix("len(").removesuffix(")") if tall is not None else ""
    shapes = {one.live.shape for one in findings.data if one.live is not None and one.expression == of}
    if tall is None or len(shapes) != 1 or len(shapes.pop() or ()) != _ALIKE:
        return Resolved(problem="none")
    kind = SymbolKind.PARAMETER if phrase.want is Want.PARAMETER else SymbolKind.METRIC
    both = ((f"len({of})", "rows"), (f"{of}.shape[1]", "columns"))
    own = " ".join(words(of))
    return Resolved(
        hits=tuple(
            tall.model_copy(update={"expression": expression, "words": (f"{own} {called}",), "kind": kind})
            for expression, called in both
        )
    )


def _tables(findings: Findings) -> list[Symbol]:
    return [one for one in findings.data if one.live is not None and one.live.columns and one.live.shape]


def _arrays(findings: Findings) -> bool:
    """Whether the notebook has matrices, which have rows and columns as well."""
    shapes = ((one.live.shape or ()) for one in findings.data if one.live is not None and not one.live.columns)
    return any(len(shape) == _ALIKE for shape in shapes)


def _has_own_name(part: str, tables: Sequence[Symbol], findings: Findings) -> bool:
    lengths = {f"len({table.expression})" for table in tables}
    numbers = (one for one in findings.symbols if one.live is not None and one.live.number is not None)
    named = (one for one in numbers if one.scope is Scope.NOTEBOOK and one.expression not in lengths)
    return any(part in map(lemma, words(one.words[0])) for one in named if one.words)


def _meant(found: re.Match[str], phrase: Phrase, tables: Sequence[Symbol], findings: Findings) -> Symbol | None:
    if found.group("when"):
        return _before_or_after(found.group("when").lower(), tables, findings)
    said = f"{found.group('table') or ''} {phrase.context}"
    named = _TABLE.sub(" ", said)
    within = [one.model_copy(update={"kind": SymbolKind.SERIES}) for one in tables]
    if tokens(named):
        full, plain = (re.sub(r"^\W+", "", text) for text in (found.group("table") or phrase.context, named))
        exact = operand(full, phrase, findings, fits=_held, within=within)
        return exact or operand(plain, replace(phrase, context=""), findings, fits=_held, within=within)
    if len({one.expression for one in tables}) == 1:
        return tables[0] if _TABLE.search(said) or not _arrays(findings) else None
    called = [one for one in tables if [w for w in words(said) if w not in ("the", "of")] == words(one.words[0])]
    return called[0] if len(called) == 1 else _source(tables, findings)


def _source(tables: Sequence[Symbol], findings: Findings) -> Symbol | None:
    """The table that all others are made of."""
    first, *rest = sorted(tables, key=lambda one: (one.cell, one.statement))
    later = all(_made_of(first, one, findings) for one in rest)
    return first if later and first.origin == "assigned" else None


def _made_of(first: Symbol, other: Symbol, findings: Findings) -> bool:
    return first.cell in findings.ancestors.get(other.cell, ())


def _held(one: Symbol) -> bool:
    return one.live is not None


def _before_or_after(when: str, tables: Sequence[Symbol], findings: Findings) -> Symbol | None:
    """Of the one pair of tables with the same columns, of which one is made of the other, the one that is meant."""
    pairs = [
        (one, other)
        for one in tables
        for other in tables
        if one.live and other.live and one.live.columns == other.live.columns and _made_of(one, other, findings)
    ]
    return pairs[0][when == "after"] if len(pairs) == 1 else None
