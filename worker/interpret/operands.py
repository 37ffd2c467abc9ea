"""What a statistic or a count is of: the one array, list or column that words name."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.account import left_over, told
from worker.interpret.ends import other_end
from worker.interpret.language import coverage, tokens
from worker.interpret.match import ACCEPT, CLOSE, TOLD
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import rank
from worker.interpret.sameness import same_thing
from worker.interpret.spelling import by_initials, spelled_acronyms


def holders(findings: Findings) -> list[Symbol]:
    """All that holds many values, as histories are, each once, with all that it is called."""
    lasting = (Scope.NOTEBOOK, Scope.CELL)
    histories = [s for s in findings.symbols if s.kind is SymbolKind.SERIES and s.scope in lasting]
    called = {(symbol.expression, symbol.cell): symbol.words for symbol in histories}
    known = {(symbol.expression, symbol.cell) for symbol in findings.data}
    pool = (*findings.data, *(symbol for symbol in histories if (symbol.expression, symbol.cell) not in known))
    return [
        symbol.model_copy(
            update={
                "kind": SymbolKind.SERIES,
                "words": tuple(dict.fromkeys((*symbol.words, *called.get((symbol.expression, symbol.cell), ())))),
            }
        )
        for symbol in pool
    ]


def _named(text: str, symbol: Symbol) -> bool:
    """Whether the names say something of a text, and not only what they belong to."""
    heavy = [token for token in tokens(text) if not token.light]
    own = [token for label in symbol.words for token in tokens(label)]
    return not heavy or coverage(heavy, [*own, *by_initials(text, symbol), *spelled_acronyms(text, symbol)]) > 0


def same_rows(one: Symbol, other: Symbol, findings: Findings) -> bool:
    """Whether two columns hold the same values in another order: one table is the other one, sorted."""
    tables = [
        next((t.live for t in findings.data if t.expression == column.owner and t.cell == column.cell), None)
        for column in (one, other)
    ]
    first, second = tables
    alike = first is not None and second is not None and (first.columns, first.shape) == (second.columns, second.shape)
    made = one.cell in findings.ancestors.get(other.cell, ()) or other.cell in findings.ancestors.get(one.cell, ())
    return alike and made and one.origin == other.origin == "column" and one.words[:1] == other.words[:1]


def _same_values(one: Symbol, other: Symbol) -> bool:
    """Whether two holders show the same values under the same name: `grid.param_grid["c"]` and `params["c"]`."""
    if one.live is None or other.live is None or not one.live.text or set(one.words[:1]) != set(other.words[:1]):
        return False
    return (one.live.text, one.live.shape, one.live.length) == (other.live.text, other.live.shape, other.live.length)


def operand(
    text: str, phrase: Phrase, findings: Findings, *, fits: Callable[[Symbol], bool], within: Sequence[Symbol] = ()
) -> Symbol | None:
    """The one holder that a text names with nothing left over; none where several are as good."""
    pool = [one for one in within or holders(findings) if fits(one) and not other_end(text, one)]
    spelled = [one for one in pool if one.expression == text.strip("` ").removeprefix("the ")]
    if len(spelled) == 1 and re.search(r"[\d_]", spelled[0].expression):
        return spelled[0]  # `g2` and `tide_gaps` are no words
    bare = replace(phrase, text=text, want=Want.SERIES, final=False, plural=False, group=False, overall=False)
    ranked = [hit for hit in rank(bare, findings, within=pool) if _named(text, hit.symbol)]
    hits = [hit for hit in ranked if hit.score >= ACCEPT and not left_over(bare, hit.symbol, findings)]
    hits = hits or [hit for hit in ranked if hit.score >= TOLD and told(bare, hit.symbol, findings)]
    if not hits:
        return None
    best = hits[0]
    close = (hit.symbol for hit in hits[1:] if hit.score > best.score - CLOSE)
    rivals = [one for one in close if not _same(one, best.symbol, findings)]
    return None if rivals else min((best.symbol, *(h.symbol for h in hits[1:] if h.score == best.score)), key=_place)


def _place(symbol: Symbol) -> tuple[int, int]:
    return symbol.cell, symbol.statement


def _same(one: Symbol, other: Symbol, findings: Findings) -> bool:
    return same_thing(one, other) or _same_values(one, other) or same_rows(one, other, findings)


def finite(symbol: Symbol) -> bool:
    """Whether what a symbol holds are numbers of which a statistic is a number; data frames skip their gaps."""
    live = symbol.live
    if live is None or not (live.numbers or live.holds == "numbers") or not live.length:
        return False
    return not live.gaps or live.type.startswith("pandas.")
