"""Controls that a phrase names by what they are: `both checkboxes`, `the values of all three sliders`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Symbol
from worker.interpret import value_words
from worker.interpret.language import coverage, similarity, tokens
from worker.interpret.match import surroundings
from worker.interpret.phrases import Phrase, Want
from worker.interpret.resolved import Resolved

_KINDS = {
    "slider": ("slider", "range_slider"),
    "checkbox": ("checkbox", "switch"),
    "check box": ("checkbox", "switch"),
    "switch": ("switch", "checkbox"),
    "toggle": ("switch", "checkbox"),
    "dropdown": ("dropdown",),
    "drop-down": ("dropdown",),
    "multiselect": ("multiselect",),
    "multi-select": ("multiselect",),
    "radio button": ("radio",),
    "radio group": ("radio",),
    "radio": ("radio",),
    "text field": ("text", "text_area"),
    "text box": ("text", "text_area"),
    "text area": ("text_area",),
    "number field": ("number",),
    "number input": ("number",),
    "date picker": ("date", "date_range"),
}
"""what people call controls, and what marimo calls them"""
_NOUN = rf"(?P<noun>{'|'.join(_KINDS)})(?:e?s)?"
_VALUES = r"(?:\s+(?:values?|settings?|positions?|states?|choices?|selections?))?"
_COUNTS = "|".join(value_words.COUNTS)
_ONLY = re.compile(
    rf"^\W*(?:(?:the|all|each|every|both|our|these|those|of|{_COUNTS}|current(?:ly)?|selected|chosen|values?|settings?|states?|positions?)\s+)*{_NOUN}{_VALUES}\W*$",
    re.IGNORECASE,
)
"""nothing but the controls: `the values of all three sliders`"""
_MANY = re.compile(rf"\b(?:all|each|every|{_COUNTS})\b|(?:boxes|[a-z]s)\W*$", re.IGNORECASE)


_VALUE = re.compile(r"^\W*(?:the\s+)?(?:values?|settings?|states?|positions?|choices?|selections?)\W*$", re.IGNORECASE)
_CHOSEN = re.compile(r"\b(?:selected|chosen|picked|entered)\b", re.IGNORECASE)


def controls(phrase: Phrase, findings: Findings) -> Resolved | None:
    """The values of the controls of the kind that is all that a phrase says; as many as it counts."""
    whole = f"{phrase.text} {phrase.context}" if _VALUE.match(phrase.text) else phrase.text
    found = _ONLY.match(whole) if phrase.want in (Want.ANY, Want.PARAMETER) and not phrase.exact else None
    if found is None:
        return None
    pool = of_kind(found.group("noun"), findings)
    counted = value_words.COUNTED.search(whole)
    if counted and len(pool) != value_words.COUNTS[counted.group(1).lower()]:
        return None
    said = tokens(phrase.context) if whole == phrase.text else ()
    meant = [symbol for symbol in pool if said and coverage(said, surroundings(symbol)) >= _FITS] or pool
    if len(meant) > 1 and not _MANY.search(whole):
        return None
    return Resolved(hits=tuple(meant)) if meant else None


def among_controls(phrase: Phrase, findings: Findings) -> tuple[Phrase, Findings] | None:
    """`the harbour` among the controls alone, where it is `the chosen harbour` or `the harbour dropdown`."""
    called = _CALLED.fullmatch(phrase.text.strip())
    plain = called.group("what") if called else _CHOSEN.sub(" ", phrase.text)
    if plain == phrase.text or not tokens(plain) or phrase.want not in (Want.ANY, Want.PARAMETER) or phrase.exact:
        return None
    kinds = _KINDS[called.group("noun").lower()] if called else ()
    moved = tuple(s for s in findings.symbols if s.origin == "ui" and (not kinds or _kind(s) in (*kinds, "")))
    bare = replace(phrase, text=" ".join(plain.split()), want=Want.PARAMETER, final=False)
    return (bare, findings.model_copy(update={"symbols": moved})) if moved else None


def _kind(symbol: Symbol) -> str:
    """What marimo calls the control; empty where it is one of several in a form."""
    return symbol.live.ui.kind if symbol.live is not None and symbol.live.ui is not None else ""


_CALLED = re.compile(rf"(?P<what>.*\S)\s+{_NOUN}{_VALUES}", re.IGNORECASE)
"""`the harbour dropdown`"""


def chosen_alone(phrase: Phrase) -> Phrase | None:
    """`the solver` for `the selected solver`, where the noun says little: that is no best value of a search."""
    found = _ONE_CHOSEN.fullmatch(phrase.text.strip()) if phrase.want in (Want.ANY, Want.PARAMETER) else None
    little = found is not None and all(token.light for token in tokens(found.group("noun")))
    return replace(phrase, text=f"the {found.group('noun')}", final=False) if found and little else None


def says(text: str, symbols: Sequence[Symbol]) -> bool:
    """Whether every symbol is called something that a text says."""
    said = tokens(text)
    return all(
        any(similarity(one, other) >= _FITS for one in said for other in surroundings(symbol)) for symbol in symbols
    )


_ONE_CHOSEN = re.compile(r"(?:the\s+)?(?:selected|chosen|picked)\s+(?P<noun>\w+)", re.IGNORECASE)
_FITS = 0.6


def of_kind(noun: str, findings: Findings) -> list[Symbol]:
    """The values of all controls of a kind, by what people call it."""
    kinds = _KINDS.get(noun.lower(), ())
    return [s for s in findings.symbols if s.origin == "ui" and s.live and s.live.ui and s.live.ui.kind in kinds]


def control_of(text: str, findings: Findings) -> list[Symbol]:
    """The controls of the kind that a text names, whatever else it says: `what is picked in the dropdown`."""
    found = re.search(rf"\b{_NOUN}\b", text, re.IGNORECASE)
    return of_kind(found.group("noun"), findings) if found else []
