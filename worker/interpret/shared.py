"""`the score of the tree and the forest`: what follows the first owner may be a second one, and no thing itself."""

import re
from collections.abc import Callable
from dataclasses import replace

from worker.findings import Symbol, SymbolKind
from worker.interpret.language import coverage, similarity, tokens
from worker.interpret.lexicon import MEASURES
from worker.interpret.match import ACCEPT, surroundings
from worker.interpret.phrases import Phrase, Want
from worker.interpret.picture_words import FIGURE, TABLE
from worker.interpret.value_words import COUNT_OF, PARAMETER

_OF = re.compile(r"^(?P<what>.+?\s(?:of|for|by|with|from|in|under))\s+(?P<whose>.+)$", re.IGNORECASE)
_ITSELF = (COUNT_OF, FIGURE, TABLE, PARAMETER)


def of_another(phrase: Phrase, before: Phrase | None, find: Callable[[Phrase], Symbol | None]) -> Phrase:
    """The phrase with the noun of the one before it, where it only names another owner of the same thing."""
    if before is None or before.generic or before.exact or not _only_an_owner(phrase):
        return phrase
    whole = _with_noun(phrase.text, before)
    if whole is None:
        return phrase
    first, second, alone = find(before), find(whole), find(phrase)
    if first is None or second is None or second.kind is not first.kind or first.kind is SymbolKind.PARAMETER:
        return phrase
    same = (first.expression, first.cell, first.statement) == (second.expression, second.cell, second.statement)
    other = alone is None or alone.kind is not first.kind or alone == second
    named = coverage(tokens(phrase.text), surroundings(second)) >= ACCEPT
    return whole if named and other and not same else phrase


def _only_an_owner(phrase: Phrase) -> bool:
    """Whether a phrase may name nothing but whose a thing is: it measures and counts nothing."""
    plain = not (phrase.exact or phrase.generic or phrase.key or phrase.context or phrase.final or phrase.plural)
    said = tokens(phrase.text)
    kinds = any(pattern.search(phrase.text) for pattern in (*_ITSELF, _OF))
    measures = any(set(token) & MEASURES for token in said)
    return plain and phrase.want in (Want.ANY, Want.METRIC) and bool(said) and not kinds and not measures


def _with_noun(owner: str, before: Phrase) -> Phrase | None:
    found = _OF.match(before.text)
    if found is not None:
        return replace(before, text=f"{found.group('what')} {owner}")
    own = [token for token in tokens(before.context) if not token.light]
    if not own or all(any(similarity(token, one) >= ACCEPT for one in tokens(before.text)) for token in own):
        return None
    return replace(before, context=owner)
