"""Plainer readings of a requirement line: the same request without what grammar says is no object of it.

They are tried only where a line as it stands raises a question; words that make another value (`test`, `mean`, …) stay.
"""

import re
from collections.abc import Callable, Iterator

from worker.interpret import picture_words, value_words
from worker.interpret.account import DECISIVE
from worker.interpret.language import tokens

_VERB = (
    r"(?:is|are|was|were|has|have|had|can|could|will|would|should|must|may|might|does|do|did|isn't|aren't|comes?|came|goes|go|went|"
    r"lives?|stays?|lies|lie|sits?|stands?|stood|belongs?|ends?|gets?|got|appears?|shows?|needs?|works?|counts?|matters?|suffices?|"
    r"returns?|starts?|exists?|fits?|helps?|makes?|says?|tells?|happens?|changes?|depends?|differs?|looks?|seems?|means?|takes?|gives?)\b"
)
_PRONOUN = r"(?:it|they|which(?!\s+(?:\w+[^\Ws]\s+){1,2}(?:it|they|is|was|has|does)\b)|who|we|you|i(?!\.e\b)|he|she)\b"
_POINTER = r"(?:(?:both|all|each|either|neither|any|some|one|none)(?:\s+of\s+(?:them|these|those|which))?|this|that|these|those)"
_REMARK = rf"(?:{_PRONOUN}|{_POINTER}\s+(?:\w+ly\s+)?{_VERB}|(?:i\.e\.|e\.g\.|see|if|when|where|because|since|so that|as in|as the)\b)"
_SHAPE = r"(?:metrics?|params?|parameters?|values?|numbers?|curves?|series|figures?|plots?|images?|pictures?|tables?|artifacts?|entry|entries|keys?)"
_WHOLE = r"(?:figure|plot|image|picture|table|artifact)"
"""`as one table`: that several things are kept together"""
_DRAWN = re.compile(rf"(?:{picture_words.FIGURE.pattern}|\b(?:table|curve|csv|dataframe))$", re.IGNORECASE)
_KEEPING = (
    "follow|watch|observe|hold|grab|catch|gather|document|mirror|memori[sz]e|bring|send|ship|push|submit|hand|deliver|file|display|present|"
    "expose|surface|state|mention|pull|get|have|see|read|plot out|post|pass|copy|take|carry|transfer|list|enter|insert|commit|place|provide|"
    "supply|offer|reflect|protocol|register|secure|pin|stash|drop off|bundle|deposit|forward|feed|emit|pick up|picture|chronicle"
)
_COMMAND = re.compile(
    rf"^(?:{_KEEPING})(?:\s+(?:down|up|in|out|over|along|us|me|back|on))?\s+(?=(?:the|an?|every|each|all|both|its|our|my|their|how)\b)",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"\s*\((?P<inside>[^()]*)\)")


def plainer(line: str) -> Iterator[str]:
    """Ever plainer readings of a line, the gentlest first."""
    text = line
    for simplify in _SIMPLER:
        simpler = " ".join(simplify(text).split()).strip(" ,;:")
        if simpler and simpler != text and not _decisive(text) - _decisive(simpler):
            text = simpler
            yield text


def _decisive(text: str) -> set[str]:
    return {name for token in tokens(text) for name in token} & DECISIVE | set(re.findall(r"`[^`]+`|\"[^\"]+\"", text))


def _without_command(text: str) -> str:
    """`Follow the loss` asks what `Log the loss` asks; `Change the loss` does not."""
    return _COMMAND.sub("Log ", text)


def _remark(aside: re.Match[str]) -> str:
    inside = aside.group("inside").strip()
    spoken = re.match(_REMARK, inside, re.IGNORECASE) or re.search(rf"[,;]\s*{_REMARK}", inside, re.IGNORECASE)
    return "" if spoken else aside.group()


def _without_remarks(text: str) -> str:
    """Sentences in parentheses, and behind a comma: `(it only lives in the loop)`, `, both come from the history`."""
    return re.sub(rf"[,;:–-]+\s+(?:and\s+)?{_REMARK}[^,;.]*", "", _PARENTHESES.sub(_remark, text), flags=re.IGNORECASE)


def _without_origin(text: str) -> str:
    """`, taken from the solver's history` says where it is to be had."""
    origin = r",\s+(?:as\s+)?(?:\w+ly\s+)?\w+(?:ed|en|wn)\s+(?:from|by|in|on|with|at|inside|via|through|along|for|during)\b[^,;]*"
    return re.sub(origin, "", text, flags=re.IGNORECASE)


def _without_apposition(text: str) -> str:
    """`Log n, the number of steps, as a parameter`: what stands between is what n is.

    So is what stands behind the only comma: `the rate of model2, the network for the noisy data`.
    """
    plain = re.sub(r"(?<=\b\w),\s+the\s+[^,;]+,\s+(?=as an?\b)", " ", text, count=1, flags=re.IGNORECASE)
    alone = text.count(",") == 1 and ";" not in text
    return _LAST_NAME.sub(r"\g<name>", plain) if alone else plain


_LAST_NAME = re.compile(
    r"(?P<name>(?<!\w)`?[A-Za-z]\w*(?:_|\d)\w*`?),\s+the\s+(?:(?!\band\b)[^,;.])+?\s(?:of|for|in|on|that|which)\s(?:(?!\band\b)[^,;.])+(?=[.]?\s*$)",
    re.IGNORECASE,
)
"""an identifier, and what it is"""


def _without_units(text: str) -> str:
    """`the window in days`: the unit is no part of the name."""
    plain = re.sub(rf"\s+\(?in\s+(?:the\s+)?{value_words.UNITS}\b\)?", "", text, flags=re.IGNORECASE)
    return re.sub(r"\b(\w{3,}) (?:by|after) \1\b", r"per \1", plain, flags=re.IGNORECASE)


def _without_shape(text: str) -> str:
    """`, one metric per estimator`, `(four metrics)`, `each as a curve of its own`, where what stands in front is several."""
    shape = (
        rf"(?!(?:as\s+|in\s+)?(?:one|single)\s+(?:\w+\s+)?{_WHOLE}\b(?!\s+(?:each|per|for)\b))(?:each|every one|one|two|three|four|five|six|seven|eight|nine|ten|\d+|single|separate|several)(?:\s+\w+){{0,2}}\s+{_SHAPE}"
        r"(?:\s+(?:of (?:its|their) own|each|per\s+\w+|for\s+(?:each|every)\s+\w+|altogether|in all|in total))*"
        r"|(?:each\s+)?(?:on|under)\s+(?:its|their)\s+own(?:\s+\w+)?|by\s+themselves|side by side"
    )
    plain = re.sub(
        rf"\s*\((?:as\s+)?(?:{shape})\)|,?\s+(?:(?:as|so)\s+)?(?:{shape})\s*(?=[.;]|$)", "", text, flags=re.IGNORECASE
    )
    several = re.search(r"\b(?:and|both|each|every|all|two|three|four)\b|,", plain, re.IGNORECASE)
    return plain if several else text


def _without_description(text: str) -> str:
    """`the results figure (fit on the left, loss on the right)`: what a picture shows is no second object."""

    def described(aside: re.Match[str]) -> str:
        before = text[: aside.start()].rstrip()
        return "" if _DRAWN.search(before) and len(tokens(aside.group("inside"))) > 1 else aside.group()

    return _PARENTHESES.sub(described, text)


_SIMPLER: tuple[Callable[[str], str], ...] = (
    _without_command,
    _without_remarks,
    _without_origin,
    _without_apposition,
    _without_units,
    _without_shape,
    _without_description,
)
