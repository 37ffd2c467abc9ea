"""Two phrases of a line that tell two things of one kind apart: `cost with random start` and `cost with k-means++`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from worker.findings import Findings, Symbol
from worker.interpret.language import Token, similarity, tokens, words
from worker.interpret.match import surroundings
from worker.interpret.phrases import Phrase

_SAME = 0.8


def other_of_two(phrase: Phrase, *, beside: Mapping[Phrase, Symbol], findings: Findings) -> Symbol | None:
    """The one symbol that is to `phrase` what another phrase's symbol is to that phrase; None when there is none.

    Both phrases share words, the two symbols share that part of their names and their cell, and what the phrase says
    beyond the shared words is said by the symbol's names or in its cell.
    """
    for known, symbol in beside.items():
        shared = _shared(tokens(phrase.text), tokens(known.text))
        stem = _shared(tokens(symbol.words[0]), shared) if symbol.words else []
        if not any(not token.light for token in stem):
            continue
        siblings = [
            other
            for other in findings.symbols
            if (other.kind, other.cell, other.scope) == (symbol.kind, symbol.cell, symbol.scope)
            and other.words
            and other.origin == symbol.origin
            and other.expression not in {taken.expression for taken in beside.values()}
            and len(_shared(stem, tokens(other.words[0]))) == len(stem)
            and len(tokens(other.words[0])) == len(tokens(symbol.words[0]))
        ]
        if len({other.expression for other in siblings}) == 1 and _explained(phrase, siblings[0], shared, findings):
            return siblings[0]
    return None


def apart_from_estimates(phrase: Phrase, findings: Findings) -> tuple[Phrase, Findings] | None:
    """`the price` among what is no estimate, where a phrase speaks of `the exact price` and there is an estimate, too.

    None where a name of the notebook says by itself that it is exact.
    """
    bare = " ".join(_EXACT.sub(" ", phrase.text).split())
    said = [token for token in tokens(bare) if not token.light]
    if bare == phrase.text or not said or phrase.exact:
        return None
    estimates = [symbol for symbol in findings.symbols if symbol.words and _ESTIMATED & set(words(symbol.words[0]))]
    rival = any(_shared(said, tokens(symbol.words[0])) for symbol in estimates)
    named = any(_EXACT.search(" ".join(words(name))) for symbol in findings.symbols for name in symbol.words[:2])
    if not rival or named:
        return None
    others = tuple(symbol for symbol in findings.symbols if symbol not in estimates)
    return replace(phrase, text=bare), findings.model_copy(update={"symbols": others})


_EXACT = re.compile(r"\b(?:exact|analytic(?:al)?|closed[- ]form|theoretical)\b", re.IGNORECASE)
_ESTIMATED = frozenset({
    "estimate", "estimated", "estimates", "est", "mc", "simulated", "sim", "approx", "approximate", "approximation",
    "approximated", "numerical", "numeric", "empirical", "sampled", "hat",
})  # fmt: skip


def _shared(ones: Sequence[Token], others: Sequence[Token]) -> list[Token]:
    return [one for one in ones if any(similarity(one, other) >= _SAME for other in others)]


def _explained(phrase: Phrase, symbol: Symbol, shared: Sequence[Token], findings: Findings) -> bool:
    """Whether the phrase's own words are said, and at least one of them by the symbol's own names."""
    own = [token for token in tokens(phrase.text) if token not in shared and not token.light]
    names, spoken = surroundings(symbol), tokens(findings.texts.get(symbol.cell, ""))
    named = _shared(own, names)
    return bool(named) and all(token in named or _shared([token], spoken) for token in own)
