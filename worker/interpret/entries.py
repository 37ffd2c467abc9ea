"""All entries of a small array, each by itself: `each of the nine entries of R`."""

import re
from dataclasses import replace
from itertools import product

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret import value_words
from worker.interpret.language import tokens
from worker.interpret.lexicon import MEASURES
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import library_of
from worker.interpret.several import how_many

_ENTRIES = re.compile(
    r"^\W*(?:(?:the|all|each|every|both|of|its|our|individual|single|separate|[a-z]+)\s+)*?"
    r"(?:entries|entry|elements?|cells?|coefficients?|values|components?)\s+(?:of|in)\s+(?P<what>\S.*)$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"^\W*(?:(?:each|all|every|the|of)\s+)*(?:entries|entry|elements?|cells?)\W*$", re.IGNORECASE)
_MOST = 36
"""entries; with more of them nobody looks at each"""
_LONG = 10**6
"""items of a list of which only the first ones are meant"""
_EACH = re.compile(r"^\W*(?:(?:each|every|all|both|the|of|single|individual)\s+)+", re.IGNORECASE)
_NUMBER = {**value_words.COUNTS, "sixteen": 16}
_COUNTED = re.compile(
    rf"\b({'|'.join(_NUMBER)}|\d+)\s+(?=entries|elements|cells|coefficients|values|components)", re.IGNORECASE
)
_FIRST = re.compile(
    rf"^\W*(?:the\s+)?(?P<end>first|last|leading)\s+"
    rf"(?P<many>{'|'.join(_NUMBER.keys() - {'both'})}|\d+)\s+(?P<what>\S.*)$",
    re.IGNORECASE,
)


def entries_of(phrase: Phrase, findings: Findings) -> tuple[Symbol, ...]:
    """One number for each entry of the array that a phrase names; none where it is large or not as counted."""
    if phrase.want not in (Want.ANY, Want.METRIC, Want.PARAMETER):
        return ()
    if first := _first_of(phrase, findings):
        return first
    if not (phrase.group or phrase.plural):
        return ()
    if each := _each_of(phrase, findings):
        return each
    found = _ENTRIES.match(phrase.text)
    what = found.group("what") if found else phrase.context if _OF_THEM.match(phrase.text) else ""
    of = _array(what, phrase, findings) if what else None
    if of is None or of.live is None:
        return ()
    shape = of.live.shape or (of.live.length or 0,)
    places = list(product(*(range(size) for size in shape)))
    counted = _COUNTED.search(f"{phrase.text} {phrase.context}")
    said = counted.group(1).lower() if counted else ""
    wanted = _NUMBER.get(said) or (int(said) if said else len(places))
    return tuple(_entry(of, place, phrase) for place in places) if wanted == len(places) else ()


def _first_of(phrase: Phrase, findings: Findings) -> tuple[Symbol, ...]:
    """`the first five eigenvalues`, `the variance ratio of the first two components`: so many items of one list."""
    own = _FIRST.match(phrase.text)
    found = own or _FIRST.match(phrase.context)
    if found is None:
        return ()
    of = _flat(own.group("what") if own else phrase.text, phrase, findings, most=_LONG)
    said = found.group("many").lower()
    many = _NUMBER.get(said) or (int(said) if said.isdecimal() else 0)
    if of is None or of.live is None or not 1 < many <= min(of.live.length or 0, _MOST):
        return ()
    places = range(-many, 0) if found.group("end").lower() == "last" else range(many)
    return tuple(_entry(of, (place,), phrase) for place in places)


def _each_of(phrase: Phrase, findings: Findings) -> tuple[Symbol, ...]:
    """`each coefficient as its own metric`: all items of the one short list that a noun names; a history is none.

    So are `both weights` as parameters, where there are just two.
    """
    measured = any(set(token) & MEASURES for token in tokens(phrase.text))
    many = how_many(phrase)
    asked = many if phrase.want is Want.PARAMETER else phrase.want is Want.METRIC and phrase.group
    if not asked or phrase.final or phrase.exact or measured:
        return ()
    of = _flat(value_words.COUNTED.sub("", _EACH.sub("", phrase.text)), phrase, findings)
    if of is None or of.live is None or (library_of(of) == "list" and of.from_site):
        return ()
    if phrase.want is Want.PARAMETER and many != of.live.length:
        return ()
    return tuple(_entry(of, (at,), phrase) for at in range(of.live.length or 0))


def _flat(what: str, phrase: Phrase, findings: Findings, *, most: int = _MOST) -> Symbol | None:
    """The one list or vector of numbers that words name."""
    of = _array(what, phrase, findings, most=most) if tokens(what) else None
    return of if of is not None and of.live is not None and len(of.live.shape or (0,)) == 1 else None


def _array(what: str, phrase: Phrase, findings: Findings, *, most: int = _MOST) -> Symbol | None:
    def fits(symbol: Symbol) -> bool:
        live = symbol.live
        if live is None or library_of(symbol) not in ("numpy", "torch", "jax", "jaxlib", "list") or live.string:
            return False
        shape = live.shape or ((live.length,) if live.numbers and live.length else ())
        size = 1
        for many in shape:
            size *= many
        return len(shape) in (1, 2) and 1 < size <= most and (live.numbers or live.holds == "numbers")

    pool = [one for one in holders(findings) if fits(one) and one.origin != "lane"]
    named = [one for one in pool if one.expression in re.findall(r"[^\W\d]\w*", what)]
    if len({one.expression for one in named}) == 1:
        return named[0]
    bare = replace(phrase, context="", exact="", group=False)
    return operand(what, bare, findings, fits=lambda one: one in pool, within=pool)


def _entry(of: Symbol, place: tuple[int, ...], phrase: Phrase) -> Symbol:
    at = ", ".join(map(str, place))
    torch = ".item()" if library_of(of) == "torch" else ""
    own = of.words[0].strip("_") if of.words else of.expression
    kind = SymbolKind.PARAMETER if phrase.want is Want.PARAMETER else SymbolKind.METRIC
    return of.model_copy(
        update={
            "expression": f"{of.expression}[{at}]{torch}",
            "kind": kind,
            "words": ("_".join((own, *map(str, place))), *of.words),
            "origin": "item",
            "live": None,
        }
    )
