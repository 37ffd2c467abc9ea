"""What a phrase says beside the name of a thing and may not be passed over: how many, at which point, what end."""

import re

from worker.findings import Symbol, SymbolKind
from worker.interpret.language import tokens, words
from worker.interpret.phrases import Phrase, Want
from worker.interpret.value_words import COUNT_OF, COUNTS, FOUND_BY

_OUTCOME = frozenset(
    [
        "learned",
        "learnt",
        "trained",
        "fitted",
        "final",
        "converged",
        "resulting",
        "estimated",
        "recovered",
        "optimised",
        "optimized",
        "ended",
    ]
)
_FITTED = frozenset({"fitted", "learned", "learnt", "estimated", "recovered"})
_GIVEN = frozenset({"literal", "keyword", "default", "ui"})
"""where what a person has set comes from: no fit has found it"""
_SO_MANY = re.compile(
    r"\b(?:first|last|final|initial|top|bottom|lowest|highest|largest|smallest|biggest|latest|leading)\s+"
    rf"(\d+|{'|'.join(COUNTS.keys() - {'both'})})\b",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|where|for|when|with)\s+(?:the\s+)?\w+\s*=\s*(-?\d+(?:\.\d+)?)", re.IGNORECASE)

_EXTREME = re.compile(
    r"\b(shortest|longest|biggest|smallest|largest|lowest|highest|worst|fastest|slowest|oldest|newest|youngest)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(above|below|exceed\w*|more than|less than|at least|at most|greater|smaller|larger|higher|lower|beyond|"
    r"strictly)\b",
    re.IGNORECASE,
)
"""what a thing must be to be counted"""
_PLACE = re.compile(r"\b(?:point|position|place|location|moment|instant)$", re.IGNORECASE)
"""`the density at the chosen point`: one of many values"""
_AT_WHICH = re.compile(r"\s(?:at|in|for|on|after|by)$", re.IGNORECASE)
"""what is left of `the threshold at which it occurs`"""


_FUNCTION = re.compile(
    r"\b(?:(?:natural |decimal )?(?P<log>log(?:arithm)?(?:10|2|s)?|ln)|(?P<sqrt>square root|sqrt)) of\b", re.IGNORECASE
)
"""`log10 of the rate` is no rate"""


def begins(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a symbol is where something starts, and the phrase speaks of what has come out of it."""
    said = words(phrase.text)
    if not _OUTCOME & set(said) or phrase.exact or symbol.kind is SymbolKind.PARAMETER:
        return False
    asked = any("initial" in token for token in tokens(phrase.text))
    return not asked and any("initial" in token for token in tokens(" ".join(symbol.words[:1])))


def function_of(phrase: Phrase, symbol: Symbol) -> tuple[str, ...]:
    """The function of a value that a phrase asks for, where nothing about the symbol says that it is one."""
    applied = _FUNCTION.search(phrase.text)
    names = " ".join((*symbol.words, symbol.expression))
    if applied is None or re.search("log|ln" if applied.group("log") else "sqrt|root", names, re.IGNORECASE):
        return ()
    return (applied.group().removesuffix(" of"),)


def unmet(phrase: Phrase, symbol: Symbol) -> tuple[str, ...]:
    """What narrows down what is meant, and nothing about the symbol says: `of the last 100 days`, `of the shortest`."""
    names = " ".join((*symbol.words, symbol.expression))
    if _AT_WHICH.search(phrase.text) and "arg" not in names and not any("best" in token for token in tokens(names)):
        return ("which",)
    if set(words(phrase.text)) & _FITTED - set(words(names)) and symbol.origin in _GIVEN:
        return ("fitted",)
    if FOUND_BY.search(phrase.context) and symbol.origin in _GIVEN | {"estimator"} and "best" not in symbol.expression:
        return ("found",)
    if applied := function_of(phrase, symbol):
        return applied
    if COUNT_OF.search(phrase.text) and _TOTAL.match(phrase.text) and _is_part(phrase, symbol):
        return ("total",)
    whole = symbol.kind is SymbolKind.SERIES and not (phrase.group or phrase.plural or phrase.want is Want.SERIES)
    if whole and (place := _PLACE.search(phrase.context)):
        return (place.group(),)
    extreme = [word for word in _EXTREME.findall(phrase.context) if not _says(names, word)]
    if extreme and symbol.kind is not SymbolKind.PARAMETER:
        return tuple(extreme)
    condition = _CONDITION.search(phrase.context) if COUNT_OF.search(phrase.text) else None
    if condition and not re.search(r"[<>]", symbol.expression):
        return (condition.group(),)
    said = f"{phrase.text} {phrase.context}"
    wanted = [found for pattern in (_SO_MANY, _AT) for found in pattern.findall(said)]
    wanted = [str(COUNTS.get(number.lower(), number)) for number in wanted]
    if not wanted or symbol.kind not in (SymbolKind.METRIC, SymbolKind.SERIES):
        return ()
    known = {number for text in (*symbol.words, symbol.expression) for number in re.findall(r"\d+(?:\.\d+)?", text)}
    length = symbol.live.length if symbol.live is not None else None
    return tuple(number for number in wanted if number.lstrip("-") not in known and number != str(length))


_TOTAL = re.compile(r"\W*(?:the\s+)?(?:total|overall)\s+number\b", re.IGNORECASE)
_PART = re.compile(r"(?:un)?\w{3,}ed|train|test|val|valid|validation")


def _is_part(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a name says of which things it is the number, and the phrase does not: `n_sorted_parts`."""
    said = set(words(f"{phrase.text} {phrase.context}"))
    return any(_PART.fullmatch(part) and part not in said for part in words(" ".join(symbol.words[:1])))


def _says(names: str, word: str) -> bool:
    """Whether names say what a superlative says, in whatever words."""
    wanted = {name for token in tokens(word) for name in token}
    return any(wanted & set(token) for token in tokens(names))
