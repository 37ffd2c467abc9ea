"""How well a phrase names a symbol."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from worker.findings import Findings, LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.formulas import is_formula, spelled
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import CONTROLS, PREPOSITIONS, SORTS, STOP, UI_NOUNS
from worker.interpret.numbered import by_number, of_another_number
from worker.interpret.periods import of_other_periods
from worker.interpret.phrases import Phrase, Want
from worker.interpret.restrictions import begins
from worker.interpret.subscripts import by_subscript, without_indices
from worker.interpret.wording import COUNT_OF, COUNTS

MEASURES = frozenset({
    "loss", "accuracy", "error", "score", "r2", "mse", "rmse", "mae", "mape", "f1", "auc", "precision", "recall",
    "inertia", "silhouette", "log-loss", "residual", "perplexity", "reward", "cost", "objective", "likelihood",
    "divergence", "elbo", "energy", "distance", "regret", "bic", "aic",
})  # fmt: skip
"""concepts that say how good something came out"""
NUMERIC = frozenset({
    "learning-rate", "epoch", "iteration", "batch-size", "depth", "tree", "number", "momentum", "dropout", "tolerance",
    "test-share", "noise", "degree",
})  # fmt: skip
"""settings that are numbers"""
ACCEPT = 0.6
"""a phrase that fits a symbol less well does not name it"""
TOLD = 0.4
"""from this fit on, the words of its own cell may tell what a symbol's names do not"""
_ALIKE = 0.8
"""from this similarity on, one word stands for another"""
_SENTENCE = 7
"""meanings; a longer text beside a value is no name of it"""
_BRIEF = 4
"""meanings; a longer text beside a history may count anything"""
_SWITCHES = frozenset({"show", "display", "draw", "plot", "enable", "toggle", "use", "add", "is", "has", "hide"})
SURE = 0.6
"""from this score on, a site is training without doubt, and what does not come out of it is no result of it"""
_OTHER = 0.55
_SPELLED = {Scope.NOTEBOOK: 1.08, Scope.CELL: 1.06}
"""what it is worth to be called to the letter what the phrase says"""
_HEADLESS = 0.8
"""what a label is worth of which only that is said whose value it names"""
_LETTERS = 2
"""a name of so many letters is another one in another case: `T` and `t`; `PPV` is `ppv`"""
_NOT_SPELLED = 0.8
"""what the words of a formula are worth at most, where it is not the symbol's own"""
_COMPARES = re.compile(
    r"(?:sum|mean|count_nonzero|average)\(.*(?:[<>]=?|[=!]=)(?!\w+=)|(?:[<>]=?|[=!]=).*\.(?:sum|mean)\("
)
"""`np.sum(a < b)`, `(a == b).mean()`"""
_COMBINES = re.compile(r"[\w)\]]\s*(?:\*\*?|[-+/@])\s*[A-Za-z_(]")
"""`hits / tries`"""
_FIRST = re.compile(r"[\w.]+\[0\]")
"""what a name is worth that ends in nouns which nobody said"""
_SAID = 0.55
"""from this similarity on, a name says a word"""
CLOSE = 0.04
"""fits that differ by less are equally good"""

_KINDS: Mapping[Want, Mapping[SymbolKind, float]] = {
    Want.ANY: {SymbolKind.PARAMETER: 1.0, SymbolKind.METRIC: 1.0, SymbolKind.SERIES: 0.97},
    Want.PARAMETER: {SymbolKind.PARAMETER: 1.0, SymbolKind.METRIC: 0.85, SymbolKind.SERIES: 0.5},
    Want.METRIC: {SymbolKind.METRIC: 1.0, SymbolKind.SERIES: 0.95, SymbolKind.PARAMETER: 0.8},
    Want.SERIES: {SymbolKind.SERIES: 1.0},
    Want.FIGURE: {SymbolKind.FIGURE: 1.0},
    Want.TABLE: {SymbolKind.TABLE: 1.0},
    Want.ARTIFACT: {SymbolKind.FIGURE: 1.0, SymbolKind.TABLE: 0.9, SymbolKind.FILE: 0.95},
    Want.FILE: {SymbolKind.FILE: 1.0},
}
_ORIGINS = (
    "shown",
    "ui",
    "literal",
    "assigned",
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


_SPLITS = frozenset({"train", "test", "validation"})


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
            * (_OTHER if of_another_number(phrase, symbol) else 1.0)
            * (0.85 if _COMPARES.search(symbol.expression) else 1.0)  # how many are smaller is not how many there are
            * (2.0 if phrase.want is Want.PARAMETER and _is_start(symbol) else 1.0)
            * (_standing(symbol, phrase, trained=trained) if within is None else 1.0),
            covered=covered,
        )
        for symbol in pool
        if symbol.kind in kinds
        and not (phrase.want is Want.METRIC and _no_number(symbol))
        and not (counting and not _may_count(symbol, phrase))
        and not begins(phrase, symbol)
        and (counting or symbol.origin != "size" or phrase.exact or _labelled(symbol, phrase.text))
        and (counting or phrase.exact or not _counts_hits(symbol, phrase))
        and not (_of_owner(symbol) and not phrase.group and _only_called(phrase, symbol))
        and (within is not None or symbol.origin != "sweep")
        and not (symbol.origin == "factor" and not _says_of_what(phrase, symbol))
        and not (phrase.overall and symbol.scope in (Scope.LOOP, Scope.FUNCTION))
        for score, covered in [fit(phrase, symbol)]
        if score > 0.3
    ]
    hits = _by_choice(phrase, _by_period(phrase, _by_place(phrase, _by_case(phrase, hits))))
    return sorted(
        _by_own_names(phrase, _by_context(phrase, hits)), key=lambda hit: (-hit.score, *_preference(hit.symbol, phrase))
    )


def _labelled(symbol: Symbol, text: str) -> bool:
    """Whether the notebook itself shows a value under just this label: `120 rows`."""
    said = [lemma(word) for word in words(text) if word not in STOP]
    return bool(said) and any([lemma(word) for word in words(label)] == said for label in symbol.words[1:2])


def _is_drawn_only(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether a history only combines others for a drawing: the circle labelled `capture radius` is no radius."""
    combined = symbol.kind is SymbolKind.SERIES and symbol.origin == "attribute"
    return combined and phrase.want is Want.ANY and _COMBINES.search(symbol.expression) is not None


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
    if not said or phrase.group or not any(_to_the_letter(phrase.text, hit.symbol) for hit in hits):
        return hits
    own = [coverage(said, tokens(" ".join(hit.symbol.words))) for hit in hits]
    return [hit if fits else replace(hit, score=hit.score * _SAID) for hit, fits in zip(hits, own, strict=True)]


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
    several = symbol.live is not None and number is None and (symbol.live.numbers or symbol.live.string is not None)
    return not several and (number is None or not math.isfinite(number) or number.is_integer())


def _counts_hits(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether an expression counts where a comparison holds, and the phrase asks for no share or the like."""
    if not _COMPARES.search(symbol.expression) or _named_whole(phrase.text, symbol):
        return False
    return not any(
        set(token) & {"share", "probability", "number", "accuracy", "error"} for token in tokens(phrase.text)
    )


def _is_start(symbol: Symbol) -> bool:
    """Whether a few numbers go into the training as they are: a starting point is a setting, and no history."""
    few = symbol.live is not None and len(symbol.live.values) > 1
    return symbol.kind is SymbolKind.SERIES and few and symbol.reaches_site and not symbol.from_site


def _is_count(symbol: Symbol) -> bool:
    """Whether a symbol is a whole number that a person set: `max_epochs` and `epochs` are as good as `n_epochs`."""
    number = symbol.live.number if symbol.live is not None else None
    counts = number is not None and math.isfinite(number) and number.is_integer() and number > 0
    return symbol.kind is SymbolKind.PARAMETER and counts


def _is_total(symbol: Symbol) -> bool:
    """Whether a result is a whole number that is called by a plural: `control_events`, how many there were."""
    number = symbol.live.number if symbol.live is not None else None
    whole = number is not None and math.isfinite(number) and number.is_integer() and symbol.kind is SymbolKind.METRIC
    named = words(symbol.words[0]) if whole and symbol.words and symbol.origin not in ("size", "loop") else []
    return any(part.endswith("s") and lemma(part) != part for part in named)


def _counts_something_else(wanted: Iterable[Token], symbol: Symbol) -> bool:
    """Whether a symbol is no count by its names, and its first name speaks of something that is not counted."""
    names = [token for text in symbol.words for token in tokens(text)]
    if not symbol.words or any({"number", "sample-count"} & set(token) for token in names):
        return False
    own = (t for t in tokens(symbol.words[0]) if not t.light and not set(t) <= UI_NOUNS)
    return any(coverage([token], wanted) < 0.55 for token in own)


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


def surroundings(symbol: Symbol) -> list[Token]:
    """All meanings in and around a symbol: its names, its owner, its function, its expression."""
    own = (symbol.owner, symbol.expression)
    made = () if symbol.kind is SymbolKind.METRIC and _COMBINES.search(symbol.expression) else own
    texts = (*symbol.words, *made, symbol.function)  # operands are no names of the result
    return [token for text in texts if len(tokens(text)) <= _SENTENCE for token in tokens(text)]


def fit(phrase: Phrase, symbol: Symbol) -> tuple[float, float]:
    """How well the words fit (0 to 1), and how much of the phrase the symbol's names cover."""
    if phrase.exact and (exact := _exact(phrase.exact, symbol)):
        return exact, 1.0
    if is_formula(phrase.exact):
        worded, covered = fit(replace(phrase, exact=""), symbol)
        return min(worded, _NOT_SPELLED), covered
    ignored: AbstractSet[str] = COUNTS.keys() | (
        SORTS if symbol.live is not None and symbol.live.string is not None else frozenset()
    )
    counted = COUNT_OF.search(phrase.text) is not None
    if counted and ((phrase.want is not Want.METRIC and _is_count(symbol)) or _is_total(symbol)):
        ignored |= {"number"}
    wanted = tuple(t for t in tokens(phrase.text) if not set(t) <= ignored and not is_its_value(t, symbol))
    if not wanted:
        return 0.0, 0.0
    context = tokens(phrase.context)
    names = [tokens(text) for text in symbol.words]
    initials = [*by_initials(f"{phrase.text} {phrase.context}", symbol), *spelled_acronyms(phrase.text, symbol)]
    names[:1] = [(*names[0], *initials)] if names else []
    union = [*surroundings(symbol), *initials]
    if (letter := _only_letter(phrase.text)) and not any(_called(letter, text, wanted) for text in symbol.words):
        return 0.0, 0.0
    if to_the_letter := _to_the_letter(phrase.text, symbol):
        return to_the_letter, 1.0
    joined = [token for one, other in pairwise(words(phrase.text)) for token in tokens(one + other)]
    said = (*wanted, *context, *initials, *joined)
    best = max(
        (_alike(phrase, symbol, at, name, wanted=wanted, said=said) for at, name in enumerate(names)), default=0.0
    )
    if _named_whole(phrase.text, symbol):
        own = bool(symbol.words) and bare_name(symbol.words[0]) in re.findall(r"[^\W_]+", phrase.text)[-1:]
        best = max(best, 0.95 if own else 0.85)  # a label that is the letter is less than the letter itself
    covered = coverage(wanted, union) if best < 0.85 else 1.0
    if best < ACCEPT and not phrase.group and symbol.words and names_another(symbol.words[0], said):
        covered *= _OTHER
    if best < 0.85 and not _head_fits(wanted, union):
        return 0.0, covered
    parts = phrase.group and (phrase.want is Want.PARAMETER or symbol.origin not in ("keyword", "default", "estimator"))
    headless = bool(symbol.words) and _of_it(symbol.words[0], said)
    # What only the owner is called says little about its entries.
    full = 0.88 if (best or parts) and not headless else 0.6
    score = (
        max(best, full * covered if covered > 0.9 else 0.7 * covered)
        * _same_split(wanted, union, symbol)
        * _same_side(wanted, union)
    )
    set_count = _is_count(symbol) and any(coverage(wanted, name) >= 0.99 for name in names[:1])
    if COUNT_OF.search(phrase.text) and not set_count and _counts_something_else((*wanted, *context), symbol):
        score *= 0.4  # the mass of each bead is not how many there are
    return min(1.0, score), covered


def _alike(
    phrase: Phrase, symbol: Symbol, at: int, name: Sequence[Token], *, wanted: Sequence[Token], said: Sequence[Token]
) -> float:
    """How well one of the symbol's names (the one at this place, by its meanings) fits; `said`: all that is said."""
    if not name:
        return 0.0
    said_apart = _SPLITS | (UI_NOUNS if symbol.origin == "ui" else frozenset())
    bare = [token for token in name if not set(token) <= said_apart] or name  # `test_acc` is as good an accuracy
    precise = coverage(bare, (*wanted, *tokens(phrase.context)))
    alike = 0.8 * coverage(wanted, name) + 0.2 * precise + 0.06 * _same_words(phrase.text, symbol.words[at])
    alike *= 0.6 + 0.4 * precise if len(name) > _SENTENCE else 1.0
    alike *= _OTHER if not phrase.group and names_another(symbol.words[at], said) else 1.0
    alike *= _HEADLESS if _of_it(symbol.words[at], said) else 1.0
    return alike * (1 - 0.01 * min(at, 5))


def _of_it(label: str, said: Sequence[Token]) -> bool:
    """Whether a label calls its value something of what is said: the expected value of the Beta distribution."""
    front, *behind = re.split(r"\s(?:of|for)\s", label, maxsplit=1)
    heavy = [token for token in tokens(front) if not token.light]
    return bool(behind and heavy) and not any(similarity(one, other) >= _SAID for one in heavy for other in said)


def names_another(name: str, said: Sequence[Token]) -> bool:
    """Whether an identifier is about something else: `capital_gains_tax_rate` is no capital."""
    heavy = [token for token in tokens(without_indices(name)) if not token.light and not set(token) <= UI_NOUNS]
    heavy = [token for token in heavy if not token[0].isdecimal()]  # `vol_ex4` is the volume of the fourth example
    unsaid = [token for token in heavy if not any(similarity(token, other) >= 0.55 for other in said)]
    return " " not in name and len(unsaid) > 1 and heavy[-1] in unsaid


def _named_whole(text: str, symbol: Symbol) -> bool:
    """Whether a text is one of the symbol's names in another spelling, or all of it stands in one."""
    labels = symbol.words if symbol.kind is SymbolKind.FIGURE else symbol.words[:2]
    alike = any(squeezed_alike(text, label) for label in labels)
    return alike or _named_short(text, symbol) or says_all(text, symbol)


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
    near = any(similarity(one, other) >= _SAID for one in tokens(phrase.text) for other in own)
    return not near and not phrase.exact and not _named_whole(phrase.text, symbol.model_copy(update={"words": called}))


def says_all(text: str, symbol: Symbol) -> bool:
    """Whether a label of a setting has every word of a text: `mesh step` and `step size in the mesh`."""
    said = {lemma(word) for word in words(text) if word not in STOP}
    labels = ({lemma(word) for word in words(name)} for name in symbol.words[1:])
    return symbol.kind is SymbolKind.PARAMETER and len(said) > 1 and any(said <= label for label in labels)


def is_its_value(token: Token, symbol: Symbol) -> bool:
    """Whether a number in the phrase is the symbol's own, or that of its items: `iterations (30)`, `the 600 points`."""
    live = symbol.live
    many = live is not None and live.string is None and live.length
    return live is not None and token[0].isdecimal() and float(token[0]) in (live.number, many)


def _only_letter(text: str) -> str:
    """The one letter that a text consists of, stop words aside: `k`."""
    said = [word for word in re.findall(r"\w+", text) if word.lower() not in STOP]
    return words(said[0])[0] if len(said) == 1 and len(said[0]) == 1 and words(said[0]) else ""


def _called(letter: str, name: str, meant: Iterable[Token]) -> bool:
    """Whether a name has the letter for a word, or says nothing but what the letter stands for (`n_clusters`)."""
    bare = words(bare_name(name))
    if [len(word) for word in bare] == [1]:
        return bare == [letter]
    heavy = [token for token in tokens(name) if not token.light and not set(token) <= UI_NOUNS]
    return (letter in words(name) and len(words(name)) <= 3) or (
        bool(heavy) and all(coverage([token], meant) >= 1 for token in heavy)
    )


def _named_short(text: str, symbol: Symbol) -> bool:
    """Whether a phrase ends with the symbol's own short name as it is written: `capacity B`, `lifetime τ`."""
    before, last = ("", "", *re.findall(r"[^\W_]+", text))[-2:]
    return (
        bool(last)
        and before.lower() not in PREPOSITIONS
        and len(before) != 1  # `D(P||Q)`: an argument
        and len(last) <= 2
        and (last.lower() not in ("a", "i", "it") or (last.isupper() and bool(before)))
        and any(bare_name(name) == last for name in symbol.words[:2])
    )


def bare_name(name: str) -> str:
    """A name without the kind of UI element that it is: `A` for `A_slider`."""
    parts = re.split(r"[_\s]+", name.strip("_ "))
    return "_".join(part for part in parts if part.lower() not in UI_NOUNS)


def by_initials(text: str, symbol: Symbol) -> list[Token]:
    """The meanings of words that the symbol's names abbreviate or join: `Monte Carlo` for `mc_price`."""
    said = [word for word in words(text) if word not in STOP]
    return [
        *_by_first_letters(said, symbol),
        *_by_first_letters(words(text), symbol, lengths=(3, 4)),
        *_by_joining(said, symbol),
        *_by_one_letter(said, symbol),
        *by_number(said, symbol),
        *by_subscript(said, symbol),
    ]


def _by_joining(said: Sequence[str], symbol: Symbol) -> Iterator[Token]:
    """`learning rate` for `learningrate`, and `dataset` for `data_set`."""
    names = [words(name) for name in symbol.words[:2]]
    parts = {lemma(part) for name in names for part in name}
    whole = {lemma(word) for word in said}
    for one, other in pairwise(said):
        if lemma(one + other) in parts:
            yield from (*tokens(one), *tokens(other))
    for one, other in (pair for name in names for pair in pairwise(name)):
        if lemma(one + other) in whole and min(len(one), len(other)) > 1:  # `bead's` is no `beads`
            yield from tokens(one + other)


def _by_one_letter(said: Sequence[str], symbol: Symbol) -> list[Token]:
    """`infected` for the last part of `init_I`, where the other words of the phrase are what the rest says."""
    parts = re.split(r"_", symbol.words[0].strip("_")) if symbol.words else []
    letters = [part for part in parts if len(part) == 1 and part.isalpha()]
    rest = [token for part in parts if len(part) > 1 for token in tokens(part)]
    if len(letters) != 1 or not rest:
        return []
    meant = [(word, token) for word in said if len(word) > 3 for token in tokens(word)]
    if not all(any(similarity(token, other) >= _ALIKE for _, other in meant) for token in rest):
        return []
    own = tokens(symbol.words[0])
    left = [(word, token) for word, token in meant if not any(similarity(token, known) >= _ALIKE for known in own)]
    return [token for word, token in left if word[0] == letters[0].lower()]


def _by_first_letters(said: Sequence[str], symbol: Symbol, *, lengths: Sequence[int] = (2, 3, 4)) -> list[Token]:
    names = (*symbol.words[:2], symbol.owner)
    parts = {part.lower() for name in names for part in (*words(name), *re.findall(r"[A-Za-z]+", name))}
    found: list[Token] = []
    for length in lengths:
        for start in range(len(said) - length + 1):
            if "".join(word[0] for word in said[start : start + length]) in parts:
                found.extend(token for word in said[start : start + length] for token in tokens(word))
    return found


def spelled_acronyms(text: str, symbol: Symbol) -> list[Token]:
    """The meanings of capital letters that stand for the words of one of the symbol's names: `ARI`, `NLL`."""
    said = set(re.findall(r"\b[A-Z]{3,6}\b", text))
    initials = (
        {"".join(word[0] for word in words(name) if word not in STOP).upper() for name in symbol.words}
        if said
        else set()
    )
    return [token for word in sorted(said & initials) for token in tokens(word)]


def squeezed_alike(one: str, other: str) -> bool:
    """Whether two names are one but for gaps and clipped syllables: `off-diagonal norm` and `offdiag_norms`."""
    from rapidfuzz import fuzz  # noqa: PLC0415

    said, named = ([lemma(word) for word in words(text) if word not in STOP] for text in (one, other))
    several = min(len(said), len(named)) > 1
    if (several and said[-1][0] != named[-1][0]) or (not several and set(said) & set(named) and said != named):
        return False  # `difference of wages` is no `difference of means`, and not any `difference`
    first, second = "".join(said), "".join(named)
    alike = min(len(first), len(second)) >= 8 and first[:2] == second[:2]  # `non-nested` is not `nested`
    return alike and fuzz.ratio(first, second) >= 82


def _same_words(one: str, other: str) -> float:
    """The share of words that two texts have in common to the letter (`max iterations` is nearer to `max_iter`)."""
    first, second = ({lemma(word) for word in words(text)} for text in (one, other))
    return len(first & second) / len(first | second) if first and second else 0.0


def literally(text: str, symbol: Symbol) -> bool:
    """Whether a phrase and a symbol's first names have a word in common to the letter."""
    return any(_same_words(text, name) for name in symbol.words[:2])


def _to_the_letter(text: str, symbol: Symbol) -> float:
    """How much it is worth that a symbol is called just what the text says, or by its first letters; else 0."""
    if not symbol.words:
        return 0.0
    labels = (bare_name(symbol.words[0]), *symbol.words[1:2]) if symbol.origin == "ui" else ()
    if _spelled(text) in (_spelled(symbol.words[0]), *map(_spelled, labels)):
        return 1.0 if symbol.origin == "column" else _SPELLED.get(symbol.scope, 1.0)
    short = acronym(text)
    return 1.04 if short and short == bare_name(symbol.words[0]).lower() else 0.0


def acronym(text: str) -> str:
    """`ppv` for `the positive predictive value`; empty for less than three words."""
    said = [word for word in words(text) if word not in PREPOSITIONS | {"the", "a", "an", "and"}]
    return "".join(word[0] for word in said) if len(said) > 2 else ""


def _spelled(text: str) -> str:
    return "_".join(word for word in words(text) if word not in ("the", "a", "an", "final", "value", "of"))


def _same_split(wanted: tuple[Token, ...], union: Iterable[Token], symbol: Symbol) -> float:
    """Test values are no training values; a history without a word about it is one of the training."""
    asked = {name for token in wanted for name in token} & _SPLITS
    has = {name for token in union for name in token} & _SPLITS
    if not asked or asked & has:
        return 1.0
    history = symbol.kind is SymbolKind.SERIES and asked != {"train"}
    return 0.55 if has or history else 0.97


def _same_side(wanted: tuple[Token, ...], union: Iterable[Token]) -> float:
    """What is named for being after something is not what was before it."""
    asked, has = ({name for token in side for name in token} & {"before", "after"} for side in (wanted, union))
    return 0.55 if len(asked) == len(has) == 1 and asked != has else 1.0


def _head_fits(wanted: tuple[Token, ...], union: Iterable[Token]) -> bool:
    """Something in the phrase that carries meaning must be among the symbol's names."""
    heavy = [token for token in wanted if not token.light] or list(wanted)
    heavy = [token for token in heavy if not set(token) <= _SPLITS] or heavy
    offered = list(union)
    return any(coverage([token], offered) >= 0.55 for token in heavy)


def _exact(name: str, symbol: Symbol) -> float:
    plain = _plain(name)
    if plain in (_plain(symbol.expression), _plain(symbol.expression.removesuffix(".value"))):
        return 1.0
    if symbol.words and plain == _plain(symbol.words[0]):
        return 0.97
    if is_formula(name) and any(spelled(name) == spelled(called) for called in symbol.words):
        return 0.97
    last = re.sub(r"\W+$", "", re.split(r"[.\[]", symbol.expression.removesuffix(".value"))[-1])
    return 0.9 if plain == _plain(last) else 0.0


def _plain(text: str) -> str:
    return re.sub(r"[\s'\"]+", "", text).lower()


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


def same_thing(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols are two views of one value: the equal live value under the same first name."""
    here = one.cell == other.cell or one.scope is other.scope is Scope.NOTEBOOK
    if "earlier" in (one.origin, other.origin):
        return one.expression == other.expression and (one.cell, one.statement) == (other.cell, other.statement)
    if one.expression == other.expression and here:
        return True
    equal = one.live is not None and other.live is not None and _plainly(one.live) == _plainly(other.live) is not None
    if (
        equal
        and not computed_apart(one, other)
        and (set(one.words[:2]) & set(other.words[:2]) or _last(one.expression) == _last(other.expression))
    ):
        return True
    inner = (Scope.LOOP, Scope.FUNCTION)
    if one.scope in inner and one.scope is other.scope and one.path[1:] == other.path[1:]:
        return tokens(one.words[0]) == tokens(other.words[0])  # `loss` and `losses.append(loss)`
    return (
        one.kind is other.kind is SymbolKind.SERIES
        and _root(one.expression) == _root(other.expression)
        and Scope.NOTEBOOK in (one.scope, other.scope)
    )


def computed_apart(one: Symbol, other: Symbol) -> bool:
    """Whether two names were given their values one by one: equal values are a coincidence then."""
    return one.origin == other.origin == "assigned" and one.expression != other.expression and one.cell == other.cell


def equal_values(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols have the same number, whatever they are called."""
    if one.live is None or other.live is None or one.live.number is None:
        return False
    return one.live.number == other.live.number and one.kind is other.kind


def _plainly(live: LiveValue) -> object | None:
    """The value itself, when it is a number, a boolean or a text."""
    return next((value for value in (live.number, live.boolean, live.string) if value is not None), None)


def _last(expression: str) -> str:
    return expression.removesuffix(".value").rpartition(".")[2]


def _root(expression: str) -> str:
    return re.split(r"[.\[]", expression)[0]
