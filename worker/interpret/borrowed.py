"""The noun that an item of a list leaves to the one behind it: `the true and the observed mean` are two means."""

import re
from collections.abc import Sequence

from worker.interpret import time_words, value_words
from worker.interpret.language import lemma, tokens, words
from worker.interpret.lexicon import CONCEPTS

_ARTICLES = frozenset({"the", "a", "an", "its", "their"})
_ADJECTIVE = re.compile(r"(?:ly|al|ary|ic|ive|ous|ed|less|ful)$", re.IGNORECASE)
"""`initial and monthly investment`: the second adjective is no part of the shared noun"""
_AVERAGES = frozenset({"mean", "average", "median", "minimum", "maximum", "total"})
_BEHIND = re.compile(r"\s(?:of|for|from|by|on|with|to|in|at|over|per|between|across)\s", re.IGNORECASE)
"""from where on a thing says what it is of"""
_ORDINAL = re.compile(r"\d[\d.]*(?:st|nd|rd|th)?|second|third|fourth|fifth|sixth")
_OWNER = re.compile(r"^.*['’]s\s+(?=\S)")
_PROPER = re.compile(r"(?:the\s+)?[A-Z][a-z]+")
_PROPER_ADJECTIVE = re.compile(rf"{_PROPER.pattern}\s+(?!(?:of|for|in|on|at|by)\b)[a-z]")
"""`Spearman correlation`"""
_MEASURES = frozenset({
    "score", "accuracy", "loss", "error", "deviance", "rate", "auc", "rmse", "mse", "precision", "recall", "likelihood",
    "probability", "correlation", "percentile", "quantile", "quartile",
})  # fmt: skip
_STATISTICS = frozenset({
    "standard-deviation", "variance", "median", "range", "interquartile", "iqr", "entropy", "skewness", "kurtosis",
    "quartile", "quantile", "percentile", "mode", "sum",
})  # fmt: skip


def borrowed(part: str, following: str, text: str) -> str:
    """What a part that names nothing by itself takes of the one that follows it in the text; mostly nothing."""
    if not following or re.match(r"\s*(?:its|their)\s", following, re.IGNORECASE):
        return ""  # what is theirs speaks of them
    if _bare_adjective(part) and not _in_a_row(part, following, text) and not _stands_alone(part, following):
        if measure := _measure_at_end(following):
            return measure
        if _PROPER.fullmatch(part.strip()) and _PROPER_ADJECTIVE.match(following.strip()):
            return _noun(following, said=1)
    if only_modifiers(part) and not _names_itself(part, following):
        noun = _noun(following, said=0)
        return "" if _says(part, noun) else noun
    return ""


def averaged_alike(parts: Sequence[str], joined: Sequence[str]) -> list[str]:
    """`the average true and false rate` are two averages: what stands in front of the first goes for both.

    `parts` stand as the text has them, `joined` with the nouns that they have borrowed.
    """
    filled = list(joined)
    for at, (part, whole) in enumerate(zip(parts, joined, strict=False)):
        front = _AVERAGED.fullmatch(part.strip())
        following = joined[at + 1].strip() if at + 1 < len(joined) else ""
        if front is None or not following or _OWN_FRONT.match(following):
            continue
        noun = _measure_at_end(following) if _bare_adjective(front.group("which")) else ""
        filled[at] = full = f"{whole} {noun}" if noun and whole.strip() == part.strip() else whole
        if full != part and full.split()[-1] == following.split()[-1]:
            filled[at + 1] = f"{front.group('how')} {following}"
    return filled


_AVERAGED = re.compile(r"(?P<how>(?:the\s+)?(?:mean|average|median))\s+(?P<which>[\w-]+)", re.IGNORECASE)
_OWN_FRONT = re.compile(rf"\s*(?:the|an?|its|their|all|each|{'|'.join(sorted(_AVERAGES))})\s", re.IGNORECASE)


def only_modifiers(part: str) -> bool:
    """Whether a part says no thing but only which one: `the model's train`, `the 5th`."""
    plain = _OWNER.sub("", part.lower())
    found = [word for word in re.findall(r"[\w-]+", plain) if word not in ("the", "a", "both", "its", "of", "number")]
    noun = len(found) > 1 and found[-1] in _AVERAGES and found[0] not in _AVERAGES  # `posterior mean` is a thing
    letter = plain.split()[-1:] == ["a"]  # `fitted a and b`: what ends with an article names it
    return bool(found) and not noun and not letter and all(map(_modifies, found))


def _names_itself(part: str, following: str) -> bool:
    """Whether a part names something without the next one's noun: `the mean, the size`, `the mean, the std`."""
    if value_words.STATISTIC.match(following.strip()):
        return True
    own = re.match(r"the\s+(?P<first>[\w-]+)", following.strip(), re.IGNORECASE)
    determined = re.match(r"the\s+", part.strip(), re.IGNORECASE) and value_words.STATISTIC.match(part.strip())
    return bool(own and determined and not _modifies(own.group("first")))


def only_statistic(text: str) -> bool:
    """Whether a text says one number that is made of many, and not of which."""
    return all(token.light or set(token) & _STATISTICS for token in tokens(text)) and not value_words.COUNT_OF.search(
        f"{text.strip().removeprefix('the ')} of"
    )


def _modifies(word: str) -> bool:
    return word.lower() in value_words.MODIFIERS or _ORDINAL.fullmatch(word.lower().rstrip("%")) is not None


def _noun(following: str, *, said: int) -> str:
    """The noun of a thing and what it is of, without the words in front that only say which one it is."""
    behind = _BEHIND.search(following)
    head, tail = (following[: behind.start()], following[behind.start() :]) if behind else (following, "")
    own = [word for word in head.split() if word.lower() not in _ARTICLES]
    plain = [word for word in own if not _modifies(word)]
    if said:
        plain = plain[said:]
    elif len(plain) == len(own) > 1 and _ADJECTIVE.search(plain[0]):
        plain = plain[1:]
    return f"{' '.join(plain or own[-1:])}{tail}"


def _says(part: str, noun: str) -> bool:
    """Whether a part has the noun itself: `the mean`, in front of `the true mean`."""
    return noun.split()[:1] == part.split()[-1:]


def _in_a_row(part: str, following: str, text: str) -> bool:
    """Whether nothing but a comma stands between two parts: `strike, risk-free rate` is no strike rate."""
    return re.search(rf"{re.escape(part.strip())}\s*,\s*{re.escape(following.strip())}", text) is not None


def _stands_alone(part: str, following: str) -> bool:
    """Whether two things have an article each and the first is no adjective: `the volatility and the interest rate`."""
    articles = all(re.match(r"(?:the|an?)\s", one.strip(), re.IGNORECASE) for one in (part, following))
    return articles and _ADJECTIVE.search(part.strip()) is None


def _bare_adjective(part: str) -> bool:
    """One word that names nothing by itself: `nested` in `nested and non-nested score`."""
    found = [word for word in words(part) if word not in ("the", "a", "an", "its", "their")]
    meanings = tokens(part)
    return (
        len(found) == 1 and len(meanings) == 1 and meanings[0] == (lemma(found[0]),) and lemma(found[0]) not in CONCEPTS
    )


def _measure_at_end(part: str) -> str:
    last = (re.findall(r"[\w-]+", time_words.FINAL.sub(" ", time_words.SERIES.sub(" ", part))) or [""])[-1]
    return last if len(words(part)) > 1 and lemma(last.lower()) in _MEASURES else ""
