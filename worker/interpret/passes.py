"""One name for what every pass of a loop computes anew: after the loop it holds only what the last pass has left."""

import re
from collections.abc import Sequence

from worker.findings import Findings, Scope, Site, Symbol
from worker.interpret.language import Token, coverage, tokens, words
from worker.interpret.match import ACCEPT, CLOSE
from worker.interpret.phrases import Phrase
from worker.interpret.ranking import Hit

_TWO = 2
_KEY = re.compile(r"""\[(?P<quote>['"])(?P<key>.+?)(?P=quote)\]""")


def asked_of_several(phrases: Sequence[Phrase]) -> frozenset[str]:
    """What a clause asks of more than one thing: the `error` of `error of the tree and of the forest`."""
    owners: dict[str, set[str]] = {}
    for phrase in phrases:
        if phrase.context and not phrase.generic and not phrase.exact:
            owners.setdefault(phrase.text, set()).add(phrase.context)
    return frozenset(text for text, found in owners.items() if len(found) > 1)


def loops_that_set(hits: Sequence[Symbol], findings: Findings) -> list[Site]:
    """The loops with one training per pass that compute all of some values anew in every pass."""
    return [
        site for site in findings.sites if site.sweep and hits and all(_set_in(site, hit, findings) for hit in hits)
    ]


def _set_in(site: Site, symbol: Symbol, findings: Findings) -> bool:
    inside = (other for other in findings.symbols if other.scope is Scope.LOOP and other.cell == site.cell)
    return any(
        other.expression == symbol.expression and other.cell == symbol.cell and other.path[1:] == (site.sweep,)
        for other in inside
    )


def settled(hits: Sequence[Hit], findings: Findings) -> list[Hit]:
    """Hits without what a loop's last pass has left in an object, where another object has it under the same name."""
    if len(hits) < _TWO or not hits[0].symbol.words:
        return list(hits)
    name = hits[0].symbol.words[0]
    alike = [hit for hit in hits if hit.symbol.words[:1] == (name,) and hit.score >= hits[0].score - CLOSE]
    left = [hit for hit in alike if _left(hit.symbol, findings)]
    return [hit for hit in hits if hit not in left] if 0 < len(left) < len(alike) else list(hits)


def _left(symbol: Symbol, findings: Findings) -> bool:
    """Whether a value belongs to an object that a loop of its cell makes anew in every pass."""
    root = re.compile(rf"{re.escape(symbol.owner)}\b") if symbol.owner else None
    inside = (one for one in findings.symbols if one.scope is Scope.LOOP and one.cell == symbol.cell)
    entries = symbol.origin in ("entry", "attribute") and symbol.scope is Scope.NOTEBOOK
    return entries and root is not None and any(root.match(one.expression) for one in inside)


def kept_apart(phrase: Phrase, hits: Sequence[Hit]) -> list[Hit]:
    """Hits with the entry that is kept for what the phrase names, `results["tree"]["error"]`, and without `error`.

    The plain name holds what the last pass over all of these keys has left, whichever that was.
    """
    said = tokens(f"{phrase.text} {phrase.context}")
    for plain in hits:
        entries = [hit for hit in hits if hit.score >= ACCEPT and _entry_of(plain.symbol, hit.symbol, said)]
        if len(entries) == 1:
            return [entries[0], *(hit for hit in hits if hit is not entries[0] and hit is not plain)]
    return list(hits)


def _entry_of(plain: Symbol, entry: Symbol, said: Sequence[Token]) -> bool:
    """Whether a mapping keeps a name's value under its own name, below a key that is said."""
    keys = [found["key"] for found in _KEY.finditer(entry.expression)]
    if len(keys) < _TWO or plain.expression != keys[-1] or plain.cell != entry.cell:
        return False
    own = [token for word in plain.words for token in tokens(word)]
    told = [token for key in keys[:-1] for token in tokens(" ".join(words(key)))]
    return bool(told) and coverage(told, said) >= _SAID and coverage(told, own) < _SAID


_SAID = 0.9
