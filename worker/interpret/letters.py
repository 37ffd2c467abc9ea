"""Letters that share what stands in front of the first of them: `number of cells in x and y`."""

import re

_BY_LETTER = re.compile(r"(?P<what>.*\S\s(?:in|along|of|for)\s+)[A-Za-z]$")
_OF_BOTH = re.compile(
    r"\b(?:sum|product|ratio|quotient|difference|gap|correlation|covariance|distance|angle|union|intersection|overlap|values?|"
    r"names?|function|relation(?:ship)?|combination|comparison|plot|scatter|map|share|choice|settings?|sliders?|range)\b",
    re.IGNORECASE,
)
"""what two letters make together"""


def of_each_letter(parts: list[str]) -> list[str]:
    """`number of cells in x and y` is one in each; what two letters make together, like a sum of them, stays."""
    first = _BY_LETTER.match(parts[0].strip()) if len(parts) > 1 else None
    letters = [part.strip() for part in parts[1:]]
    if first is None or _OF_BOTH.search(first.group("what")) or not all(re.fullmatch("[B-Zb-z]", x) for x in letters):
        return parts
    return [parts[0], *(f"{first.group('what')}{letter}" for letter in letters)]
