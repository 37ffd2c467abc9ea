"""Phrases that name a kind of thing: `the hyperparameters`, `all metrics`, `the figure`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, LiveValue, Scope, Symbol, SymbolKind
from worker.interpret import picture_words, value_words
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import MEASURES
from worker.interpret.phrases import Phrase, Want
from worker.interpret.pictures import drawn_so
from worker.interpret.ranking import Hit
from worker.interpret.resolved import Resolved
from worker.interpret.sameness import same_thing
from worker.interpret.settings import GIVEN, settings_of, under_heading

_SORT_OF_MODEL = re.compile(r"\b(classifier|regressor|cluster(?=er)|transformer|estimator)", re.IGNORECASE)
_LEARNED = re.compile(
    r"\b(?:final|fitted|learned|learnt|trained|estimated|recovered|optimi[sz]ed)\s+(?:(?!hyper)\w+\s+){0,2}?param(?:eter)?s\b|"
    r"(?<!hyper)(?<!hyper-)\bparam(?:eter)?s\b.*\b(?:found|learned|learnt|estimated|recovered|fitted|"
    r"(?:ends?|ended)\s+(?:up\s+)?(?:with|at)|(?:converge[sd]?|settle[sd]?|arrive[sd]?)\s+(?:to|on|at))\b",
    re.IGNORECASE,
)
"""parameters that a training has found: results, and nothing that anybody has set"""


def of_kind(phrase: Phrase, findings: Findings) -> Resolved:
    """All symbols of the kind that a phrase names, bounded by the words that qualify it."""
    if phrase.want is Want.PARAMETER:
        found = _all_parameters(phrase, findings)
    elif phrase.want in (Want.FIGURE, Want.ARTIFACT, Want.TABLE):
        return _generic_artifact(phrase, findings)
    else:
        found = _all_measures(phrase, findings)
    if not found:
        return Resolved(problem="none")
    names = ", ".join(f"`{symbol.expression}`" for symbol in found)
    return Resolved(hits=tuple(found), note=f"“{phrase.text}” is taken to mean {names}")


def _all_parameters(phrase: Phrase, findings: Findings) -> list[Symbol]:
    sliders = re.search(r"\b(?:sliders?|controls?|widgets?|knobs?|ui|inputs?|dropdowns?)\b", phrase.text, re.IGNORECASE)
    pool = [
        symbol
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.PARAMETER
        and symbol.origin in (("ui",) if sliders else GIVEN)
        and (symbol.reaches_site or not findings.sites or (sliders and symbol.origin == "ui"))
        and symbol.scope is Scope.NOTEBOOK
        and symbol.words
        and not (symbol.live is not None and ((symbol.live.length or 0) > 50 or _is_colour(symbol.live)))
    ]
    context = tokens(phrase.context)
    named = [
        s
        for s in findings.symbols
        if s.kind is SymbolKind.PARAMETER and s.scope is Scope.NOTEBOOK and _covers(context, s)
    ]
    if context and named and not any(symbol in pool for symbol in named):
        pool = named  # `the best parameters` of a search are a result, and yet parameters
    elif _LEARNED.search(f"{phrase.text} {phrase.context}"):
        return []
    mappings = [symbol.expression for symbol in pool if symbol.origin == "mapping"]
    pool = [s for s in pool if not any(s.expression.startswith(f"{mapping}[") for mapping in mappings)]
    pool = _of_the_model(phrase, pool, findings) or pool
    if given := settings_of(phrase, findings):
        return distinct(given)
    if under := under_heading(phrase, pool, findings):
        return distinct(under)
    light = all(token.light for token in context)  # `the training config` is not what `train_test_split` takes
    return distinct(pool if light else _qualified(phrase, pool))[:40]


def _is_colour(live: LiveValue) -> bool:
    """Whether a text only paints: `#c53030`."""
    return re.fullmatch(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})", live.string or "") is not None


def _of_the_model(phrase: Phrase, pool: list[Symbol], findings: Findings) -> list[Symbol]:
    """What the notebook sets of its models of the sort that the phrase names: of the classifier, no `test_size`."""
    sort = _SORT_OF_MODEL.search(f"{phrase.text} {phrase.context}")
    if sort is None:
        return []
    wanted = sort.group(1).lower()
    models = [
        (symbol.expression, symbol.live.type.rpartition(".")[2])
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.MODEL and symbol.live is not None
        if any(wanted in base.lower() for base in (symbol.live.type, *symbol.live.bases))
    ]
    return [
        symbol
        for symbol in pool
        if any(symbol.expression.startswith(f"{name}.") or symbol.owner.endswith(made) for name, made in models)
    ]


def _covers(context: Sequence[Token], symbol: Symbol) -> bool:
    return coverage(context, [t for text in symbol.words for t in tokens(text)]) >= 0.9


def _all_measures(phrase: Phrase, findings: Findings) -> list[Symbol]:
    wanted = SymbolKind.SERIES if phrase.want is Want.SERIES else SymbolKind.METRIC
    pool = [
        s
        for s in findings.symbols
        if s.kind is wanted and s.origin != "size" and s.from_site and s.scope is Scope.NOTEBOOK and s.words
    ]
    measures = [s for s in pool if {name for word in s.words for token in tokens(word) for name in token} & MEASURES]
    labelled = [s for s in pool if s not in measures and len(s.words) > 1]
    return distinct(_qualified(phrase, [*measures, *labelled] or pool))[:20]


def _generic_artifact(phrase: Phrase, findings: Findings) -> Resolved:
    kind = SymbolKind.TABLE if phrase.want is Want.TABLE else SymbolKind.FIGURE
    pool = [symbol for symbol in findings.symbols if symbol.kind is kind]
    if len(called := distinct(_just_called(phrase, pool))) == 1:
        return Resolved(hits=tuple(called))
    if phrase.want is Want.TABLE and words(phrase.text) and not tokens(phrase.text):
        return Resolved(candidates=tuple(Hit(symbol=one, score=0.5, covered=0.0) for one in pool[:6]), problem="none")
    pool = [symbol for symbol in pool if symbol.origin != "record"] or pool  # nobody has seen those as tables
    chosen = _qualified(phrase, pool)
    counted = value_words.COUNTED.search(phrase.text)
    whole = [symbol for symbol in chosen if symbol.origin != "part"]
    if counted and len(whole) == value_words.COUNTS[counted.group(1).lower()]:
        return Resolved(hits=tuple(whole))
    if counted and (each := _one_for_each(phrase, pool, value_words.COUNTS[counted.group(1).lower()], findings)):
        return Resolved(hits=tuple(each))
    if not counted and len(apart := _apart(phrase, pool, findings)) > 1:
        return Resolved(hits=tuple(apart))
    if len(chosen) > 1 and phrase.plural and not phrase.group:
        chosen = drawn_so(phrase, chosen)
    if len(chosen) > 1 and not (phrase.group or phrase.plural):
        chosen = drawn_so(phrase, [symbol for symbol in chosen if symbol.origin != "part"] or chosen)
        shown = [symbol for symbol in chosen if symbol.origin == "shown"]
        after = [symbol for symbol in shown or chosen if symbol.from_site]
        likely = after or shown or chosen
        chosen = _best_described(phrase, chosen if _only_others(phrase, likely, chosen, findings) else likely, findings)
        chosen = _the_data(phrase, chosen) or chosen
    if not chosen:
        return Resolved(problem="none")
    if len(chosen) == 1 or phrase.group or phrase.plural:
        return Resolved(hits=tuple(chosen[:20]))
    return Resolved(
        candidates=tuple(Hit(symbol=symbol, score=0.5, covered=0.0) for symbol in chosen[:6]), problem="several"
    )


def _just_called(phrase: Phrase, pool: Sequence[Symbol]) -> list[Symbol]:
    """Tables that have the name which a phrase of small words says: `results_df` for `the results`."""
    said = [lemma(word) for word in words(phrase.text) if word not in ("the", "a", "an", "all", "table")]
    if phrase.want is not Want.TABLE or phrase.context or not said:
        return []
    return [one for one in pool if [lemma(w) for w in words(one.words[0]) if w not in _TABLE_NAMES] == said]


_TABLE_NAMES = frozenset({"df", "table", "frame", "data", "dataframe"})


def _one_for_each(phrase: Phrase, pool: Sequence[Symbol], wanted: int, findings: Findings) -> list[Symbol]:
    """`both plots of the speed and the height`: the one of each, where they are as many as are counted."""
    whole = [symbol for symbol in pool if symbol.origin != "part"]
    said = [part for part in _LISTED.split(phrase.context) if tokens(part)]
    if len(said) != wanted or len(whole) < wanted:
        return []
    best = [_best_described(replace(phrase, text="", context=part), whole, findings) for part in said]
    each = distinct([symbols[0] for symbols in best if len(symbols) == 1])
    return each if len(each) == wanted else []


def _apart(phrase: Phrase, pool: Sequence[Symbol], findings: Findings) -> list[Symbol]:
    """`the chart of the payments and the comparison`: two pictures, where either is of one and none is of both."""
    said = [part for part in _LISTED.split(phrase.context) if tokens(part)]
    whole = [symbol for symbol in pool if symbol.origin != "part"]
    if len(said) != _PAIR or phrase.want is not Want.FIGURE or not re.search(r"\splus\s+the\s", phrase.context):
        return []
    if any(all(_described(tokens(part), one, findings) >= _SAID for part in said) for one in whole):
        return []
    each = _one_for_each(phrase, whole, _PAIR, findings)
    fits = (_described(tokens(part), one, findings) for part, one in zip(said, each, strict=False))
    return each if len(each) == _PAIR and all(fit >= _SAID for fit in fits) else []


_PAIR = 2
_SAID = 0.6
"""from this share of its words on, a picture shows what is said"""
_LISTED = re.compile(r"\s+(?:plus|and)\s+|\s*,\s*", re.IGNORECASE)


def _the_data(phrase: Phrase, tables: Sequence[Symbol]) -> list[Symbol]:
    """The one that is called nothing but `df`, `data` or the like, where a phrase speaks of the data frame."""
    if not _FRAME.search(phrase.text):
        return []
    called = [symbol for symbol in tables if symbol.words and symbol.words[0].lower() in _DATA]
    return called if len({symbol.expression for symbol in called}) == 1 else []


_FRAME = re.compile(r"\bdata(?:\s?frame|\s?set)?s?\b", re.IGNORECASE)
_DATA = frozenset({"df", "data", "frame", "dataset", "dataframe", "data_frame", "df_data", "data_df"})


def _only_others(phrase: Phrase, likely: Sequence[Symbol], pool: Sequence[Symbol], findings: Findings) -> bool:
    """Whether the words around a phrase describe another one of the pool clearly better than any that is likely."""
    described = tokens(phrase.context)
    fits = [max((_described(described, one, findings) for one in some), default=0.0) for some in (likely, pool)]
    return bool(described) and fits[1] > fits[0] + _AHEAD


_AHEAD = 0.2


def _best_described(phrase: Phrase, pool: list[Symbol], findings: Findings) -> list[Symbol]:
    """Those that the words around the phrase, and the kind of drawing it names, describe best."""
    described = tokens(f"{phrase.context} {picture_words.TABLE.sub(' ', phrase.text)}")
    if not described or not pool:
        return pool
    fits = [_described(described, symbol, findings) for symbol in pool]
    best = [symbol for symbol, fit in zip(pool, fits, strict=True) if fit >= max(fits) - 0.05]
    exact = [symbol for symbol in best if symbol.words and set(_own_name(symbol)) == set(described)]
    if len(exact) == 1:
        return exact
    for names in (1, None):  # its own name, then all that is written on it, before the text around it
        fits = [coverage(described, tokens(" ".join(symbol.words[:names]))) for symbol in best]
        best = [symbol for symbol, fit in zip(best, fits, strict=True) if fit >= max(fits) - 0.05]
    plain = [symbol for symbol in best if 0 < len(_own_name(symbol)) == len(_said_of(described, symbol))]
    return plain if len(plain) == 1 else best  # `rewards_fig` before `rolled_rewards_fig`


def _said_of(described: Sequence[Token], symbol: Symbol) -> list[Token]:
    """The words of a picture's own name that a phrase says."""
    return [own for own in _own_name(symbol) if any(similarity(own, token) >= _NAMED for token in described)]


_NAMED = 0.8


def _own_name(symbol: Symbol) -> list[Token]:
    """`daily foam` for `daily_foam_fig`; nothing for the current figure of a cell that says nothing of it."""
    name = symbol.words[0].replace("_", " ") if symbol.words else ""
    return list(tokens(picture_words.FIGURE.sub(" ", name)))


def _described(described: Sequence[Token], symbol: Symbol, findings: Findings) -> float:
    """How well words fit a picture or table: by its own words, or with all that its cell says."""
    own = [token for text in symbol.words for token in tokens(text)]
    return max(
        coverage(described, own), 0.9 * coverage(described, [*own, *tokens(findings.texts.get(symbol.cell, ""))])
    )


def _qualified(phrase: Phrase, pool: list[Symbol]) -> list[Symbol]:
    """Those that the phrase's qualifying words fit, when they fit any."""
    context = tokens(phrase.context)
    if not context:
        return pool
    fitting = [
        symbol
        for symbol in pool
        if coverage(context, [t for text in (*symbol.words, symbol.owner, symbol.function) for t in tokens(text)])
        >= 0.6
    ]
    return fitting or ([] if _CODE.search(phrase.context) else pool)


_CODE = re.compile(r"\w_\w|[a-z][A-Z]")
"""a name of the notebook's code: what is not its is not meant"""


def distinct(symbols: Sequence[Symbol]) -> list[Symbol]:
    """Each thing once, by whichever of its symbols comes first."""
    kept: list[Symbol] = []
    for symbol in symbols:
        if not any(same_thing(symbol, other) for other in kept):
            kept.append(symbol)
    return kept
