"""Which of several good candidates a phrase means, where it means one thing."""

from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret import time_words
from worker.interpret.histories import beyond, named_itself, reduced, told_better
from worker.interpret.language import coverage, lemma, tokens, words
from worker.interpret.lexicon import SPLITS
from worker.interpret.match import CLOSE, surroundings
from worker.interpret.passes import kept_apart, settled
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import Hit
from worker.interpret.resolved import Resolved, noted, taken
from worker.interpret.rivals import counterparts, equally_likely, likeliest, namesakes
from worker.interpret.sameness import equal_values, same_thing
from worker.interpret.spelling import literally


def the_one(phrase: Phrase, good: list[Hit], findings: Findings) -> Resolved:
    """The best candidate, where none is as good; else those that differ by their split, or the question."""
    last_rows = {s.words[0] for s in findings.symbols if s.origin == "rows"}
    good = [hit for hit in good if not (hit.symbol.origin == "entry" and hit.symbol.words[0] in last_rows)] or good
    good = kept_apart(phrase, good)
    good = _longest_first(
        phrase, _elements_first(good if phrase.final else settled(good, findings), findings, want=phrase.want)
    )
    best = _collected(_richer(phrase, good), findings)
    if len(results := _under_one_name(best, good)) > 1:
        return _told_apart(phrase, results)
    if (ended := _of_last_pass(phrase, best, good)) is not None:
        return Resolved(hits=(ended,), note=taken(phrase, ended))
    history = best.symbol.kind is SymbolKind.SERIES and best.symbol.scope is Scope.NOTEBOOK
    elsewhere = history and (beyond(phrase, best.symbol) or not named_itself(phrase.text, best.symbol))
    alike = [hit for hit in good if hit.symbol.kind is SymbolKind.SERIES and hit.symbol.scope is Scope.NOTEBOOK]
    elsewhere = elsewhere or (history and told_better(phrase, [best, *(hit for hit in alike if hit is not best)]))
    if elsewhere and phrase.want in (Want.ANY, Want.METRIC) and phrase.final:
        return Resolved(candidates=tuple(good[:6]), problem="none")
    if history and phrase.final and phrase.want in (Want.ANY, Want.METRIC):
        return Resolved(hits=(reduced(best.symbol, phrase),))
    rivals = [
        hit
        for hit in good
        if hit.score > best.score - CLOSE
        and (literally(phrase.text, hit.symbol) or not literally(phrase.text, best.symbol))
        and hit.symbol is not best.symbol
        and not same_thing(hit.symbol, best.symbol)
    ]
    rivals = [hit for hit in rivals if equally_likely(best.symbol, hit.symbol)]
    rivals = rivals or namesakes(phrase, best.symbol, findings) or counterparts(phrase, best.symbol, findings)
    if not rivals:
        return Resolved(hits=(best.symbol,), note=noted(phrase, best))
    together = (best, *rivals)
    if len(likely := likeliest(phrase, together, findings)) == 1:
        return Resolved(hits=(likely[0].symbol,), note=taken(phrase, likely[0].symbol))
    if len(together) <= 4 and _differ_by_split(phrase, [hit.symbol for hit in together]):
        names = ", ".join(f"`{hit.symbol.expression}`" for hit in together)
        return Resolved(
            hits=tuple(hit.symbol for hit in together), note=f"“{phrase.text}” is tracked for each split: {names}"
        )
    return Resolved(candidates=tuple(together[:6]), problem="several")


def _of_last_pass(phrase: Phrase, best: Hit, good: list[Hit]) -> Symbol | None:
    """`the loss of the final epoch`: the end of the history per epoch, and no last value that the loop left behind."""
    if not time_words.LAST_PASS.search(f"{phrase.text} {phrase.context}") or best.symbol.kind is not SymbolKind.METRIC:
        return None
    histories = [
        hit.symbol
        for hit in good
        if hit.symbol.kind is SymbolKind.SERIES
        and hit.symbol.scope is Scope.NOTEBOOK
        and hit.symbol.from_site
        and _is_history_of(hit.symbol, best.symbol)
    ]
    # the other words that tell values apart, `test` and the like, the two have in common
    return reduced(histories[0], replace(phrase, text="final")) if len(histories) == 1 else None


def _under_one_name(best: Hit, good: list[Hit]) -> list[Hit]:
    """The results that the cell of a hit gives one name, one after the other."""
    several = ("earlier", "latest")
    place = (best.symbol.cell, best.symbol.expression)
    same = [hit for hit in good if (hit.symbol.cell, hit.symbol.expression) == place and hit.symbol.origin in several]
    return same if best.symbol.origin in several else []


def _told_apart(phrase: Phrase, results: list[Hit]) -> Resolved:
    """That of several results under one name whose maker the phrase names; none where it names none or many."""
    said = tokens(f"{phrase.text} {phrase.context}")
    fits = [coverage(tokens(hit.symbol.owner), said) for hit in results]
    fits = fits if max(fits) > 0 else [coverage(said, surroundings(hit.symbol)) for hit in results]
    named = [hit for hit, fit in zip(results, fits, strict=True) if fit >= max(fits) - 0.01]
    if len(named) == 1:
        return Resolved(hits=(named[0].symbol,))
    return Resolved(candidates=tuple(results[:6]), problem="several")


def _elements_first(good: list[Hit], findings: Findings, *, want: Want) -> list[Hit]:
    """What a person can move stands for the setting; the values computed from it only follow."""
    top = good[0]
    handed_on = [hit for hit in good if hit.symbol.origin == "ui" and _under_its_name(hit.symbol, top.symbol, findings)]
    close = handed_on or [
        hit
        for hit in good
        if hit.symbol.origin == "ui"
        and hit.score > top.score - (4 * CLOSE if _sets(hit.symbol, top.symbol, findings) else CLOSE)
    ]
    moved = bool(close) and (top.symbol.kind is SymbolKind.PARAMETER or (bool(handed_on) and want is not Want.METRIC))
    return [close[0], *(hit for hit in good if hit is not close[0])] if moved else good


def _under_its_name(element: Symbol, value: Symbol, findings: Findings) -> bool:
    """Whether a value only hands on what the element says, under its name: `rate` beside `rate_slider`."""
    here = value.model_copy(update={"kind": element.kind})
    named = tokens(value.words[0]) if value.words else ()
    own = tokens(element.words[0]) if element.words else ()
    return bool(named) and all(token in own for token in named) and _sets(element, here, findings)


def _sets(element: Symbol, value: Symbol, findings: Findings) -> bool:
    """Whether a value is most likely nothing but what the element says: equal, and computed from it."""
    depends = element.cell in findings.ancestors.get(value.cell, ())
    return equal_values(element, value) and (depends or element.cell == value.cell)


def _longest_first(phrase: Phrase, good: list[Hit]) -> list[Hit]:
    """Of `score` and `scores`, a history is the one with more points."""
    if phrase.want is not Want.SERIES:
        return good
    name = tokens(good[0].symbol.words[0]) if good[0].symbol.words else ()
    twins = [
        hit
        for hit in good
        if hit.symbol.words and tokens(hit.symbol.words[0]) == name and hit.symbol.scope is Scope.NOTEBOOK
        if hit.score > good[0].score - 5 * CLOSE
    ]
    if len(twins) < 2:
        return good
    longest = max(twins, key=lambda hit: (hit.symbol.live.length or 0) if hit.symbol.live else 0)
    return [longest, *(hit for hit in good if hit not in twins and hit.score >= longest.score - CLOSE)]


def _richer(phrase: Phrase, good: list[Hit]) -> Hit:
    """A history says more than its last value, unless the last value is asked for."""
    best = good[0]
    number = phrase.final or "value" in words(phrase.text)
    if phrase.want is Want.ANY and not number and best.symbol.kind is SymbolKind.METRIC and best.symbol.from_site:
        series = [
            hit
            for hit in good
            if hit.symbol.kind is SymbolKind.SERIES
            and hit.symbol.scope is Scope.NOTEBOOK
            and hit.symbol.from_site
            and hit.symbol.origin != "column"
            and _is_history_of(hit.symbol, best.symbol)
            and hit.score >= best.score - 0.08
        ]
        return series[0] if series else best
    return best


def _collected(best: Hit, findings: Findings) -> Hit:
    """The history that the loop of a value keeps under the value's own name, instead of the value in the loop."""
    value = best.symbol
    if value.kind is not SymbolKind.SERIES or value.scope is not Scope.LOOP or not value.words:
        return best
    kept = [
        symbol
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.SERIES
        and symbol.scope is Scope.NOTEBOOK
        and symbol.cell == value.cell
        and symbol.words
        and _spelled(symbol) == _spelled(value)
    ]
    kept = [symbol for symbol in kept if symbol.words[0] == value.words[0]] if len(kept) > 1 else kept
    if len(kept) != 1:
        return best
    return replace(best, symbol=kept[0].model_copy(update={"words": (*kept[0].words, *value.words)}))


def _spelled(symbol: Symbol) -> list[str]:
    return [lemma(word) for word in words(symbol.words[0])]


def _is_history_of(series: Symbol, number: Symbol) -> bool:
    """Whether a series is called what the number is: `losses` and `loss`, not `kde_estimate` and `final_kde`."""
    own, other = ([token for token in tokens(s.words[0]) if not token.light] for s in (series, number))
    alike = own == other if own else tokens(series.words[0]) == tokens(number.words[0])
    return literally(number.words[0], series) and alike


def _differ_by_split(phrase: Phrase, symbols: Sequence[Symbol]) -> bool:
    asked = {name for token in tokens(phrase.text) for name in token}
    if asked & SPLITS:
        return False
    named = [{name for word in one.words for token in tokens(word) for name in token} & SPLITS for one in symbols]
    drawn = all(symbol.kind is SymbolKind.FIGURE for symbol in symbols)
    return all(named) and (drawn or any(split != named[0] for split in named))
