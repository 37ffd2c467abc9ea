"""What a list counts besides its first item: `the number of rows and columns` are two numbers."""

import re

from worker.interpret import value_words
from worker.interpret.language import lemma, tokens, words
from worker.interpret.lexicon import MEASURES

_COUNT = re.compile(
    r"^(?P<front>\s*(?:the\s+)?(?:(?!the\b)\w+\s+){0,2}?numbers?\s+of\s+(?:(?:unique|distinct|different|missing|all)\s+)?)(?P<what>[\w-]+.*)$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\s*(?!(?:of|for|from|in|on|with|by|at)\b)(?P<what>(?:(?!(?:the|an?|its|their|all|each|every|both|no|per)\b)[\w-]+\s+)?[\w-]*[^\Ws]s)"
    r"(?=\s*$|\s+(?:of|in|on|per|for|over|at|after|before|during|within|there|that|which|used|found|drawn|detected|kept|left)\b)",
    re.IGNORECASE,
)
_SORT = re.compile(
    r"^\s*(?!(?:the|an?|its|their|all|each|every|both|no|per|final|best|last)\b)[a-z]+(?:\s+(?:people|individuals|persons|[\w-]*[^\Ws]s))?"
    r"(?:\s+(?:over|at|after|in|per)\s.*)?\s*$",
    re.IGNORECASE,
)
_MEASURED = MEASURES | {
    "coefficient", "weight", "value", "eigenvalue", "probability", "parameter", "hyperparameter", "setting", "metric",
    "prediction", "label", "name", "size", "length", "time", "bound", "price", "rate", "percentage", "curve", "plot",
    "center", "centroid", "position", "coordinate", "result", "option", "statistic", "series", "bias", "axis", "mean",
    "total", "share", "limit", "range", "moment", "quantile", "percentile", "direction", "angle", "velocity", "force",
    "importance", "slope", "intercept", "standard-deviation", "variance", "norm",
}  # fmt: skip
"""what is more likely kept for what it is than counted"""


def also_counted(parts: list[str]) -> list[str]:
    """Plurals without an article behind something that is counted are counted, too, as far as they can be."""
    whole: list[str] = []
    front, things = "", ""
    for part in parts:
        own, bare = _COUNT.match(part), _BARE.match(part)
        if own is not None:
            front, things = own.group("front"), own.group("what")
        elif not (_sort(things) and _SORT.match(part)) and (bare is None or not _countable(bare.group("what"), things)):
            front = ""
        whole.append(f"{front}{part.strip()}" if front and own is None else part)
    return whole


def _sort(things: str) -> bool:
    """Whether one word that is no plural says which things are counted: `infected` in front of `and recovered`."""
    return (
        things.strip().isalpha()
        and lemma(things.strip()) == things.strip()
        and not set(words(things)) & value_words.MODIFIERS
    )


def _countable(what: str, things: str) -> bool:
    """Whether a plural is more likely counted than measured: rows are, weights and `cluster centers` are not."""
    *of, head = words(what)
    named = {name for token in tokens(head) for name in token} | {lemma(head)}
    qualified = set(of) & value_words.MODIFIERS or {lemma(word) for word in of} & {
        lemma(word) for word in words(things)
    }
    return lemma(head) != head and not named & _MEASURED and not qualified
