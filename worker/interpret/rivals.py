"""Which other symbols a phrase may mean just as well."""

from collections.abc import Sequence

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.language import Token, coverage, lemma, tokens, words
from worker.interpret.lexicon import STOP
from worker.interpret.match import surroundings
from worker.interpret.phrases import Phrase
from worker.interpret.ranking import Hit
from worker.interpret.sameness import computed_apart, equal_values, same_thing
from worker.interpret.spelling import by_initials


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


def counterparts(phrase: Phrase, best: Symbol, findings: Findings) -> list[Hit]:
    """Results of one cell that say the phrase just as much, where the chosen one adds what the phrase does not say."""
    said = tokens(f"{phrase.text} {phrase.context}")
    if best.kind is not SymbolKind.METRIC or phrase.final or not best.words or _says(phrase.text, best):
        return []
    own = tokens(best.words[0])
    whole = f"{phrase.text} {phrase.context}"
    covered = coverage(said, [*tokens(best.expression), *by_initials(whole, best)])
    if coverage(own, said) >= 0.99 or not covered:
        return []
    return [
        Hit(symbol=symbol, score=0.5, covered=0.5)
        for symbol in findings.symbols
        if (symbol.kind, symbol.cell, symbol.origin, symbol.scope) == (best.kind, best.cell, best.origin, best.scope)
        and symbol.words
        and set(own) & set(tokens(symbol.words[0]))
        and len(words(symbol.words[0])) == len(words(best.words[0]))
        and coverage(said, [*tokens(symbol.expression), *by_initials(whole, symbol)]) == covered
        and not same_thing(symbol, best)
    ]


def _says(text: str, symbol: Symbol) -> bool:
    """Whether one of the symbol's labels is the text."""
    said = {lemma(word) for word in words(text)} - STOP
    return any({lemma(word) for word in words(name)} - STOP == said for name in symbol.words)


def likeliest(phrase: Phrase, together: Sequence[Hit], findings: Findings) -> Sequence[Hit]:
    """The one that is called just what the phrase says, or belongs to the trained model."""
    said = {lemma(word) for word in words(phrase.text)}
    called = [
        hit for hit in together if any({lemma(word) for word in words(name)} == said for name in hit.symbol.words)
    ]
    if not called and len(said - STOP) > 1:
        called = [hit for hit in together if _says(phrase.text, hit.symbol)]
    if len(called) == 1 and len(said) > 1:
        return called
    around = tokens(phrase.context)
    fits = [coverage(around, surroundings(hit.symbol)) for hit in together] if around else []
    nearer = [hit for hit, fit in zip(together, fits, strict=False) if fit >= max(fits) - 0.2]
    if len(nearer) == 1:
        return nearer
    trained = {site.target for site in findings.sites if not site.sweep} - {""}
    lasting = [hit for hit in together if hit.symbol.owner in trained and hit.symbol.origin == "attribute"]
    return lasting if len(lasting) == 1 else together


def spoken_of(phrase: Phrase, candidates: Sequence[Symbol], findings: Findings) -> list[Symbol]:
    """The one that its cell calls by the phrase; else those whose cells say most of it and of the words around it."""
    own = tokens(phrase.text)
    if all(token.light for token in (*own, *tokens(phrase.context))):
        return list(candidates)
    named = [symbol for symbol in candidates if coverage(own, tokens(symbol.expression)) >= 0.9]
    if len(named) == 1 and len({symbol.cell for symbol in candidates}) == 1:
        return named
    wanted = tokens(f"{phrase.text} {phrase.context}")
    fits = [coverage(wanted, _around(symbol, findings)) for symbol in candidates]
    return [symbol for symbol, fit in zip(candidates, fits, strict=True) if fit >= max(fits) - 0.12]


def _around(symbol: Symbol, findings: Findings) -> list[Token]:
    return [*surroundings(symbol), *tokens(findings.texts.get(symbol.cell, ""))]
