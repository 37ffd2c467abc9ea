"""What a line does not want, beside what it does: `not the samples, only their mean`, `the rows rather than the data`."""

import re

_DETERMINED = r"(?:the|its|their|all|every|each|any|an?|raw|whole|full)\b"
_END = r"(?=\s*(?:[,;.]|$))"
_PLAINER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\bnot\s+only\s+(?P<one>[^;.]+?),?\s+but\s+(?:also\s+)?(?=\S)", r"\g<one> and "),
        (rf"\s*,?\s+(?:instead\s+of|rather\s+than|in\s+place\s+of)\s+(?:(?:logging|storing|saving|keeping|tracking)\s+)?(?P<no>{_DETERMINED}[^,;.]*)", r"; do not log \g<no>"),
        (r"\s*\((?:and\s+|but\s+)?not\s[^()]*\)", ""),
        (r"\s*,\s*(?:and\s+|but\s+)?not\s+(?:of|for|at|from|in|on|per|over)\s+[^,;.]*", ""),
        (r"\s*,\s*(?:and\s+|but\s+)?(?=no\s+(?!matter\b|less\b|more\b|longer\b|earlier\b|later\b)[\w-]+)", "; "),
        (r"\b(?P<no>no\s+(?!need\b|matter\b)[\w -]+?)\s+(?:(?:is|are)\s+)?(?:needed|necessary|required|wanted|please|at\s+all)(?=\s*(?:[,;.]|$))", r"\g<no>"),
        (r"\s*(?:[,;–—-]|\band\b)?\s*(?:that['’]?s|that\s+is|this\s+is)\s+(?:it|all|enough)\b[^,;.]*$", ""),
        (r"\s*[,;–—-]\s*(?:and\s+)?nothing\s+(?:else|more)\b[^,;.]*$", ""),
        (r"\s+(?:without\s+(?:any\s+)?rounding|not\s+rounded|unrounded)\b", ""),
        (rf"(?<=\w\s)(?:only|just|merely|solely)\s+(?={_DETERMINED})(?!\ba\s+few\b)", ""),
        (rf"(?<=[\w⟩)])\s+(?:only|alone){_END}", ""),
        (r"^(?P<no>(?:please\s+)?(?:exclude|omit|skip|leave)\s[^,;.]*?)\s+from\s+(?:(?:the|all)\s+)?(?:logging|tracking|runs?|mlflow)\s*[.]?$", r"\g<no>"),
    )
)  # fmt: skip
_KEEP = r"(?:log|track|record|save|store|keep|upload|report|include|archive)"
_ONLY = re.compile(
    rf"^(?:please\s+)?(?P<no>(?:(?:there\s+is\s+)?no\s+need\s+to|do\s+not|don['’]t|never)(?=\s+{_KEEP}\b)|(?:there\s+is\s+)?no\s+need\s+for|not(?=\s+{_DETERMINED})|"
    r"(?:we|i)\s+(?:do\s+not|don['’]t)\s+(?:need|want))\s+(?P<unwanted>[^,;.]+?)\s*,?\s+(?:but\s+)?(?:just|only|but)\s+(?P<wanted>(?!not\b|also\b)[^;.]+)$",
    re.IGNORECASE,
)
"""`do not log the samples, only the number of rows`"""
_THEIRS = re.compile(r"^(?:its|their)\s+", re.IGNORECASE)
_WHICH = re.compile(
    r"^(?:the\s+|its\s+)?(?P<which>last|final|first|best|lowest|highest|mean|average|median|maximum|minimum|total)(?:\s+(?:one|value|number))?\s*$",
    re.IGNORECASE,
)
"""one number of what is not wanted whole: `not every loss, just the last one`"""
_FIRST = re.compile(r"^(?:the|its|all|every|each|whole|full)\s+", re.IGNORECASE)
_WHOLE = re.compile(r"\s+(?:of|at|for|in|per|over|from)\s+(?:every|each|all|the)\b.*$|\s+per\s+.*$", re.IGNORECASE)
_VERB = re.compile(rf"^{_KEEP}\s+", re.IGNORECASE)


def plain_denials(line: str) -> str:
    """A line in which what is not wanted stands in a clause of its own, behind what is."""
    if found := _ONLY.match(line):
        wanted = _VERB.sub("", found.group("wanted"))
        unwanted = _VERB.sub("", found.group("unwanted"))
        if which := _WHICH.match(wanted):
            return f"log the {which.group('which')} {_FIRST.sub('', _WHOLE.sub('', unwanted))}"
        if _THEIRS.match(wanted):
            return f"log the {_THEIRS.sub('', wanted)} of {unwanted}"
        line = f"log {wanted}; {found.group('no')} {found.group('unwanted')}"
    for pattern, plain in _PLAINER:
        line = pattern.sub(plain, line)
    return line
