"""What a list leaves out and means all the same: `the number of rows and columns` are two counts."""

import re
from collections.abc import Sequence

from worker.interpret import picture_words, time_words, value_words, wording
from worker.interpret.language import lemma, tokens, words
from worker.interpret.lexicon import MEASURES

_AND = re.compile(r"\s*(?:,\s*(?:and|or)\b|,|/|&|\band\b|\bas well as\b)\s*", re.IGNORECASE)
_LINKS = r"(?:of|for|by|in|on|at|per|with|from|to|over|as|that|which|between|across|versus)"
_WORD = r"[^\s,;()]+"
_DETERMINED = r"(?:(?:the|its|their|all|how|whether)\b|an?\s(?!and\b))"
_THING = rf"(?!{_DETERMINED}|{_LINKS}\b){_WORD}(?:\s+(?!{_LINKS}\b|and\b){_WORD}){{0,2}}"
_THINGS = rf"{_THING}(?:\s*,\s*{_THING})*\s*,?\s+and\s+{_THING}"
_TAIL = rf"(?P<tail>(?:\s+{_LINKS}\b.*)?)$"
_SHARES = re.compile(
    rf"^(?P<front>(?:the\s+)?(?:[\w-]+\s+)?(?:shares?|fractions?|proportions?|percentages?)\s+of\s+)(?P<things>{_THINGS}){_TAIL}",
    re.IGNORECASE,
)
_OWNED = re.compile(
    rf"^(?P<front>(?:the\s+)?(?:[\w-]+\s+){{0,3}}?(?P<noun>[a-z]+s)\s+(?:of|for)\s+)(?P<things>{_THINGS}){_TAIL}",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"^(?P<what>(?:(?!\bbetween\b)[^,;])+?)\s+(?P<link>of|for|on|in|under|with)\s+(?P<one>[^,;]+?)\s+(?:versus|vs\.?)\s+(?P<other>[^,;]+)$",
    re.IGNORECASE,
)
_SPLIT = r"(?:train(?:ing)?|test(?:ing)?|validation|val|hold-?out|held-out|dev)"
_SPLITS = rf"{_SPLIT}(?:\s*(?:,|/)\s*(?:the\s+)?{_SPLIT})*\s*(?:,?\s+and\s+|/)(?:the\s+)?{_SPLIT}"
_ON_SPLITS = re.compile(
    rf"^(?P<whats>.+?)\s+(?P<link>on|for|of|in|over)\s+(?:both\s+)?(?:the\s+)?(?P<splits>{_SPLITS})(?P<noun>(?:\s+(?:set|data|split|sample)s?)?)$",
    re.IGNORECASE,
)
_SIDE = (
    r"(?:true|estimated|fitted|theoretical|empirical|expected|observed|actual|predicted|exact|approximate|analytic(?:al)?|"
    r"numerical|simulated|prior|posterior|population|sample)"
)
_SIDED = re.compile(
    rf"^(?:both\s+)?(?P<article>(?:the\s+)?)(?P<sides>{_SPLITS}|{_SIDE}\s+and\s+(?:the\s+)?{_SIDE})\s+(?P<things>{_THINGS}){_TAIL}",
    re.IGNORECASE,
)
_BOUNDS = re.compile(
    r"(?:both\s+)?(?:the\s+)?(?:two\s+)?(?P<noun>bounds|ends|limits|edges|endpoints|borders)\s+of\s+(?P<whole>(?:the|its|their)\s+(?:[\w.%-]+\s+){0,3}(?:interval|band|range))\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"((?:\s*,\s*(?:and\s+)?|\s+and\s+)(?=(?:the|its|their|all|how)\s))", re.IGNORECASE)
"""in front of what an article begins: a thing of its own"""
_ONLY_SIDE = re.compile(rf"(?:.*\s)?(?:{_SIDE}|{_SPLIT})", re.IGNORECASE)
_SIDE_FIRST = re.compile(rf"(?:\s*the\s+)?(?P<side>{_SIDE}|{_SPLIT})\s+\w", re.IGNORECASE)
_UNCOUNTED = re.compile(r"(?:hyper-?)?param(?:eter)?s|settings|values|metrics|results|curves", re.IGNORECASE)
_MANY = frozenset({"people", "men", "women", "children", "data", "vertices", "mice"})
_OF_ONE = MEASURES | {"mean", "median", "standard-deviation", "variance", "time", "share", "rate"}
"""what each of two things has for itself; a difference, a ratio or a test statistic is of both"""


def filled(text: str) -> str:
    """A list with all that its items share said of each; another text as it is."""
    first, *others = _NEXT.split(_BOUNDS.sub(_each_bound, _on_each_split(_each_versus(text))))
    pieces = [first]
    for link, piece in zip(others[::2], others[1::2], strict=True):
        if _ONLY_SIDE.fullmatch(pieces[-1]):
            pieces[-1] += f"{link}{piece}"
        else:
            pieces += [link, piece]
    return "".join(_of_each_side(_each_owned(_each_share(piece))) for piece in pieces)


def side_of(thing: str) -> str:
    """Which of two a thing is, where it begins with that: `theoretical`, `test`."""
    found = _SIDE_FIRST.match(thing)
    return found.group("side") if found else ""


def _each_bound(found: re.Match[str]) -> str:
    """`the bounds of the interval` are its lower and its upper one."""
    noun = lemma(found.group("noun").lower())
    return f"the lower {noun} of {found.group('whole')}, the upper {noun} of {found.group('whole')}"


def _each_share(text: str) -> str:
    """`share of rows and columns`, `share of infected and recovered people`: there is one of each."""
    found = _SHARES.match(text)
    things = _AND.split(found.group("things")) if found else []
    if found is None or not _plural(things[-1]):
        return text
    noun = things[-1].split()[1:]
    if all(map(_plural, things)):
        whole = things
    elif noun and not any(_plural(thing) or " " in thing for thing in things[:-1]):
        whole = [*(f"{thing} {' '.join(noun)}" for thing in things[:-1]), things[-1]]
    else:
        return text
    measured = any(set(token) & MEASURES for thing in whole for token in tokens(thing)[-1:])
    unclear = measured or any(_UNCOUNTED.fullmatch(thing.split()[-1]) for thing in whole)
    return text if unclear else _said_of_each(found, whole)


def _each_owned(text: str) -> str:
    """`the final sizes of wolves and sheep` are two."""
    found = _OWNED.match(text)
    if found is None or not _plural(found.group("noun")) or _UNCOUNTED.fullmatch(found.group("noun")):
        return text
    front = found.group("front")
    kept = (picture_words.FIGURE, picture_words.TABLE, time_words.SERIES_NOUNS, value_words.COUNT_OF)
    if any(pattern.search(front) for pattern in kept) or value_words.PARAMETER.search(front):
        return text
    return _said_of_each(found, _AND.split(found.group("things")))


def _each_versus(text: str) -> str:
    """`the cost for the old versus the new plan` are two costs; their difference is one number."""
    found = _VERSUS.match(text)
    last = tokens(found.group("what"))[-1:] if found else ()
    if found is None or not last or not set(last[0]) & _OF_ONE or wording.COORDINATION.search(found.group("what")):
        return text
    one, other = found.group("one"), found.group("other")
    if len(one.split()) < len(other.split()) and not one[:1].isupper():
        lacking = len(other.split()) - len(one.split())
        one = f"{one} {' '.join(other.split()[-lacking:])}"
    return ", ".join(f"{found.group('what')} {found.group('link')} {whose}" for whose in (one, other))


def _on_each_split(text: str) -> str:
    """`RMSE and MAE for train and test` are four; of a list the measures at its end are meant."""
    found = _ON_SPLITS.match(text)
    whats = _AND.split(found.group("whats")) if found else []
    first = len(whats)
    while first and measures(whats[first - 1]):
        first -= 1
    if found is None or len(whats) - first < 2:
        return text
    splits = [split.removeprefix("the ") for split in _AND.split(found.group("splits"))]
    link, noun = found.group("link"), found.group("noun")
    return ", ".join([*whats[:first], *(f"{what} {link} {split}{noun}" for split in splits for what in whats[first:])])


def _of_each_side(text: str) -> str:
    """`the train and test RMSE and R²`, `the true and estimated slope and intercept` are four."""
    found = _SIDED.match(text)
    if found is None:
        return text
    sides = [side.removeprefix("the ") for side in _AND.split(found.group("sides"))]
    things = _AND.split(found.group("things"))
    split = re.fullmatch(_SPLIT, sides[0], re.IGNORECASE) is not None
    if any(re.match(rf"(?:{_SPLIT}|{_SIDE})\b", thing, re.IGNORECASE) for thing in things):
        return text
    each = [thing for at, thing in enumerate(things) if not at or not split or measures(thing)]
    rest = things[len(each) :]
    if things[: len(each)] != each or len(each) < 2:
        return text
    named = [f"{found.group('article')}{side} {thing}" for side in sides for thing in each]
    named = _with_tail(named, found.group("tail"))
    return ", ".join([*named, *rest])


def _said_of_each(found: re.Match[str], things: Sequence[str]) -> str:
    return ", ".join(_with_tail([f"{found.group('front')}{thing}" for thing in things], found.group("tail")))


def _with_tail(things: Sequence[str], tail: str) -> list[str]:
    """Things with what all of them are of; whose they are is said once behind the last, as in every list."""
    once = wording.OWNER.match(tail) is not None
    return [*(thing if once else f"{thing}{tail}" for thing in things[:-1]), f"{things[-1]}{tail}"]


def measures(thing: str) -> bool:
    """Whether a thing says how good something came out, by its last word."""
    return any(set(token) & MEASURES for token in tokens(thing)[-1:])


def _plural(thing: str) -> bool:
    last = (words(thing) or [""])[-1]
    return last in _MANY or (last.endswith("s") and lemma(last) != last)
