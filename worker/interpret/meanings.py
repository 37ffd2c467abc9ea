"""What a phrase names: by itself, beside the line's other phrases, as a picture, or as something computed."""

import re
from collections.abc import Mapping
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret import value_words
from worker.interpret.account import without_statistics
from worker.interpret.arithmetic import made_of_two
from worker.interpret.components import item_of
from worker.interpret.contrast import other_of_two
from worker.interpret.counts import of_split
from worker.interpret.derived import computed_note, counted_instead, derived, of_a_name
from worker.interpret.entries import entries_of
from worker.interpret.excerpts import excerpt
from worker.interpret.functions import function_of
from worker.interpret.grouped import counts_no_kinds, grouped, of_mixed_kinds
from worker.interpret.intervals import both_ends
from worker.interpret.labelled import by_name
from worker.interpret.lanes import all_lanes
from worker.interpret.language import coverage, similarity, tokens, words
from worker.interpret.lexicon import MEASURES
from worker.interpret.match import ACCEPT, surroundings
from worker.interpret.model_sort import sort_of_model
from worker.interpret.models import is_model
from worker.interpret.optimum import Optimum, at_optimum, optimum, there
from worker.interpret.per_row import column_per_row
from worker.interpret.phrases import Phrase, Want
from worker.interpret.resolve import resolve
from worker.interpret.resolved import Resolved, nearest, taken, taken_all
from worker.interpret.scores import standard_score
from worker.interpret.table_sizes import missing_in, shape_of, table_size

_PICTURED = re.compile(
    r"\b(?:matrix|curves?|maps?|boundar(?:y|ies)|histograms?|distributions?|surfaces?|spectrum|spectra|dendrogram|trees?|"
    r"landscapes?|trajector(?:y|ies)|paths?|scatter|heatmap|comparison|overview|panels?)\b",
    re.IGNORECASE,
)
"""what one looks at"""
_NUMBERS = re.compile(
    r"\b(?:(?:eigen|singular )?values?|coefficients?|weights|probabilit(?:y|ies)|rates?|norms?|amounts?|sizes?|"
    r"lengths?|times?|prices?|costs?|parameters?|degrees?)(?:\s+of\s.*)?$",
    re.IGNORECASE,
)
"""what is numbers, however it is drawn"""
_TEXT = re.compile(r"\b(?:reports?|transcripts?|texts?|descriptions?|markdown|conclusions?)$", re.IGNORECASE)
_WHOLE = re.compile(rf"\b(?:data(?:\s?set)?s?|records)$|{_TEXT.pattern}", re.IGNORECASE)
"""nouns of what is kept as a whole: data, and texts"""
_LINKS = frozenset({"the", "a", "an", "and", "of", "its", "their", "each", "for", "in", "as", "also", "that"})


class Meanings:
    """Finds what a phrase names, given what its line has named already."""

    def __init__(self, *, findings: Findings, named: Mapping[int, Mapping[Phrase, Symbol]]) -> None:
        self._findings = findings
        self._named = named
        """what each requirement has named so far, by its number"""
        self._optima: dict[int, tuple[Optimum, Resolved]] = {}

    def of(self, phrase: Phrase, findings: Findings, number: int) -> Resolved:
        """What a phrase names by itself, beside the line's other phrases, as a picture, or as a standard score."""
        if (made := _plainly_made(phrase, findings)) is not None:
            return made
        if (placed := self._at_optimum(phrase, findings, number)) is not None:
            return placed
        resolved = self._once(phrase, resolve(phrase, findings), number)
        if resolved.hits and all(symbol.origin == "size" for symbol in resolved.hits):
            resolved = _kept_whole(phrase, findings) or resolved  # `the filtered data` is more than how many there are
        if of_mixed_kinds(phrase, resolved.hits, findings) or counts_no_kinds(phrase, resolved.hits):
            return nearest(resolved.hits, problem="none")
        if counted := counted_instead(phrase, resolved.hits, findings):
            return Resolved(hits=(counted,), note=computed_note(phrase, counted))
        if len(lanes := all_lanes(phrase, resolved.hits, findings)) > 1:
            return Resolved(hits=lanes, note=taken_all(phrase, lanes))
        if (item := item_of(phrase, resolved, findings)) is not resolved:
            return item
        if phrase.each and (looped := self._in_loop(phrase, findings)):
            return looped
        if phrase.context and _is_of_last_pass(phrase, resolved, findings):
            looped = self._in_loop(replace(phrase, each=phrase.context), findings)
            return looped or nearest(resolved.hits, problem="left", left=f"each {phrase.context}")
        return self._instead(phrase, resolved, findings, number) if resolved.problem else resolved

    def _instead(self, phrase: Phrase, resolved: Resolved, findings: Findings, number: int) -> Resolved:
        """What a phrase that names nothing by itself means: of two values, beside another phrase, or computed."""
        if (made := self._of_two(phrase, findings, number)) is not None:
            return Resolved(hits=(made,), note=computed_note(phrase, made))
        if ends := both_ends(phrase, self.one_value):
            return Resolved(hits=ends, note=f"“{phrase.text}” is kept as its two ends")
        if (sort := sort_of_model(phrase, findings)) is not None:
            return Resolved(hits=(sort,), note=taken(phrase, sort))
        if other := other_of_two(phrase, beside=self._named.get(number, {}), findings=findings):
            return Resolved(hits=(other,), note=f"“{phrase.text}” is taken to be `{other.expression}`")
        if resolved.problem in ("none", "left") and (score := standard_score(phrase, findings)) is not None:
            return replace(score, note=computed_note(phrase, score.hits[0])) if score.hits else score
        if resolved.problem in ("none", "left") and (made := derived(phrase, findings)) is not None:
            return Resolved(hits=(made,), note=computed_note(phrase, made))
        if resolved.problem == "none" and phrase.want in (Want.ANY, Want.SERIES) and not phrase.loop:
            resolved = _kept_whole(phrase, findings) or _drawn(phrase, findings) or resolved
        elif resolved.problem in ("left", "several"):
            resolved = _kept_whole(phrase, findings) or resolved
        return resolved

    def _at_optimum(self, phrase: Phrase, findings: Findings, number: int) -> Resolved | None:
        """Where another value is best, and what the line says of that place afterwards: `the loss there`."""
        if (asked := optimum(phrase)) is not None:
            self._optima[number] = asked, at_optimum(asked, phrase, findings)
            return self._optima[number][1]
        known = self._optima.get(number)
        if known is None:
            return None
        if tokens(phrase.text) == tokens(known[0].at):
            return known[1]
        value = there(phrase, known[0], findings)
        if isinstance(value, Optimum):
            return at_optimum(value, phrase, findings)
        return self.of(value, findings, -1) if value is not None else None

    def _of_two(self, phrase: Phrase, findings: Findings, number: int) -> Symbol | None:
        """The difference or ratio of two values that the phrase names; a noun may stand in the phrase before it."""
        before = list(self._named.get(number, {}))[-1:]
        noun = without_statistics(before[0].text) if before else ""
        return made_of_two(phrase, self.one_value, findings, noun=noun)

    def one_value(self, phrase: Phrase) -> Symbol | None:
        """The one value that a phrase names by itself."""
        found = self.of(phrase, self._findings, -1)
        return found.hits[0] if len(found.hits) == 1 and not found.problem else None

    def _in_loop(self, phrase: Phrase, findings: Findings) -> Resolved | None:
        """`for each depth log the score`: one value per iteration of the loop over depths that sets it."""
        found = resolve(replace(phrase, want=Want.SERIES, group=False, each=""), findings)
        loops = [symbol for symbol in found.hits if symbol.scope is Scope.LOOP]
        counted = tokens(phrase.each)
        over = [
            s for s in loops if any(similarity(one, other) >= ACCEPT for one in counted for other in tokens(s.owner))
        ]
        return Resolved(hits=tuple(over), note=found.note) if len(over) == len(found.hits) == 1 else None

    def _once(self, phrase: Phrase, resolved: Resolved, number: int) -> Resolved:
        """No answer where the line takes it for other words already: the errors of A and of B are two numbers."""
        said = set(words(f"{phrase.text} {phrase.context}")) - _LINKS
        for known, symbol in self._named.get(number, {}).items():
            more = said - set(words(f"{known.text} {known.context}"))
            result = symbol.kind in (SymbolKind.METRIC, SymbolKind.SERIES)
            apart = result or (known.text == phrase.text and known.context != phrase.context)
            if resolved.hits == (symbol,) and apart and more:
                return nearest([symbol], problem="left", left=", ".join(sorted(more)))
        return resolved


def _is_of_last_pass(phrase: Phrase, resolved: Resolved, findings: Findings) -> bool:
    """Whether the one number taken for `the error of every frost` is only what the last pass of a loop has left."""
    one = resolved.hits[0] if len(resolved.hits) == 1 and not resolved.problem else None
    if one is None or not phrase.group or one.kind is not SymbolKind.METRIC or one.scope is not Scope.NOTEBOOK:
        return False
    place = (one.expression, one.cell)
    return any(s.scope is Scope.LOOP and (s.expression, s.cell) == place for s in findings.symbols)


def _plainly_made(phrase: Phrase, findings: Findings) -> Resolved | None:
    """What a phrase asks to be made of one thing in so many words, whatever else is called alike."""
    if (named := of_a_name(phrase, findings) or excerpt(phrase, findings)) is not None:
        return Resolved(hits=(named,), note=computed_note(phrase, named))
    if (labelled := by_name(phrase, findings)) is not None:
        return Resolved(hits=(labelled,), note=f"“{phrase.text}” is computed as `{labelled.expression}`")
    if (column := column_per_row(phrase, findings)) is not None:
        return Resolved(hits=(column,), note=taken(phrase, column))
    if entries := entries_of(phrase, findings):
        return Resolved(hits=entries)
    sized = table_size(phrase, findings) or shape_of(phrase, findings)
    split = of_split(phrase, findings) if sized is None or sized.problem else None
    if split is not None:
        return Resolved(hits=(split,), note=computed_note(phrase, split))
    if sized is not None:
        return sized
    if (kinds := grouped(phrase, findings) or missing_in(phrase, findings)) is not None:
        return Resolved(hits=(kinds,), note=f"“{phrase.text}” is computed as `{kinds.expression}`")
    made = function_of(phrase, findings)
    return None if made is None else Resolved(hits=(made,), note=computed_note(phrase, made))


def _kept_whole(phrase: Phrase, findings: Findings) -> Resolved | None:
    """`the filtered dataset` names a table, `the generated report` a text, though no kind is said."""
    if phrase.final or phrase.want is not Want.ANY or not _WHOLE.search(phrase.text):
        return None
    kept = resolve(replace(phrase, want=Want.TABLE), findings)
    text = bool(_TEXT.search(phrase.text))
    fits = all((symbol.origin == "text") == text for symbol in kept.hits)
    return kept if kept.hits and fits else None


def _drawn(phrase: Phrase, findings: Findings) -> Resolved | None:
    """`the confusion matrix` names a picture as well as a number, `the ROC curve` as well as a history."""
    if phrase.final or value_words.COUNT_OF.search(phrase.text) or is_model(phrase.text):
        return None
    said = tokens(phrase.text)
    if phrase.want is Want.ANY and said and (set(said[-1]) & MEASURES or _NUMBERS.search(phrase.text)):
        return None  # an axis may be called `accuracy`; a picture is not
    wanted = tokens(f"{phrase.text} {phrase.context}")
    drawn = resolve(replace(phrase, want=Want.ARTIFACT), findings)
    clear = all(coverage(wanted, surroundings(symbol)) >= 0.9 for symbol in drawn.hits)
    if phrase.want is Want.ANY and not _PICTURED.search(phrase.text):  # the label of an axis alone names no picture
        clear = clear and all(coverage(said, tokens(" ".join(symbol.words[:2]))) >= 0.9 for symbol in drawn.hits)
    return drawn if drawn.hits and clear else None
