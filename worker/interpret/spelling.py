"""How names are spelled: letter for letter, short, joined, clipped, or by the first letters of their words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from worker.findings import Scope, Symbol, SymbolKind
from worker.interpret.formulas import is_formula, spelled
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import PREPOSITIONS, STOP, UI_NOUNS
from worker.interpret.numbered import by_number
from worker.interpret.subscripts import by_subscript

_ALIKE = 0.8
"""from this similarity on, one word stands for another"""
_SPELLED = {Scope.NOTEBOOK: 1.08, Scope.CELL: 1.06}
"""what it is worth to be called to the letter what the phrase says"""


def named_whole(text: str, symbol: Symbol) -> bool:
    """Whether a text is one of the symbol's names in another spelling, or all of it stands in one."""
    labels = symbol.words if symbol.kind is SymbolKind.FIGURE else symbol.words[:2]
    alike = any(squeezed_alike(text, label) for label in labels)
    return alike or _named_short(text, symbol) or says_all(text, symbol)


def says_all(text: str, symbol: Symbol) -> bool:
    """Whether a label of a setting has every word of a text: `mesh step` and `step size in the mesh`."""
    said = {lemma(word) for word in words(text) if word not in STOP}
    labels = ({lemma(word) for word in words(name)} for name in symbol.words[1:])
    return symbol.kind is SymbolKind.PARAMETER and len(said) > 1 and any(said <= label for label in labels)


def only_letter(text: str) -> str:
    """The one letter that a text consists of, stop words aside: `k`."""
    said = [word for word in re.findall(r"\w+", text) if word.lower() not in STOP]
    return words(said[0])[0] if len(said) == 1 and len(said[0]) == 1 and words(said[0]) else ""


def called_by_letter(letter: str, name: str, meant: Iterable[Token]) -> bool:
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


def same_words(one: str, other: str) -> float:
    """The share of words that two texts have in common to the letter (`max iterations` is nearer to `max_iter`)."""
    first, second = ({lemma(word) for word in words(text)} for text in (one, other))
    return len(first & second) / len(first | second) if first and second else 0.0


def literally(text: str, symbol: Symbol) -> bool:
    """Whether a phrase and a symbol's first names have a word in common to the letter."""
    return any(same_words(text, name) for name in symbol.words[:2])


def worth_to_the_letter(text: str, symbol: Symbol) -> float:
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


def worth_exactly(name: str, symbol: Symbol) -> float:
    """How well a name from the code is the symbol's expression, its first name, or the end of it; else 0."""
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
