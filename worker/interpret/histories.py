"""One number out of a history."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.account import OF_MANY, left_over, without_statistics
from worker.interpret.directions import FALLING
from worker.interpret.language import coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import MEASURES
from worker.interpret.match import ACCEPT, surroundings
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import Hit, rank
from worker.interpret.reductions import reduction
from worker.interpret.spelling import by_initials, spelled_acronyms

ABSOLUTE = re.compile(r"\b(?:in\s+)?absolute(?:\s+(?:values?|terms))?\b|\b(?:in\s+)?magnitude\b", re.IGNORECASE)
TOTAL = re.compile(r"^\W*(?:the\s+)?(?:total|sum|cumulative)\b", re.IGNORECASE)
_NEAR = 0.05
"""how little a namesake may fit worse"""
_SAID = 0.8
"""from this similarity on, a word is said by another one"""
_SHARES = frozenset({"share", "ratio", "explained-variance-ratio"})


def history_of(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The history that a phrase means one value of: its last one, its peak."""
    bare = replace(phrase, want=Want.SERIES, final=False)
    extreme = any(set(token) & {"maximum", "minimum"} for token in tokens(phrase.text))
    if extreme:
        bare = replace(bare, text=without_statistics(phrase.text))
    if not (phrase.final or extreme) or not tokens(bare.text):
        return None
    series = [hit for hit in rank(bare, findings) if hit.score >= ACCEPT and hit.symbol.scope is Scope.NOTEBOOK]
    series = [hit for hit in series if not beyond(phrase, hit.symbol) and named_itself(bare.text, hit.symbol)]
    known = [hit for hit in series if not extreme or not left_over(bare, hit.symbol, findings)]
    return known[0].symbol if known and not told_better(phrase, known) else None


def told_better(phrase: Phrase, hits: Sequence[Hit]) -> bool:
    """Whether a namesake of the first is called what the words around the phrase say and the first is not."""
    first, *others = hits
    own = surroundings(first.symbol)
    unsaid = [t for t in tokens(phrase.context) if not t.light and not any(similarity(t, o) >= _SAID for o in own)]
    near = [hit.symbol for hit in others if hit.score >= first.score - _NEAR]
    return bool(unsaid) and any(coverage(unsaid, surroundings(one)) > 0 for one in near)


def named_itself(text: str, symbol: Symbol) -> bool:
    """Whether a text names the thing, and not only whose it is: the cluster size is no bound of the cluster's hull."""
    heavy = [token for token in tokens(text) if not token.light]
    own = [token for label in symbol.words for token in tokens(label)]
    by_letters = [*by_initials(text, symbol), *spelled_acronyms(text, symbol)]
    return not heavy or coverage(heavy, [*own, *by_letters]) > 0


def beyond(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a phrase means more than a history: all columns of the array that it is one of, or absolute values."""
    if symbol.origin == "lane" and not set(re.findall(r"\d+", symbol.words[0])) & set(words(phrase.text)):
        own = [t for text in symbol.words if text != symbol.owner for t in tokens(text.replace(symbol.owner, " "))]
        if not any(token in own for token in tokens(phrase.text)):
            return True
    magnitude = ABSOLUTE.search(phrase.text) is not None and symbol.kind is SymbolKind.SERIES
    return magnitude and not any("abs" in word for text in symbol.words[:2] for word in words(text))


def swept_of(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one sequence of settings whose smallest or largest one a phrase means: `the largest C of the path`."""
    if not any(set(token) & {"maximum", "minimum"} for token in tokens(phrase.text)):
        return None
    what = without_statistics(phrase.text).partition(" of ")[0]
    bare = replace(phrase, want=Want.SERIES, final=False, text=what, context="")
    set_there = [
        hit.symbol
        for hit in rank(bare, findings)
        if hit.score >= ACCEPT and hit.symbol.scope is Scope.NOTEBOOK and not hit.symbol.from_site
    ]
    return set_there[0] if what and len(set_there) == 1 else None


def reduced(symbol: Symbol, phrase: Phrase) -> Symbol:
    """One number out of a history: its last value, its mean, or its best one, as the phrase says."""
    if _says_itself(symbol, phrase):
        return symbol
    name, statistic = _statistic(symbol, phrase)
    own = " ".join(lemma(w) if w.endswith("s") else w for w in words(symbol.words[0])) if symbol.words else ""
    return symbol.model_copy(
        update={
            "expression": reduction(symbol, statistic) or reduction(symbol, "last"),
            "kind": SymbolKind.METRIC,
            "words": (f"{name} {own}".strip(), *symbol.words),
            "live": None,
        }
    )


def _says_itself(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether the only statistic of a phrase is the history's own: `mean test score` for a history of such means."""
    meant = {name for token in tokens(phrase.text) for name in token} & (OF_MANY | {"final"})
    return meant == {"mean"} and "mean" in own_statistics(symbol) and phrase.want is Want.ANY and not phrase.overall


def _statistic(symbol: Symbol, phrase: Phrase) -> tuple[str, str]:
    """What the number is called, and the statistic that it is; beside another one the history's own is no second."""
    meant = {name for token in tokens(phrase.text) for name in token}
    several = len(meant & (OF_MANY | {"final"})) > 1
    said = meant - own_statistics(symbol) if several else meant
    if TOTAL.match(phrase.text) and (parts_of_a_whole(symbol) or (symbol.origin == "column" and not meant & MEASURES)):
        return "total", "sum"
    best = bool({"best", "good"} & {lemma(word) for word in words(phrase.text)}) or "best" in said
    if "mean" in said:
        return "mean", "mean"
    if "minimum" in said or (best and meant & FALLING):
        return "best" if best else "lowest", "minimum"
    if best or "maximum" in said:
        return "best" if best else "peak" if "peak" in words(phrase.text) else "highest", "maximum"
    spread = next((name for name in ("median", "standard-deviation", "variance") if name in said), "")
    return (spread.replace("-", " "), spread) if spread and reduction(symbol, spread) else ("final", "last")


def own_statistics(symbol: Symbol) -> set[str]:
    """The statistics that a symbol's names say it holds: `mean` for `mean_test_score`."""
    return {name for label in symbol.words[:2] for token in tokens(label) for name in token if name in OF_MANY}


def parts_of_a_whole(symbol: Symbol) -> bool:
    """Whether a symbol holds shares: their total is their sum, while the total of a history may be its end."""
    return any(set(token) & _SHARES for label in symbol.words[:2] for token in tokens(label))
