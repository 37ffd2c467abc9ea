"""One number made of the differences of two arrays: `the largest absolute difference between the fit and the data`."""

import re
from dataclasses import replace

from worker.findings import Findings, LiveValue, Symbol, SymbolKind
from worker.interpret.language import words
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import library_of, reduction

_FORM = re.compile(
    r"^\W*(?:the\s+)?(?P<how>max(?:imum|imal)?|largest|biggest|greatest|mean|average|median|min(?:imum|imal)?|smallest)\s+(?P<absolute>absolute\s+)?"
    r"(?:differences?|deviations?|gaps?|discrepanc(?:y|ies)|distances?|errors?)\s+between\s+(?P<one>.+?)\s+versus\s+(?P<other>.+)$",
    re.IGNORECASE,
)
_STATISTICS = {
    **dict.fromkeys(("max", "maximum", "maximal", "largest", "biggest", "greatest"), "maximum"),
    **dict.fromkeys(("mean", "average"), "mean"), "median": "median",
    **dict.fromkeys(("min", "minimum", "minimal", "smallest"), "minimum"),
}  # fmt: skip
_MAGNITUDES = {"maximum": "largest absolute", "mean": "mean absolute"}
_KIND = re.compile(
    r"^(?:the\s+|both\s+|two\s+|[a-z]+ed\s+)*(?:curves?|lines?|arrays?|series|histor(?:y|ies)|solutions?|functions?|vectors?|columns?)\s+(?=\S)",
    re.IGNORECASE,
)
"""`the two plotted curves` in front of their names"""


def of_differences(phrase: Phrase) -> bool:
    """Whether a phrase asks for a statistic of the differences of two things."""
    return _FORM.match(phrase.text) is not None


def reduced_difference(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The statistic of the differences of the two equally long arrays that a phrase names."""
    found = _FORM.match(phrase.text)
    if found is None:
        return None
    one, other = (_array(found.group(side), phrase, findings) for side in ("one", "other"))
    if one is None or other is None or one.expression == other.expression or not _beside(one, other, findings):
        return None
    statistic = _STATISTICS[found.group("how").lower()]
    expression = _written(one, other, statistic, findings, absolute=found.group("absolute") is not None)
    home = one if other.cell in (one.cell, *findings.ancestors.get(one.cell, ())) else other
    how = f"{statistic}{' absolute' if found.group('absolute') else ''}"
    name = f"{how} difference {spoken_name(one)} {spoken_name(other)}"
    changed = {
        "expression": expression,
        "kind": SymbolKind.METRIC,
        "words": (name,),
        "statement": max(symbol.statement for symbol in (one, other) if symbol.cell == home.cell),
        "origin": "derived",
        "live": None,
    }
    return home.model_copy(update=changed) if expression else None


def _array(text: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    plain = _KIND.sub("", text.strip())
    pool = [one for one in holders(findings) if _numbers(one)]
    name = re.sub(r"^(?:the|its|their)\s+", "", plain.strip("` "), flags=re.IGNORECASE)
    named = [one for one in pool if name in (one.expression, *one.words[:1])]
    if len({(one.expression, one.cell) for one in named}) == 1:
        return named[0]
    bare = replace(phrase, text=plain, want=Want.SERIES, context="", final=False)
    return operand(plain, bare, findings, fits=_numbers, within=pool)


def _numbers(symbol: Symbol) -> bool:
    live: LiveValue | None = symbol.live
    return live is not None and (live.numbers or live.holds == "numbers") and bool(live.length) and not live.gaps


def _beside(one: Symbol, other: Symbol, findings: Findings) -> bool:
    """Whether the two have as many numbers each and can be read in one place."""
    first, second = one.live, other.live
    if first is None or second is None or first.length != second.length or first.shape != second.shape:
        return False
    cells = (one.cell, other.cell)
    return cells[0] == cells[1] or any(a in findings.ancestors.get(b, ()) for a, b in (cells, reversed(cells)))


def _written(one: Symbol, other: Symbol, statistic: str, findings: Findings, *, absolute: bool) -> str:
    if "list" in (library_of(one), library_of(other)):
        pair = "abs(a - b)" if absolute else "a - b"
        gaps = f"[{pair} for a, b in zip({one.expression}, {other.expression})]"
        plain = {"maximum": f"max({gaps})", "minimum": f"min({gaps})", "mean": f"sum({gaps}) / len({one.expression})"}
        return plain.get(statistic, "")
    both = one.model_copy(update={"expression": f"{one.expression} - {other.expression}"})
    how = _MAGNITUDES.get(statistic, "") if absolute else statistic
    return reduction(both, how, findings) if how else ""


def spoken_name(symbol: Symbol) -> str:
    """What a value is called first, in words."""
    return " ".join(words(symbol.words[0])) if symbol.words else ""
