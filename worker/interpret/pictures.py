"""Which of a notebook's pictures or tables a phrase describes: the words that tell them apart decide."""

from collections.abc import Sequence

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret.language import Token, similarity, tokens
from worker.interpret.phrases import Phrase, Want

_KINDS = {
    Want.FIGURE: (SymbolKind.FIGURE,),
    Want.TABLE: (SymbolKind.TABLE,),
    Want.ARTIFACT: (SymbolKind.FIGURE, SymbolKind.TABLE),
}
_SAID = 0.8
"""from this similarity on, a picture's own words say a word of the phrase"""
_IN_PROSE = 0.6
"""how much a word counts that only the cell around the picture says"""
_COMMON = 0.2
"""how much a word counts that every picture is described by"""
_UNSAID = 0.7
"""how much a word counts that no picture is described by"""
_ENOUGH = 0.5
_AHEAD = 0.15
FORMS = frozenset({
    "confusion", "roc", "distribution", "heatmap", "pie", "boxplot", "violin", "contour", "surface", "dendrogram",
    "histogram", "3d", "map", "scatter", "bar", "tree",
})  # fmt: skip
"""kinds of drawing: a picture of one kind is none of another"""
_PANELS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"})
"""how many panels a picture has"""


def described(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one picture or table that fits the phrase clearly better than all others."""
    pool = _pool(phrase, findings)
    wanted = [token for token in dict.fromkeys(tokens(f"{phrase.text} {phrase.context}")) if _tells(token)]
    if not pool or not wanted:
        return None
    said = [[_said(token, symbol, findings) for token in wanted] for symbol in pool]
    weights = [_weight([row[at] for row in said]) for at in range(len(wanted))]
    total = sum(weights)
    fits = [sum(w * s for w, s in zip(weights, row, strict=True)) / total for row in said]
    order = sorted(range(len(pool)), key=lambda at: -fits[at])
    best = order[0]
    ahead = len(order) == 1 or fits[best] - fits[order[1]] >= _AHEAD
    return pool[best] if fits[best] >= _ENOUGH and ahead else None


def only_one(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The notebook's only picture, where the phrase names no kind of drawing that it is not."""
    pool = _pool(phrase, findings)
    if len(pool) != 1 or phrase.want not in (Want.FIGURE, Want.ARTIFACT) or pool[0].kind is not SymbolKind.FIGURE:
        return None
    said = tokens(phrase.text)
    if phrase.want is Want.ARTIFACT and said and not any(_said(token, pool[0], findings) for token in said):
        return None  # a file of something else
    forms = [token for token in tokens(f"{phrase.text} {phrase.context}") if set(token) & FORMS]
    return pool[0] if all(_said(token, pool[0], findings) for token in forms) else None


def drawn_so(phrase: Phrase, pool: list[Symbol]) -> list[Symbol]:
    """Those of the pictures that are drawn as the phrase says, with bars or as a surface, where any is."""
    forms = [token for token in tokens(phrase.text) if set(token) & FORMS]
    fitting = [symbol for symbol in pool if all(_draws(form, symbol) for form in forms)]
    return fitting or pool


def _draws(form: Token, symbol: Symbol) -> bool:
    return any(similarity(form, token) >= _SAID for text in symbol.words for token in tokens(text))


def _pool(phrase: Phrase, findings: Findings) -> list[Symbol]:
    kinds = _KINDS.get(phrase.want, ())
    found = [symbol for symbol in findings.symbols if symbol.kind in kinds and symbol.words]
    return [symbol for symbol in found if symbol.origin != "part"] or found


def _tells(token: Token) -> bool:
    return not token.light or bool(set(token) & (FORMS | _PANELS))


def _said(token: Token, symbol: Symbol, findings: Findings) -> float:
    own = [other for text in (*symbol.words, symbol.expression) for other in tokens(text)]
    if any(similarity(token, other) >= _SAID for other in own):
        return 1.0
    prose = tokens(findings.texts.get(symbol.cell, ""))
    return _IN_PROSE if any(similarity(token, other) >= _SAID for other in prose) else 0.0


def _weight(said: Sequence[float]) -> float:
    """What is said of one picture alone tells it apart; what is said of all of them tells nothing."""
    few = sum(1 for one in said if one)
    if not few:
        return _UNSAID
    return 1.0 if len(said) == 1 else max(_COMMON, 1 - (few - 1) / (len(said) - 1))
