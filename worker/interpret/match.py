"""How well the words of a phrase fit one symbol."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise

from worker.findings import Symbol, SymbolKind
from worker.interpret.formulas import is_formula
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import SAMPLES, SORTS, SPLITS, UI_NOUNS
from worker.interpret.phrases import Phrase, Want
from worker.interpret.spelling import (
    bare_name,
    by_initials,
    called_by_letter,
    named_whole,
    only_letter,
    same_words,
    spelled_acronyms,
    worth_exactly,
    worth_to_the_letter,
)
from worker.interpret.subscripts import without_indices
from worker.interpret.value_words import COUNT_OF, COUNTS

ACCEPT = 0.6
"""a phrase that fits a symbol less well does not name it"""
TOLD = 0.4
"""from this fit on, the words of its own cell may tell what a symbol's names do not"""
_SENTENCE = 7
"""meanings; a longer text beside a value is no name of it"""
OTHER = 0.55
"""what a name is worth that ends in nouns which nobody said"""
_HEADLESS = 0.8
"""what a label is worth of which only that is said whose value it names"""
_NOT_SPELLED = 0.8
"""what the words of a formula are worth at most, where it is not the symbol's own"""
COMBINES = re.compile(r"[\w)\]]\s*(?:\*\*?|[-+/@])\s*[A-Za-z_(]")
"""`hits / tries`"""
SAID = 0.55
"""from this similarity on, a name says a word"""
CLOSE = 0.04
"""fits that differ by less are equally good"""


def _whole_number(symbol: Symbol) -> float | None:
    """The symbol's value where it is a finite whole number."""
    number = symbol.live.number if symbol.live is not None else None
    return number if number is not None and number.is_integer() else None


def _is_count(symbol: Symbol) -> bool:
    """Whether a symbol is a whole number that a person set: `max_epochs` and `epochs` are as good as `n_epochs`."""
    number = _whole_number(symbol)
    counts = number is not None and number > 0
    spread = any("standard-deviation" in token for token in tokens(symbol.words[0])) if symbol.words else False
    return symbol.kind is SymbolKind.PARAMETER and counts and not spread


def _is_total(symbol: Symbol) -> bool:
    """Whether a result is a whole number that is called by a plural: `control_events`, how many there were."""
    whole = _whole_number(symbol) is not None and symbol.kind is SymbolKind.METRIC
    named = words(symbol.words[0]) if whole and symbol.words and symbol.origin not in ("size", "loop") else []
    return any(part.endswith("s") and lemma(part) != part for part in named)


def counts_draws(text: str, symbol: Symbol) -> bool:
    """Whether a count is called all that a text says beside its samples: `n_bootstrap` counts bootstrap samples."""
    if not symbol.words or symbol.kind is not SymbolKind.PARAMETER:
        return False
    name = tokens(symbol.words[0])
    heavy = [token for token in tokens(COUNT_OF.sub(" ", text)) if not set(token) & SAMPLES and "number" not in token]
    counts = any({"number", "sample-count"} & set(token) for token in name) or words(symbol.words[0])[:1] == ["n"]
    return counts and any(not t.light for t in heavy) and coverage(heavy, name) > ALL


ALL = 0.99
"""from this coverage on, all is said"""


def _counts_something_else(wanted: Iterable[Token], symbol: Symbol) -> bool:
    """Whether a symbol is no count by its names, and its first name speaks of something that is not counted."""
    names = [token for text in symbol.words for token in tokens(text)]
    letter = bool(symbol.words) and len(bare_name(symbol.words[0])) == 1  # a letter says nothing of what it counts
    if not symbol.words or letter or any({"number", "sample-count"} & set(token) for token in names):
        return False
    own = (t for t in tokens(symbol.words[0]) if not t.light and not set(t) <= UI_NOUNS)
    return any(coverage([token], wanted) < 0.55 for token in own) and not _labelled_as_counted(wanted, symbol)


def _labelled_as_counted(wanted: Iterable[Token], symbol: Symbol) -> bool:
    """Whether a whole number has a plural for a label that says just what is counted: `True positives` for `tp`."""
    said = [token for token in wanted if "number" not in token]
    labels = [text for text in symbol.words[1:] if text.endswith("s") and lemma(words(text)[-1]) != words(text)[-1]]
    return _whole_number(symbol) is not None and any(tokens(label) == tuple(said) for label in labels)


def surroundings(symbol: Symbol) -> list[Token]:
    """All meanings in and around a symbol: its names, its owner, its function, its expression."""
    own = (symbol.owner, symbol.expression)
    made = () if symbol.kind is SymbolKind.METRIC and COMBINES.search(symbol.expression) else own
    texts = (*symbol.words, *made, symbol.function)  # operands are no names of the result
    return [token for text in texts if len(tokens(text)) <= _SENTENCE for token in tokens(text)]


def fit(phrase: Phrase, symbol: Symbol) -> tuple[float, float]:
    """How well the words fit (0 to 1), and how much of the phrase the symbol's names cover."""
    if phrase.exact and (exact := worth_exactly(phrase.exact, symbol)):
        return exact, 1.0
    if is_formula(phrase.exact):
        worded, covered = fit(replace(phrase, exact=""), symbol)
        return min(worded, _NOT_SPELLED), covered
    worded = symbol.live is not None and symbol.live.string is not None
    only_sorts = all(set(token) <= SORTS for token in tokens(phrase.text))  # `the function`, picked in a dropdown
    ignored: AbstractSet[str] = COUNTS.keys() | (SORTS if worded and not only_sorts else frozenset())
    counted = COUNT_OF.search(phrase.text) is not None
    if counted and ((phrase.want is not Want.METRIC and _is_count(symbol)) or _is_total(symbol)):
        ignored |= {"number"}
    ignored |= SAMPLES if counted and counts_draws(phrase.text, symbol) else frozenset()
    wanted = tuple(t for t in tokens(phrase.text) if not set(t) <= ignored and not is_its_value(t, symbol))
    if not wanted:
        return 0.0, 0.0
    context = tokens(phrase.context)
    names = [tokens(text) for text in symbol.words]
    initials = [*by_initials(f"{phrase.text} {phrase.context}", symbol), *spelled_acronyms(phrase.text, symbol)]
    names[:1] = [(*names[0], *initials)] if names else []
    union = [*surroundings(symbol), *initials]
    if (letter := only_letter(phrase.text)) and not any(
        called_by_letter(letter, text, wanted) for text in symbol.words
    ):
        return 0.0, 0.0
    if to_the_letter := worth_to_the_letter(phrase.text, symbol):
        return to_the_letter, 1.0
    joined = [token for one, other in pairwise(words(phrase.text)) for token in tokens(one + other)]
    said = (*wanted, *context, *initials, *joined)
    best = max(
        (_alike(phrase, symbol, at, name, wanted=wanted, said=said) for at, name in enumerate(names)), default=0.0
    )
    if named_whole(phrase.text, symbol):
        own = bool(symbol.words) and bare_name(symbol.words[0]) in re.findall(r"[^\W_]+", phrase.text)[-1:]
        best = max(best, 0.95 if own else 0.85)  # a label that is the letter is less than the letter itself
    covered = coverage(wanted, union) if best < 0.85 else 1.0
    if best < ACCEPT and not phrase.group and symbol.words and names_another(symbol.words[0], said):
        covered *= OTHER
    if best < 0.85 and not _head_fits(wanted, union):
        return 0.0, covered
    parts = phrase.group and (phrase.want is Want.PARAMETER or symbol.origin not in ("keyword", "default", "estimator"))
    headless = bool(symbol.words) and _of_it(symbol.words[0], said)
    # What only the owner is called says little about its entries.
    full = 0.88 if (best or parts) and not headless else 0.6
    score = (
        max(best, full * covered if covered > 0.9 else 0.7 * covered)
        * _same_split(wanted, union, symbol)
        * _same_side(wanted, union)
    )
    set_count = _is_count(symbol) and any(coverage(wanted, name) >= 0.99 for name in names[:1])
    if COUNT_OF.search(phrase.text) and not set_count and _counts_something_else((*wanted, *context), symbol):
        score *= 0.4  # the mass of each bead is not how many there are
    return min(1.0, score), covered


def _alike(
    phrase: Phrase, symbol: Symbol, at: int, name: Sequence[Token], *, wanted: Sequence[Token], said: Sequence[Token]
) -> float:
    """How well one of the symbol's names (the one at this place, by its meanings) fits; `said`: all that is said."""
    if not name:
        return 0.0
    said_apart = SPLITS | (UI_NOUNS if symbol.origin == "ui" else frozenset())
    bare = [token for token in name if not set(token) <= said_apart] or name  # `test_acc` is as good an accuracy
    precise = coverage(bare, (*wanted, *tokens(phrase.context)))
    alike = 0.8 * coverage(wanted, name) + 0.2 * precise + 0.06 * same_words(phrase.text, symbol.words[at])
    alike *= 0.6 + 0.4 * precise if len(name) > _SENTENCE else 1.0
    alike *= OTHER if not phrase.group and names_another(symbol.words[at], said) else 1.0
    alike *= _HEADLESS if _of_it(symbol.words[at], said) else 1.0
    return alike * (1 - 0.01 * min(at, 5))


def _of_it(label: str, said: Sequence[Token]) -> bool:
    """Whether a label calls its value something of what is said: the expected value of the Beta distribution."""
    front, *behind = re.split(r"\s(?:of|for)\s", label, maxsplit=1)
    heavy = [token for token in tokens(front) if not token.light]
    return bool(behind and heavy) and not any(similarity(one, other) >= SAID for one in heavy for other in said)


def names_another(name: str, said: Sequence[Token]) -> bool:
    """Whether an identifier is about something else: `capital_gains_tax_rate` is no capital."""
    heavy = [token for token in tokens(without_indices(name)) if not token.light and not set(token) <= UI_NOUNS]
    heavy = [token for token in heavy if not token[0].isdecimal()]  # `vol_ex4` is the volume of the fourth example
    unsaid = [token for token in heavy if not any(similarity(token, other) >= 0.55 for other in said)]
    return " " not in name and len(unsaid) > 1 and heavy[-1] in unsaid


def is_its_value(token: Token, symbol: Symbol) -> bool:
    """Whether a number in the phrase is the symbol's own, or that of its items: `iterations (30)`, `the 600 points`."""
    live = symbol.live
    many = live is not None and live.string is None and live.length
    return live is not None and token[0].isdecimal() and float(token[0]) in (live.number, many)


def _same_split(wanted: tuple[Token, ...], union: Iterable[Token], symbol: Symbol) -> float:
    """Test values are no training values; a history without a word about it is one of the training."""
    asked = {name for token in wanted for name in token} & SPLITS
    has = {name for token in union for name in token} & SPLITS
    if not asked or asked & has:
        return 1.0
    history = symbol.kind is SymbolKind.SERIES and asked != {"train"}
    return 0.55 if has or history else 0.97


def _same_side(wanted: tuple[Token, ...], union: Iterable[Token]) -> float:
    """What is named for being after something is not what was before it."""
    asked, has = ({name for token in side for name in token} & {"before", "after"} for side in (wanted, union))
    return 0.55 if len(asked) == len(has) == 1 and asked != has else 1.0


def _head_fits(wanted: tuple[Token, ...], union: Iterable[Token]) -> bool:
    """Something in the phrase that carries meaning must be among the symbol's names."""
    heavy = [token for token in wanted if not token.light] or list(wanted)
    heavy = [token for token in heavy if not set(token) <= SPLITS] or heavy
    offered = list(union)
    return any(coverage([token], offered) >= 0.55 for token in heavy)
