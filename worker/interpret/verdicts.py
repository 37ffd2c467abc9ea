"""The one text that a notebook arrives at and that words describe: `the class that the tree picks`."""

from collections.abc import Sequence

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.language import Token, similarity, tokens
from worker.interpret.match import surroundings
from worker.interpret.phrases import Phrase

_SAME = 0.8
"""from this similarity on, a word is said by another one"""
_FOUND = ("assigned", "entry", "attribute")


def verdict(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The only computed text whose names say something of a phrase, and its cell all the rest."""
    heavy = [token for token in tokens(f"{phrase.text} {phrase.context}") if not token.light]
    fitting = [symbol for symbol in findings.symbols if _is_text(symbol) and _described(heavy, symbol, findings)]
    return fitting[0] if len({symbol.expression for symbol in fitting}) == 1 else None


def _is_text(symbol: Symbol) -> bool:
    text = symbol.live is not None and bool(symbol.live.string)
    lasting = symbol.scope in (Scope.NOTEBOOK, Scope.CELL)
    return text and lasting and symbol.kind is SymbolKind.PARAMETER and symbol.origin in _FOUND


def _described(heavy: list[Token], symbol: Symbol, findings: Findings) -> bool:
    own, prose = surroundings(symbol), tokens(findings.texts.get(symbol.cell, ""))
    named = [token for token in heavy if _among(token, own)]
    return bool(named) and all(token in named or _among(token, prose) for token in heavy)


def _among(token: Token, said: Sequence[Token]) -> bool:
    return any(similarity(token, other) >= _SAME for other in said)
