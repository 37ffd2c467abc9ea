"""A mathematical function of something that the notebook has: the absolute value of a number, a determinant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from worker.findings import Findings, LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.language import words
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want, phrases
from worker.interpret.reductions import has_library
from worker.interpret.resolve import resolve


@dataclass(frozen=True)
class _Function:
    """How a function is said and written."""

    said: re.Pattern[str]
    name: str
    """what the number is called"""
    written: str
    of: str = "number"
    """`number`, `square` (a matrix of as many rows as columns), `matrix` or `vector`"""


_ALONE = r"(?=\s+of\b|\s*\(|\W*$)"


def _pattern(noun: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:the\s+)?(?:{noun})\b(?:\s+of\b)?\s*(?P<what>.*)$", re.IGNORECASE)


_FUNCTIONS = (
    _Function(_pattern(rf"absolute\s+values?|abs(?=\s|\()|magnitude{_ALONE}"), "abs", "abs({0})"),
    _Function(_pattern(r"square\s+root|sqrt"), "sqrt", "({0}) ** 0.5"),
    _Function(_pattern(r"natural\s+log(?:arithm)?|logarithm"), "log", "np.log({0})"),
    _Function(_pattern(rf"square{_ALONE}"), "squared", "({0}) ** 2"),
    _Function(_pattern(r"reciprocal"), "reciprocal of", "1 / ({0})"),
    _Function(
        _pattern(rf"(?:rms|root[- ]mean[- ]squared?)(?:\s+value)?{_ALONE}"),
        "rms",
        "np.mean(np.abs({0}) ** 2) ** 0.5",
        of="vector",
    ),
    _Function(_pattern(r"det(?:erminant)?"), "det", "np.linalg.det({0})", of="square"),
    _Function(_pattern(rf"trace{_ALONE}"), "trace", "np.trace({0})", of="square"),
    _Function(_pattern(rf"(?:matrix\s+)?rank{_ALONE}"), "rank", "np.linalg.matrix_rank({0})", of="matrix"),
    _Function(_pattern(r"condition\s+number"), "condition number", "np.linalg.cond({0})", of="matrix"),
    _Function(_pattern(rf"(?:euclidean\s+|l2[- ]?)?norm{_ALONE}"), "norm", "np.linalg.norm({0})", of="vector"),
)
_FROM_ORIGIN = re.compile(r"^\W*(?:the\s+)?(?:euclidean\s+)?distance\b", re.IGNORECASE)
_ORIGIN = re.compile(r"\s*\b(?:from|to)\s+(?:the\s+)?origin\b", re.IGNORECASE)
_SHAPES: Mapping[str, tuple[int, ...]] = {"square": (2,), "matrix": (2,), "vector": (1, 2)}


def function_of(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The function that a phrase names, of the one thing that its other words name."""
    if phrase.want not in (Want.ANY, Want.METRIC, Want.PARAMETER) or phrase.generic or phrase.group:
        return None
    plain = phrase.text.replace("`", " ")
    found = next(((one, match) for one in _FUNCTIONS if (match := one.said.match(plain))), None)
    if found is not None:
        return _made(found[0], found[1].group("what").strip(" ()") or phrase.context, phrase, findings)
    whole = f"{plain} of {phrase.context}" if phrase.context else plain
    if _FROM_ORIGIN.match(whole) and _ORIGIN.search(whole):
        what = re.sub(r"^\s*(?:of|between)\s+", "", _FROM_ORIGIN.sub("", _ORIGIN.sub("", whole)))
        return _made(_NORM, what, phrase, findings)
    return None


_NORM = _Function(_pattern("distance"), "distance from origin of", "np.linalg.norm({0})", of="vector")


def _made(function: _Function, what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    numeric = has_library(findings, "numpy", "np")
    if not what.strip() or ("np." in function.written and not numeric) or _has_it(function, phrase, findings):
        return None
    of = _number(what, phrase, findings) if function.of == "number" else _array(what, function.of, phrase, findings)
    if of is None:
        return None
    own = " ".join(words(of.words[0])) if of.words else of.expression
    return of.model_copy(
        update={
            "expression": function.written.format(of.expression),
            "kind": SymbolKind.METRIC,
            "words": (f"{function.name} {own}", *of.words),
            "origin": "derived",
            "live": None,
        }
    )


def _has_it(function: _Function, phrase: Phrase, findings: Findings) -> bool:
    """Whether the notebook itself calls what the phrase names by the function's name: `abs_error`."""
    hits = resolve(phrase, findings).hits
    said = set(words(function.name)) | {"absolute"} if function.name == "abs" else set(words(function.name))
    return bool(hits) and all(said & set(words(" ".join(hit.words[:2]))) for hit in hits)


def _number(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one number that words name."""
    inner = [replace(one, final=one.final or phrase.final, key="") for one in phrases(what)]
    found = resolve(inner[0], findings) if len(inner) == 1 else None
    hits = found.hits if found is not None else ()
    numbers = [one for one in hits if one.kind in (SymbolKind.METRIC, SymbolKind.PARAMETER)]
    lasting = [one for one in numbers if one.scope in (Scope.NOTEBOOK, Scope.CELL)]
    return lasting[0] if len(hits) == len(lasting) == 1 else None


def _array(what: str, of: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one array of the right shape that words name, or whose name they are."""

    def fits(symbol: Symbol) -> bool:
        live: LiveValue | None = symbol.live
        shape = live.shape or (() if live.length is None or not live.numbers else (live.length,)) if live else ()
        return len(shape) in _SHAPES[of] and (of != "square" or len(set(shape)) == 1)

    pool = [one for one in holders(findings) if fits(one)]
    names = set(re.findall(r"[^\W\d]\w*", what)) & findings.names.keys()
    named = [one for one in pool if one.expression in names]
    if names:
        return named[0] if len({one.expression for one in named}) == 1 else None
    bare = replace(phrase, context="", exact="")
    return operand(what, bare, findings, fits=fits, within=pool)
