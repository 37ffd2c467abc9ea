"""From a phrase to the symbols it names, or to the question that it raises."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret import wording
from worker.interpret.account import DECISIVE, draws_learning, left_over, says_what_lies_between, told
from worker.interpret.contrast import apart_from_estimates
from worker.interpret.controls import among_controls, controls
from worker.interpret.extremes import extreme_in_front, extreme_in_words, passes_over
from worker.interpret.families import of_one_owner, one_family, siblings
from worker.interpret.histories import beyond, history_of, named_itself, reduced, swept_of
from worker.interpret.kinds import distinct, of_kind
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import MEASURES, SAMPLES, STOP
from worker.interpret.match import ACCEPT, CLOSE, TOLD, surroundings
from worker.interpret.passes import settled
from worker.interpret.phrases import Phrase, Want
from worker.interpret.pictures import described, only_one
from worker.interpret.ranking import Hit, rank
from worker.interpret.resolved import Resolved, nearest
from worker.interpret.rivals import counterparts, equally_likely, likeliest, namesakes
from worker.interpret.sameness import equal_values, same_thing
from worker.interpret.spelling import bare_name, literally, squeezed_alike

_WHOLE = 0.99
_HALF = 0.5
"""shares of a phrase's words"""
_FIGURE_NAMES = frozenset({"fig", "figure", "plot", "chart", "ax", "axes", "df", "table", "frame"})
_OF_HISTORY = frozenset({"mean", "minimum", "maximum", "best"})
"""statistics that can be taken of a history"""
_SPLITS = frozenset({"train", "test", "validation"})


def resolve(phrase: Phrase, findings: Findings) -> Resolved:
    """The symbols that a phrase names; a choice that leaves a word of the phrase unexplained is no answer."""
    if phrase.other:
        return _by_either_name(phrase, findings)
    if any(symbol.origin in ("pair", "score") for symbol in findings.symbols):  # for `scores.standard_score` alone
        own = tuple(symbol for symbol in findings.symbols if symbol.origin not in ("pair", "score"))
        findings = findings.model_copy(update={"symbols": own})
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
        return Resolved(hits=(labelled,), note=_taken(replace(phrase, text=phrase.whole), labelled))
    noun = wording.FIGURE.search(phrase.text) or wording.TABLE.search(phrase.text)  # `plot width` is no plot
    drawn = phrase.want in (Want.FIGURE, Want.TABLE) and noun is not None and not phrase.exact
    if drawn and (labelled := _labelled(phrase.text, findings)) and not _shown_as(phrase.text, findings):
        return Resolved(hits=(labelled,), note=_taken(phrase, labelled))
    phrase = extreme_in_front(phrase)
    found = _explained(phrase, _counted(phrase, _resolve(phrase, findings), findings), findings)
    if (found.problem or passes_over(phrase, found.hits)) and (worded := extreme_in_words(phrase)) is not None:
        again = resolve(worded, findings)
        return found if again.problem else again
    return _by_label(phrase, found, findings)


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
    if found.problem == "none" and (area := wording.AREA_UNDER.match(phrase.text)):
        return resolve(replace(phrase, text="area", context=f"{phrase.context} {area.group('line')}"), findings)
    if found.problem and not phrase.group and not phrase.plural and (picture := _picture(phrase, found, findings)):
        return Resolved(hits=(picture,), note=_taken(phrase, picture))
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
        return Resolved(hits=(number,), note=_taken(phrase, number))
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
        return Resolved(hits=(whole[0].symbol,), note=_taken(phrase, whole[0].symbol))
    if whole:
        return replace(found, candidates=whole)
    return _unexplained([hit.symbol for hit in found.candidates], min(left, key=len))


def _unexplained(symbols: Sequence[Symbol], words_left: Sequence[str]) -> Resolved:
    return nearest(symbols, problem="left", left=", ".join(words_left))


def _resolve(phrase: Phrase, findings: Findings) -> Resolved:
    hits = _ranked(phrase, findings)
    if not phrase.exact and not phrase.context and _only_splits(phrase):
        return Resolved(candidates=tuple(hits[:6]), problem="none")
    good = [hit for hit in hits if hit.score >= ACCEPT]
    if good:
        near = (hit for hit in hits if hit.score >= ACCEPT - 0.1)
        good = [hit for hit in near if not left_over(phrase, hit.symbol, findings)] or good
    if phrase.each and good and (alike := siblings(good[0].symbol, phrase.text, findings)):
        return Resolved(hits=alike, note=_taken_all(phrase, alike))
    if phrase.group and hits and hits[0].score >= 0.45:
        return Resolved(hits=_group(phrase, hits))
    if not good:
        values = phrase.want in (Want.ANY, Want.METRIC, Want.PARAMETER, Want.SERIES)
        likely = [hit for hit in hits if hit.score >= TOLD]
        likely = [hit for hit in likely if hit.covered >= _HALF or says_what_lies_between(phrase, hit.symbol)]
        good = [hit for hit in likely if values and told(phrase, hit.symbol, findings)]
        good = good or ([*_alone(phrase, hits, findings)] if values else [])
        if not good:
            letter = _by_letter(phrase, findings)
            return Resolved(hits=(letter,), note=_taken(phrase, letter)) if letter else _nearly(phrase, findings, hits)
    if phrase.plural and _by_acronym(phrase, good[0].symbol):
        return Resolved(hits=(good[0].symbol,))
    if phrase.plural and not phrase.exact and good[0].symbol.kind is not SymbolKind.PARAMETER:
        return Resolved(hits=_each_reduced(phrase, _group(phrase, good)))
    if phrase.plural and (alike := _several_settings(good)):
        return Resolved(hits=alike, note=_taken_all(phrase, alike))
    return _one(phrase, good, findings)


def _alone(phrase: Phrase, hits: Sequence[Hit], findings: Findings) -> Sequence[Hit]:
    """The one candidate whose names cover several words and all of them, where no other covers half."""
    several = sum(not token.light for token in tokens(phrase.text)) > 1
    first = [hit for hit in hits if hit.covered >= _WHOLE]
    others = any(hit.covered > _HALF for hit in hits if hit not in first)
    clear = several and len(first) == 1 and not others and first[0].score >= TOLD
    return first if clear and not left_over(phrase, first[0].symbol, findings) else ()


def _ranked(phrase: Phrase, findings: Findings) -> list[Hit]:
    """What a phrase may name, best first: `each loss` names no setting of a network that is said to have a loss."""
    hits = rank(phrase, findings)
    measures = [token for token in tokens(phrase.text) if set(token) & MEASURES]
    if not phrase.group or not measures or phrase.want is Want.PARAMETER:
        return hits
    return [
        hit
        for hit in hits
        if hit.symbol.kind is not SymbolKind.PARAMETER
        or any(
            similarity(one, other) >= ACCEPT
            for one in measures
            for word in hit.symbol.words[:1]
            for other in tokens(word)
        )
    ]


def _several_settings(good: Sequence[Hit]) -> tuple[Symbol, ...]:
    """`the learning rates`: the settings that are called so, where there are several; `epochs` is one count."""
    same = [
        hit.symbol
        for hit in good
        if hit.symbol.kind is SymbolKind.PARAMETER
        and hit.symbol.origin == good[0].symbol.origin
        and hit.score >= good[0].score - CLOSE
    ]
    counts = any(symbol.live is None or (symbol.live.number or 1.0).is_integer() for symbol in same)
    return () if counts or len({symbol.expression for symbol in same}) < 2 else tuple(same)


def _each_reduced(phrase: Phrase, symbols: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """Where only the end is asked for, one number of each history."""
    lasting = all(s.kind is SymbolKind.SERIES and s.scope is Scope.NOTEBOOK for s in symbols)
    ended = phrase.final and phrase.want in (Want.ANY, Want.METRIC)
    return tuple(reduced(symbol, phrase) for symbol in symbols) if lasting and ended else symbols


def how_many(phrase: Phrase) -> int:
    """How many things the phrase counts (`each of the three forests`, `both errors`); 0 when it does not say."""
    said_of = wording.PANELS.sub(" ", f"{phrase.text} {phrase.context} ")  # three panels are one picture
    counted = wording.COUNTED.search(said_of) if phrase.group else None
    counted = counted or (wording.COUNTED.match(phrase.context) if phrase.plural else None)
    said = phrase.text.lower().removeprefix("the ")
    plural = phrase.plural or re.match(r"\w+ \w{2,}s\b", said)
    counted = counted or (wording.COUNTED.match(said) if plural else None)
    return wording.COUNTS[counted.group(1).lower()] if counted else 0


def _entries_of(phrase: Phrase, found: Resolved) -> tuple[Symbol, ...]:
    """All entries of the one mapping that a plural names: `the odds` for those of `odds["a"]`, `odds["b"]`."""
    entries = tuple(hit.symbol for hit in found.candidates)
    owners = {(symbol.owner, symbol.cell) for symbol in entries if symbol.origin == "entry"}
    called = [words(symbol.expression.partition("[")[0]) for symbol in entries]
    said = [word for word in words(phrase.text) if word not in STOP]
    plural = bool(said) and said[-1].endswith("s")
    whole = plural and len(owners) == 1 and all(symbol.origin == "entry" for symbol in entries)
    return entries if whole and all(own[-len(said) :] == said for own in called) else ()


def _counted(phrase: Phrase, found: Resolved, findings: Findings) -> Resolved:
    """The entries of one mapping, or the columns of one array, where there are just as many as the phrase counts."""
    wanted = how_many(phrase)
    if found.problem == "several" and (whole := _entries_of(phrase, found)):
        return Resolved(hits=whole, note=_taken_all(phrase, whole))
    if wanted and found.problem == "several" and len(found.candidates) == wanted:
        alike = tuple(hit.symbol for hit in found.candidates)
        return Resolved(hits=alike, note=_taken_all(phrase, alike))
    if wanted and len(found.hits) > wanted:
        called = tuple(s for s in found.hits if s.words and tokens(s.words[0]) == tokens(phrase.text))
        if len(called) == wanted:
            return replace(found, hits=called)
        numbered = tuple(symbol for symbol in found.hits if re.search(r"[^\W\d]_?\d+$", symbol.expression))
        if len(numbered) == wanted:
            return replace(found, hits=numbered)
        family = one_family(found.hits, wanted, findings)
        return Resolved(hits=family, note=_taken_all(phrase, family)) if family else found
    if not wanted or len(found.hits) == wanted:
        return found
    several = one_family(found.hits, wanted, findings) or _controls(phrase, wanted, findings)
    several = several or _items(phrase, wanted, findings) or of_one_owner(found.hits, wanted, findings)
    several = several or _just_as_many(wanted, _ranked(phrase, findings))
    return Resolved(hits=several, note=_taken_all(phrase, several)) if several else found


def _controls(phrase: Phrase, wanted: int, findings: Findings) -> tuple[Symbol, ...]:
    """The elements that a person moves, where just as many of them are called what the phrase counts."""
    if phrase.want not in (Want.ANY, Want.PARAMETER):
        return ()
    moved = [hit for hit in _ranked(phrase, findings) if hit.symbol.origin == "ui" and hit.score >= ACCEPT]
    return _just_as_many(wanted, moved[:wanted]) if len(moved) == wanted else ()


def _items(phrase: Phrase, wanted: int, findings: Findings) -> tuple[Symbol, ...]:
    """Each number of a result that holds just as many as the phrase counts: the three predictions."""
    for hit in _ranked(phrase, findings):
        symbol = hit.symbol
        whole = symbol.kind is SymbolKind.SERIES and symbol.scope in (Scope.NOTEBOOK, Scope.CELL) and symbol.words
        if hit.score < ACCEPT or not whole or symbol.live is None or symbol.live.length != wanted:
            continue
        if phrase.want in (Want.ANY, Want.METRIC) and not left_over(phrase, symbol, findings):
            number = {"kind": SymbolKind.METRIC, "live": None, "origin": "item"}
            return tuple(
                symbol.model_copy(
                    update={
                        **number,
                        "expression": f"{symbol.expression}[{at}]",
                        "words": (f"{symbol.words[0]} {at}", *symbol.words),
                    }
                )
                for at in range(wanted)
            )
    return ()


def _just_as_many(wanted: int, hits: Sequence[Hit]) -> tuple[Symbol, ...]:
    """The equally good symbols of one sort of which there are as many as the phrase counts."""
    for top in hits:
        sort = (top.symbol.kind, top.symbol.origin, top.symbol.cell)
        alike = [hit for hit in hits if (hit.symbol.kind, hit.symbol.origin, hit.symbol.cell) == sort]
        alike = [hit for hit in alike if abs(hit.score - top.score) < CLOSE]
        if len(alike) == wanted:
            return tuple(hit.symbol for hit in alike)
    return ()


def _by_letter(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The notebook's only `n`, where the phrase counts observations or what the cell of that `n` speaks of."""
    if phrase.want not in (Want.ANY, Want.PARAMETER):
        return None
    meant = tokens(phrase.text)
    sample = any(set(token) & SAMPLES for token in meant)
    named = [s for s in findings.symbols if s.words and s.words[0] in ("n", "N") and s.scope is Scope.NOTEBOOK]
    values = {symbol.live.number if symbol.live is not None else None for symbol in named}
    if not named or len(values) != 1 or None in values or not (sample or wording.COUNT_OF.search(phrase.text)):
        return None
    spoken = tokens(findings.texts.get(named[0].cell, ""))
    heavy = [token for token in meant if not token.light and not set(token) & SAMPLES]
    if any(_says_only(heavy, symbol) for symbol in findings.symbols if symbol not in named):
        return None  # another number is called so
    return named[0] if all(coverage([token], spoken) >= 0.9 for token in heavy) and (sample or heavy) else None


def _says_only(heavy: Sequence[Token], symbol: Symbol) -> bool:
    """Whether a number is called by these meanings and no others: `initial infected`, not `mass of a bead`."""
    named = symbol.words[:3] if symbol.live is not None and symbol.live.number is not None else ()
    owns = ([token for token in tokens(name) if not token.light] for name in named)
    return any(own and all(coverage([token], heavy) >= 0.9 for token in own) for own in owns)


def _only_splits(phrase: Phrase) -> bool:
    """`the training`: says on which data something was measured, and not what."""
    wanted = tokens(phrase.text)
    return bool(wanted) and all(set(token) <= _SPLITS for token in wanted)


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


def _one(phrase: Phrase, good: list[Hit], findings: Findings) -> Resolved:
    last_rows = {s.words[0] for s in findings.symbols if s.origin == "rows"}
    good = [hit for hit in good if not (hit.symbol.origin == "entry" and hit.symbol.words[0] in last_rows)] or good
    good = _longest_first(phrase, _elements_first(good if phrase.final else settled(good, findings), findings))
    best = _collected(_richer(phrase, good), findings)
    if len(results := _under_one_name(best, good)) > 1:
        return _told_apart(phrase, results)
    if (ended := _of_last_pass(phrase, best, good)) is not None:
        return Resolved(hits=(ended,), note=_taken(phrase, ended))
    history = best.symbol.kind is SymbolKind.SERIES and best.symbol.scope is Scope.NOTEBOOK
    elsewhere = history and (beyond(phrase, best.symbol) or not named_itself(phrase.text, best.symbol))
    if elsewhere and phrase.want in (Want.ANY, Want.METRIC) and phrase.final:
        return Resolved(candidates=tuple(good[:6]), problem="none")
    if history and phrase.final and phrase.want in (Want.ANY, Want.METRIC):
        return Resolved(hits=(reduced(best.symbol, phrase),))
    rivals = [
        hit
        for hit in good
        if hit.score > best.score - CLOSE
        and (literally(phrase.text, hit.symbol) or not literally(phrase.text, best.symbol))
        and hit.symbol is not best.symbol
        and not same_thing(hit.symbol, best.symbol)
    ]
    rivals = [hit for hit in rivals if equally_likely(best.symbol, hit.symbol)]
    rivals = rivals or namesakes(phrase, best.symbol, findings) or counterparts(phrase, best.symbol, findings)
    if not rivals:
        return Resolved(hits=(best.symbol,), note=_note(phrase, best))
    together = (best, *rivals)
    if len(likely := likeliest(phrase, together, findings)) == 1:
        return Resolved(hits=(likely[0].symbol,), note=_taken(phrase, likely[0].symbol))
    if len(together) <= 4 and _differ_by_split(phrase, [hit.symbol for hit in together]):
        names = ", ".join(f"`{hit.symbol.expression}`" for hit in together)
        return Resolved(
            hits=tuple(hit.symbol for hit in together), note=f"“{phrase.text}” is tracked for each split: {names}"
        )
    return Resolved(candidates=tuple(together[:6]), problem="several")


def _of_last_pass(phrase: Phrase, best: Hit, good: list[Hit]) -> Symbol | None:
    """`the loss of the final epoch`: the end of the history per epoch, and no last value that the loop left behind."""
    if not wording.LAST_PASS.search(f"{phrase.text} {phrase.context}") or best.symbol.kind is not SymbolKind.METRIC:
        return None
    histories = [
        hit.symbol
        for hit in good
        if hit.symbol.kind is SymbolKind.SERIES
        and hit.symbol.scope is Scope.NOTEBOOK
        and hit.symbol.from_site
        and _is_history_of(hit.symbol, best.symbol)
    ]
    # the other words that tell values apart, `test` and the like, the two have in common
    return reduced(histories[0], replace(phrase, text="final")) if len(histories) == 1 else None


def _under_one_name(best: Hit, good: list[Hit]) -> list[Hit]:
    """The results that the cell of a hit gives one name, one after the other."""
    several = ("earlier", "latest")
    place = (best.symbol.cell, best.symbol.expression)
    same = [hit for hit in good if (hit.symbol.cell, hit.symbol.expression) == place and hit.symbol.origin in several]
    return same if best.symbol.origin in several else []


def _told_apart(phrase: Phrase, results: list[Hit]) -> Resolved:
    """That of several results under one name whose maker the phrase names; none where it names none or many."""
    said = tokens(f"{phrase.text} {phrase.context}")
    fits = [coverage(tokens(hit.symbol.owner), said) for hit in results]
    fits = fits if max(fits) > 0 else [coverage(said, surroundings(hit.symbol)) for hit in results]
    named = [hit for hit, fit in zip(results, fits, strict=True) if fit >= max(fits) - 0.01]
    if len(named) == 1:
        return Resolved(hits=(named[0].symbol,))
    return Resolved(candidates=tuple(results[:6]), problem="several")


def _elements_first(good: list[Hit], findings: Findings) -> list[Hit]:
    """What a person can move stands for the setting; the values computed from it only follow."""
    top = good[0]
    close = [
        hit
        for hit in good
        if hit.symbol.origin == "ui"
        and hit.score > top.score - (4 * CLOSE if _sets(hit.symbol, top.symbol, findings) else CLOSE)
    ]
    return (
        [close[0], *(hit for hit in good if hit is not close[0])]
        if close and top.symbol.kind is SymbolKind.PARAMETER
        else good
    )


def _sets(element: Symbol, value: Symbol, findings: Findings) -> bool:
    """Whether a value is most likely nothing but what the element says: equal, and computed from it."""
    depends = element.cell in findings.ancestors.get(value.cell, ())
    return equal_values(element, value) and (depends or element.cell == value.cell)


def _longest_first(phrase: Phrase, good: list[Hit]) -> list[Hit]:
    """Of `score` and `scores`, a history is the one with more points."""
    if phrase.want is not Want.SERIES:
        return good
    name = tokens(good[0].symbol.words[0]) if good[0].symbol.words else ()
    twins = [
        hit
        for hit in good
        if hit.symbol.words and tokens(hit.symbol.words[0]) == name and hit.symbol.scope is Scope.NOTEBOOK
        if hit.score > good[0].score - 5 * CLOSE
    ]
    if len(twins) < 2:
        return good
    longest = max(twins, key=lambda hit: (hit.symbol.live.length or 0) if hit.symbol.live else 0)
    return [longest, *(hit for hit in good if hit not in twins and hit.score >= longest.score - CLOSE)]


def _richer(phrase: Phrase, good: list[Hit]) -> Hit:
    """A history says more than its last value, unless the last value is asked for."""
    best = good[0]
    number = phrase.final or "value" in words(phrase.text)
    if phrase.want is Want.ANY and not number and best.symbol.kind is SymbolKind.METRIC and best.symbol.from_site:
        series = [
            hit
            for hit in good
            if hit.symbol.kind is SymbolKind.SERIES
            and hit.symbol.scope is Scope.NOTEBOOK
            and hit.symbol.from_site
            and hit.symbol.origin != "column"
            and _is_history_of(hit.symbol, best.symbol)
            and hit.score >= best.score - 0.08
        ]
        return series[0] if series else best
    return best


def _collected(best: Hit, findings: Findings) -> Hit:
    """The history that the loop of a value keeps under the value's own name, instead of the value in the loop."""
    value = best.symbol
    if value.kind is not SymbolKind.SERIES or value.scope is not Scope.LOOP or not value.words:
        return best
    kept = [
        symbol
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.SERIES
        and symbol.scope is Scope.NOTEBOOK
        and symbol.cell == value.cell
        and symbol.words
        and _spelled(symbol) == _spelled(value)
    ]
    if len(kept) != 1:
        return best
    return replace(best, symbol=kept[0].model_copy(update={"words": (*kept[0].words, *value.words)}))


def _spelled(symbol: Symbol) -> list[str]:
    return [lemma(word) for word in words(symbol.words[0])]


def _is_history_of(series: Symbol, number: Symbol) -> bool:
    """Whether a series is called what the number is: `losses` and `loss`, not `kde_estimate` and `final_kde`."""
    own, other = ([token for token in tokens(s.words[0]) if not token.light] for s in (series, number))
    return literally(number.words[0], series) and own == other


def _differ_by_split(phrase: Phrase, symbols: Sequence[Symbol]) -> bool:
    asked = {name for token in tokens(phrase.text) for name in token}
    if asked & _SPLITS:
        return False
    return all(
        {name for word in symbol.words for token in tokens(word) for name in token} & _SPLITS for symbol in symbols
    )


def _note(phrase: Phrase, best: Hit) -> str:
    if best.score >= 0.8:
        return ""
    return _taken(phrase, best.symbol)


def _taken_all(phrase: Phrase, symbols: Sequence[Symbol]) -> str:
    return f"“{phrase.text}” is taken to mean {', '.join(f'`{symbol.expression}`' for symbol in symbols)}"


def _taken(phrase: Phrase, symbol: Symbol) -> str:
    return f"“{phrase.text}” is taken to be `{symbol.expression}` (cell {symbol.cell})"


def _group(phrase: Phrase, good: list[Hit]) -> tuple[Symbol, ...]:
    """All that the phrase names: those it names fully when there are several, else all with its noun."""
    full = [hit for hit in good if hit.covered >= 0.95]
    several = len(distinct([hit.symbol for hit in full])) > 1
    chosen = full if several or (full and not phrase.group) else _with_head(phrase, good)
    top = chosen[0].symbol
    numbers = {SymbolKind.METRIC, SymbolKind.PARAMETER}
    kinds = numbers if top.kind in numbers else {top.kind}
    kept: list[Symbol] = []
    for hit in chosen:
        symbol = hit.symbol
        if symbol.kind not in kinds or any(same_thing(symbol, other) for other in kept):
            continue
        if symbol.scope is not top.scope and top.scope is Scope.NOTEBOOK:
            continue
        # The parts of one object (its losses, the entries of one dict) belong together, however each is called.
        sibling = phrase.group and symbol.owner == top.owner != ""
        if sibling or hit.score >= chosen[0].score - (0.3 if phrase.group else 0.12):
            kept.append(symbol)
    return tuple(kept[:12])


def _with_head(phrase: Phrase, good: list[Hit]) -> list[Hit]:
    wanted = [token for token in tokens(phrase.text) if not token.light] or list(tokens(phrase.text))
    head: Token = wanted[-1]
    found = [
        hit for hit in good if coverage([head], [token for word in hit.symbol.words for token in tokens(word)]) >= 0.75
    ]
    return found or good


def _nearly(phrase: Phrase, findings: Findings, hits: list[Hit]) -> Resolved:
    """A last value out of a history; an unmistakable figure; else a question."""
    if phrase.want in (Want.ANY, Want.METRIC) and (history := history_of(phrase, findings)):
        return Resolved(hits=(reduced(history, phrase),))
    if phrase.want is Want.PARAMETER and (swept := swept_of(phrase, findings)):
        number = reduced(swept, phrase)
        return Resolved(hits=(number,), note=_taken(phrase, number))
    if phrase.want in (Want.FIGURE, Want.ARTIFACT):
        curves = [symbol for symbol in findings.symbols if draws_learning(phrase.text, symbol)]
        if len(curves) == 1:
            return Resolved(hits=(curves[0],), note=_taken(phrase, curves[0]))
        figures = [symbol for symbol in findings.symbols if symbol.kind is SymbolKind.FIGURE]
        unnamed = not [token for token in tokens(phrase.text) if not token.light]
        if len(figures) == 1 and (unnamed or hits) and not (hits and hits[0].symbol.kind is not SymbolKind.FIGURE):
            return Resolved(
                hits=(figures[0],),
                note=f"“{phrase.text}” is taken to be the notebook's only figure (cell {figures[0].cell})",
            )
    if phrase.want is Want.TABLE and hits:
        tables = [symbol for symbol in findings.symbols if symbol.kind is SymbolKind.TABLE]
        shown = [symbol for symbol in tables if symbol.from_site] or tables
        if len(shown) == 1 or len(hits) == 1:
            return Resolved(hits=(hits[0].symbol,), note=_note(phrase, hits[0]))
    clear = (
        hits
        and hits[0].score >= ACCEPT - 0.12
        and hits[0].covered >= 0.6
        and (len(hits) == 1 or hits[1].score < hits[0].score - 0.15)
    )
    if clear:
        return Resolved(hits=(hits[0].symbol,), note=_note(phrase, hits[0]))
    return Resolved(candidates=tuple(hits[:6]), problem="none")
