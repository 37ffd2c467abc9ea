"""One item of a point, a range or a short list: `the z component of the position`, `the end of the date range`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.account import left_over
from worker.interpret.language import coverage, lemma, tokens
from worker.interpret.match import surroundings
from worker.interpret.operands import holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import item
from worker.interpret.resolved import Resolved, nearest, taken_all

_AXIS = re.compile(
    r"^\W*(?:the\s+)?(?P<axis>[xyz])(?:[\s-]+(?:component|coordinate|position|value|part|entry))?(?:\s+separately)?\W*$",
    re.IGNORECASE,
)
_NOUNS = r"(?:principal\s+)?(?:component|coefficient|item|element|entry|coordinate|eigenvalue|singular value|weight)s?"
_ORDINAL = re.compile(rf"\b(?P<which>first|second|third|fourth|fifth|last)\s+{_NOUNS}\b", re.IGNORECASE)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_ENDS = re.compile(
    r"^\W*(?:the\s+)?(?:(?P<start>beginning|start|lower (?:end|bound|limit))|(?P<end>end|upper (?:end|bound|limit)))"
    r"(?:\s+(?P<unit>date|day|time|year|month|hour)|\s+of\s+(?:the\s+|its\s+)?(?P<what>.+))?$",
    re.IGNORECASE,
)
_PLACED = re.compile(r"^\W*(?:the\s+)?(?:number\s+of\s+)?(?P<name>[a-z]+)\W*$", re.IGNORECASE)
_COORDINATES = re.compile(r"^\W*(?:the\s+)?(?:coordinate|component|item|entry|entrie)s?\W*$", re.IGNORECASE)
_LISTED = re.compile(r"^\W*\w+(?:\s*,\s*\w+)+\W*$")
_OF_SEVERAL = re.compile(r"\bof\s+(?:the\s+|its\s+)?(?P<things>[a-z]+)\W*$", re.IGNORECASE)
_FEW = 4
"""items of a list that are logged one by one"""
_MOST = 16
"""items of a list of which one is still a value by itself"""
_PAIR = 2


@dataclass(frozen=True)
class _Asked:
    """Which item is asked for, and of what."""

    at: int
    what: str
    least: int
    """how many items there must be"""
    exactly: bool = False
    said: str = ""
    decides: bool = False
    """whether nothing but one item can be meant"""

    def misses(self, hits: Sequence[Symbol]) -> bool:
        """Whether some values are whole lists, or say neither the item nor what it is of."""
        return _whole(hits) or (self.decides and not all(self._says(symbol) for symbol in hits))

    def _says(self, symbol: Symbol) -> bool:
        said = {name for text in symbol.words for token in tokens(text) for name in token}
        placed = {self.said, str(self.at)} & said or f"[{self.at}]" in symbol.expression
        heavy = [token for token in tokens(self.what) if not token.light]
        if symbol.origin == "ui":
            return bool(placed)
        return bool(placed) and (not heavy or coverage(heavy, surroundings(symbol)) > 0.5)


def item_of(phrase: Phrase, resolved: Resolved, findings: Findings) -> Resolved:
    """The one item that a phrase names by its axis, place or end; else what it was resolved to, where that is one."""
    if phrase.want not in (Want.ANY, Want.METRIC, Want.PARAMETER) or phrase.exact or phrase.generic:
        return resolved
    asked = _asked(phrase)
    if asked is None and (every := _every_item(phrase, resolved.hits, findings)):
        return Resolved(hits=every, note=taken_all(phrase, every))
    if asked is None and _only_coordinates(phrase, resolved.hits):
        return nearest(resolved.hits, problem="none")
    told = bool(resolved.hits) and not asked.misses(resolved.hits) if asked else not _whole(resolved.hits)
    if told and not resolved.problem:
        return resolved
    part = _component(phrase, asked, findings) if asked else _called_in_a_label(phrase, findings)
    if part is not None:
        return Resolved(hits=(part,), note=f"“{phrase.text}” is taken to be `{part.expression}`")
    if asked is None and _one_of_several_names(phrase, resolved.hits):
        return nearest(resolved.hits, problem="none")
    if asked is None or resolved.problem or not asked.decides:
        return resolved
    return nearest(resolved.hits, problem="left", left=asked.said)


def _every_item(phrase: Phrase, hits: Sequence[Symbol], findings: Findings) -> tuple[Symbol, ...]:
    """All items of the short list of which one was taken for a plural: `the mean of the weights` is that of each."""
    of = _OF_SEVERAL.search(phrase.text)
    if of is None or lemma(of.group("things").lower()) == of.group("things").lower() or len(hits) != 1:
        return ()
    place = hits[0].origin, hits[0].owner, hits[0].cell
    items = tuple(one for one in findings.symbols if (one.origin, one.owner, one.cell) == place)
    return items if place[0] == "item" and 1 < len(items) <= _FEW else ()


def _whole(hits: Sequence[Symbol]) -> bool:
    """Whether what was taken are lists of several values."""
    return bool(hits) and all(
        symbol.live is not None and symbol.live.string is None and (symbol.live.length or 0) > 1 for symbol in hits
    )


def _one_of_several_names(phrase: Phrase, hits: Sequence[Symbol]) -> bool:
    """Whether a list was taken for a phrase that only stands in a label of its items: `row` in `(row, column)`."""
    said = _PLACED.match(phrase.text)
    name = lemma(said.group("name").lower()) if said else ""
    return bool(name and hits) and all(
        any(
            _LISTED.match(label) and name in map(lemma, re.findall(r"\w+", label.lower())) for label in symbol.words[1:]
        )
        and name not in _lemmas(symbol.words[0])
        for symbol in hits
    )


def _only_coordinates(phrase: Phrase, hits: Sequence[Symbol]) -> bool:
    """Whether items were taken because they are coordinates, and not those of what the phrase names."""
    heavy = [token for token in tokens(phrase.context) if not token.light]
    items = bool(hits) and all(symbol.origin == "item" for symbol in hits)
    bare = _COORDINATES.match(phrase.text) is not None
    return items and bare and bool(heavy) and all(not coverage(heavy, surroundings(symbol)) for symbol in hits)


def _lemmas(text: str) -> set[str]:
    return {lemma(word) for word in re.findall(r"[^\W_]+", text.lower())}


def _component(phrase: Phrase, asked: _Asked, findings: Findings) -> Symbol | None:
    bare = replace(phrase, context="", plural=False)
    of = operand(asked.what, bare, findings, fits=lambda one: _has(one, asked), within=_short(findings))
    return _item(of, asked.at, phrase, called=asked.said) if of is not None else None


def _asked(phrase: Phrase) -> _Asked | None:
    if (axis := _AXIS.match(phrase.text)) and tokens(phrase.context):
        at = "xyz".index(axis.group("axis").lower())
        return _Asked(at, phrase.context, least=max(at + 1, _PAIR), said=axis.group("axis").lower(), decides=True)
    whole = f"{phrase.text} {phrase.context}"
    if ordinal := _ORDINAL.search(whole):
        at = _ORDINALS[ordinal.group("which").lower()]
        rest = _ORDINAL.sub(" ", phrase.text)
        noun = ordinal.group().split(maxsplit=1)[1]
        what = rest if tokens(rest) else f"{noun} {_ORDINAL.sub(' ', phrase.context)}"
        return _Asked(at, what, least=max(at + 1, 1), said=ordinal.group("which").lower(), decides=True)
    if ends := _ENDS.match(phrase.text):
        at, what = 0 if ends.group("start") else 1, ends.group("what") or ends.group("unit") or phrase.context
        said = ends.group("start") or ends.group("end")
        return _Asked(at, what, least=_PAIR, exactly=True, said=said.lower()) if tokens(what) else None
    return None


def _short(findings: Findings) -> list[Symbol]:
    """Short lists of values: results, and settings that are ranges or points."""
    settings = [
        symbol.model_copy(update={"kind": SymbolKind.SERIES, "origin": f"set {symbol.origin}"})
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.PARAMETER and symbol.live is not None and symbol.scope is Scope.NOTEBOOK
        if symbol.live.string is None and (symbol.live.length or 0) > 1 and "[" not in symbol.expression[:1]
    ]
    known = {symbol.expression for symbol in settings}
    return [*settings, *(symbol for symbol in holders(findings) if symbol.expression not in known)]


def _has(symbol: Symbol, asked: _Asked) -> bool:
    live = symbol.live
    length = (live.length or 0) if live is not None else 0
    flat = live is not None and len(live.shape or (0,)) == 1 and live.type not in {"dict", "column"}
    right = length == asked.least if asked.exactly else asked.least <= length <= _MOST
    return flat and right and (symbol.origin.startswith("set ") or (live is not None and live.numbers))


def _item(symbol: Symbol, at: int, phrase: Phrase, *, called: str) -> Symbol:
    setting = symbol.origin.startswith("set ") or phrase.want is Want.PARAMETER
    own = symbol.words[0].strip("_") if symbol.words else ""
    return symbol.model_copy(
        update={
            "expression": item(symbol, at),
            "kind": SymbolKind.PARAMETER if setting else SymbolKind.METRIC,
            "words": (f"{own} {called}", *symbol.words),
            "origin": "derived",
            "live": None,
        }
    )


def _called_in_a_label(phrase: Phrase, findings: Findings) -> Symbol | None:
    """`rows` of the `size` beside which the notebook writes `(row, column)`."""
    said = _PLACED.match(phrase.text)
    if said is None or not tokens(phrase.context):
        return None
    fitting: list[Symbol] = []
    for symbol in _short(findings):
        for label in symbol.words[1:]:
            names = [lemma(name.lower()) for name in re.findall(r"\w+", label)] if _LISTED.match(label) else []
            asked = _Asked(0, "", least=len(names), exactly=True)
            if names.count(lemma(said.group("name").lower())) == 1 and _has(symbol, asked):
                name = said.group("name").lower()
                fitting.append(_item(symbol, names.index(lemma(name)), phrase, called=name))
    whole = replace(phrase, text=phrase.context, context="", plural=False)
    own = [one for one in fitting if coverage(tokens(whole.text), surroundings(one)) > 0]
    own = [one for one in own if not left_over(whole, one, findings)] if len(own) > 1 else own
    return own[0] if len(own) == 1 else None
