"""How many truth values of a mask or column are true, or which share of them."""

import re

from worker.findings import Findings, LiveValue, Symbol, SymbolKind
from worker.interpret.language import coverage, similarity, tokens, words
from worker.interpret.lexicon import ROWS
from worker.interpret.operands import holders, same_rows
from worker.interpret.phrases import Phrase
from worker.interpret.reductions import share_true
from worker.interpret.value_words import FOUND_BY

_WHICH = re.compile(r"\b(?:for which|in which|where|whose|that|which|with)\b", re.IGNORECASE)
_WORDS = frozenset({"mask", "is", "has", "flag", "flags", "idx", "was", "are"})
DENIED = re.compile(r"\b(?:false|not|never|no|cannot|fails?|failed|without)\b|n['\u2019]t\b", re.IGNORECASE)
_SAME = 0.8
"""from this similarity on, a word is said by another one"""


def number_in_mask(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """How many are true in the one mask whose name is what is counted."""
    mask = _mask(what, phrase, findings)
    return true_in(mask, share=False) if mask else None


def share_in_mask(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """The share that is true in the one mask whose name is what is counted."""
    mask = _mask(what, phrase, findings)
    return true_in(mask, share=True) if mask else None


def true_in(mask: Symbol, *, share: bool) -> Symbol:
    """How many truth values are true, or which share of them."""
    listed = mask.live is not None and mask.live.type in ("list", "tuple")
    number = f"sum({mask.expression})" if listed else f"{mask.expression}.sum()"
    made = counted_as(mask, share_true(mask) if share else number)
    return made.model_copy(update={"words": (f"share of {mask.words[0].strip('_')}",)}) if share else made


def is_mask(symbol: Symbol) -> bool:
    """Whether a symbol holds truth values."""
    return symbol.live is not None and symbol.live.holds == "booleans"


def counted_as(symbol: Symbol, expression: str) -> Symbol:
    """The number that an expression counts of a symbol, called after it."""
    own = symbol.words[0].strip("_") if symbol.words else ""
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


def _mask(what: str, phrase: Phrase, findings: Findings) -> Symbol | None:
    """The one mask or column of truth values whose name is what is counted: `sweep points that are stable`."""
    whole = f"{what} {phrase.context}"
    if DENIED.search(whole):
        return None
    said = tokens(whole)
    everywhere = [token for text in findings.texts.values() for token in tokens(text)]
    fitting: list[Symbol] = []
    for symbol in holders(findings):
        if not is_mask(symbol) or not symbol.words:
            continue
        named = [token for word in words(symbol.words[0]) if word not in _WORDS for token in tokens(word)]
        if named and all(max((similarity(token, other) for other in said), default=0) >= _SAME for token in named):
            rest = [
                token
                for token in tokens(_WHICH.sub(" ", FOUND_BY.sub(" ", whole)))
                if not token.light and not set(token) & _KNOWN
            ]
            known = [*everywhere, *(token for text in (*symbol.words, symbol.owner) for token in tokens(text))]
            if not rest or coverage(rest, known) >= 0.9:
                fitting.append(symbol)
    first = fitting[0] if fitting else None
    rivals = (one for one in fitting[1:] if first is not None and not same_rows(first, one, findings))
    return None if first is None or any(one.expression != first.expression for one in rivals) else first


_KNOWN = ROWS | {"true"}
