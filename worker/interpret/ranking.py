"""Which symbols a phrase may name, best first: how well each fits, and how likely it is meant at all."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.ends import other_end
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import CONTROLS, MEASURES, NUMERIC, ROWS, SAMPLES, SORTS, STOP
from worker.interpret.match import ACCEPT, ALL, COMBINES, OTHER, SAID, fit, surroundings
from worker.interpret.numbered import of_another_number
from worker.interpret.periods import of_other_periods
from worker.interpret.phrases import Phrase, Want
from worker.interpret.restrictions import begins
from worker.interpret.spelling import by_initials, named_whole, worth_to_the_letter
from worker.interpret.value_words import COUNT_OF

_PAIR = 2
_BRIEF = 4
"""meanings; a longer text beside a history may count anything"""
_SWITCHES = frozenset({"show", "display", "draw", "plot", "enable", "toggle", "use", "add", "is", "has", "hide"})
SURE = 0.6
"""from this score on, a site is training without doubt, and what does not come out of it is no result of it"""
_LETTERS = 2
"""a name of so many letters is another one in another case: `T` and `t`; `PPV` is `ppv`"""
_COMPARES = re.compile(
    r"(?:sum|mean|count_nonzero|average)\(.*(?:[<>]=?|[=!]=)(?!\w+=)|(?:[<>]=?|[=!]=).*\.(?:sum|mean)\("
)
"""`np.sum(a < b)`, `(a == b).mean()`"""
_FIRST = re.compile(r"[\w.]+\[0\]")
"""the first of several: `scores[0]`"""

_SAYS_MORE = 0.93
"""how likely a value is meant whose names say more than the phrase, where another's say just that"""
_GRID = 0.5
"""how likely one value is meant by a sequence that things are computed on"""
_LISTS = frozenset({"list", "tuple", "Index"})
_COLLECTIONS = frozenset({
    "list", "set", "choice", "selection", "order", "sequence", "subset", "collection", "group", "combination", "all",
})  # fmt: skip
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?(?=[,\]\s])")
_KINDS: Mapping[Want, Mapping[SymbolKind, float]] = {
    Want.ANY: {SymbolKind.PARAMETER: 1.0, SymbolKind.METRIC: 1.0, SymbolKind.SERIES: 0.97},
    Want.PARAMETER: {SymbolKind.PARAMETER: 1.0, SymbolKind.METRIC: 0.85, SymbolKind.SERIES: 0.5},
    Want.METRIC: {SymbolKind.METRIC: 1.0, SymbolKind.SERIES: 0.95, SymbolKind.PARAMETER: 0.8},
    Want.SERIES: {SymbolKind.SERIES: 1.0},
    Want.FIGURE: {SymbolKind.FIGURE: 1.0},
    Want.TABLE: {SymbolKind.TABLE: 1.0, SymbolKind.FILE: 0.9},
    Want.ARTIFACT: {SymbolKind.FIGURE: 1.0, SymbolKind.TABLE: 0.9, SymbolKind.FILE: 0.95},
    Want.FILE: {SymbolKind.FILE: 1.0},
}
_NUMBERS = (SymbolKind.METRIC, SymbolKind.PARAMETER)
_ORIGINS = (
    "shown",
    "ui",
    "literal",
    "assigned",
    "labelled",
    "latest",
    "entry",
    "config",
    "mapping",
    "attribute",
    "estimator",
    "displayed",
    "keyword",
    "argument",
    "count",
    "default",
    "loop",
    "column",
)


@dataclass(frozen=True)
class Hit:
    """A symbol, and how well a phrase names it (0 to 1)."""

    symbol: Symbol
    score: float
    covered: float
    """the share of the phrase's own words that the symbol's names cover"""


def rank(phrase: Phrase, findings: Findings, *, within: Sequence[Symbol] | None = None) -> list[Hit]:
    """Symbols that the phrase may name, best first; hopeless ones left out. A sweep's variables only `within`."""
    kinds = _KINDS[phrase.want]
    pool = findings.symbols if within is None else within
    trained = any(site.score >= SURE for site in findings.sites)
    counting = COUNT_OF.search(phrase.text) is not None and phrase.want in (Want.ANY, Want.METRIC, Want.PARAMETER)
    hits = [
        Hit(
            symbol=symbol,
            score=score
            * kinds[symbol.kind]
            * (0.9 if counting and symbol.kind is SymbolKind.SERIES else 1.0)
            * (0.85 if symbol.origin == "size" else 1.0)  # nobody counted before
            * (0.85 if _is_drawn_only(symbol, phrase) else 1.0)
            * (0.85 if symbol.kind is SymbolKind.SERIES and symbol.live and symbol.live.length == 1 else 1.0)
            * (OTHER if of_another_number(phrase, symbol) else 1.0)
            * (_GRID if phrase.want in (Want.ANY, Want.METRIC) and not phrase.plural and _is_grid(symbol) else 1.0)
            * (0.85 if _COMPARES.search(symbol.expression) else 1.0)  # how many are smaller is not how many there are
            * (2.0 if phrase.want is Want.PARAMETER and _is_start(symbol) else 1.0)
            * (_GRID if _lists_words(symbol) and _says_one(phrase) else 1.0)  # of all features none is the one
            * (_standing(symbol, phrase, trained=trained) if within is None else 1.0),
            covered=covered,
        )
        for symbol in pool
        if symbol.kind in kinds
        and not (phrase.want is Want.METRIC and _no_number(symbol))
        and not (phrase.want is Want.TABLE and symbol.kind is SymbolKind.FILE and not _is_text(phrase, symbol))
        and not (counting and not _may_count(symbol, phrase))
        and not begins(phrase, symbol)
        and not (symbol.kind in _NUMBERS and not phrase.exact and other_end(phrase.text, symbol))
        and not (counting and (_counts_another(symbol, phrase) or _counts_unnamed(symbol, phrase)))
        and (counting or symbol.origin != "size" or phrase.exact or _labelled(symbol, phrase.text))
        and (counting or phrase.exact or not _counts_hits(symbol, phrase))
        and not (_of_owner(symbol) and not phrase.group and _only_called(phrase, symbol))
        and (within is not None or symbol.origin != "sweep")
        and not (symbol.origin == "factor" and not _says_of_what(phrase, symbol))
        and not (phrase.overall and symbol.scope in (Scope.LOOP, Scope.FUNCTION))
        for score, covered in [fit(phrase, symbol)]
        if score > 0.3
    ]
    hits = _by_adjective(phrase, hits) if counting else hits
    hits = _by_choice(phrase, _by_period(phrase, _by_place(phrase, _by_label(phrase, _by_case(phrase, hits)))))
    return sorted(
        _by_own_names(phrase, _by_context(phrase, hits)), key=lambda hit: (-hit.score, *_preference(hit.symbol, phrase))
    )


def _labelled(symbol: Symbol, text: str) -> bool:
    """Whether the notebook itself shows a value under just this label: `120 rows`."""
    said = [lemma(word) for word in words(text) if word not in STOP]
    return bool(said) and any([lemma(word) for word in words(label)] == said for label in symbol.words[1:2])


def _by_label(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Where a name or label says just what the phrase says, one that says more besides is meant less."""
    said = [token for token in tokens(phrase.text) if not set(token) <= STOP]
    just = [hit for hit in hits if len(said) > 1 and any(_says_just(said, tokens(text)) for text in hit.symbol.words)]
    if not just:
        return hits
    return [hit if hit in just else replace(hit, score=hit.score * _SAYS_MORE) for hit in hits]


def _says_just(said: Sequence[Token], name: Sequence[Token]) -> bool:
    """Whether a name has the meanings of a phrase and no others: `test_acc` and `the test accuracy`."""
    return bool(name) and coverage(said, name) > ALL and coverage(name, said) > ALL


def _is_grid(symbol: Symbol) -> bool:
    """Whether a sequence is evenly spaced, as what is only computed on: a `linspace` is no one frequency."""
    live = symbol.live
    if symbol.kind is not SymbolKind.SERIES or symbol.from_site or live is None or not live.numbers:
        return False
    first = [float(number) for number in _NUMBER.findall(live.text.partition("...")[0])[:4]]
    steps = [after - before for before, after in pairwise(first)]
    return len(steps) > 1 and steps[0] > 0 and all(math.isclose(step, steps[0], rel_tol=1e-3) for step in steps)


def _lists_words(symbol: Symbol) -> bool:
    """Whether a setting is a list of several texts that is called by a plural: `feature_names`."""
    live = symbol.live
    if symbol.kind is not SymbolKind.PARAMETER or live is None or f".{live.type}".rpartition(".")[2] not in _LISTS:
        return False
    named = words(symbol.words[0])[-1:] if symbol.words else []
    return not live.numbers and (live.length or 0) > 1 and any(lemma(word) != word for word in named)


def _says_one(phrase: Phrase) -> bool:
    """Whether a phrase speaks of one thing in the singular, and of no list: `the feature that is split on`."""
    said = words(phrase.text)
    several = phrase.plural or phrase.group or phrase.generic or phrase.exact or phrase.each
    return not several and bool(said) and lemma(said[-1]) == said[-1] and not set(said) & _COLLECTIONS


def _is_drawn_only(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether a history only combines others for a drawing: the circle labelled `capture radius` is no radius."""
    combined = symbol.kind is SymbolKind.SERIES and symbol.origin == "attribute"
    return combined and phrase.want is Want.ANY and COMBINES.search(symbol.expression) is not None


def _by_case(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Where a name stands in the phrase just as it is written, one that differs from it by its case is not meant."""
    said = set(re.findall(r"[^\W\d_]\w*", f"{phrase.text} {phrase.exact}"))
    written = {name for hit in hits for name in (*hit.symbol.words[:1],) if name in said and len(name) <= _LETTERS}
    other = {name.swapcase() for name in written} | {name.lower() for name in written} | {n.upper() for n in written}
    return [
        replace(hit, score=hit.score * 0.6) if set(hit.symbol.words[:1]) & (other - written) else hit for hit in hits
    ]


def _by_own_names(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Where one is called to the letter what is said, another one is not meant of which only the owner is called so."""
    said = [token for token in tokens(phrase.text) if not token.light]
    if not said or phrase.group or not any(worth_to_the_letter(phrase.text, hit.symbol) for hit in hits):
        return hits
    own = [coverage(said, tokens(" ".join(hit.symbol.words))) for hit in hits]
    return [hit if fits else replace(hit, score=hit.score * SAID) for hit, fits in zip(hits, own, strict=True)]


def _by_period(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Where a thing is made for the days or months that the phrase speaks of, its namesakes are not meant."""
    likely = [hit for hit in hits if hit.score >= ACCEPT]
    others = of_other_periods(f"{phrase.text} {phrase.whole}", [hit.symbol for hit in likely])
    late = [hit for hit, other in zip(likely, others, strict=True) if other]
    return [replace(hit, score=hit.score * 0.7) if hit in late else hit for hit in hits]


def _by_choice(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Where the best or the chosen one is asked for and something is called so, what was only tried is not meant."""
    if not any("best" in token for token in tokens(phrase.text)):
        return hits
    said = [any("best" in token for word in hit.symbol.words[:2] for token in tokens(word)) for hit in hits]
    if not any(hit.score >= ACCEPT and best for hit, best in zip(hits, said, strict=True)):
        return hits
    return [hit if best else replace(hit, score=hit.score * 0.8) for hit, best in zip(hits, said, strict=True)]


def _by_adjective(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Of `n_ripe` and `n_pears` the former is the number of ripe pears: it leaves out what the other one counts."""
    counted = [token for token in tokens(COUNT_OF.split(phrase.text)[-1]) if "number" not in token]
    if len(counted) != _PAIR or counted[0].light or set(counted[1]) & (ROWS | SAMPLES) or phrase.exact:
        return hits
    names = [[token for token in tokens(hit.symbol.words[0]) if "number" not in token] for hit in hits]
    which, things = ([at for at, name in enumerate(names) if name == [token]] for token in counted)
    beside = [at for at in which if any(_beside(hits[at].symbol, hits[other].symbol) for other in things)]
    return [replace(hit, score=max(hit.score, ACCEPT + 0.1)) if at in beside else hit for at, hit in enumerate(hits)]


def _beside(one: Symbol, other: Symbol) -> bool:
    """Whether two settings are given in one cell."""
    return one.cell == other.cell and one.kind is other.kind is SymbolKind.PARAMETER


def _by_place(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Where the words around the phrase speak of sliders, what no element sets is not meant."""
    said = set(words(f"{phrase.text} {phrase.context}"))
    moved = {name for noun in CONTROLS for name in (noun, f"{noun}s")} & said
    if not moved or not any(hit.symbol.origin == "ui" and hit.score >= ACCEPT for hit in hits):
        return hits
    return [hit if hit.symbol.origin == "ui" else replace(hit, score=hit.score * 0.8) for hit in hits]


def _may_count(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether a symbol may be a count: a whole number, or a history that is called one."""
    if symbol.kind is SymbolKind.SERIES:
        if symbol.origin == "entry" and symbol.words[0].startswith("param_"):
            return False  # the values that a search of scikit-learn has tried
        named = (tokens(text) for text in symbol.words[:3])
        return phrase.final or any("number" in token for name in named if len(name) <= _BRIEF for token in name)
    number = symbol.live.number if symbol.live is not None else None
    many = symbol.live is not None and (symbol.live.numbers or bool(symbol.live.length))
    several = symbol.live is not None and number is None and (many or symbol.live.string is not None)
    return not several and (number is None or not math.isfinite(number) or number.is_integer())


def _counts_another(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether a name counts a plural that nobody said, whatever follows: `n_stops_per_line` counts no lines."""
    parts = words(symbol.words[0]) if symbol.words else []
    if (
        phrase.exact
        or len(parts) < _BRIEF - 1
        or parts[0] not in ("n", "num", "nb", "number")
        or lemma(parts[1]) == parts[1]
    ):
        return False
    whole = f"{phrase.text} {phrase.context}"
    if "per" in parts and not phrase.group and not {"per", "each", "every"} & set(words(whole)):
        return True
    counted, said = tokens(parts[1]), tokens(whole)
    rows = any(set(token) & (ROWS | SAMPLES) for token in counted)
    return not rows and not any(similarity(one, other) >= SAID for one in counted for other in said)


def _counts_unnamed(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether what is counted has a name that means little elsewhere, and the symbol does not say it: `images`."""
    counted = COUNT_OF.split(phrase.text)[-1]
    if phrase.exact or tokens(counted) or tokens(f"number of {counted}") != tokens("number"):
        return False
    said = {lemma(word) for word in words(counted)} - {"the", "a", "all"}
    names = {lemma(word) for name in (*symbol.words, symbol.expression) for word in words(name)}
    return not said & names


def _counts_hits(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether an expression counts where a comparison holds, and the phrase asks for no share or the like."""
    if not _COMPARES.search(symbol.expression) or named_whole(phrase.text, symbol):
        return False
    return not any(
        set(token) & {"share", "probability", "number", "accuracy", "error"} for token in tokens(phrase.text)
    )


def _is_start(symbol: Symbol) -> bool:
    """Whether a few numbers go into the training as they are: a starting point is a setting, and no history."""
    few = symbol.live is not None and len(symbol.live.values) > 1
    return symbol.kind is SymbolKind.SERIES and few and symbol.reaches_site and not symbol.from_site


def _no_number(symbol: Symbol) -> bool:
    """Seen alive, and neither a number nor a history of numbers."""
    return symbol.live is not None and symbol.live.number is None and not symbol.live.numbers and symbol.live.type != ""


def _by_context(phrase: Phrase, hits: list[Hit]) -> list[Hit]:
    """Prefer those that the words around the phrase fit, too; where they fit none, they decide nothing."""
    context = tokens(phrase.context)
    if not context or not hits:
        return hits
    fits = [coverage(context, [*surroundings(hit.symbol), *by_initials(phrase.context, hit.symbol)]) for hit in hits]
    return [
        replace(hit, score=hit.score * (1 - 0.2 * (max(fits) - fit_))) for hit, fit_ in zip(hits, fits, strict=True)
    ]


def _of_owner(symbol: Symbol) -> bool:
    """Whether a symbol is a setting of what is called or fitted, or what a fit has left behind: `n_features_in_`."""
    fitted = symbol.origin == "attribute" and bool(symbol.words) and symbol.words[0].endswith("_")
    return fitted or symbol.origin in ("keyword", "default", "estimator")


def _says_of_what(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a phrase says what a bare number of a random draw is about: the noise, or the name that is drawn."""
    said = tokens(f"{phrase.text} {phrase.context}")
    heavy = ([t for t in tokens(text) if not t.light and "standard-deviation" not in t] for text in symbol.words)
    return any(own and all(any(set(t) & set(other) for other in said) for t in own) for own in heavy)


def _only_called(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether nothing but the called function says what the phrase names: `l1_min_c` is no name of its `loss`."""
    called = tuple(name for name in symbol.words if not name.endswith(f" {symbol.words[0]}"))  # `Ridge alpha`
    own = [token for name in called for token in tokens(name)]
    near = any(similarity(one, other) >= SAID for one in tokens(phrase.text) for other in own)
    return not near and not phrase.exact and not named_whole(phrase.text, symbol.model_copy(update={"words": called}))


def _is_text(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a symbol is a text, and a phrase asks for no other kind of file."""
    return symbol.origin == "text" and not phrase.key.endswith((".json", ".csv", ".parquet"))


def _standing(symbol: Symbol, phrase: Phrase, *, trained: bool) -> float:
    """How likely a symbol is meant at all, whatever it is called; `trained`: whether there is a site it could miss."""
    factor = 1.0
    if symbol.kind is SymbolKind.PARAMETER:
        factor = _standing_of_parameter(symbol, phrase, trained=trained)
    elif symbol.kind is SymbolKind.METRIC:
        factor = 1.0 if symbol.from_site or not trained else 0.9
        if symbol.reaches_site and not symbol.from_site and phrase.want is Want.METRIC:
            factor *= 0.85
    elif symbol.kind is SymbolKind.SERIES:
        factor = 1.0 if symbol.from_site or not trained else 0.65
        if phrase.final:
            factor *= 0.94
        if symbol.scope in (Scope.LOOP, Scope.FUNCTION):
            factor *= 0.97 if phrase.want is Want.SERIES else 0.85
        if symbol.live is not None and symbol.live.ascending:
            factor *= 0.5
        if symbol.live is not None and symbol.live.length == 1 and symbol.scope is Scope.NOTEBOOK:
            factor *= 0.8  # one value is no history
    if symbol.scope is Scope.CELL:
        factor *= 0.98
    if symbol.kind is SymbolKind.TABLE and symbol.expression.rpartition(".")[2].startswith(
        ("head(", "tail(", "sample(")
    ):
        factor *= 0.9  # an excerpt
    if symbol.origin in ("part", "item") or (
        symbol.kind is SymbolKind.METRIC and _FIRST.fullmatch(symbol.expression)
    ):  # a layer or panel of another figure
        factor *= 0.9
    return factor


def _standing_of_parameter(symbol: Symbol, phrase: Phrase, *, trained: bool) -> float:
    factor = 1.0 if symbol.reaches_site or (not trained and symbol.origin == "ui") else 0.93
    if symbol.origin == "written out":
        factor *= 0.7  # the number in the text is meant
    if symbol.origin == "estimator":  # a default that the notebook never mentions
        factor *= 0.9
    named = {name for token in tokens(phrase.text) for name in token}
    switch = words(symbol.words[0])[:1] if symbol.live is not None and symbol.live.boolean is not None else []
    if set(switch) & _SWITCHES and not set(switch) & set(words(phrase.text)):
        factor *= 0.7  # whether the kernels are shown is not which kernel it is
    text = symbol.live is not None and (symbol.live.string is not None or symbol.live.boolean is not None)
    if text and not named & SORTS and ((phrase.want is Want.ANY and named & MEASURES) or named & NUMERIC):
        factor *= 0.7  # `scoring="r2"` is not the R², and `learning_rate="constant"` not how large it is
    if text and any(len(word) == 1 and word not in STOP for word in words(phrase.text)):
        factor *= 0.7  # what everybody calls by a letter is a number
    return factor * 0.85 if phrase.final and phrase.want is not Want.PARAMETER else factor


def _preference(symbol: Symbol, phrase: Phrase) -> tuple[int, ...]:
    """Order among equally good fits."""
    loop = symbol.owner.lower() if symbol.origin == "loop" else ""
    wrong_loop = int(bool(phrase.loop and loop) and not loop.startswith(phrase.loop[:3]))
    return (
        int(symbol.scope is not Scope.NOTEBOOK),
        wrong_loop,
        int(
            symbol.origin == "entry" and "." in symbol.expression.partition("[")[0]
        ),  # the notebook's own mapping first
        _ORIGINS.index(symbol.origin) if symbol.origin in _ORIGINS else len(_ORIGINS),
        symbol.cell,
        symbol.statement,
    )
