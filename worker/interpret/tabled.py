"""Tables that the notebook never makes: arrays and lists of one length, kept as the columns of one CSV file."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.account import left_over
from worker.interpret.language import Token, coverage, lemma, tokens, words
from worker.interpret.naming import legal, own_name
from worker.interpret.operands import operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import as_operand, has_library, library_of
from worker.interpret.resolve import resolve

_PLANE = 2


def as_columns(phrases: Sequence[Phrase], findings: Findings) -> Symbol | None:
    """The table whose columns the phrases name, where the notebook has none of them; None where it is not certain."""
    if any(phrase.want is not Want.TABLE or not resolve(phrase, findings).problem for phrase in phrases):
        return None
    if any(phrase.key and not phrase.key.endswith((".csv", ".txt")) for phrase in phrases):
        return None  # another kind of file than columns are written to
    columns: list[Symbol] = []
    for phrase in phrases:
        named = replace(phrase, text=phrase.context, context="") if phrase.generic else phrase
        found = _columns_named(named, findings) if named.text else []
        if not found or any(one in columns for one in found) or (phrase.generic and _dimensions(found[0]) != _PLANE):
            return None
        columns.extend(found)
    lengths = {column.live.length for column in columns if column.live is not None}
    plane = any(_dimensions(column) == _PLANE for column in columns)
    cells = {column.cell for column in columns if column.scope is not Scope.NOTEBOOK}
    if len(lengths) != 1 or (plane and len(columns) > 1) or len(cells) > 1:
        return None
    last = max(columns, key=lambda column: (column.cell in cells, column.cell, column.statement))
    text = _as_frame(columns, plane=plane) if has_library(findings, "pandas", "pd") else ""
    text = text or (_rows(columns[0]) if plane else _columns(columns))
    several = len(columns) > len(phrases)
    names = phrases[0].text.removeprefix("the ") if several else " and ".join(map(own_name, columns))
    return last.model_copy(
        update={"kind": SymbolKind.TABLE, "expression": text, "words": (names,), "origin": "derived", "live": None}
    )


def as_file(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The array (or arrays of one length) that a phrase wants as a file, where no picture or table is called so."""
    if phrase.generic or (phrase.key and not phrase.key.endswith((".csv", ".txt"))):
        return None
    found = resolve(phrase, findings)
    phrase = replace(phrase, text=_SIMULATED.sub("", phrase.text))
    said = _plain(phrase.text)
    if len(found.hits) == 1 and any(_plain(title) == said for title in _titles(found.hits[0], findings)):
        return None
    numbers = findings.model_copy(update={"symbols": tuple(one for one in findings.symbols if one not in found.hits)})
    table = as_columns([replace(phrase, want=Want.TABLE)], numbers)
    named = table is not None and _plain(table.words[0]) == said
    return table if found.problem or named else None  # what is called just so, before a picture that shows it


_SIMULATED = re.compile(r"\b(?:simulated|generated|sampled|computed|resulting|raw)\s+(?=\w)", re.IGNORECASE)
"""what says of an array only that it was made"""


def _titles(picture: Symbol, findings: Findings) -> list[str]:
    """What a picture is called: its own name, and what stands on it; not the names of what it is drawn from."""
    return [*picture.words[:1], *(name for name in picture.words[1:3] if name not in findings.names)]


def _plain(text: str) -> tuple[Token, ...]:
    return tokens(" ".join(word for word in words(text) if word not in ("fig", "figure", "plot", "chart")))


def document(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The dictionary or list that a phrase names, where it is to be kept as JSON."""
    if phrase.want is not Want.TABLE or not phrase.key.endswith(".json") or not resolve(phrase, findings).problem:
        return None
    plain = replace(phrase, key="", text=_SORT.sub("", phrase.text))
    named = operand(plain.text, plain, findings, fits=_is_document)
    if named is None or _other_moment(plain, named) or not _named_itself(plain, named, findings):
        return None
    changed = {"kind": SymbolKind.TABLE, "origin": "document", "owner": named.expression, "live": None}
    return named.model_copy(update=changed)


def _is_document(symbol: Symbol) -> bool:
    return symbol.live is not None and symbol.live.type in ("dict", "list") and bool(symbol.live.length)


_SORT = re.compile(
    r"\s+(?:list|dict|dictionary|mapping)\b|\b(?:list|dict|dictionary|mapping)\s+(?:of\s+)?(?:the\s+)?", re.IGNORECASE
)


def _columns_named(phrase: Phrase, findings: Findings) -> list[Symbol]:
    """The one array or list that a phrase names, or all of them that its plural does: `the permutation scores`."""
    column = operand(phrase.text, phrase, findings, fits=_is_listed)
    if column is not None:
        column = _whole(column, phrase, findings)
        if phrase.group and not any(_plain(name) == _plain(phrase.text) for name in column.words[:2]):
            return []  # `the cluster of each point` is no list of clusters
        return [] if _other_moment(phrase, column) or not _named_itself(phrase, column, findings) else [column]
    if not phrase.plural:
        return []
    hits = resolve(replace(phrase, want=Want.SERIES, key=""), findings).hits
    lasting = (Scope.NOTEBOOK, Scope.CELL)
    flat = [one for one in hits if one.scope in lasting and _is_listed(one) and _dimensions(one) == 1]
    return flat if len(flat) == len(hits) > 1 else []


def _whole(column: Symbol, phrase: Phrase, findings: Findings) -> Symbol:
    """The array itself where a phrase names it, and not one of its columns: `the confusion matrix`."""
    plane = next((one for one in findings.data if one.expression == column.owner and one.cell == column.cell), None)
    if column.origin != "lane" or plane is None or _dimensions(plane) != _PLANE:
        return column
    named = plane.model_copy(update={"words": tuple(dict.fromkeys((*plane.words, *column.words[1:])))})
    return column if left_over(phrase, named, findings) else named


def _other_moment(phrase: Phrase, column: Symbol) -> bool:
    """Whether the last or the best of many is named: `the final grid` is no history of grids."""
    said = set(words(phrase.text)) & {"final", "last", "best", "optimal"}
    settled = said <= {"final", "last"} and _is_one_thing(column)
    return bool(said) and not settled and not said & {word for text in column.words for word in words(text)}


def _is_one_thing(column: Symbol) -> bool:
    """Whether a plane of numbers is called in the singular and no history: `q`, which its loop has filled."""
    named = words(column.words[0]) if column.words else []
    several = any(lemma(word) != word or word in _COURSES for word in named)
    return _dimensions(column) == _PLANE and bool(named) and not several


_COURSES = frozenset({"history", "trace", "path", "log", "all", "trajectory", "record", "snapshot", "chain"})


def _named_itself(phrase: Phrase, column: Symbol, findings: Findings) -> bool:
    """Whether it is a whole that is named: no entry of it, and no result of the last pass of a loop alone."""
    last_pass = any(site.sweep and column.owner == site.target for site in findings.sites if site.target)
    inside = column.origin in ("entry", "attribute") and column.words
    own = tokens(column.words[0]) if inside else ()
    said = [*tokens(phrase.text), *tokens(phrase.context)]
    return not last_pass and (not own or coverage(own, said) > 0)


def _is_listed(symbol: Symbol) -> bool:
    live = symbol.live
    return live is not None and bool(live.length) and bool(live.holds or live.numbers) and _dimensions(symbol) <= _PLANE


def _dimensions(symbol: Symbol) -> int:
    return len(symbol.live.shape or (0,)) if symbol.live is not None else 0


def _listed(symbol: Symbol) -> str:
    """Its items as plain Python has them, so that a tensor or a scalar of NumPy is written as its number."""
    methods = {"list": "", "polars": ".to_list()"}
    return f"{as_operand(symbol.expression)}{methods.get(library_of(symbol), '.tolist()')}"


def _as_frame(columns: Sequence[Symbol], *, plane: bool) -> str:
    """The table as pandas writes it, where the notebook has pandas and the values are such as it takes."""
    if any(library_of(column) not in ("list", "numpy", "pandas") for column in columns):
        return ""
    named = ", ".join(f'"{legal(own_name(column))}": {column.expression}' for column in columns)
    return f"pd.DataFrame({columns[0].expression if plane else f'{{{named}}}'}).to_csv(index=False)"


def _rows(symbol: Symbol) -> str:
    return f'"\\n".join([",".join([str(item) for item in row]) for row in {_listed(symbol)}])'


def _columns(columns: Sequence[Symbol]) -> str:
    head = ",".join(legal(own_name(column)) for column in columns)
    if len(columns) == 1:
        return f'"\\n".join(["{head}", *[str(item) for item in {_listed(columns[0])}]])'
    together = ", ".join(_listed(column) for column in columns)
    return f'"\\n".join(["{head}", *[",".join([str(item) for item in row]) for row in zip({together})]])'
