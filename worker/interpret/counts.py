"""How many of something there are, or which share of them: of a mask, a collection, a graph, the data of a split."""

import re

from worker.findings import Findings, LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.language import coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import SAMPLES, STOP
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import share_true
from worker.interpret.wording import COUNT_OF

_SHARE_OF = re.compile(
    r"\b(?:the\s+)?(?P<share>share|fraction|proportion)\s+of\s+(?:all\s+|the\s+)*(?P<what>.+)$", re.IGNORECASE
)
_LENGTH_OF = re.compile(r"^\W*(?:the\s+)?(?:length|size)s?(?:\s+of\s+(?:the\s+|its\s+)?|$)(?P<what>.*)$", re.IGNORECASE)
_SIZE_BEHIND = re.compile(r"^\W*(?:the\s+)?(?P<what>[\w ]+?)\s+size$", re.IGNORECASE)
COUNTING = re.compile(rf"{COUNT_OF.pattern}|\bsizes?\b|\blengths?\b", re.IGNORECASE)
"""what a phrase says that asks how many there are"""
_WHICH = re.compile(r"\b(?:for which|in which|where|whose|that|which|with)\b", re.IGNORECASE)
_MISTAKES = re.compile(
    r"\bmis-?(?:classified|labell?ed|predicted)\b|\b(?:wrong|incorrect|false)(?:ly)? (?:predict|classif|label)|"
    r"\b(?:predicted|classified|labell?ed) (?:wrong|incorrect)(?:ly)?\b|\bmisclassifications?\b|\bwrong ones\b",
    re.IGNORECASE,
)
_NUMBERS = frozenset({"n", "num", "number", "count", "size", "len", "length", "total"})
_FILLERS = re.compile(r"\b(?:candidates?(?= \w)|possible|available|given)\b", re.IGNORECASE)
_MASK_WORDS = frozenset({"mask", "is", "has", "flag", "flags", "idx", "was", "are"})
_ROWS = frozenset({"point", "row", "sample", "observation", "record", "entry", "trial", "run", "case", "step", "item"})
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
    named = [
        symbol
        for symbol in findings.symbols
        if symbol.live is not None and symbol.live.number == length and symbol.scope is Scope.NOTEBOOK
        if symbol.words and own < {lemma(word) for word in words(symbol.words[0])} <= own | _NUMBERS
    ]
    return named[0] if len(named) == 1 else None


def _count(phrase: Phrase, findings: Findings) -> Symbol | None:
    length = _LENGTH_OF.match(phrase.text)
    numbers = (Want.ANY, Want.METRIC, Want.PARAMETER, *((Want.SERIES,) if length else ()))
    if phrase.want not in numbers or phrase.exact or phrase.generic:
        return None
    share = _SHARE_OF.search(phrase.text)
    if share:
        return _share(share.group("what"), phrase, findings)
    counted = COUNT_OF.search(phrase.text)
    if counted:
        what = _FILLERS.sub(" ", phrase.text[counted.end() :])
        made = _of_mistakes(what, findings) or _of_mask(what, phrase, findings) or _of_graph(what, findings)
        made = made or _of_collection(what, phrase, findings)
        if made is not None:
            return made
    elif length:
        what = length.group("what") or phrase.context
        held = _length(what, phrase, findings) if tokens(what) else None
        if held is not None:
            return held
    elif (behind := _SIZE_BEHIND.match(phrase.text)) and (held := _called_just(behind.group("what"), findings)):
        return _counted(held, f"len({held.expression})")
    return _of_data(phrase, findings)


def _of_mask(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    mask = _mask(what, phrase, findings)
    return _counted(mask, f"sum({mask.expression})" if _is_list(mask) else f"{mask.expression}.sum()") if mask else None


def _of_mistakes(what: str, findings: Findings) -> Symbol | None:
    """How many predictions are wrong, where the notebook itself compares one pair of true and predicted labels."""
    compared = [symbol for symbol in findings.symbols if symbol.origin == "pair"]
    if len(compared) != 1 or not _MISTAKES.search(what):
        return None
    expression = compared[0].expression.replace("==", "!=").removesuffix(".mean()") + ".sum()"
    return compared[0].model_copy(update={"expression": expression, "words": ("misclassified",), "origin": "derived"})


def _share(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    mask = _mask(what, phrase, findings)
    return _counted(mask, share_true(mask)) if mask else None


def _mask(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one mask or column of truth values whose name is what is counted: `sweep points that are stable`."""
    said = tokens(f"{what} {phrase.context}")
    fitting: list[Symbol] = []
    for symbol in holders(findings):
        if symbol.live is None or symbol.live.holds != "booleans" or not symbol.words:
            continue
        named = [token for word in words(symbol.words[0]) if word not in _MASK_WORDS for token in tokens(word)]
        if named and all(max((similarity(token, other) for other in said), default=0) >= 0.8 for token in named):
            rest = [token for token in tokens(_WHICH.sub(" ", what)) if not token.light and not set(token) & _ROWS]
            said_there = (*symbol.words, symbol.owner, *findings.texts.values())
            known = [token for text in said_there for token in tokens(text)]
            if coverage(rest, known) >= 0.9:
                fitting.append(symbol)
    return fitting[0] if len({symbol.expression for symbol in fitting}) == 1 else None


def _of_graph(what: str, findings: Findings) -> Symbol | None:
    """`len(G.nodes)`, where the notebook has one graph, or names the one that is meant."""
    thing = next((noun for noun in ("node", "edge") if lemma(_first(what)) == noun), "")
    graphs = [one for one in findings.data if one.live is not None and one.live.type.startswith("networkx.")]
    if not thing or len({symbol.expression for symbol in graphs}) != 1:
        return None
    graph = graphs[0]
    return _counted(graph, f"len({graph.expression}.{thing}s)").model_copy(update={"words": (f"number of {thing}s",)})


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
    return _counted(named, f"len({named.expression})") if named else None


def _called(symbol: Symbol, what: str) -> bool:
    """Whether a collection is called by a plural of which every word is said, and the last one is counted."""
    return any(_plural_of(name, symbol, what) for name in symbol.words[:2])


def _plural_of(name: str, symbol: Symbol, what: str) -> bool:
    parts = words(name.strip("_"))
    listed = symbol.live is not None and (not symbol.live.numbers or symbol.origin == "entry")
    plural = bool(parts) and (parts[-1].endswith("s") or listed)
    said = {lemma(word) for word in words(what)}
    heads = {lemma(word) for word in words(re.split(r"\b(?:of|for|in|that|which|with|from|per)\b", what)[0])}
    return plural and bool(parts) and {lemma(part) for part in parts} <= said and lemma(parts[-1]) in heads


def _length(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    held = operand(what, phrase, findings, fits=lambda symbol: symbol.live is not None and bool(symbol.live.length))
    return _counted(held, f"len({held.expression})") if held else None


def _called_just(what: str, findings: Findings) -> Symbol | None:
    """The one collection whose name is all that is said: `population` for `population size`."""
    said = [lemma(word) for word in words(what)]
    named = [one for one in holders(findings) if one.words and [lemma(w) for w in words(one.words[0])] == said]
    return named[0] if len(named) == 1 else None


def _of_data(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The number of samples of the split that is named, or of all the data that models are fitted on."""
    whole = f"{phrase.text} {phrase.context}"
    if not _SIZE.search(phrase.text) and not {name for token in tokens(phrase.text) for name in token} & SAMPLES:
        return None
    split = {_SPLIT_WORDS[word] for word in words(whole) if word in _SPLIT_WORDS}
    said = [word for word in words(phrase.text) if word not in _SPLIT_WORDS]
    rest = [t for t in tokens(" ".join(said)) if not t.light and not set(t) & (SAMPLES | _ROWS | _PARTS)]
    pool = [symbol for symbol in holders(findings) if symbol.live is not None and symbol.origin == "assigned"]
    parted = any(_split_of(symbol) for symbol in pool)
    meant = "" if split == {"train"} and not parted else next(iter(split), "")
    named = [symbol for symbol in pool if _split_of(symbol) == meant and _only_data(symbol)]
    if not meant and not (_WHOLE.search(whole) or _fitted_on(named, findings)):
        return None
    lengths = {symbol.live.length for symbol in named if symbol.live is not None}
    if rest or len(split) > 1 or not named or len(lengths) != 1:
        return None
    first = min(named, key=lambda symbol: (not symbol.expression.lower().startswith("x"), symbol.cell))
    name = " ".join(f"number of {meant} samples".split())
    return _counted(first, f"len({first.expression})").model_copy(update={"words": (name,)})


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


def _is_list(symbol: Symbol) -> bool:
    return symbol.live is not None and symbol.live.type in ("list", "tuple")


def _counted(symbol: Symbol, expression: str) -> Symbol:
    own = " ".join(words(symbol.words[0])) if symbol.words else ""
    one_thing = expression.startswith("len(") and not own.endswith("s")
    return symbol.model_copy(
        update={
            "expression": expression,
            "kind": SymbolKind.METRIC,
            "words": (f"{own} size" if one_thing else f"number of {own}",),
            "origin": "derived",
            "live": LiveValue(type="", length=symbol.live.length) if symbol.live is not None else None,
        }
    )
