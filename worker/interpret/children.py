"""Lines that ask for child runs: what one is made for, what each of them keeps, and what stays with their parent.

`One nested run per fold with its score; the figure goes to the parent` → a child for each `fold`, `its score` in each,
`the figure` in the parent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_RUN = r"(?:nested |child |sub-?|inner )+(?:\w+ )?runs?(?: of (?:its|their) own)?|child(?:ren)? runs?|sub-?runs?|child(?:ren)?(?= (?:for|per) )"
_ONE = r"(?:a|an|one|its own|their own|an own|a separate|separate|own)"
_EACH = r"(?:(?:each|every|all|any)(?: (?:one )?of)?(?: the| these| those)?|the|a|an)"
_UNIT = r"(?P<unit>[^,;:.()—]+?(?: \([^()]*\))??)"
_BREAK = (
    r"(?=\s*(?:[,;:.()—]|$|\s(?:and\s+(?:put|log|record|keep|save|store|track|write)|with|having|containing|including|"
    r"logging|recording|keeping|holding|carrying|(?:that|which) (?:has|have|logs?|records?|keeps?|stores?|contains?|"
    r"holds?|carr(?:y|ies)))\b))"
)
_MADE = (
    re.compile(rf"\b(?:{_ONE} )?(?:{_RUN})(?:: ?one| each)? (?:for|per) (?:{_EACH} )?{_UNIT}{_BREAK}", re.IGNORECASE),
    re.compile(rf"\b(?:{_RUN})[,:]? (?:one )?(?:for|per) (?:{_EACH} )?{_UNIT}{_BREAK}", re.IGNORECASE),
    re.compile(
        rf"\b(?:each|every)(?: one)?(?: of the)? {_UNIT} (?:gets?|has|have|should (?:be|get|have|become)|must (?:be|get|have)|"
        rf"is|as|in|becomes?|goes in(?:to)?|runs? (?:as|in)|to be) (?:{_ONE} )?(?:{_RUN})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:make|turn|log|track|record|put|write|save) (?:each|every) {_UNIT} (?:into |as |in )?{_ONE} (?:{_RUN})",
        re.IGNORECASE,
    ),
)
_UNDER = re.compile(
    r"\s*,?\s*(?:all\s+)?nested (?:under|in|inside|within|below|beneath) (?:an?|one|the|its|their|some)(?: \w+)? parent(?: run)?"
    r"(?:\s+(?:called|named)\s+(?P<name>\"[^\"]+\"|“[^”]+”|`[^`]+`|'[^']+'))?",
    re.IGNORECASE,
)
"""`one run per alpha, nested under a parent run called "sweep"`"""
_PLAIN_RUN = re.compile(rf"\b(?P<one>{_ONE})\s+(?P<run>runs?\s+(?:for|per)\b)", re.IGNORECASE)
_OF_BUTTONS = re.compile(
    r"\b(?:press|click|push|submi\w+|execution|re-?run|change|refresh|visit|slider|session|time)\w*\b", re.IGNORECASE
)
"""runs of the notebook, not of its trials"""
_LEAD = re.compile(
    r"^[\s,;:(—.]*(?:(?:and|where|in which|in(?:side)? (?:it|them|each)|there|each(?: one| child| of (?:them|these|those))?|every (?:one|child)|"
    r"(?:nested |child |sub-?)runs?|they|it|with|having|containing|including|logging|recording|keeping|holding|carrying|"
    r"that|which|has|have|contains?|logs?|records?|keeps?|stores?|holds?|carr(?:y|ies)|gets?|put|puts|track|save|write|"
    r"should|must|shall|also)\b[\s,:]*)*",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\s*(?<!\w)(?:there(?= (?:and|too|also|as)\b|\s*[,;)]|$)|in (?:each|every one|every child)(?: of (?:them|these|those))?"
    r"(?=\s*[,;).]|$)|to (?:it|each of them)(?=\s*[,;).]|$))",
    re.IGNORECASE,
)
_PARENT = r"(?:the )?(?:parent|outer|enclosing|surrounding)(?: run)?"
_PARENT_LEAD = re.compile(
    rf"(?:^|[;.,]\s*(?:and\s+|while\s+)?)(?:in|on|for|to|with|into|at) {_PARENT}\s*[:,]?\s*|(?:^|[;.]\s*){_PARENT}\s*:\s*",
    re.IGNORECASE,
)
_PARENT_TAIL = re.compile(
    rf"\s+(?:(?:goes?|go|belongs?|should go|must go|is to go|(?:is|are) (?:logged|kept|saved|stored)|stays?) )?"
    rf"(?:on|to|in|into|at|with|under) {_PARENT}(?P<kind> as (?:a |an )?\w+)?$",
    re.IGNORECASE,
)
_INNER = re.compile(r"^\s*\((?P<inside>[^()]*)\)")
_ONES = re.compile(r"[\d\s,.;–-]*(?:\b(?:and|or|to)\b[\d\s,.;–-]*)?$")
"""an enumeration of numbers: what the children are made for, not what they keep"""
_COUNTED = re.compile(r"(?:two|three|four|five|six|seven|eight|nine|ten|both|\d+)\b", re.IGNORECASE)
_MORE = re.compile(
    r"^\s+(?:in|of|for|over|from|on|within|that(?! (?:has|have|logs?|records?|keeps?|stores?|contains?|holds?|carr(?:y|ies))\b)|tried)\b(?! (?:which|it|each|them)\b)[^,;:.()]*",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:there (?:ought to|should|must|shall|is to) be|(?:we|i) (?:want|need|'d like|would like)(?: to have)?|(?:please )?"
    r"(?:have|make|start|open|create|use|give me|add|begin)|(?:please )?(?:log|track|record|save|keep|store|put|write)|also|"
    r"then|finally|in)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Children:
    """A line about child runs, taken apart."""

    unit: str
    """what one child is made for: `fold`, `rule family in the comparison`"""
    made: str
    """the words that ask for the children"""
    each: tuple[str, ...] = ()
    """what each of them keeps, as lines of their own"""
    parent: tuple[str, ...] = ()
    """what their parent keeps, as lines of their own"""
    name: str = ""
    """what the parent run is called, in its quotes"""


def children(line: str) -> Children | None:
    """The parts of a line that asks for one child run per something; None for every other line."""
    under = _UNDER.search(line)
    if under is not None:
        line = _PLAIN_RUN.sub(r"\g<one> nested \g<run>", line[: under.start()] + line[under.end() :])
    made = next((match for pattern in _MADE if (match := pattern.search(line))), None)
    if made is None or _OF_BUTTONS.search(made["unit"]):
        return None
    before, behind = line[: made.start()].strip(" ,;:"), line[made.end() :]
    each: list[str] = []
    parent: list[str] = []
    if not _BEFORE.match(before) and not re.search(_PARENT, before, re.IGNORECASE):
        each.append(re.sub(r"(?:\s*,)?\s+(?:in|into|to|as|with|of|for|from)$", "", before))
    if inner := _INNER.match(behind):
        named = _ONES.match(inner["inside"]) or _COUNTED.match(made["unit"])
        each += [] if named else [_content(inner["inside"])]
        behind = behind[inner.end() :]
    more = _MORE.match(behind)
    if more:
        behind = behind[more.end() :]
    for whose, text in _whose(behind):
        (parent if whose == "parent" else each).append(text if whose == "parent" else _content(text))
    return Children(
        unit=made["unit"].strip() + (more.group().rstrip() if more else ""),
        made=made.group().strip(),
        each=tuple(text for text in each if re.search(r"\w", text)),
        parent=tuple(text for text in parent if re.search(r"\w", text)),
        name=(under.group("name") or "") if under is not None else "",
    )


def _whose(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of what stands behind: each with whose it is."""
    lead = _PARENT_LEAD.search(text)
    if lead:
        yield from _whose(text[: lead.start()])
        yield "parent", text[lead.end() :].strip(" ,;.")
        return
    for piece in re.split(r"[;.](?=\s|$)", text):
        stripped = piece.strip(" ,;.")
        tail = _PARENT_TAIL.search(stripped)
        if tail:
            yield "parent", stripped[: tail.start()] + (tail["kind"] or "")
        else:
            yield "child", stripped


def _content(text: str) -> str:
    """What is kept, without the words that say where: `its score` of `and put its score there`."""
    return _THERE.sub("", _LEAD.sub("", text)).strip(" ,;.")
