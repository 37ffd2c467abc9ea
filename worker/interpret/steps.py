"""Which values are the steps of a history, where a line says so: `with d as the step`, `(step: sample size)`."""

import re

from worker.findings import Findings, Scope, Symbol
from worker.interpret.language import lemma, tokens, words
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.plan import Value

_STEP = r"(?:mlflow\s+|metric\s+)?(?:steps?(?:\s+(?:number|index|axis|value)s?)?|x[- ]?axis)"
_TAKEN = (
    rf"\s*[,;.]?\s*(?:\band\s+|\bplease\s+)*\b(?:use|take|put|with|using|having)\s+(?P<what>[^,;.()]+?)\s+"
    rf"(?:as|for|on)\s+(?:the\s+|its\s+|their\s+|an?\s+)?{_STEP}(?=\s*(?:[,;.)]|$))"
)
_IS = r"\s*(?::|=|\bis\b|\bare\b|\bbeing\b)\s*"
_SAID = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _TAKEN,
        rf"\s*[,;]\s*(?:and\s+)?(?:with\s+)?(?P<what>[^,;.()]+?)\s+(?:being|as)\s+(?:the\s+|its\s+|their\s+)?{_STEP}(?=\s*(?:[,;.)]|$))",
        rf"\s*\(\s*(?:with\s+)?(?:the\s+)?{_STEP}{_IS}(?P<what>[^()]+?)\s*\)",
        rf"\s*[,;]\s*(?:with\s+)?(?:the\s+)?{_STEP}{_IS}(?P<what>[^,;.()]+?)(?=\s*[.]?$)",
    )
)
_COUNTERS = frozenset({
    "epoch", "step", "iteration", "round", "episode", "index", "generation", "batch", "update", "number", "count",
    "counter", "sweep", "fold", "it", "them", "that", "this", "x", "axis",
})  # fmt: skip
"""what a step counts anyway"""
_POINTER = re.compile(r"^(?:that|this|its)\s+(?:value|number|size|one)s?$", re.IGNORECASE)
_EACH = re.compile(
    r"\b(?:(?:for|per|at|over|against)\s+(?:every|each|all)|over|against|versus|as\s+a\s+function\s+of)\s+(?:value\s+of\s+)?"
    r"(?:the\s+)?(?P<what>[^,;.()]+)$",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"\d\.0*[1-9]|\de-\d")


def without_steps(line: str) -> tuple[str, str]:
    """A line without the words that say what its steps are, and these words; empty where it says none."""
    for pattern in _SAID:
        found = pattern.search(line)
        if found is None:
            continue
        what = _meant(found.group("what").strip(), line[: found.start()].rstrip(" ,;"))
        if not {lemma(word) for word in words(what)} <= _COUNTERS:
            rest = f"{line[: found.start()]}{line[found.end() :]}".strip()
            return (rest, what) if re.search(r"\w", rest) else (line, "")
    return line, ""


def _meant(what: str, ahead: str) -> str:
    """What the words for the steps name: for `that value`, what the line has one value for each of."""
    each = _EACH.search(ahead) if _POINTER.match(what) else None
    return each.group("what") if each else re.sub(r"^(?:the|its|their|each|an?)\s+", "", what, flags=re.IGNORECASE)


def steps_of(what: str, value: Value, findings: Findings) -> Symbol | None:
    """The one sequence of growing whole numbers, as long as the history, that the words name."""
    known = holders(findings)
    history = next((one for one in known if (one.expression, one.cell) == (value.expression, value.cell)), None)
    length = history.live.length if history is not None and history.live is not None else None
    if not length or value.form not in ("sequence", "frame"):
        return None
    before = (value.cell, *findings.ancestors.get(value.cell, ()))

    def fits(symbol: Symbol) -> bool:
        live = symbol.live
        plain = live is not None and live.length == length and (live.numbers or live.holds == "numbers")
        ahead = symbol.cell in before and symbol.scope is Scope.NOTEBOOK
        return plain and ahead and symbol.expression != value.expression and _whole(symbol)

    pool = [one for one in known if fits(one)]
    named = [one for one in pool if what.strip("`") in (one.expression, *one.words[:1])]
    if named:
        return named[0]
    phrase = Phrase(text=what, want=Want.SERIES)
    return operand(what, phrase, findings, fits=fits, within=pool) if tokens(what) else None


def _whole(symbol: Symbol) -> bool:
    """Whether no number of a sequence that can be seen has a fraction, and the few that are known grow."""
    live = symbol.live
    if live is None or _FRACTION.search(live.text):
        return False
    grows = all(one < other for one, other in zip(live.values, live.values[1:], strict=False))
    return grows and all(number.is_integer() for number in live.values)
