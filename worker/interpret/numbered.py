"""Things that a notebook tells apart by numbers: of `scenario 3` no value of `s1` is meant."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from worker.findings import Symbol
from worker.interpret.language import Token, tokens, words
from worker.interpret.phrases import Phrase

_SAID = re.compile(r"\b(?P<noun>[a-z]{3,})\s+(?P<number>\d+)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<![A-Za-z\d])(?P<prefix>[A-Za-z]+?)[_ ]?(?P<number>\d+)(?![\d.])")


def of_another_number(phrase: Phrase, symbol: Symbol) -> bool:
    """Whether a phrase numbers a thing, and a symbol's name says that it belongs to another one of the kind."""
    said: dict[str, set[str]] = {}
    for found in _SAID.finditer(f"{phrase.text} {phrase.context}"):
        said.setdefault(found.group("noun").lower(), set()).add(found.group("number"))
    if not said or phrase.exact:
        return False
    own = f"{symbol.expression} {' '.join(symbol.words[:1])}"
    named = [(found.group("prefix").lower(), found.group("number")) for found in _NAMED.finditer(own)]
    for noun, numbers in said.items():
        alike = {number for prefix, number in named if noun.startswith(prefix) or prefix == noun + "s"}
        if alike and not alike & numbers:
            return True
    return False


def by_number(said: Sequence[str], symbol: Symbol) -> Iterator[Token]:
    """`scenario` for the `s3` of `s3_rate`, where the words say `scenario 3`."""
    parts = list(pairwise(words(symbol.words[0]))) if symbol.words else []
    for noun, number in pairwise(said):
        short = (first for first, second in parts if number.isdecimal() and second == number)
        if any(len(first) < len(noun) and noun.startswith(first) for first in short):
            yield from tokens(noun)
