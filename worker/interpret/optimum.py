"""Where something is best: `the epoch with the lowest loss`, `which threshold has the highest F1`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.directions import is_falling, is_rising
from worker.interpret.labelled import name_at_end
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import MEASURES
from worker.interpret.match import ACCEPT, surroundings
from worker.interpret.operands import finite, holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import as_operand, library_of
from worker.interpret.resolve import resolve
from worker.interpret.resolved import Resolved
from worker.interpret.value_words import COUNT_OF

_MOST = (
    r"(?P<how>highest|lowest|largest|smallest|greatest|biggest|maximum|maximal|minimum|minimal|max|min|peak|best|worst|"
    r"most|fewest|longest|shortest)"
)
_FORMS = (
    re.compile(rf"^\W*(?:the\s+)?(?P<at>[\w' -]+?)\s+(?:with|of)\s+(?:the\s+)?{_MOST}\s+(?P<what>.+)$", re.IGNORECASE),
    re.compile(rf"^\W*(?:gives|has|had|gave|shows|reaches|with)\s+(?:the\s+)?{_MOST}\s+(?P<what>.+)$", re.IGNORECASE),
    re.compile(rf"^\W*(?:the\s+)?{_MOST}\s+(?P<what>.+)$", re.IGNORECASE),
)
_HIGH = frozenset({"highest", "largest", "greatest", "biggest", "maximum", "maximal", "max", "peak", "most", "longest"})
_PASSES = frozenset(
    {"epoch", "iteration", "step", "round", "episode", "generation", "sweep", "pass", "update", "index"}
)
"""what only says how many-th it is"""
_WHENS = _PASSES | {"time", "day", "date", "month", "year", "hour", "week", "timestep", "point", "position"}
_TIMES = tuple(
    [name] for name in ("t", "time", "day", "date", "step", "timestep", "epoch", "iteration", "year", "hour")
)
"""what a column is called that says when"""
_CHOSEN = re.compile(
    r"\b(?:param(?:eter)?s?|settings?|configurations?|model|estimator|candidate|fit|hyper-?param\w*)\b", re.IGNORECASE
)
_FILTER = re.compile(r"\b(?:loss|score|accuracy|error|mean|average|value|share|plot|figure)\b", re.IGNORECASE)
_POSITIONS = {
    "list": "{0}.index({1}({0}))", "polars": "{0}.arg_{1}()", "torch": "{0}.arg{1}().item()",
}  # fmt: skip


_THERE = re.compile(r"\s(?:there|then|at (?:that|this) (?:\w+))\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Optimum:
    """What is asked for, of what, and at which end of that."""

    at: str
    how: str
    what: str


def optimum(phrase: Phrase) -> Optimum | None:
    """What a phrase asks for that goes by another value's end; None where it asks for that value itself."""
    if phrase.want not in (Want.ANY, Want.METRIC, Want.PARAMETER) or phrase.exact or phrase.generic or phrase.group:
        return None
    whole, behind, bare = _FORMS
    found = whole.match(phrase.text)
    at = found.group("at") if found else phrase.text
    if found is None and phrase.context:
        found = behind.match(phrase.context)
        timed = {lemma(word) for word in words(phrase.text)} <= _WHENS | {"the"}
        found = found or (bare.match(phrase.context) if timed else None)
    if found is None or _FILTER.search(at) or _CHOSEN.search(at) or _CHOSEN.search(found.group("what")):
        return None
    if not tokens(at) or any(set(token) & MEASURES for token in tokens(at)):
        return None
    return Optimum(" ".join(at.split()), found.group("how").lower(), found.group("what"))


def there(phrase: Phrase, asked: Optimum, findings: Findings) -> Phrase | Optimum | None:
    """`the lowest loss` for `the loss there`, where the line has asked for the epoch with the lowest loss.

    Of another value it is the one at the same place: `the accuracy there`.
    """
    found = _THERE.search(phrase.text)
    own = re.sub(r"^\W*the\s+", "", COUNT_OF.sub(" ", phrase.text[: found.start()])).strip() if found else ""
    if not tokens(own):
        return None
    bare = replace(phrase, context="")
    same = coverage(tokens(own), tokens(asked.what)) >= ACCEPT
    goes_by, named = (_goes_by(text, bare, findings) for text in (asked.what, own))
    if same or (named is not None and goes_by is not None and named.expression == goes_by.expression):
        return replace(phrase, text=f"{asked.how} {asked.what}", final=True)
    return Optimum(own, asked.how, asked.what)


def _goes_by(text: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one list of numbers that a text names."""
    pool = [one for one in holders(findings) if finite(one) and len((one.live and one.live.shape) or (0,)) == 1]
    return operand(text, phrase, findings, fits=lambda one: one in pool, within=pool)


def at_optimum(asked: Optimum, phrase: Phrase, findings: Findings) -> Resolved:
    """The notebook's own name for it, or the item at the same place as the end of the value it goes by."""
    named = _named(asked, phrase, findings)
    if named is not None:
        return Resolved(hits=(named,), note=f"“{phrase.text}” is taken to be `{named.expression}`")
    end = _end(asked.how, asked.what)
    name = name_at_end(asked.at, asked.what, end, findings) if end and phrase.want is not Want.METRIC else None
    made = name or _made(asked, phrase, findings)
    if made is None:
        return Resolved(problem="none")
    counted = ", counted from 0 as the steps of a curve are" if made.live is None else ""
    note = f"“{phrase.text}” is computed as `{made.expression}`{counted}, which the notebook does not do itself"
    return Resolved(hits=(made.model_copy(update={"live": None}),), note=note)


def _named(asked: Optimum, phrase: Phrase, findings: Findings) -> Symbol | None:
    best = replace(phrase, text=f"best {re.sub(r'^the ', '', asked.at)}", context="", final=False)
    found = resolve(best, findings)
    if found.problem or len(found.hits) != 1 or found.hits[0].kind is SymbolKind.SERIES:
        return None
    hit = found.hits[0]
    said = {name for token in tokens(" ".join((*hit.words, hit.expression))) for name in token}
    return hit if "best" in said and coverage(tokens(asked.at), surroundings(hit)) >= ACCEPT else None


def _made(asked: Optimum, phrase: Phrase, findings: Findings) -> Symbol | None:
    bare = replace(phrase, context="")
    goes_by = _goes_by(asked.what, bare, findings)
    if goes_by is None or goes_by.live is None or goes_by.scope not in (Scope.NOTEBOOK, Scope.CELL):
        return None
    end = _end(asked.how, asked.what)
    if not end:
        return None
    position = _POSITIONS.get(library_of(goes_by), "{0}.arg{1}()").format(as_operand(goes_by.expression), end)
    item = _item(asked, goes_by, bare, findings)
    named = f"{asked.at} of {'highest' if end == 'max' else 'lowest'} {' '.join(words(goes_by.words[0]))}"
    update = {"kind": SymbolKind.METRIC, "origin": "derived", "words": (named.removeprefix("the "),)}
    if item is not None:
        picked = (
            f"{item.expression}.iloc[{position}]" if library_of(item) == "pandas" else f"{item.expression}[{position}]"
        )
        later = item if goes_by.cell in findings.ancestors.get(item.cell, ()) else goes_by
        text = item.live is not None and item.live.type in ("list", "tuple") and not item.live.numbers
        kind = SymbolKind.PARAMETER if text else SymbolKind.METRIC
        return later.model_copy(update={**update, "expression": picked, "kind": kind})
    counted = {lemma(word) for word in words(asked.at)} - {"the", "boost", "training"}
    if not counted <= _PASSES:
        return None
    return goes_by.model_copy(update={**update, "expression": f"int({position})", "live": None})


def _item(asked: Optimum, goes_by: Symbol, phrase: Phrase, findings: Findings) -> Symbol | None:
    """What is called as asked and lies beside the value; of a table also the column that says when."""
    beside = [one for one in _aligned(goes_by, findings) if one.expression != goes_by.expression]
    said = tokens(asked.at)
    if not any(set(token) & MEASURES for token in said):
        beside = [one for one in beside if not is_rising(one.words) and not is_falling(one.words)]
    whens = [one for one in beside if one.origin == "column" and one.words and words(one.words[0])[-1:] in _TIMES]
    beside = [one for one in beside if any(_all_said(name, said) for name in one.words[:3])]
    text = COUNT_OF.sub(" ", asked.at)
    found = operand(text, phrase, findings, fits=lambda one: one in beside, within=beside) if beside else None
    if found is not None or not {lemma(word) for word in words(asked.at)} <= _WHENS | {"the"}:
        return found
    return whens[0] if len(whens) == 1 else None


def _all_said(name: str, said: Sequence[Token]) -> bool:
    """Whether a name says nothing that is not asked for: the lengths of the legs are no legs."""
    heavy = [token for token in tokens(name) if not token.light] or list(tokens(name))
    return bool(heavy) and all(any(similarity(one, other) >= ACCEPT for other in said) for one in heavy)


def _aligned(goes_by: Symbol, findings: Findings) -> list[Symbol]:
    """What has an item for each item of the value: columns of its table, else what is just as long."""
    length = goes_by.live.length if goes_by.live is not None else None
    settings = [
        symbol.model_copy(update={"kind": SymbolKind.SERIES})
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.PARAMETER and symbol.live is not None and symbol.live.string is None
    ]
    long = [one for one in (*holders(findings), *settings) if one.live is not None and one.live.length == length]
    if goes_by.origin == "column":
        return [one for one in long if one.origin == "column" and one.owner == goes_by.owner]
    return [one for one in long if one.origin != "column"]


def _end(how: str, what: str) -> str:
    """`max` or `min`; empty where nothing says which of the two is best."""
    if how not in ("best", "worst"):
        return "max" if how in _HIGH else "min"
    rising, falling = is_rising([what]), is_falling([what])
    if rising == falling:
        return ""
    return "max" if rising == (how == "best") else "min"
