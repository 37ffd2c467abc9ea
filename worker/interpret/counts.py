"""How many of something there are, or which share of them: of a mask, a collection, a graph, the data of a split."""

import re
from collections.abc import Iterable, Sequence

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.distinct import distinct_in
from worker.interpret.language import Token, lemma, similarity, tokens, words
from worker.interpret.lexicon import ROWS, SAMPLES, STOP
from worker.interpret.masks import DENIED, counted_as, is_mask, number_in_mask, share_in_mask, true_in
from worker.interpret.match import surroundings
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.shapes import of_shape
from worker.interpret.value_words import COUNT_OF

_SHARE_OF = re.compile(
    r"\b(?:the\s+)?(?P<share>share|fraction|proportion)\s+of\s+(?:all\s+|the\s+)*(?P<what>.+)$", re.IGNORECASE
)
_LENGTH_OF = re.compile(r"^\W*(?:the\s+)?(?:length|size)s?(?:\s+of\s+(?:the\s+|its\s+)?|$)(?P<what>.*)$", re.IGNORECASE)
_ONE_OF_MANY = re.compile(
    r"\W*(?:the\s+)?(?:first|last|final|latest|initial|current|selected|chosen)\s+\w", re.IGNORECASE
)
"""`the length of the last trip`: not how many trips there are"""
_SIZE_BEHIND = re.compile(r"^\W*(?:the\s+)?(?P<what>[\w ]+?)\s+size$", re.IGNORECASE)
COUNTING = re.compile(rf"{COUNT_OF.pattern}|\bsizes?\b|\blengths?\b", re.IGNORECASE)
"""what a phrase says that asks how many there are"""
_MISTAKES = re.compile(
    r"\bmis-?(?:classified|labell?ed|predicted)\b|\b(?:wrong|incorrect|false)(?:ly)? (?:predict|classif|label)|"
    r"\b(?:predicted|classified|labell?ed) (?:wrong|incorrect)(?:ly)?\b|\bmisclassifications?\b|\bwrong ones\b",
    re.IGNORECASE,
)
_ENTRIES = re.compile(r"^\W*(?:the\s+)?number\s+of\s+(?:\w+\s+)?(?:in|of)?$", re.IGNORECASE)
_ACROSS = re.compile(r"\b(?:columns?|features?|dimensions?)\b", re.IGNORECASE)
"""what lies across the entries of a table"""
_SAME = 0.8
"""from this similarity on, a word is said by another one"""
_ROWS_OF = re.compile(
    r"^\W*(?:the\s+)?(?P<part>rows?|records?|entries|lines?|columns?)\b(?:\s+(?:of|in)\s+(?:the\s+)?(?P<table>.*))?$",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\b(?:table|data ?frame|frame|data ?set)\b", re.IGNORECASE)
_NUMBERS = frozenset({"n", "num", "number", "count", "size", "len", "length", "total"})
_FILLERS = re.compile(r"\b(?:candidates?(?= \w)|possible|available|given)\b", re.IGNORECASE)
_SIZE = re.compile(
    r"\b(?:sizes?|number of (?:\w+ )?"
    r"(?:samples?|(?:data )?points?|rows?|observations?|examples?|images?|records?|instances?))\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:total|all|whole|entire|full|overall)\b|\bdata ?sets?\b", re.IGNORECASE)
_SPLIT_WORDS = {
    "train": "train", "training": "train", "tr": "train", "test": "test", "testing": "test", "te": "test",
    "validation": "validation", "val": "validation", "valid": "validation",
}  # fmt: skip
_PARTS = frozenset({"split", "half", "portion", "subset", "part", "dataset", "set", "image", "example", "instance"})
_DATA_NAMES = frozenset(
    {"x", "y", "data", "dataset", "set", "df", "feature", "features", "xs", "ys", "inputs", "input"}
)


def count(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The number or share that a phrase asks for, counted in what the notebook has, or as it says itself."""
    made = _count(phrase, findings)
    return made and (_said_by_itself(made, findings) or made)


def _said_by_itself(made: Symbol, findings: Findings) -> Symbol | None:
    """The notebook's own name for a length: `population_n` where the `population` has just so many."""
    length = float(made.live.length) if made.live is not None and made.live.length else None
    if length is None or not made.expression.startswith("len("):
        return None
    own = {lemma(word) for word in words(made.expression.removeprefix("len(").rstrip(")"))}
    samples = made.words[:1] == ("number of samples",)
    named = []
    for symbol in findings.symbols:
        equal = symbol.live is not None and symbol.live.number == length and symbol.scope is Scope.NOTEBOOK
        said = {lemma(word) for word in words(symbol.words[0])} if equal and symbol.words else set()
        if (samples and said == {"n"}) or own < said <= own | _NUMBERS:
            named.append(symbol)
    return named[0] if len(named) == 1 else None


def _count(phrase: Phrase, findings: Findings) -> Symbol | None:
    length = _LENGTH_OF.match(phrase.text)
    numbers = (Want.ANY, Want.METRIC, Want.PARAMETER, *((Want.SERIES,) if length else ()))
    if phrase.want not in numbers or phrase.generic or phrase.exact:
        return None
    share = _SHARE_OF.search(phrase.text)
    if share:
        what = share.group("what")
        return share_in_mask(what, phrase, findings) or _share_of_count(what, phrase, findings)
    counted = COUNT_OF.search(phrase.text)
    if counted:
        what = _FILLERS.sub(" ", phrase.text[counted.end() :])
        made = _of_table(what, phrase, findings) or _of_mistakes(what, findings)
        made = made or distinct_in(what, phrase, findings)
        made = made or number_in_mask(what, phrase, findings) or _of_graph(what, findings)
        made = made or _of_collection(what, phrase, findings) or of_shape(what, phrase, findings)
        if made is not None:
            return made
    elif length and not _ONE_OF_MANY.match(f"{length.group('what')} {phrase.context}"):
        what = length.group("what") or phrase.context
        held = _length(what, phrase, findings) if tokens(what) else None
        if held is not None:
            return held
    elif (behind := _SIZE_BEHIND.match(phrase.text)) and (held := _called_just(behind.group("what"), findings)):
        return counted_as(held, f"len({held.expression})")
    return _of_data(phrase, findings)


def count_of_name(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The length of `name`, or how many or which share of its truth values are true."""
    named = [symbol for symbol in holders(findings) if symbol.expression == phrase.exact]
    if len({(symbol.expression, symbol.cell) for symbol in named}) != 1:
        return None
    around = phrase.text.replace(phrase.exact, " ").strip()
    if re.search(r"\btrue\b", around, re.IGNORECASE) and is_mask(named[0]):
        return true_in(named[0], share=_SHARE_OF.search(phrase.text) is not None)
    asked = _LENGTH_OF.match(f"{around} x") or (_ENTRIES.match(around) and not _ACROSS.search(around))
    return counted_as(named[0], f"len({named[0].expression})") if asked else None


def of_split(phrase: Phrase, findings: Findings) -> Symbol | None:
    """`len(X_train)` for the number of training samples; not where the notebook has a number of its own for that."""
    said = {_SPLIT_WORDS[word] for word in words(f"{phrase.text} {phrase.context}") if word in _SPLIT_WORDS}
    own = any(said & {_SPLIT_WORDS.get(word, "") for word in words(one.words[0])} for one in _own_counts(findings))
    wanted = phrase.want in (Want.ANY, Want.METRIC, Want.PARAMETER) and COUNT_OF.search(phrase.text)
    if not wanted or len(said) != 1 or own or phrase.exact or phrase.group:
        return None
    return _of_data(phrase, findings)


def _own_counts(findings: Findings) -> list[Symbol]:
    """Whole numbers that may say how many there are: an accuracy or the share that is split off does not."""
    numbers = ((one, one.live.number) for one in findings.symbols if one.words and one.live is not None)
    whole = [one for one, number in numbers if number is not None and number > 1 and number.is_integer()]
    return [one for one in whole if not one.expression.startswith("len(")]


def _share_of_count(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """`n_noise / len(X)`: what the notebook counted of things, by how many of these there are."""
    things = [token for token in tokens(what) if set(token) & (ROWS | SAMPLES)]
    others = [token for token in tokens(what) if token not in things and not token.light]
    said = [*others, *tokens(phrase.context)]
    if not things or not said or DENIED.search(f"{what} {phrase.context}"):
        return None
    counts = [one for one in findings.symbols if _is_count_of(one, said)]
    counts = [one for one in counts if all(any(similarity(t, o) >= _SAME for o in surroundings(one)) for t in others)]
    totals = _first_of_equals([one for one in findings.symbols if _is_count_of(one, things)])
    data = all_data(findings)
    total = totals[0] if len(totals) == 1 else data if not totals else None
    if len({one.expression for one in counts}) != 1 or total is None:
        return None
    count_ = counts[0]
    many = total.live.number if totals and total.live is not None else float((total.live and total.live.length) or 0)
    later = count_ if total.cell in (count_.cell, *findings.ancestors.get(count_.cell, ())) else None
    if later is None or not many or count_.live is None or (count_.live.number or 0) > many:
        return None
    below = total.expression if totals else f"len({total.expression})"
    made = counted_as(count_, f"{count_.expression} / {below}")
    statement = max(count_.statement, total.statement) if count_.cell == total.cell else count_.statement
    named = " ".join(part for part in words(count_.words[0]) if part not in _NUMBERS)
    return made.model_copy(update={"words": (f"share of {named}",), "statement": statement})


def _first_of_equals(totals: list[Symbol]) -> list[Symbol]:
    """One of several counts that all have one value, such as a slider's and the name that is given it."""
    values = {symbol.live.number for symbol in totals if symbol.live is not None}
    return sorted(totals, key=lambda symbol: not symbol.expression.isidentifier())[:1] if len(values) == 1 else totals


def _is_count_of(symbol: Symbol, said: Sequence[Token]) -> bool:
    """Whether a whole number is named as the count of something that is all said: `n_noise`."""
    number = symbol.live.number if symbol.live is not None else None
    parts = words(symbol.words[0]) if symbol.words and symbol.scope is Scope.NOTEBOOK else []
    if number is None or not number.is_integer() or not set(parts) & _NUMBERS or "per" in parts:
        return False
    named = [token for part in parts if part not in _NUMBERS for token in tokens(part)]
    return bool(named) and all(any(similarity(one, other) >= _SAME for other in said) for one in named)


def _of_table(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """The rows or columns of the table that is named, or of the only one."""
    found = _ROWS_OF.match(what)
    if found is None:
        return None
    tables = [one for one in findings.data if one.live is not None and one.live.columns]
    name = _TABLE.sub(" ", found.group("table") or phrase.context)
    said = _TABLE.search(f"{found.group('table')} {phrase.context}") is not None
    if tokens(name):
        table = operand(name, phrase, findings, fits=lambda one: one.live is not None, within=_as_histories(tables))
    else:
        table = tables[0] if len(tables) == 1 and said else None
    if table is None:
        return None
    columns = found.group("part").lower().startswith("c")
    made = counted_as(table, f"{table.expression}.shape[1]" if columns else f"len({table.expression})")
    return made.model_copy(update={"words": (f"{table.words[0]} {'columns' if columns else 'rows'}",)})


def _as_histories(symbols: Sequence[Symbol]) -> list[Symbol]:
    return [symbol.model_copy(update={"kind": SymbolKind.SERIES}) for symbol in symbols]


def _of_mistakes(what: str, findings: Findings) -> Symbol | None:
    """How many predictions are wrong, where the notebook itself compares one pair of true and predicted labels."""
    compared = [symbol for symbol in findings.symbols if symbol.origin == "pair"]
    if len(compared) != 1 or not _MISTAKES.search(what):
        return None
    expression = compared[0].expression.replace("==", "!=").removesuffix(".mean()") + ".sum()"
    return compared[0].model_copy(update={"expression": expression, "words": ("misclassified",), "origin": "derived"})


def _of_graph(what: str, findings: Findings) -> Symbol | None:
    """`len(G.nodes)`, where the notebook has one graph, or names the one that is meant."""
    thing = next((noun for noun in ("node", "edge") if lemma(_first(what)) == noun), "")
    graphs = [one for one in findings.data if one.live is not None and one.live.type.startswith("networkx.")]
    if not thing or len({symbol.expression for symbol in graphs}) != 1:
        return None
    graph = graphs[0]
    return counted_as(graph, f"len({graph.expression}.{thing}s)").model_copy(update={"words": (f"number of {thing}s",)})


def _first(text: str) -> str:
    return next((word for word in words(text) if word not in STOP), "")


def _of_collection(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """`len(bandwidths)` for the number of (candidate) bandwidths: a collection that is called what is counted."""
    counted = tokens(what)
    head = [token for token in counted if not token.light]
    fitting = [symbol for symbol in holders(findings) if symbol.words and _called(symbol, what)]
    if not head:
        return None
    named = operand(what, phrase, findings, fits=lambda symbol: symbol in fitting, within=fitting) if fitting else None
    return counted_as(named, f"len({named.expression})") if named else None


def _called(symbol: Symbol, what: str) -> bool:
    """Whether a collection is called by a plural of which every word is said, and the last one is counted."""
    return any(_plural_of(name, symbol, what) for name in symbol.words[:2])


def _plural_of(name: str, symbol: Symbol, what: str) -> bool:
    parts = words(name.strip("_"))
    numbers = symbol.live is not None and (symbol.live.numbers or symbol.live.holds == "numbers")
    listed = symbol.live is not None and (not numbers or symbol.origin == "entry")
    plural = bool(parts) and (parts[-1].endswith("s") or listed)
    said = {lemma(word) for word in words(what)}
    heads = {lemma(word) for word in words(re.split(r"\b(?:of|for|in|that|which|with|from|per)\b", what)[0])}
    return plural and bool(parts) and {lemma(part) for part in parts} <= said and lemma(parts[-1]) in heads


def _length(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    held = operand(what, phrase, findings, fits=lambda symbol: symbol.live is not None and bool(symbol.live.length))
    return counted_as(held, f"len({held.expression})") if held else None


def _called_just(what: str, findings: Findings) -> Symbol | None:
    """The one collection whose name is all that is said: `population` for `population size`."""
    said = [lemma(word) for word in words(what)]
    named = [one for one in holders(findings) if one.words and [lemma(w) for w in words(one.words[0])] == said]
    return named[0] if len(named) == 1 else None


def _of_data(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The number of samples of the split that is named, or of all the data that models are fitted on."""
    whole = f"{phrase.text} {phrase.context}"
    samples = {name for token in tokens(phrase.text) for name in token} & SAMPLES
    if not _SIZE.search(phrase.text) and not samples and not _only_of_split(phrase):
        return None
    split = {_SPLIT_WORDS[word] for word in words(whole) if word in _SPLIT_WORDS}
    said = [word for word in words(phrase.text) if word not in _SPLIT_WORDS]
    rest = [t for t in tokens(" ".join(said)) if not t.light and not set(t) & (SAMPLES | ROWS | _PARTS)]
    rest = [] if _only_of_split(phrase) and not _spoken_of(rest, findings) else rest
    pool = [symbol for symbol in holders(findings) if symbol.live is not None and symbol.origin == "assigned"]
    parted = any(_split_of(symbol) for symbol in pool)
    meant = "" if split == {"train"} and not parted else next(iter(split), "")
    named = [symbol for symbol in pool if _split_of(symbol) == meant and _only_data(symbol)]
    named = [symbol for symbol in named if _DATA_NAMES & set(words(symbol.expression))] or named
    first = _first_of(named)
    if not meant and not (_WHOLE.search(whole) or _fitted_on(named, findings)):
        return None
    if rest or len(split) > 1 or first is None:
        return None
    name = " ".join(f"number of {meant} samples".split())
    return counted_as(first, f"len({first.expression})").model_copy(update={"words": (name,)})


def _only_of_split(phrase: Phrase) -> bool:
    """Whether a phrase counts things of one noun that are in a split: `number of flowers` in the `training set`."""
    return _ONE_NOUN.fullmatch(phrase.text.strip()) is not None and _IN_SPLIT.fullmatch(phrase.context) is not None


_ONE_NOUN = re.compile(r"(?:the\s+)?number\s+of\s+[a-z]+s", re.IGNORECASE)
_IN_SPLIT = re.compile(
    r"\s*(?:the\s+)?(?:train(?:ing)?|test(?:ing)?|validation)\s+(?:set|data|split|part|half|sample)\s*", re.IGNORECASE
)


def _spoken_of(said: Sequence[Token], findings: Findings) -> bool:
    """Whether the notebook has something of its own that is called so: a class, a column, a count."""
    known = (text for one in (*findings.symbols, *findings.data) for text in (*one.words, *_columns_of(one)))
    own = {token for text in known for token in tokens(text)}
    return any(similarity(token, other) >= _SAME for token in said for other in own)


def _columns_of(symbol: Symbol) -> Sequence[str]:
    return symbol.live.columns if symbol.live is not None else ()


def all_data(findings: Findings) -> Symbol | None:
    """The data that every training of the notebook is given, where no name speaks of a split."""
    pool = [symbol for symbol in holders(findings) if symbol.live is not None and symbol.origin == "assigned"]
    named = [symbol for symbol in pool if not _split_of(symbol) and _only_data(symbol)]
    return _first_of(named) if _fitted_on(named, findings) else None


def _first_of(named: Sequence[Symbol]) -> Symbol | None:
    """The inputs of some data that are all equally long."""
    lengths = {symbol.live.length for symbol in named if symbol.live is not None}
    by_name = sorted(named, key=lambda symbol: (not symbol.expression.lower().startswith("x"), symbol.cell))
    return by_name[0] if len(lengths) == 1 else None


def _fitted_on(named: list[Symbol], findings: Findings) -> bool:
    """Whether every training of the notebook is given these data."""
    data = {site.data for site in findings.sites}
    return bool(data) and data <= {symbol.expression for symbol in named}


def _split_of(symbol: Symbol) -> str:
    """`test` for `X_test`; empty where a name speaks of no split."""
    return next((_SPLIT_WORDS[word] for word in words(symbol.expression) if word in _SPLIT_WORDS), "")


def _only_data(symbol: Symbol) -> bool:
    """Whether a name says nothing but that it is data."""
    return all(word in _DATA_NAMES or word in _SPLIT_WORDS for word in words(symbol.expression))


def set_beside(phrase: Phrase, symbols: Sequence[Symbol], named: Iterable[Symbol], *, line: str) -> bool:
    """Whether a count is a setting: of what the notebook makes, beside nothing but settings in its line.

    `the number of steps and how many walks are generated`; `how many clusters are found` is a result.
    """
    beside = [symbol.kind is SymbolKind.PARAMETER for symbol in named]
    noun = re.escape((phrase.text.split() or [""])[-1])
    made = re.search(rf"\b{noun}\s+{_MADE_SO_MANY}", line, re.IGNORECASE) is not None
    whole = len(symbols) == 1 and _LENGTH.fullmatch(symbols[0].expression) is not None
    return phrase.want is Want.ANY and made and whole and bool(beside) and all(beside)


_LENGTH = re.compile(r"len\([\w.]+\)|[\w.]+\.shape\[\d\]")
_MADE_SO_MANY = (
    r"(?:that\s+)?(?:(?:is|are|was|were|to\s+be|get|we|it)\s+)?"
    r"(?:generated?|simulated?|drawn?|sampled?|created?|run|tried|performed|repeated)\b"
)
