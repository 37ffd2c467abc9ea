"""Whether a choice accounts for every word of a phrase: a word left over says that something else was meant."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.directions import FALLING, RISING
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import MEASURES, PREPOSITIONS, ROWS, SAMPLES, SORTS, SPLITS, STOP, UI_NOUNS
from worker.interpret.match import counts_draws, is_its_value, names_another, surroundings
from worker.interpret.phrases import Phrase, Want
from worker.interpret.restrictions import function_of, unmet
from worker.interpret.spelling import acronym, bare_name, by_initials, says_all, spelled_acronyms, squeezed_alike
from worker.interpret.subscripts import without_indices
from worker.interpret.time_words import TIME_STEP
from worker.interpret.value_words import COUNT_OF

STATISTICS = frozenset({
    "mean", "standard-deviation", "variance", "median", "maximum", "minimum", "best", "true", "initial", "difference",
    "ratio", "quantile",
})  # fmt: skip
"""concepts that make another value of a value: what is chosen must say them itself"""
OF_MANY = STATISTICS - {"true", "initial", "difference", "ratio"}
"""those that are made of many values"""
DECISIVE = STATISTICS | SPLITS
"""what cannot be said in passing"""
_LEARNING = re.compile(r"(?:the\s+|a\s+)?learning curves?(?:\s+(?:figure|plot|chart|picture|image))?", re.IGNORECASE)
_SET = ("ui", "literal", "config", "default", "keyword")
_OF_LETTER = re.compile(r"(?<=\w)\s+(?:of|for|in)\s+[^\W\d_](?![\w-])")
_OF_ERRORS = frozenset({"mse", "rmse", "mae", "mape"})
"""measures that are one number made of errors"""
_ARITHMETIC = re.compile(r"[\w)\]]\s*(?:\*\*?|[-+/@])\s*[\w(]")
_SHARE_OF = re.compile(r"\W*(?:the\s+)?(?:share|fraction|proportion|percentage|part)\s+of\s", re.IGNORECASE)
"""`the share of the points`: a history of the points is none"""
_UNITS = frozenset({"share", "ratio"})
"""what only says in which unit a thing is counted"""
_BEHIND = re.compile(r"\s(?:of|for|in|at|on|per|with|from|by|over|under|after|before|between)\s")
_PER = re.compile(r"\sper\s")
_TABLES = frozenset({"table", "frame", "dataframe", "csv", "sheet", "spreadsheet", "dataset"})
"""what says of a table that it is one"""
_TEXTS = frozenset({"text", "markdown", "string", "message"})
"""what says of a text that it is one"""
_SAME = 0.55
"""from this similarity on, a word is said by another one"""
_PLAIN = 0.9
"""from this similarity on, two words mean the same without doubt"""
_SAME_IN_PROSE = 0.8
"""the same, where the other one only stands somewhere in the cell"""


def left_over(phrase: Phrase, symbol: Symbol, findings: Findings) -> tuple[str, ...]:
    """The phrase's meanings that nothing about the symbol accounts for; empty when it may be meant."""
    if phrase.generic or draws_learning(phrase.text, symbol):
        return ()
    if _spelled(phrase.text, symbol) and not phrase.exact:
        other = [*_other_quantile(tokens(phrase.text), surroundings(symbol)), *_remarked_on(phrase, symbol)]
        return (*unmet(phrase, symbol), *(name for token in other for name in token[:1]))
    if phrase.exact:
        around = tokens(phrase.text.replace(phrase.exact, " "))
        known = surroundings(symbol)
        decisive = (token for token in around if set(token) & STATISTICS)
        left = (token[0] for token in decisive if not any(similarity(token, other) >= _SAME for other in known))
        return (*left, *function_of(phrase, symbol))
    own = [
        *surroundings(symbol),
        *_of_owner(symbol, findings),
        *by_initials(phrase.text, symbol),
        *spelled_acronyms(phrase.text, symbol),
    ]
    # of a word the cell around it says nothing: `penalty="l1"` is no weakest regularisation
    spelled_out = symbol.live is not None and symbol.live.string is not None
    prose = () if spelled_out else tokens(findings.texts.get(symbol.cell, ""))
    whose = _OF_LETTER.sub(" ", phrase.text)  # `the expected value of p`: what p is, no name says
    between = _BETWEEN.search(whose)
    compared = tokens(between.group()) if between else ()
    missing = [token for token in tokens(whose) if not _accounted(token, own, prose, symbol)]
    missing = [token for token in missing if token not in compared or not _in_prose(token, prose)]
    if COUNT_OF.search(phrase.text):
        # which ones are counted the count itself says: the cell of the patients may speak of the censored ones, too
        counted = _BEHIND.split(COUNT_OF.split(whose)[-1])[0]
        heavy = [token for token in tokens(counted) if not token.light]
        beside = [*own, *_counted_beside(symbol, findings)]
        missing = [token for token in missing if token not in heavy or not _accounted(token, beside, (), symbol)]
        unsaid = (token for token in heavy if token not in missing and not _accounted(token, beside, (), symbol))
        missing.extend(unsaid if len(heavy) > 1 else ())
        missing.extend(_counted_itself(counted, own, symbol))
    head = _head(whose)
    if head is not None and head not in missing and not _accounted(head, own, (), symbol):
        # what the thing is, the cell around it cannot say of a name that says something else
        missing.extend([head] if _unsaid(symbol, phrase) else [])
    missing.extend(_thing_itself(whose, own))
    missing.extend(_step_itself(phrase.text, symbol))
    missing.extend(_of_something_else(phrase, symbol, (*own, *prose)))
    missing.extend(_other_quantile(tokens(phrase.text), own))
    missing.extend(_labelled_of_another(phrase, symbol, (*own, *prose)))
    missing.extend(_only_operands(whose, symbol))
    missing.extend(_remarked_on(phrase, symbol))
    if _SHARE_OF.match(whose) and (symbol.kind is SymbolKind.SERIES or _is_a_count(symbol)):
        missing.extend(token for token in tokens(whose)[:1] if token not in own)
    if counts_draws(phrase.text, symbol):
        missing = [token for token in missing if not set(token) & SAMPLES]
    if missing:
        terms = _terms(phrase.text, own, findings)
        missing = [token for token in missing if token not in terms or (token == head and _is_switch(symbol))]
    missing.extend(_of_another_one(phrase, symbol, prose))
    if contradicts(phrase, symbol):
        missing.extend(token for token in tokens(f"{phrase.text} {phrase.context}") if set(token) & SPLITS)
    return tuple(dict.fromkeys([*(name for token in missing for name in token[:1]), *unmet(phrase, symbol)]))


def _counted_beside(symbol: Symbol, findings: Findings) -> list[Token]:
    """What a call counts beside a keyword of it: the pears of `n_pears=9, n_ripe=4`, which are what is ripe."""
    if symbol.origin != "keyword" or not symbol.words or words(symbol.words[0])[:1] != ["n"]:
        return []
    place = (symbol.cell, symbol.statement, symbol.origin, symbol.owner)
    beside = (s for s in findings.symbols if (s.cell, s.statement, s.origin, s.owner) == place and s.words)
    counted = [token for one in beside if words(one.words[0])[:1] == ["n"] for token in tokens(one.words[0])]
    return [token for token in counted if not set(token) & (ROWS | SAMPLES)]


def _is_a_count(symbol: Symbol) -> bool:
    """Whether a symbol's names say that it is a number of things, and nothing divides it."""
    counted = any("number" in token for name in symbol.words[:2] for token in tokens(name))
    return counted and "/" not in symbol.expression and ".mean()" not in symbol.expression


def _counted_itself(counted: str, own: Sequence[Token], symbol: Symbol) -> list[Token]:
    """The noun behind `clustered points`, where no name speaks of points: the number of clusters is another one."""
    said = words(counted)
    if len(said) < 2 or not said[-2].endswith("ed") or symbol.words[:1] in (("n",), ("N",)):
        return []
    noun = tokens(said[-1])
    return [token for token in noun if not any(similarity(token, other) >= _SAME for other in own)]


_BETWEEN = re.compile(r"(?<=\w)\s+between\s.*", re.IGNORECASE)
"""what something is between: of which kind these are, the thing's own name need not say"""


def _in_prose(token: Token, prose: Iterable[Token]) -> bool:
    """Whether the cell around a value says a word."""
    return any(similarity(token, other) >= _SAME_IN_PROSE for other in prose)


def _only_operands(text: str, symbol: Symbol) -> list[Token]:
    """What a thing is only made of: a history of errors is no mean error, `np.mean((y - f) ** 2)` no mean of `f`."""
    missing = []
    if symbol.kind in (SymbolKind.SERIES, SymbolKind.PARAMETER):
        said = {name for label in symbol.words for token in tokens(label) for name in token}
        missing = [token for token in tokens(text) if set(token) & _OF_ERRORS and not set(token) & said]
    if symbol.origin == "displayed" and symbol.words and _ARITHMETIC.search(symbol.expression):
        named = [token for label in symbol.words for token in tokens(label)]
        heavy = (token for token in tokens(text) if not token.light)
        missing += [token for token in heavy if not any(similarity(token, other) >= _SAME for other in named)]
    return missing


def _remarked_on(phrase: Phrase, symbol: Symbol) -> list[Token]:
    """What a constant is only by a remark, where a result is asked for: a `coefficient of consumption` is none."""
    heavy = [token for token in tokens(phrase.text) if not token.light]
    if phrase.want is not Want.METRIC or symbol.origin != "literal" or not heavy or not symbol.words:
        return []
    own = [*tokens(symbol.words[0]), *by_initials(phrase.text, symbol)]
    whole = any(set(heavy) == {token for token in tokens(label) if not token.light} for label in symbol.words)
    return [] if whole or coverage(heavy, own) > 0 else heavy[-1:]


def _of_something_else(phrase: Phrase, symbol: Symbol, said: Sequence[Token]) -> Sequence[Token]:
    """What a mere `error` is of, where it is taken for what has a name of its own and nothing there says that."""
    measure = tokens(phrase.text)
    if len(measure) != 1 or not set(measure[0]) & MEASURES or phrase.group or symbol.kind is not SymbolKind.METRIC:
        return ()
    called = any(set(tokens(name.rstrip("0123456789"))) == set(measure) for name in symbol.words)
    heavy = [token for token in tokens(phrase.context) if not token.light and not set(token) & SPLITS]
    known = any(similarity(one, other) >= _SAME for one in heavy for other in said)
    return () if called or known else heavy


def _labelled_of_another(phrase: Phrase, symbol: Symbol, said: Sequence[Token]) -> Sequence[Token]:
    """What a thing is of, where its label says that it is of another: the `Error of π` is no error of the price."""
    behind = (part for label in symbol.words[1:] for part in re.split(r"\s(?:of|for)\s", label, maxsplit=1)[1:])
    theirs = [token for part in behind for token in tokens(part) if not token.light]
    ours = [token for token in tokens(phrase.context) if not token.light]
    asked = [*tokens(phrase.text), *ours]
    named = any(similarity(one, other) >= _SAME for one in theirs for other in asked)
    known = any(similarity(one, other) >= _SAME for one in ours for other in said)
    result = symbol.kind is SymbolKind.METRIC or (symbol.kind is SymbolKind.SERIES and phrase.want is not Want.SERIES)
    return () if named or known or not theirs or not result else ours[-1:]  # of a history the line says its steps, too


def _of_another_one(phrase: Phrase, symbol: Symbol, prose: Sequence[Token]) -> list[Token]:
    """What says that another one is meant, whatever the cell around a symbol says."""
    side = _other_side(phrase.text, surroundings(symbol), prose)
    return [*_other_kind_of_it(phrase, symbol, prose), *side, *_how_many_not_which(phrase.text, symbol)]


def _other_kind_of_it(phrase: Phrase, symbol: Symbol, prose: Sequence[Token]) -> list[Token]:
    """What tells a thing from its namesake: of the `subject consistency` a `background_consistency` says nothing.

    Unless the cell speaks of the one, and not of the other.
    """
    said, whole = tokens(phrase.text), tokens(f"{phrase.text} {phrase.context}")
    own = [token for name in symbol.words[:4] for token in tokens(name)]
    named = list(pairwise(tokens(without_indices(symbol.words[0])))) if symbol.words else []
    missing = []
    for which, thing in pairwise(said):
        if thing.light or thing[0].isdecimal():
            continue
        others = [one for one, head in named if similarity(thing, head) >= _PLAIN]
        unsaid = [one for one in others if not one.light and not any(similarity(one, t) >= _SAME for t in whole)]
        here = any(which == other for other in prose) and not any(one in prose for one in unsaid)
        told = which.light or here or any(similarity(which, other) >= _SAME for other in own)
        missing += [which] if others and len(unsaid) == len(others) and not told else []
    return missing


def _other_side(text: str, own: Sequence[Token], prose: Sequence[Token]) -> list[Token]:
    """`posterior` or `prior`, where the names around a value do not say it and its cell speaks of the other one."""
    missing = []
    for word, side, other in (("posterior", "after", "before"), ("prior", "before", "after")):
        if word in words(text) and not any(side in token for token in own):
            here = {name for token in (*own, *prose) for name in token}
            missing += [Token((word,))] if other in here and side not in here else []
    return missing


def _how_many_not_which(text: str, symbol: Symbol) -> list[Token]:
    """Which one it is, where a symbol says how many there are: `which feature` is no `feature_count`."""
    counts = any({"number", "sample-count"} & set(token) for name in symbol.words[:3] for token in tokens(name))
    return [Token(("which",))] if counts and words(text)[:1] == ["which"] else []


def _other_quantile(asked: Sequence[Token], own: Sequence[Token]) -> Sequence[Token]:
    """Which quantile is asked for, where the symbol is another one."""
    which = [other for one, other in pairwise(asked) if "quantile" in one and other[0].isdecimal()]
    return [token for token in which if token not in own]


def _step_itself(text: str, symbol: Symbol) -> Iterable[Token]:
    """`the time step` is how long one is: not how many iterations there are."""
    said = {lemma(word) for name in (*symbol.words, symbol.expression) for word in words(name)}
    one = TIME_STEP.search(text) is not None and not COUNT_OF.search(text)
    return tokens("time step") if one and not said & {"step", "timestep", "dt", "h", "delta", "interval"} else ()


def _spelled(text: str, symbol: Symbol) -> bool:
    """Whether a text is the symbol's name in another spelling."""
    labels = symbol.words if symbol.kind is SymbolKind.FIGURE else symbol.words[:2]
    short = bare_name(symbol.words[0]).lower() if symbol.words else ""
    alike = _spelled_out(text, symbol) or (bool(short) and acronym(text) == short) or says_all(text, symbol)
    return alike or any(squeezed_alike(text, label) for label in labels)


def _unsaid(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether the symbol's own name says something that the phrase does not."""
    whole = f"{phrase.text} {phrase.context}"
    said = [*tokens(whole), *by_initials(whole, symbol)]
    first = [word[0] for word in words(whole) if word not in STOP]
    parts = [part for part in words(symbol.words[0] if symbol.words else "") if part not in "".join(first)]
    own = [token for token in tokens(" ".join(parts)) if not token.light and not set(token) <= UI_NOUNS]
    return _is_switch(symbol) or any(not any(similarity(token, other) >= _SAME for other in said) for token in own)


def _is_switch(symbol: Symbol) -> bool:
    """Whether a setting is a word or on or off: `penalty="l1"` is no path of penalties, whatever its cell says."""
    return symbol.live is not None and (symbol.live.string is not None or symbol.live.boolean is not None)


def _head(text: str) -> Token | None:
    """The noun of a phrase with several meanings: `contribution` in `the monthly contribution`."""
    meant = [token for token in tokens(_BEHIND.split(text)[0]) if not token.light and not set(token) & _UNITS]
    return meant[-1] if len(meant) > 1 else None


def _thing_itself(text: str, own: Sequence[Token]) -> list[Token]:
    """The noun in front of `of`, …, where a name says nothing of it: `decision score for class A` is no class."""
    front, *behind = _BEHIND.split(text, maxsplit=1)
    meant = [token for token in tokens(front) if not set(token) & (STATISTICS | _UNITS)]
    heavy = [token for token in meant if not token.light or set(token) & MEASURES]
    said = any(similarity(token, other) >= _SAME for token in meant for other in own)
    each = behind and _PER.search(text) is not None  # `points per cluster`: clusters are in many a name
    return heavy[-1:] if behind and (len(heavy) > 1 or each) and not said else []


def draws_learning(text: str, symbol: Symbol) -> bool:
    """Whether nothing but `the learning curve` is wanted, and a figure draws a measure over epochs or the like."""
    if symbol.kind is not SymbolKind.FIGURE or not _LEARNING.fullmatch(text.strip()):
        return False
    said = {name for label in symbol.words for token in tokens(label) for name in token}
    return bool(said & MEASURES and said & {"epoch", "iteration", "round"})


def told(phrase: Phrase, symbol: Symbol, findings: Findings) -> bool:
    """Whether the symbol's names say the thing itself, and its cell all the rest: `the orchard yield`."""
    own, prose = surroundings(symbol), tokens(findings.texts.get(symbol.cell, ""))
    heavy = [token for token in tokens(phrase.text) if not token.light]
    said = [token for token in heavy if any(similarity(token, other) >= _PLAIN for other in own)]
    rest = (token for token in heavy if token not in said)
    explained = all(any(similarity(token, other) >= _PLAIN for other in prose) for token in rest)
    if symbol.words and names_another(symbol.words[0], tokens(f"{phrase.text} {phrase.context}")):
        return False
    thing = any(not set(token) & STATISTICS for token in said)  # that it is a minimum says nothing of what
    named = [token for token in tokens(symbol.words[0]) if not set(token) & OF_MANY] if symbol.words else []
    thing = thing or (bool(named) and set(named) <= set(said))  # a `difference` is one
    return thing and explained and not left_over(phrase, symbol, findings)


def says_what_lies_between(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a symbol's names say all that stands in front of `between`: `correlation` between two columns."""
    if (between := _BETWEEN.search(phrase.text)) is None:
        return False
    thing = tokens(phrase.text[: between.start()])
    own = [token for label in symbol.words[:2] for token in tokens(label)]
    return bool(thing) and all(any(similarity(token, other) >= _PLAIN for other in own) for token in thing)


def contradicts(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether the words around the phrase name one split of the data and the symbol's own name the other one."""
    asked = {name for token in tokens(f"{phrase.text} {phrase.context}") for name in token} & SPLITS
    measured = (text for text in symbol.words[2:] if text.endswith(f" {symbol.words[0]}"))  # `test r2`, of its `r2`
    names = (*symbol.words[:2], *measured, symbol.expression)
    has = {name for text in names for token in tokens(text) for name in token} & SPLITS
    if symbol.kind not in (SymbolKind.METRIC, SymbolKind.SERIES):
        return False
    return (asked == {"train"} and bool(has) and "train" not in has) or (
        has == {"train"} and bool(asked) and "train" not in asked
    )


def _accounted(token: Token, own: Sequence[Token], prose: Iterable[Token], symbol: Symbol) -> bool:
    statistic = set(token) & STATISTICS
    if token[:1] in (("initial",), ("true",)) and symbol.kind is SymbolKind.PARAMETER and symbol.origin in _SET:
        return True  # what the notebook sets is where it starts, and what is true of the data that it makes
    if (
        is_its_value(token, symbol)
        or _by_kind(token, own, symbol)
        or (set(token) & SAMPLES and symbol.words[:1] in (("n",), ("N",), ("size",)))
    ):
        return True
    first = "final" in token and symbol.expression.endswith("[0]") and symbol.origin != "item"
    if first or (statistic and symbol.live is not None and symbol.live.boolean is not None):
        return False
    if token[:1] == ("best",) and symbol.origin != "loop" and _is_an_optimum(own):
        return True
    inside = symbol.kind is SymbolKind.SERIES and symbol.scope is not Scope.NOTEBOOK
    if statistic == {"mean"} and inside and any(set(other) & MEASURES for other in own):
        return True  # the value of one iteration is mostly a mean over its batches
    share = token[:1] == ("share",)
    if (token.light and not statistic and not share) or (share and _may_be_a_share(own, symbol)):
        return True
    if any(similarity(token, other) >= _SAME for other in own) or token[0] in words(symbol.owner):
        return True
    if symbol.origin == "ui" and set(token) <= UI_NOUNS:
        return True
    if set(token) <= SORTS and symbol.live is not None and symbol.live.string is not None:
        return True
    return not statistic and any(similarity(token, other) >= _SAME_IN_PROSE for other in prose)


def _by_kind(token: Token, own: Sequence[Token], symbol: Symbol) -> bool:
    """Whether a word says no more than what a symbol is: `trial table`, or the length of a step of 0.01."""
    number = symbol.live.number if symbol.live is not None else None
    step = number is not None and not number.is_integer() and any("iteration" in other for other in own)
    place = (token[0] == "first" and "[0]" in symbol.expression) or ("final" in token and "[-1]" in symbol.expression)
    kinds = {SymbolKind.TABLE: _TABLES, SymbolKind.FILE: _TEXTS}.get(symbol.kind, frozenset())
    return place or set(token) <= kinds or (step and token[0] == "length")


def _may_be_a_share(own: Sequence[Token], symbol: Symbol) -> bool:
    """Whether nothing says that a value is a count: `the infected fraction` for `infected`."""
    number = symbol.live.number if symbol.live is not None else None
    if symbol.kind is SymbolKind.SERIES and symbol.origin == "column":
        return False  # of a column of the data, nobody knows what it is
    counted = {"number", "sample-count"} & {name for token in own for name in token}
    if symbol.kind is SymbolKind.PARAMETER:
        return number is not None and 0 < number < 1
    return not counted and (number is None or not number.is_integer())


def _is_an_optimum(own: Sequence[Token]) -> bool:
    """Whether a name says by itself that it is the best: the lowest loss or energy, the highest score."""
    said = {name for token in own for name in token}
    return ("minimum" in said and not said & RISING) or ("maximum" in said and not said & FALLING)


def _terms(text: str, own: Sequence[Token], findings: Findings) -> set[Token]:
    """Words that the notebook itself writes right beside one that the symbol is called by: `gzip ratio` for `gzip`."""
    meant = tokens(text)
    pairs = [
        (one, other)
        for one, other in pairwise(meant)
        if any(similarity(token, known) >= _PLAIN for token in (one, other) for known in own)
    ]
    written = {pair for said in findings.texts.values() for pair in pairwise(tokens(said))} if pairs else set()
    known = {token for pair in pairs if pair in written for token in pair}
    return {token for token in known if not set(token) & (DECISIVE - {"ratio"})}


def _of_owner(symbol: Symbol, findings: Findings) -> list[Token]:
    """What the object is that the symbol belongs to: `SVC` for `classifier.kernel`."""
    roots = {symbol.owner, *re.findall(r"[^\W\d]\w*", symbol.expression)} - {""}
    types = (
        name.rpartition(".")[2]
        for other in findings.symbols
        if other.kind is SymbolKind.MODEL and other.expression in roots and other.live is not None
        for name in (other.live.type, *other.live.bases[:1])
    )
    return [token for name in types for token in tokens(name)]


def without_statistics(text: str) -> str:
    """A text without the words that make another value of a value: `score difference` for `mean score difference`."""
    return " ".join(word for word in words(text) if not any(set(token) & OF_MANY for token in tokens(word)))


def only_statistics(text: str) -> bool:
    """Whether a text names a statistic and not of what: `standard deviation`."""
    return all(set(token) & OF_MANY for token in tokens(text))


def _spelled_out(text: str, symbol: Symbol) -> bool:
    """Whether the phrase contains the symbol's own short name: `capacity B`, `lifetime τ`; not `the seed for B`."""
    parts = set(re.split(r"[\W_]+", symbol.expression))
    said = [word for word in re.findall(r"[^\W_]+", text) if word.lower() not in STOP - PREPOSITIONS or len(word) == 1]
    before, word = ("", "", *said)[-2:]
    if re.search(r"\bbetween\b", text):
        return False  # `the error between the mean and y` is no y
    short = len(word) == 1 or not word.isascii() or any(c.isdigit() for c in word)
    named = word not in ("a", "A", "I") or (bool(before) and word.isupper())
    return bool(word) and word in parts and short and named and before.lower() not in PREPOSITIONS
