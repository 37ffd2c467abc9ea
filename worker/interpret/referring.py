"""Parts of a list that speak of those in front: `the lowest of them`, `the ones found by search`, `their ratio`."""

import re

from worker.interpret import value_words, wording
from worker.interpret.language import tokens, words

_WHOSE = re.compile(
    r"\s+(?:(?:that (?:was|were|is|are) )?"
    r"(?P<made>estimated|found|fitted|computed|obtained|reached|given|learned|predicted|produced|achieved)\s+)?"
    r"(?:of|for|from|by|on|with|to|in|according to)\s+"
)
"""from where on a phrase says whose the thing is"""


UNIT_BY_UNIT = re.compile(r"\b([a-z]+) by \1\b", re.IGNORECASE)
"""`epoch by epoch`: says how often, not whose"""


def before_whose(text: str, *, linked: str = "") -> str:
    """The thing itself: `slope` in `slope of the line`; with a link, all in front of that: `ratio of variance` by …."""
    text = UNIT_BY_UNIT.sub("", text)
    same = list(re.finditer(rf"\s+{re.escape(linked)}\s+", text)) if linked else []
    if same:
        return text[: same[-1].start()]
    whose = _WHOSE.search(text)
    return f"{text[: whose.start()]} {whose.group('made') or ''}".strip() if whose and linked else _WHOSE.split(text)[0]


def with_nouns_for_ones(parts: list[str]) -> list[str]:
    """`the true slope and the ones found by least squares`: the ones are slopes, too."""
    named: list[str] = []
    for part in parts:
        ones = value_words.ONES.match(part) or value_words.OTHER_ONE.match(part)
        front = (ones.groupdict().get("front") or "") if ones else ""
        before = _nouns(named[-1], counted=value_words.COUNT_OF.search(front) is not None) if named else []
        noun = before[-1] if before else ""
        named.append(_said_of(noun, front, ones.group("which")) if ones and before else part)
    return named


def _said_of(noun: str, front: str, which: str) -> str:
    """The noun with what tells the ones: `the measured slope` for the ones that were measured."""
    made = _MADE.fullmatch(which)
    return f"the {made.group('how')} {noun}" if made else f"{front or 'the'} {noun} {which}".strip()


_MADE = re.compile(r"(?:that\s+)?(?:(?:has|have)\s+been|was|were|is|are)\s+(?P<how>[a-z]+ed)\s*", re.IGNORECASE)


def _nouns(text: str, *, counted: bool) -> list[str]:
    """The words of the thing itself; where things are `counted`, of what is counted."""
    count = value_words.COUNT_OF.search(text) if counted else None
    plain = wording.RELATIVE.sub("", text[count.end() :].lstrip() if count else text)
    own = words(before_whose(plain))
    return [word for word in own if tokens(word) or _KIND.fullmatch(word)]


_KIND = re.compile(rf"{value_words.PARAMETER_KIND}|values?", re.IGNORECASE)


def of_them(parts: list[str]) -> list[str]:
    """`number of rates, the smallest and the largest of them`: they are what stands in front."""
    named: list[str] = []
    before = ""
    for part in parts:
        meant = _OF_THEM.match(part)
        meant = meant if meant and value_words.STATISTIC.match(meant.group("which").strip()) else None
        if meant is None and not value_words.STATISTIC.match(part.strip()) and not _ITS_ROOT.fullmatch(part.strip()):
            before = value_words.COUNT_OF.sub("", re.sub(r"^(?:the|all|both|each)\s+", "", part.strip())).strip()
        if before and _ITS_ROOT.fullmatch(part.strip()):
            named.append(f"the square root of the {before}")
        else:
            named.append(f"{meant.group('which')} of {before}" if meant and before else part)
    return named


_ITS_ROOT = re.compile(r"its\s+(?:square\s+)?root", re.IGNORECASE)
_OF_THEM = re.compile(r"^(?P<which>.*\S)\s+of\s+(?:them|these|those)\s*$", re.IGNORECASE)


def compared_with(parts: list[str]) -> list[str]:
    """`the old cost, the new cost and the difference between the two`: they are the last two in front of it."""
    named: list[str] = []
    for part in parts:
        found = _BETWEEN_THEM.match(part) or _THEIRS.match(part)
        if found is None or len(named) < _TWO:
            named.append(part)
            continue
        one, other = (_BOTH.sub("", operand.strip()) for operand in named[-_TWO:])
        how = re.sub(r"\berror$", "difference", found.group("how"))
        named.append(f"the {how} between {one} versus {other}")
    return named


_TWO = 2
_HOW = r"(?:absolute\s+)?(?:difference|gap|ratio|quotient|discrepancy|margin)"
_BETWEEN_THEM = re.compile(
    rf"^(?:the\s+)?(?P<how>{_HOW}|absolute\s+error)\s+(?:between|of)\s+(?:them|these|those|both|(?:the|these|those)\s+two)(?:\s+(?:values|numbers))?\s*$",
    re.IGNORECASE,
)
_THEIRS = re.compile(rf"^their\s+(?P<how>{_HOW})\s*$", re.IGNORECASE)
_BOTH = re.compile(r"^both\s+", re.IGNORECASE)


def with_counterparts(parts: list[str]) -> list[str]:
    """`the true mean and variance and their observed counterparts`: the observed mean and the observed variance."""
    named: list[str] = []
    for part in parts:
        found = _COUNTERPART.match(part)
        if found is None or not named:
            named.append(part)
            continue
        if found.group("values") and not (_SIDED.match(part) and _SIDED.match(named[0])):
            named.append(part)
            continue
        meant = named if found.group("many") or found.group("values") else named[-1:]
        named.extend(f"the {found.group('how')} {_FIRST_ADJECTIVE.sub('', thing)}" for thing in list(meant))
    return named


_NOUNS_TOO = frozenset({"mean", "average", "median", "minimum", "maximum", "min", "max", "total"})
_COUNTERPART = re.compile(
    r"^(?:the|its|their)\s+(?:respective\s+|corresponding\s+)?(?P<how>[a-z-]+)\s+"
    r"(?:(?:counterpart|equivalent|analogue)(?P<many>s?)|(?P<values>values))\s*$",
    re.IGNORECASE,
)
_FIRST_ADJECTIVE = re.compile(
    rf"^(?:both\s+)?(?:the\s+)?(?:(?:{'|'.join(sorted(value_words.MODIFIERS - _NOUNS_TOO))}|estimated)\s+)?(?=\w)",
    re.IGNORECASE,
)
_SIDED = re.compile(
    r"^(?:the\s+)?(?:estimated|fitted|predicted|true|theoretical|empirical|observed|expected|exact)\s+\w", re.IGNORECASE
)
