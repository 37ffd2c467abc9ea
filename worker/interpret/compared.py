"""Phrases that set two values against each other: `the gap between best and worst`, `precision minus recall`."""

import re
from dataclasses import dataclass

_DIFFERENCE = r"differences?|gaps?|margins?|discrepanc(?:y|ies)|spread|range|deltas?"
_FALL = r"drops?|decreases?|reductions?|declines?"
_RISE = r"rises?|increases?|growth|gains?|changes?|improvements?|jump"
_FRONT = r"(?:(?:the|(?P<absolute>absolute)|overall|total|net|performance|final|generali[sz]ation)\s+)*"
_HOW = rf"(?P<how>{_DIFFERENCE}|{_FALL}|{_RISE}|ratio|quotient)"
_WHAT = r"(?:\s+(?:of|in)\s+(?:the\s+)?(?P<what>(?:(?!\b(?:between|from|to|over|of)\b).)+?))?"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_FRONT}(?:(?P<noun>[\w-]+(?:\s[\w-]+)?)\s+)??{_HOW}{_WHAT}\s+between\s+(?P<one>.+?)\s+versus\s+(?P<other>.+)$",
        rf"^{_FRONT}(?:(?P<noun>[\w-]+(?:\s[\w-]+)?)\s+)??{_HOW}{_WHAT}\s+from\s+(?P<one>.+?)\s+to\s+(?P<other>.+)$",
        rf"^{_FRONT}(?P<how>ratio|quotient)\s+of\s+(?P<one>.+?)\s+(?:to|over|versus|and)\s+(?P<other>.+)$",
        rf"^{_FRONT}(?:(?P<noun>[\w-]+)\s+)??(?P<how>{_RISE})\s+of\s+(?P<other>.+?)\s+over\s+(?P<one>.+)$",
        r"^(?P<one>.+?)\s+(?P<how>minus|divided by)\s+(?P<other>.+)$",
    )
)
_RATIO = re.compile(r"ratio|quotient|divided by", re.IGNORECASE)
_NUMBER = re.compile(r"[-+\u2212]?[\d.]")
_MOST = (
    r"(?:the\s+)?(?:best|worst|largest|smallest|highest|lowest|biggest|maximum|minimum|max|min|first|last|initial|final)"
    r"\b"
)
SUPERLATIVE = re.compile(rf"{_MOST}(?:\s+(?:one|value))?", re.IGNORECASE)
FIRST_SUPERLATIVE = re.compile(_MOST, re.IGNORECASE)


@dataclass(frozen=True)
class Compared:
    """Which two values, which of them is taken of which, and how."""

    how: str
    one: str
    other: str
    what: str
    """what both are values of, where it is said once for both"""
    absolute: bool = False

    @property
    def risen(self) -> bool:
        """Whether what stands behind is what the first has become: `the rise from … to …`."""
        return re.fullmatch(_RISE, self.how) is not None

    @property
    def ratio(self) -> bool:
        """Whether the one is divided by the other."""
        return _RATIO.search(self.how) is not None


def compared(text: str, *, noun: str = "") -> Compared | None:
    """The two values that a text sets against each other; `noun`: what `the best and the worst` are without one."""
    found = next((match for form in _FORMS if (match := form.match(text.strip()))), None)
    if found is None:
        return None
    groups = {name: (value or "").strip(" ,.") for name, value in found.groupdict().items()}
    what = groups.get("what") or groups.get("noun") or ""
    if any(_NUMBER.match(groups[side]) for side in ("one", "other")):
        return None  # `the range from 0 to 1`
    superlatives = all(SUPERLATIVE.fullmatch(groups[side]) for side in ("one", "other"))
    what = what or (noun if superlatives else "")
    return Compared(groups["how"].lower(), groups["one"], groups["other"], what, absolute=bool(groups.get("absolute")))
