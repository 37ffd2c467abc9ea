"""One number out of a history."""

from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.account import left_over, without_statistics
from worker.interpret.language import lemma, tokens, words
from worker.interpret.match import ACCEPT, rank
from worker.interpret.phrases import Phrase, Want


def history_of(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The history that a phrase means one value of: its last one, its peak."""
    bare = replace(phrase, want=Want.SERIES, final=False)
    extreme = any(set(token) & {"maximum", "minimum"} for token in tokens(phrase.text))
    if extreme:
        bare = replace(bare, text=without_statistics(phrase.text))
    if not (phrase.final or extreme) or not tokens(bare.text):
        return None
    series = [hit for hit in rank(bare, findings) if hit.score >= ACCEPT and hit.symbol.scope is Scope.NOTEBOOK]
    known = [hit.symbol for hit in series if not extreme or not left_over(bare, hit.symbol, findings)]
    return known[0] if known else None


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
    history = symbol.expression
    said = {lemma(word) for word in words(phrase.text)}
    best = bool({"best", "good", "optimal"} & said)
    own_mean = best and {"mean", "average"} & {name for text in symbol.words for t in tokens(text) for name in t}
    parts = {"explained-variance-ratio", "share"} & {name for token in tokens(phrase.text) for name in token}
    falling = {"loss", "error", "mse", "rmse", "mae", "log-loss", "cost"} & {n for t in tokens(phrase.text) for n in t}
    if {"total", "sum", "cumulative"} & said and parts:
        name, expression = "total", f"sum({history})"  # shares add up, and the last one is no total
    elif {"mean", "average"} & said and not own_mean:  # the best of `mean_test_score` is no mean of them
        name, expression = "mean", f"sum({history}) / len({history})"
    elif {"low", "lowest", "minimum", "minimal", "min", "small", "smallest"} & said or (best and falling):
        name, expression = "best" if best else "lowest", f"min({history})"
    elif best or {"high", "highest", "maximum", "maximal", "max", "large", "largest", "peak"} & said:
        name = "best" if best else "peak" if "peak" in said else "highest"
        expression = f"max({history})"
    else:
        name, expression = "final", f"{history}.iloc[-1]" if symbol.origin == "column" else f"{history}[-1]"
    own = " ".join(lemma(word) for word in words(symbol.words[0])) if symbol.words else ""
    return symbol.model_copy(
        update={
            "expression": expression,
            "kind": SymbolKind.METRIC,
            "words": (f"{name} {own}".strip(), *symbol.words),
            "live": None,
        }
    )
