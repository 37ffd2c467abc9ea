"""Sentences that name a run and an experiment at once: `put it in experiment toy under the run name base-1`."""

import re
from collections.abc import Iterator

_NO_NAME = (
    r"(?:for|named|called|and|in|with|to|of|per|the|an?|if|is|are|be|should|shall|must|name|names|that|so|on|as|it|exists|where|tracking|"
    r"runs?|once|from|by|after|which|has|have|into|under|at|or|but|it'?s|its|tags?)\b(?![-_./]\w)"
)
_NAME = rf"(?P<name>⟨\d+⟩|(?!{_NO_NAME})[A-Za-z0-9](?:[\w/-]|\.(?=\w))*)"
_BE = r"(?:\s*[:=]\s*|\s+(?:(?:as|is|to\s+be|be|to|should\s+be|shall\s+be|must\s+be|named|called|name)\s+)*)"
_BEFORE = r"(?:\b(?:in|into|to|under|with|and|as|of|for|inside|within)\s+)*(?:\b(?:the|an?|its|mlflow)\s+)*"
_RUN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NAME}\s+as\s+(?:the\s+|its\s+)?run(?:['’]s)?\s+name\b",
        rf"{_BEFORE}\brun(?:['’]s)?\s+name\b{_BE}{_NAME}",
        rf"{_BEFORE}\bname\s+of\s+(?:the|each|every)\s+run\b{_BE}{_NAME}",
        rf"{_BEFORE}\brun(?:\s+(?:is|to\s+be|be|should\s+be|shall\s+be|must\s+be))*\s+(?:named|called)\s+{_NAME}",
        rf"(?:^|(?<=[\s,;]))(?:name|call)\s+(?:the|this|each|every)\s+run\s+{_NAME}",
        rf"(?:(?<=and)|(?<=[,;]))\s*(?:the\s+)?run\s*:?\s+{_NAME}(?=\s*[.]?$)",
    )
)
_EXPERIMENT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NAME}\s+as\s+(?:the\s+)?(?:mlflow\s+)?experiment(?:['’]s)?(?:\s+name)?\b",
        rf"{_BEFORE}\bexperiment(?:\s+name)?\b{_BE}{_NAME}",
        rf"{_BEFORE}\bname\s+of\s+the\s+experiment\b{_BE}{_NAME}",
        rf"{_BEFORE}{_NAME}\s+experiment\b",
    )
)
_ONLY = re.compile(
    r"\b(?:use|uses|put|set|log|create|make|name|call|open|start|everything|all|it|this|them|of|results?|mlflow|please|and|with|in|into|to|under|as|is|the|an?|run|goes?|belongs?)\b|[,;:.&]",
    re.IGNORECASE,
)
"""what says nothing beside two names"""


def names_apart(sentence: str) -> Iterator[str]:
    """The sentence, or what it says besides and each of the two names that it states, as sentences of their own."""
    run, experiment = _first(_RUN, sentence), _first(_EXPERIMENT, sentence)
    apart = run is not None and experiment is not None and run.group("name") != experiment.group("name")
    if run is None or experiment is None or not apart:
        yield sentence
        return
    cut = sorted((run.span(), experiment.span()))
    rest = f"{sentence[: cut[0][0]]} {sentence[cut[0][1] : cut[1][0]]} {sentence[cut[1][1] :]}"
    overlap = cut[0][1] > cut[1][0]
    if overlap:
        yield sentence
        return
    if re.search(r"\w", _ONLY.sub(" ", rest)):
        yield " ".join(rest.split()).strip(" ,;")
    yield f"experiment {experiment.group('name')}"
    yield f"run name {run.group('name')}"


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.search(text))), None)
