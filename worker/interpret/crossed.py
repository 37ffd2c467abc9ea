"""Several statistics of several things: `the mean and standard deviation of X and Y` are four numbers."""

import re

from worker.interpret import picture_words, value_words, wording
from worker.interpret.language import lemma, words
from worker.interpret.lexicon import CONCEPTS

_STATISTIC = (
    r"(?:mean|average|median|min(?:imum)?|max(?:imum)?|std|standard deviation|variance|skewness|kurtosis|"
    r"(?:small|larg|low|high|short|long|great|bigg)est)(?:\s+values?)?"
)
_AND = r"\s*(?:,\s*and\b|,|/|&|\band\b|\bas well as\b|\bplus\b)\s*"
_CROSSED = re.compile(
    rf"(?:^|(?<=\s))(?P<statistics>(?:the\s+)?{_STATISTIC}(?:{_AND}(?:the\s+)?{_STATISTIC})+)\s+(?:of|for)\s+(?P<things>.+)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:both\s+)?(?:the|its|their)\s+", re.IGNORECASE)
_BOTH = re.compile(r"^both\s+", re.IGNORECASE)
_WHERE = re.compile(r"\s+(?:of|over|in|on|across|during|within|from|for|at|among)\s+.+$", re.IGNORECASE)


def crossed(text: str) -> str:
    """Each thing with each statistic, where a phrase has several of both; else the text as it is."""
    found = _CROSSED.search(text)
    if found is None:
        return text
    parts = re.split(_AND, _BOTH.sub("", found.group("things")), flags=re.IGNORECASE)
    things = parts[:1]
    for part in parts[1:]:
        if not _alike(things[0], part):
            break
        things.append(part)
    if len(things) == 1:
        return text
    where = _WHERE.search(things[-1])
    if where is not None:
        things = [thing if _WHERE.search(thing) else f"{thing}{where.group()}" for thing in things]
    statistics = re.split(_AND, found.group("statistics"), flags=re.IGNORECASE)
    each = [f"{statistic.strip()} of {thing}" for thing in things for statistic in statistics]
    return text[: found.start()] + ", ".join([*each, *parts[len(things) :]])


def is_statistic(text: str) -> bool:
    """Whether a text is the name of a statistic and says not of what: `the mean`."""
    return re.fullmatch(rf"(?:the\s+)?{_STATISTIC}", text.strip(), re.IGNORECASE) is not None


def _alike(first: str, other: str) -> bool:
    """Whether a thing is one of those that the statistics are of: it has the form of the first one."""
    if value_words.STATISTIC.match(other) or wording.OWNER.search(_WHERE.sub("", other)):
        return False
    if picture_words.FIGURE.search(other) or picture_words.TABLE.search(other) or value_words.COUNT_OF.search(other):
        return False
    one, two = (words(_WHERE.sub("", text)) for text in (first, other))
    if not one or not two or (_ARTICLE.match(other) and not _ARTICLE.match(first)):
        return False
    plural = [lemma(found[-1]) != found[-1] for found in (one, two)]
    known = [lemma(found[-1]) in CONCEPTS for found in (one, two)]
    return plural[0] == plural[1] and known[0] >= known[1]
