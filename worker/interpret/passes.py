"""One name for what every pass of a loop computes anew: after the loop it holds only what the last pass has left."""

from collections.abc import Sequence

from worker.findings import Findings, Scope, Site, Symbol
from worker.interpret.phrases import Phrase


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
