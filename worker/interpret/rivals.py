"""Which other symbols a phrase may mean just as well."""

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.language import tokens, words
from worker.interpret.lexicon import STOP
from worker.interpret.match import Hit, computed_apart, equal_values, same_thing
from worker.interpret.phrases import Phrase


def equally_likely(best: Symbol, rival: Symbol) -> bool:
    """Whether nothing but the wording could tell two symbols apart."""
    if rival.origin == "earlier" and rival.expression == best.expression:
        return True
    if best.scope is Scope.NOTEBOOK and rival.scope is not Scope.NOTEBOOK:
        return False
    if best.kind is not rival.kind:
        return False
    if best.origin == "ui" and rival.origin != "ui":
        return False
    mentioned = ("ui", "literal", "config", "keyword")
    if best.origin in mentioned and rival.origin not in mentioned and best.kind is SymbolKind.PARAMETER:
        return False
    if best.kind is SymbolKind.PARAMETER and best.reaches_site and not rival.reaches_site:
        return False
    if best.kind is SymbolKind.METRIC and best.from_site and not rival.from_site:
        return False
    if best.scope in (Scope.LOOP, Scope.FUNCTION) and rival.scope is best.scope and best.expression == rival.expression:
        return False
    if best.kind is SymbolKind.FIGURE and best.cell == rival.cell and _drawn_as(rival, best):
        return False
    return not equal_values(best, rival) or computed_apart(best, rival)


def _drawn_as(drawing: Symbol, figure: Symbol) -> bool:
    """Whether a drawing without a name is what a named figure of the same cell holds."""
    return figure.expression.isidentifier() and "(" in drawing.expression and set(drawing.words) <= set(figure.words)


def namesakes(phrase: Phrase, best: Symbol, findings: Findings) -> list[Hit]:
    """Others whose names hold a phrase's only word (`rate`) just as much, where no name is that word alone."""
    said = [word for word in words(phrase.text) if word not in STOP]
    if (
        len(said) != 1
        or phrase.context
        or not tokens(phrase.text)[0].light
        or any(said == words(name) for name in best.words[:2])
    ):
        return []
    return [
        Hit(symbol=symbol, score=0.5, covered=0.5)
        for symbol in findings.symbols
        if symbol.kind is best.kind
        and symbol.reaches_site == best.reaches_site
        and not same_thing(symbol, best)
        and any(said[0] in words(text) for text in symbol.words[:3])
    ]
