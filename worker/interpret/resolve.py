"""From a phrase to the symbols it names, or to the question that it raises."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret import picture_words, value_words
from worker.interpret.account import DECISIVE, draws_learning, left_over, says_what_lies_between, told
from worker.interpret.contrast import apart_from_estimates
from worker.interpret.controls import among_controls, chosen_alone, controls, says
from worker.interpret.extremes import extreme_in_front, extreme_in_words, passes_over
from worker.interpret.families import siblings
from worker.interpret.histories import history_of, reduced, swept_of
from worker.interpret.kinds import distinct, of_kind
from worker.interpret.lanes import of_an_array_and_others
from worker.interpret.language import Token, coverage, lemma, tokens, words
from worker.interpret.lexicon import MEASURES, SAMPLES, SPLITS, STOP
from worker.interpret.match import ACCEPT, TOLD
from worker.interpret.one_of_several import the_one
from worker.interpret.phrases import Phrase, Want
from worker.interpret.pictures import described, only_one
from worker.interpret.ranking import Hit, rank
from worker.interpret.resolved import Resolved, nearest, noted, taken, taken_all
from worker.interpret.settings import asks_settings, settings_of
from worker.interpret.several import all_named, as_many_as_counted, each_reduced, ranked, several_settings
from worker.interpret.spelling import bare_name, squeezed_alike

_WHOLE = 0.99
_HALF = 0.5
"""shares of a phrase's words"""
_FIGURE_NAMES = frozenset({"fig", "figure", "plot", "chart", "ax", "axes", "df", "table", "frame"})
_OF_HISTORY = frozenset({"mean", "minimum", "maximum", "best"})
"""statistics that can be taken of a history"""


def resolve(phrase: Phrase, findings: Findings) -> Resolved:
    """The symbols that a phrase names; a choice that leaves a word of the phrase unexplained is no answer."""
    if phrase.other:
        return _by_either_name(phrase, findings)
    if any(symbol.origin in ("pair", "score") for symbol in findings.symbols):  # for `scores.standard_score` alone
        own = tuple(symbol for symbol in findings.symbols if symbol.origin not in ("pair", "score"))
        findings = findings.model_copy(update={"symbols": own})
    findings = _seen_first(phrase, findings)
    if (moved := controls(phrase, findings)) is not None:
        return moved
    if (among := among_controls(phrase, findings)) is not None and (chosen := resolve(*among)).hits:
        return chosen
    if (apart := apart_from_estimates(phrase, findings)) is not None and (exactly := resolve(*apart)).hits:
        return exactly
    if phrase.generic and not phrase.exact:
        named = _labelled(phrase.text, findings) if " " in phrase.text else None
        return of_kind(phrase, findings) if named is None else Resolved(hits=(named,))
    if phrase.exact and (inside := _inside(phrase.exact, findings)):
        return Resolved(hits=inside)
    if phrase.want is Want.SERIES and phrase.whole and (labelled := _labelled(phrase.whole, findings)):
        return Resolved(hits=(labelled,), note=taken(replace(phrase, text=phrase.whole), labelled))
    noun = picture_words.FIGURE.search(phrase.text) or picture_words.TABLE.search(
        phrase.text
    )  # `plot width` is no plot
    drawn = phrase.want in (Want.FIGURE, Want.TABLE) and noun is not None and not phrase.exact
    if drawn and (labelled := _labelled(phrase.text, findings)) and not _shown_as(phrase.text, findings):
        return Resolved(hits=(labelled,), note=taken(phrase, labelled))
    phrase = extreme_in_front(phrase)
    found = _found(phrase, findings)
    if (found.problem or passes_over(phrase, found.hits)) and (worded := extreme_in_words(phrase)) is not None:
        again = resolve(worded, findings)
        return found if again.problem else again
    return _by_label(phrase, found, findings)


def _found(phrase: Phrase, findings: Findings) -> Resolved:
    """What fits and is explained; of `the selected solver` only what is called a solver, and no optimum."""
    if settings := distinct(settings_of(phrase, findings)):
        return Resolved(hits=tuple(settings), note=taken_all(phrase, settings))
    found = _explained(phrase, as_many_as_counted(phrase, _resolve(phrase, findings), findings), findings)
    if asks_settings(phrase) and any(symbol.kind is SymbolKind.SERIES for symbol in found.hits):
        return Resolved(candidates=found.candidates, problem="none")  # a history is no setting, whatever it is called
    plain = chosen_alone(phrase)
    return found if plain is None or says(plain.text, found.hits) else resolve(plain, findings)


def _by_label(phrase: Phrase, found: Resolved, findings: Findings) -> Resolved:
    """What is called just so, where a phrase of small words named nothing: `the chart type`."""
    values = phrase.want in (Want.ANY, Want.METRIC, Want.PARAMETER) and found.problem == "none"
    named = _labelled(phrase.text, findings) if values and " " in phrase.text else None
    return found if named is None else Resolved(hits=(named,))


def _by_acronym(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a symbol is called by the initials of the phrase: `fp` for `false positives`."""
    short = bare_name(symbol.words[0]).lower() if symbol.words else ""
    said = [word for word in words(phrase.text) if word not in ("the", "a", "an")]
    return len(short) > 1 and "".join(word[0] for word in said) == short


def _explained(phrase: Phrase, found: Resolved, findings: Findings) -> Resolved:
    """What was found, as far as it accounts for every word; else a picture, an area, one number of a history."""
    if found.problem == "none" and (area := value_words.AREA_UNDER.match(phrase.text)):
        return resolve(replace(phrase, text="area", context=f"{phrase.context} {area.group('line')}"), findings)
    if found.problem and not phrase.group and not phrase.plural and (picture := _picture(phrase, found, findings)):
        return Resolved(hits=(picture,), note=taken(phrase, picture))
    if found.problem == "several":
        return _fully_named(phrase, found, findings)
    left = {symbol.expression: left_over(phrase, symbol, findings) for symbol in found.hits}
    whole = tuple(symbol for symbol in found.hits if not left[symbol.expression])
    if whole and phrase.group:
        # `physics loss components`: one part may say less than the phrase, but no part another statistic or split.
        whole = tuple(symbol for symbol in found.hits if not set(left[symbol.expression]) & DECISIVE)
    if len(whole) == len(found.hits):
        return found
    if whole:
        return replace(found, hits=whole)
    least = min(left.values(), key=len)
    setting = phrase.want is Want.PARAMETER
    history = (swept_of if setting else history_of)(phrase, findings)
    measured = any(set(token) & MEASURES for token in tokens(phrase.text))
    spoken = "best" not in least or measured  # nobody knows which leg is the best
    reducible = setting or (set(least) <= _OF_HISTORY and spoken and phrase.want is not Want.SERIES)
    if history and not phrase.group and reducible:
        number = reduced(history, phrase)
        return Resolved(hits=(number,), note=taken(phrase, number))
    return _unexplained(found.hits, least)


def _labelled(text: str, findings: Findings) -> Symbol | None:
    """The one number that is called all of a text: `Sample size per trial` is no history, where a slider says so."""
    said = [lemma(word) for word in words(text) if word not in ("the", "a", "an")]
    numbers = (SymbolKind.PARAMETER, SymbolKind.METRIC)
    found = [
        symbol
        for symbol in findings.symbols
        if symbol.kind in numbers and any([lemma(word) for word in words(name)] == said for name in symbol.words[:3])
    ]
    return found[0] if len(distinct(found)) == 1 else None


def _shown_as(text: str, findings: Findings) -> bool:
    """Whether a picture or a table is called all of a text."""
    said = [lemma(word) for word in words(text) if word not in STOP]
    shown = (symbol for symbol in findings.symbols if symbol.kind in (SymbolKind.FIGURE, SymbolKind.TABLE))
    return any([lemma(w) for w in words(name) if w not in STOP] == said for one in shown for name in one.words[:3])


def _picture(phrase: Phrase, found: Resolved, findings: Findings) -> Symbol | None:
    """The picture or table that the phrase describes best, or the only picture there is."""
    if phrase.want not in (Want.FIGURE, Want.TABLE, Want.ARTIFACT):
        return None
    named = [hit for hit in found.candidates if squeezed_alike(phrase.text, hit.symbol.words[0])]
    exact = [hit.symbol for hit in found.candidates if _called_exactly(phrase, hit.symbol)]
    if len(exact) == 1 or len(named) == 1:
        return exact[0] if len(exact) == 1 else named[0].symbol
    return described(phrase, findings) or only_one(phrase, findings)


def _called_exactly(phrase: Phrase, symbol: Symbol) -> bool:
    """`kernel comparison` for `kernel_comparison_fig`, and not for `kernel_comparison_data_fig`."""
    said = [lemma(word) for word in words(phrase.text) if word not in STOP]
    return said == [lemma(word) for word in words(symbol.words[0]) if word not in _FIGURE_NAMES | STOP]


def _by_either_name(phrase: Phrase, findings: Findings) -> Resolved:
    """`gamma (the discount factor)`: what fits both names, else what fits one of them."""
    plain = replace(phrase, other="")
    other = replace(plain, text=phrase.other, generic=False)
    together = replace(other, text=f"{phrase.text} {phrase.other}")
    found = [resolve(one, findings) for one in (together, plain, other)]
    return next((one for one in found if not one.problem), found[0])


def _fully_named(phrase: Phrase, found: Resolved, findings: Findings) -> Resolved:
    """Of several candidates those that account for every word; where none does, that is the question."""
    left = [left_over(phrase, hit.symbol, findings) for hit in found.candidates]
    whole = tuple(hit for hit, words_left in zip(found.candidates, left, strict=True) if not words_left)
    if len(whole) == 1:
        return Resolved(hits=(whole[0].symbol,), note=taken(phrase, whole[0].symbol))
    if whole:
        return replace(found, candidates=whole)
    return _unexplained([hit.symbol for hit in found.candidates], min(left, key=len))


def _unexplained(symbols: Sequence[Symbol], words_left: Sequence[str]) -> Resolved:
    return nearest(symbols, problem="left", left=", ".join(words_left))


def _resolve(phrase: Phrase, findings: Findings) -> Resolved:
    hits = ranked(phrase, findings)
    if not phrase.exact and not phrase.context and _only_splits(phrase):
        return Resolved(candidates=tuple(hits[:6]), problem="none")
    good = [hit for hit in hits if hit.score >= ACCEPT]
    if good:
        near = (hit for hit in hits if hit.score >= ACCEPT - 0.1)
        good = [hit for hit in near if not left_over(phrase, hit.symbol, findings)] or good
    if phrase.each and good and (alike := siblings(good[0].symbol, phrase.text, findings)):
        return Resolved(hits=alike, note=taken_all(phrase, alike))
    if phrase.group and hits and hits[0].score >= 0.45:
        return Resolved(hits=all_named(phrase, hits))
    if not good:
        values = phrase.want in (Want.ANY, Want.METRIC, Want.PARAMETER, Want.SERIES)
        likely = [hit for hit in hits if hit.score >= TOLD]
        likely = [hit for hit in likely if hit.covered >= _HALF or says_what_lies_between(phrase, hit.symbol)]
        good = [hit for hit in likely if values and told(phrase, hit.symbol, findings)]
        good = good or ([*_alone(phrase, hits, findings)] if values else [])
        if not good:
            letter = _by_letter(phrase, findings)
            return Resolved(hits=(letter,), note=taken(phrase, letter)) if letter else _nearly(phrase, findings, hits)
    if phrase.plural and _by_acronym(phrase, good[0].symbol):
        return Resolved(hits=(good[0].symbol,))
    if phrase.plural and not phrase.exact and good[0].symbol.kind is not SymbolKind.PARAMETER:
        named = all_named(phrase, good)
        if phrase.want is not Want.SERIES and of_an_array_and_others(named):
            return Resolved(candidates=tuple(hit for hit in good if hit.symbol in named), problem="several")
        return Resolved(hits=each_reduced(phrase, named))
    if phrase.plural and (alike := several_settings(good)):
        return Resolved(hits=alike, note=taken_all(phrase, alike))
    return the_one(phrase, good, findings)


def _seen_first(phrase: Phrase, findings: Findings) -> Findings:
    """Records that nobody has seen as a table are meant only where no table is called so."""
    records = [symbol for symbol in findings.symbols if symbol.origin == "record"]
    tables = [symbol for symbol in findings.symbols if symbol.kind is SymbolKind.TABLE and symbol not in records]
    if not records or phrase.want not in (Want.TABLE, Want.ARTIFACT):
        return findings
    called = any(hit.score >= ACCEPT for hit in rank(phrase, findings, within=tables))
    others = tuple(symbol for symbol in findings.symbols if symbol not in records)
    return findings.model_copy(update={"symbols": others}) if called else findings


def _alone(phrase: Phrase, hits: Sequence[Hit], findings: Findings) -> Sequence[Hit]:
    """The one candidate whose names cover several words and all of them, where no other covers half."""
    several = sum(not token.light for token in tokens(phrase.text)) > 1
    first = [hit for hit in hits if hit.covered >= _WHOLE]
    others = any(hit.covered > _HALF for hit in hits if hit not in first)
    clear = several and len(first) == 1 and not others and first[0].score >= TOLD
    return first if clear and not left_over(phrase, first[0].symbol, findings) else ()


_SIDE_OF = re.compile(r"\b(?:rows|columns)\s+(?:of|in)\s+`?(?P<name>[^\W\d]\w*)`?$", re.IGNORECASE)
"""`the number of rows of A`: that array's own, and no other count"""


def _by_letter(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The notebook's only `n` or `size`, where a phrase counts observations or what the cell of that `n` speaks of."""
    owned = _SIDE_OF.search(phrase.text)
    if phrase.want not in (Want.ANY, Want.PARAMETER) or (owned and owned.group("name") in findings.names):
        return None
    if (side := _SIDE.fullmatch(phrase.text.strip())) and (sizes := _sides(side.group("side"), findings)):
        return _letter_of_side(sizes, findings)
    meant = tokens(phrase.text)
    sample = any(set(token) & SAMPLES for token in meant)
    called = ("n", "N", "size") if sample else ("n", "N")
    named = [s for s in findings.symbols if s.words and s.words[0] in called and s.scope is Scope.NOTEBOOK]
    values = {symbol.live.number if symbol.live is not None else None for symbol in named}
    if not named or len(values) != 1 or None in values or not (sample or value_words.COUNT_OF.search(phrase.text)):
        return None
    spoken = tokens(findings.texts.get(named[0].cell, ""))
    heavy = [token for token in meant if not token.light and not set(token) & SAMPLES]
    others = (
        one for one in findings.symbols if one not in named and (one.live is None or one.live.length not in values)
    )
    if any(_says_only(heavy, symbol) for symbol in others):
        return None  # another number is called so, or a history that has not just as many items
    return named[0] if all(coverage([token], spoken) >= 0.9 for token in heavy) and (sample or heavy) else None


_SIDE = re.compile(r"(?:the\s+)?number\s+of\s+(?P<side>row|column)s", re.IGNORECASE)


def _sides(side: str, findings: Findings) -> set[int]:
    """How many rows or columns the notebook's matrices have; empty where it has none."""
    shapes = [one.live.shape or () for one in findings.data if one.live is not None and not one.live.columns]
    return {shape[side.lower() == "column"] for shape in shapes if len(shape) == _PLANE}


def _letter_of_side(sizes: set[int], findings: Findings) -> Symbol | None:
    """The one letter that is as many as all matrices have rows (or columns): `m` of `randn(m, n)`."""
    letters = [s for s in findings.symbols if s.words and len(s.words[0]) == 1 and s.scope is Scope.NOTEBOOK]
    fitting = [s for s in letters if s.kind is SymbolKind.PARAMETER and s.live is not None and s.live.number in sizes]
    return fitting[0] if len(sizes) == 1 and len({symbol.expression for symbol in fitting}) == 1 else None


_PLANE = 2


def _says_only(heavy: Sequence[Token], symbol: Symbol) -> bool:
    """Whether a number or a history is called by these meanings and no others: `infected`, not `mass of a bead`."""
    counts = symbol.kind is SymbolKind.SERIES or (symbol.live is not None and symbol.live.number is not None)
    named = symbol.words[:3] if counts else ()
    owns = ([token for token in tokens(name) if not token.light] for name in named)
    return any(own and all(coverage([token], heavy) >= 0.9 for token in own) for own in owns)


def _only_splits(phrase: Phrase) -> bool:
    """`the training`: says on which data something was measured, and not what."""
    wanted = tokens(phrase.text)
    return bool(wanted) and all(set(token) <= SPLITS for token in wanted)


def _inside(name: str, findings: Findings) -> tuple[Symbol, ...]:
    """The entries or attributes of a configuration or a dict that the phrase names as a whole."""
    if any(symbol.expression.removesuffix(".value") == name for symbol in findings.symbols):
        return ()
    kinds = (SymbolKind.PARAMETER, SymbolKind.METRIC)
    return tuple(
        s
        for s in findings.symbols
        if s.owner == name and s.kind in kinds and s.origin in ("literal", "entry", "config", "ui")
    )


_TEXT = re.compile(
    r"\b(?:reports?|transcripts?|texts?|descriptions?|markdown|conclusions?|summar(?:y|ies))\b", re.IGNORECASE
)


def _nearly(phrase: Phrase, findings: Findings, hits: list[Hit]) -> Resolved:
    """A last value out of a history; an unmistakable figure; else a question."""
    if phrase.want in (Want.ANY, Want.METRIC) and (history := history_of(phrase, findings)):
        return Resolved(hits=(reduced(history, phrase),))
    if phrase.want is Want.PARAMETER and (swept := swept_of(phrase, findings)):
        number = reduced(swept, phrase)
        return Resolved(hits=(number,), note=taken(phrase, number))
    if phrase.want in (Want.FIGURE, Want.ARTIFACT):
        curves = [symbol for symbol in findings.symbols if draws_learning(phrase.text, symbol)]
        if len(curves) == 1:
            return Resolved(hits=(curves[0],), note=taken(phrase, curves[0]))
        figures = [symbol for symbol in findings.symbols if symbol.kind is SymbolKind.FIGURE]
        unnamed = not [token for token in tokens(phrase.text) if not token.light]
        if len(figures) == 1 and (unnamed or hits) and not (hits and hits[0].symbol.kind is not SymbolKind.FIGURE):
            return Resolved(
                hits=(figures[0],),
                note=f"“{phrase.text}” is taken to be the notebook's only figure (cell {figures[0].cell})",
            )
    if phrase.want is Want.TABLE and not _TEXT.search(phrase.text):
        hits = [hit for hit in hits if hit.symbol.kind is SymbolKind.TABLE]  # a report that speaks of it is no table
    if phrase.want is Want.TABLE and hits:
        tables = [symbol for symbol in findings.symbols if symbol.kind is SymbolKind.TABLE]
        shown = [symbol for symbol in tables if symbol.from_site] or tables
        if len(shown) == 1 or len(hits) == 1:
            return Resolved(hits=(hits[0].symbol,), note=noted(phrase, hits[0]))
    clear = (
        hits
        and hits[0].score >= ACCEPT - 0.12
        and hits[0].covered >= 0.6
        and (len(hits) == 1 or hits[1].score < hits[0].score - 0.15)
    )
    if clear:
        return Resolved(hits=(hits[0].symbol,), note=noted(phrase, hits[0]))
    return Resolved(candidates=tuple(hits[:6]), problem="none")
