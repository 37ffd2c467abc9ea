"""Letters with an index in names: `v_T` for the terminal variance, `E_k` for the kinetic energy."""

import re
from collections.abc import Sequence
from itertools import pairwise

from worker.findings import Symbol
from worker.interpret.language import Token, similarity, tokens

_INDEXED = re.compile(r"(?<![A-Za-z])(?P<letter>[A-Za-z])(?:_(?P<index>[A-Za-z])|(?P<capital>[A-Z]))(?![A-Za-z])")
_LONG = 3
"""letters; shorter words are not abbreviated"""
_SAME = 0.8


def without_indices(name: str) -> str:
    """A name without its letters with an index, which are about nothing that a word could be about."""
    return _INDEXED.sub(" ", name)


def by_subscript(said: Sequence[str], symbol: Symbol) -> list[Token]:
    """The meanings of two words side by side that a letter and its index stand for, the index for the first one.

    What a name says besides must be said, too.
    """
    indexed = _INDEXED.search(symbol.words[0]) if symbol.words else None
    if indexed is None:
        return []
    letter, index = indexed.group("letter").lower(), (indexed.group("index") or indexed.group("capital")).lower()
    rest = tokens(_INDEXED.sub(" ", symbol.words[0]))
    meant = [token for word in said for token in tokens(word)]
    if not all(any(similarity(one, other) >= _SAME for other in meant) for one in rest):
        return []
    pairs = pairwise(word for word in said if len(word) > _LONG)
    return [
        token for one, two in pairs if (one[0], two[0]) == (index, letter) for token in (*tokens(one), *tokens(two))
    ]
