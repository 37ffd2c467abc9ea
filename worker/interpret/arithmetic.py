"""Numbers made of two others: `the gap between train and test accuracy`, `the ratio of the longest to the shortest`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.compared import FIRST_SUPERLATIVE, Compared, compared
from worker.interpret.differences import of_differences, reduced_difference, spoken_name
from worker.interpret.directions import is_falling
from worker.interpret.language import tokens
from worker.interpret.phrases import Phrase, Want, phrases
from worker.interpret.reductions import as_operand, library_of

Finder = Callable[[Phrase], Symbol | None]
"""the one value that a phrase names by itself"""

_ARTICLE = re.compile(r"^(?:(?:the|an?|its|their|our)\s+)+", re.IGNORECASE)
_ON = re.compile(r"^(?:on|of|for|with|without|in|at|under|before|after)\b", re.IGNORECASE)
_OWNER = re.compile(r"\s+(?=(?:on|of|for|with|without|in|at|under|before|after)\s)", re.IGNORECASE)


def made_of_two(phrase: Phrase, find: Finder, findings: Findings, *, noun: str = "") -> Symbol | None:
    """The difference or the ratio of two values that a phrase names; `noun`: what the line has spoken of before."""
    if phrase.exact or phrase.want not in (Want.ANY, Want.METRIC, Want.SERIES):
        return None
    if of_differences(phrase):
        return reduced_difference(phrase, findings)
    asked = compared(phrase.text, noun=noun)
    if asked is None:
        return None
    for one, other in _texts(asked):
        first, second = (_found(text, phrase, find) for text in (one, other))
        if first is not None and second is not None and first.expression != second.expression:
            return _kept(asked, first, second, findings) or _made(asked, first, second, findings)
    return None


def _kept(asked: Compared, one: Symbol, other: Symbol, findings: Findings) -> Symbol | None:
    """The one number that the notebook calls their difference or ratio itself: `mean_difference` beside two means."""
    how = "ratio" if asked.ratio else "difference"
    said = tokens(f"{asked.one} {asked.other} {asked.what} {' '.join((*one.words[:2], *other.words[:2]))}")
    said_of = {name for token in said for name in token}
    called = [
        symbol
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.METRIC and symbol.scope is Scope.NOTEBOOK and symbol.origin != "size"
        if any(how in token for token in tokens(symbol.words[0]))
        and all(how in token or set(token) & said_of for token in tokens(symbol.words[0]))
    ]
    return called[0] if len({symbol.expression for symbol in called}) == 1 and not asked.absolute else None


def _texts(asked: Compared) -> Iterator[tuple[str, str]]:
    """What the two may be called in full, where they share a noun: `train` and `test accuracy`."""
    one, other = (_ARTICLE.sub("", side) for side in (asked.one, asked.other))
    if asked.what:
        for pattern in ("{0} {1}", "{1} of {0}"):
            yield pattern.format(one, asked.what), pattern.format(other, asked.what)
        return
    first, second = one.split(), other.split()
    owner = _OWNER.search(one)
    if _ON.match(other) and owner is not None:
        yield one, f"{one[: owner.start()]} {other}"
    if len(first) < len(second):
        yield f"{one} {' '.join(second[len(first) :])}", other
    yield one, other
    if owner is not None:
        link = re.split(r"\s", one[owner.end() :], maxsplit=1)[0]
        yield one, f"{one[: owner.start()]} {link} {other}"
    if len(second) < len(first):
        yield one, f"{other} {' '.join(first[len(second) :])}"


def _found(text: str, phrase: Phrase, find: Finder) -> Symbol | None:
    """The one value that a text names; of two histories the whole, unless the phrase asks for their ends."""
    said = list(phrases(text))
    if len(said) != 1 or said[0].generic or said[0].group:
        return None
    if FIRST_SUPERLATIVE.match(text):
        return find(replace(said[0], want=Want.ANY, final=True))
    want = Want.SERIES if phrase.want is Want.SERIES else said[0].want
    return find(replace(said[0], want=want, final=said[0].final or phrase.final, loop=phrase.loop))


def _made(asked: Compared, one: Symbol, other: Symbol, findings: Findings) -> Symbol | None:
    home = _home(one, other, findings)
    kinds = {one.kind, other.kind}
    history = kinds == {SymbolKind.SERIES}
    if home is None or (SymbolKind.SERIES in kinds and not history) or not _plain(one, other):
        return None
    better = "improvement" in asked.how and is_falling(one.words)  # an error that falls has improved
    if asked.risen and not better:
        one, other = other, one
    sign = "/" if asked.ratio else "-"
    expression = f"{_operand(one)} {sign} {_operand(other)}"
    if history and "list" in (library_of(one), library_of(other)):
        expression = f"[a {sign} b for a, b in zip({one.expression}, {other.expression})]"
    if asked.absolute and not history:
        expression = f"abs({expression})"
    name = "ratio" if asked.ratio else "gap"
    return home.model_copy(
        update={
            "expression": expression,
            "kind": SymbolKind.SERIES if history else SymbolKind.METRIC,
            "words": (f"{name} {spoken_name(one)} {spoken_name(other)}",),
            "statement": max((s.statement for s in (one, other) if s.cell == home.cell), default=home.statement),
            "origin": "derived",
            "live": home.live if history else None,
        }
    )


def _operand(symbol: Symbol) -> str:
    live = symbol.live
    tensor = live is not None and live.type.startswith("torch.") and live.number is not None
    return as_operand(symbol.expression) + (".item()" if tensor else "")


def _plain(one: Symbol, other: Symbol) -> bool:
    """Whether both are numbers, or histories, under names that keep what they are."""
    moving = ("earlier", "latest", "loop", "sweep")
    return all(s.live is None or (s.live.string is None and s.live.boolean is None) for s in (one, other)) and not any(
        symbol.origin in moving for symbol in (one, other)
    )


def _home(one: Symbol, other: Symbol, findings: Findings) -> Symbol | None:
    """The one of the two beside which the other can be read: in its cell, or in one above it."""
    if one.cell == other.cell and {one.scope, other.scope} <= {Scope.NOTEBOOK, Scope.CELL}:
        return next((symbol for symbol in (one, other) if symbol.scope is Scope.CELL), one)
    if {one.scope, other.scope} != {Scope.NOTEBOOK}:
        return None
    below = other.cell in findings.ancestors.get(one.cell, ())
    apart = one.cell not in findings.ancestors.get(other.cell, ())
    return one if below or (apart and one.cell > other.cell) else other
