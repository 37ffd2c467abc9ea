"""What a clause says in passing: remarks that name nothing, and that each of several things shall be kept."""

import re
from dataclasses import dataclass

from worker.interpret.value_words import KINDS

_COUNTED = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|"
    r"each(?: one)?(?: as)?(?: an?| its)?(?: own)?|its own)"
)
_EACH_KIND = re.compile(
    rf"(?:as\s+)?{_COUNTED}\s+(?:(?:single|separate|own|plain|individual)\s+)?(?P<kind>{KINDS}|points?)"
    r"(?P<each>\s+(?:of its own|per|for (?:each|every)|each|apiece)\b[^,;()]*)?(?:\s+(?:with|of|in)\s+[^,;()]*)?",
    re.IGNORECASE,
)
"""`one metric per estimator`, `a curve with 15 points`"""
_PER = re.compile(r"^\s*(?:of its own|per|for (?:each|every)|each|apiece)\b", re.IGNORECASE)
_AT_END = re.compile(rf"[,:;—–]\s*(?:i\.e\.,?\s+|so\s+)?(?P<remark>{_COUNTED}\s+[^,;()]*)$", re.IGNORECASE)
_OWN_NAMES = re.compile(
    r",?\s*(?:each\s+|both\s+|all\s+)?\b(?:(?:under|with|by)\s+(?:(?:its|their|an?)\s+)?(?:own|different|separate|individual|respective|distinct)"
    r"\s+(?:(?:metric|param|parameter)\s+)?(?:names?|keys?)|(?:each|all|both)\s+(?:on|by|for)\s+(?:its|their)\s+own|each\s+(?:by\s+itself|alone))\s*$",
    re.IGNORECASE,
)
_CONCEDED = re.compile(
    r",?\s*\b(?:even\s+(?:if|though|when)|although|no\s+matter\s+\w+|regardless\s+of)\b[^,;]*", re.IGNORECASE
)
_STATED = re.compile(
    r",\s*(?:(?:both|all|they|these|it|each)(?:\s+of\s+\w+)?\s+(?=(?:is|are|was|were|come|comes|came|can\s+be|lives?|stands?|appears?)\b)|"
    r"(?=(?:taken|read|measured|computed|calculated|obtained|evaluated|returned|coming|averaged|stored|printed|shown|displayed)\s+"
    r"(?:by|with|in|from|on|via|at|over|out|as|to|above|below)\b))",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\b(?P<count>how many\s+(?!of\b)(?:[\w-]+\s+){0,6}?[\w-]+"
    r"(?<!\bof)(?<!\bin)(?<!\bon)(?<!\bper)(?<!\bfor)(?<!\bwith)(?<!\band)(?<!\bthat)(?<!\bthere))"
    r"\s+(?=(?:the|an?|our|its|it|we|they|this|each|every|were|was|are|is|have|has|had|do|did|does|got|gave)\b)",
    re.IGNORECASE,
)
_LOOPED = re.compile(
    r"\b(?:epoch|step|iteration|round|update|pass|batch|sweep|episode|generation|cycle|fold|trial|restart)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plain:
    """A clause without its remarks."""

    text: str
    kind: str = ""
    """the noun that a remark gives for what is kept: `metric`"""
    each: bool = False
    """whether a remark says that there are several"""
    whose: str = ""
    """of what there is one each: `estimator`"""


def without_remarks(text: str) -> Plain:
    """Take off what names nothing; what only explains becomes a relative clause."""
    plain = _STATED.sub(" that ", _HOW_MANY.sub(r"\g<count> that ", _CONCEDED.sub("", text)))
    kind, each, whose = "", False, ""
    if own := _OWN_NAMES.search(plain):
        plain, each = plain[: own.start()], True
    for remark in (*re.finditer(r"\s*\((?P<remark>[^()]+)\)", plain), *_AT_END.finditer(plain)):
        found = _EACH_KIND.fullmatch(remark.group("remark").strip())
        if found and not (found.group("each") and _LOOPED.search(found.group("each"))):
            plain = plain.replace(remark.group(), "")
            kind = found.group("kind")
            each = each or bool(found.group("each"))
            whose = _PER.sub("", found.group("each") or "").strip() or whose
    known = kind if re.match("metric|param|curve|series|plot|figure", kind) else ""
    return Plain(text=plain, kind=known, each=each, whose=whose)
