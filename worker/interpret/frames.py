"""As what all of a list shall be kept, said around it in a sentence: `As metrics I'd like …`, `our params are …`.

Every such frame becomes the plain one in front of a list, `metrics: …`, or behind a thing, `… as metrics`.
"""

import re

from worker.interpret import wording

_VALUE = r"(?:(?:hyper-?\s?)?param(?:eter)?s?|metrics?)"
_KIND = rf"(?P<kind>{_VALUE}|artifacts?|artefacts?)"
_OURS = (
    r"(?:(?:the|our|my|its|their|this|run|runs?['’]s?|mlflow|logged|tracked|recorded|required|requested|desired|"
    r"main|relevant)\s+)*"
)
_WISH = (
    r"(?:(?:i|we|you)(?:\s*['’](?:d|ll)|\s+would|\s+should|\s+could|\s+must|\s+will)?\s+(?:(?:also|just|only|really)\s+)*"
    r"(?:like|need|want|use|take|have|expect|care\s+about|log|track|keep|record)(?:\s+to\s+(?:have|see|log|track|keep|record|use|get))?|"
    r"(?:there\s+)?(?:should|must)\s+be|take|want|"
    rf"{wording.VERBS})\b"
)
_FRONT = re.compile(
    rf"^(?:please\s+)?(?:as(?:\s+for)?|for|regarding|concerning|on)\s+(?:an?\s+)?{_OURS}{_KIND}(?:\s+side)?\s*[,:]?\s*"
    rf"(?:(?:please|just|only|simply|also)\s+)*(?:{_WISH}\s+(?:(?:just|only|to\s+log)\s+)*|(?<=:\s))(?=\S)",
    re.IGNORECASE,
)
"""`As metrics I'd like …`, `for params, use …`, `on the metrics side: …`"""
_WANTED = (
    r"(?:\s+(?:(?:that|which)\s+)?(?:i|we)\s+(?:\w+\s+)?(?:need|want|track|log|keep|care\s+about|compare|look\s+at)|\s+worth\s+\w+ing|"
    r"\s+(?:that|which)\s+(?:should|must|shall|need\s+to|have\s+to)\s+be\s+\w+|\s+that\s+matters?|\s+only|\s+(?:to|of)\s+\w+|\s+(?:wanted|needed|required))?"
)
_STATE = (
    r"\b(?:(?:must|should|shall|have\s+to|has\s+to|need\s+to|ought\s+to|will|are\s+to|is\s+to)\s+)?"
    r"(?:are|is|be|includes?|contains?|comprises?|covers?|lists?|holds?|consists?\s+of)\b"
)
_DONE = (
    r"(?:(?:to\s+be\s+)?(?:logged|tracked|recorded|saved|stored|kept|reported|written|shown|computed|put|named|called)|not|in|on|at|all|visible|"
    r"available|there|part|complete|missing|as|too|also|only|what|incomplete)\b"
)
_STATED = re.compile(
    rf"^{_OURS}{_KIND}{_WANTED}\s*(?:[:=]\s*|{_STATE}\s*:?\s+)(?:(?:just|only|simply)\s+)*(?!{_DONE})(?=\S)",
    re.IGNORECASE,
)
"""`our metrics are …`, `the params must contain …`, `parameters worth keeping: …`"""
_FOLLOWING = re.compile(
    rf"^[^,;:()]*\b(?:following|these|those|needed|wanted|required|logged|tracked|kept|recorded|below)\b[^,;:()]*\bas\s+{_OURS}{_KIND}\s*:\s*",
    re.IGNORECASE,
)
"""`log the following as params: …`, `needed as metrics: …`"""
_NAME = (
    r"(?:`[^`]+`|⟨\d+⟩|(?!(?:of|for|in|from|as|to|with|that|which|are|is|by|on|at|the|and)\b)(?!(?:used|learned|learnt|found|fitted|chosen|set|given|passed|estimated|tried|selected|tested|tuned|needed)\b)"
    r"(?!(?:hyper-?)?param|metric|artifact|result|score|plot|figure)[A-Za-z]\w*)"
)
_NAMES = re.compile(
    rf"^(?:please\s+)?(?:log|track|record|save|store|keep)\s+(?:(?:the|all|its|our)\s+)*(?:[\w-]+\s+){{0,2}}?(?:(?:hyper-?)?param(?:eter)?s|constants|settings|"
    rf"sliders|inputs|controls)\s+(?P<names>{_NAME}(?:\s*,\s*{_NAME})*\s*,?\s+and\s+{_NAME})\s*(?:as\s+(?:run\s+)?param(?:eter)?s)?\s*[.]?$",
    re.IGNORECASE,
)
"""`log the model parameters kappa, theta and sigma`: bare names behind what they are"""
_NEXT = re.compile(
    rf"\s*[,.]\s*(?:and\s+)?(?=(?:the\s+)?(?:{_VALUE}|artifacts?|artefacts?)\s*(?::|\bare\b|\bis\b)\s+\S)",
    re.IGNORECASE,
)
"""in front of a second list: `parameters are n and p, metrics are …`"""
_MADE = re.compile(
    rf"^(?:please\s+)?(?:make|turn|treat|take|use)\s+(?P<one>[^;]+?)\s+(?:into\s+|as\s+|to\s+be\s+)?(?:an?\s+|run\s+)*(?P<first>{_VALUE}|artifacts?)\s*"
    rf"(?:,|;|,?\s*\band\b|,?\s*\bbut\b)\s+(?P<other>[^;]+?)\s+(?:into\s+|as\s+|to\s+be\s+)?(?:an?\s+|run\s+)*(?P<second>{_VALUE}|artifacts?)\s*[.]?$",
    re.IGNORECASE,
)
"""`make n a param and the mean a metric`"""
_PLACED = re.compile(
    r"\s+(?:(?:should|must|shall|needs?\s+to|ha(?:s|ve)\s+to)\s+)?(?:(?:also|all|be|is|are|goes?|belongs?|live|listed|kept|stored|put|saved|filed|found|"
    r"appear|shown|show\s+up|end\s+up|land)\s+)*(?:in|into|under|among|inside|to)\s+(?:(?:the|our|its|my)\s+)?(?:run['’]?s?\s+|mlflow\s+|logged\s+)?"
    r"(?P<kind>(?:hyper-?)?param(?:eter)?s|metrics)(?=\s*(?:[,;.]|\band\b|$))",
    re.IGNORECASE,
)
"""`put the seed in the params`, `the seed should be under params`"""
_PLACES = re.compile(
    r"^(?:please\s+|also\s+)*(?:put|place|save|store|keep|file|add|list|have|write|collect|include)\b|\b(?:be|goes?|belongs?|listed|kept|stored|put|saved|filed|shown|up|land)\s+(?:in|into|under|among|inside|to)\s",
    re.IGNORECASE,
)
_NAMED = (
    (re.compile(r"^(?:please\s+)?as\s+(?:(?:the|an?|our)\s+)?(?:mlflow\s+)?(?P<what>experiment|run)(?:['’]s)?(?:\s+name)?\s*,?\s+(?:please\s+)?(?:use|take|choose|set)\s+(?=\S)", re.IGNORECASE), r"\g<what> name: "),
    (re.compile(r"^(?:in|within|under|inside|for)\s+(?P<what>(?:the\s+)?(?:mlflow\s+)?experiment\s+(?:(?:called|named)\s+)?⟨\d+⟩)\s*,?\s+(?=(?:please\s+)?(?:log|track|record|save|store|keep)\b)", re.IGNORECASE), r"\g<what>; "),
    (re.compile(r"^(?:the\s+)?(?:runs?(?:['’]s)?\s+names?|names?\s+of\s+(?:the|each|every)\s+runs?)\s+(?:should|must|shall|has\s+to|needs\s+to)\s+(?:contain|include|show|say|log|tell|have|consist\s+of|mention|carry|reflect|be\s+made\s+(?:of|from|up\s+of))\s+(?:which\s+)?(?=\S)", re.IGNORECASE), "name the run after "),
    (re.compile(r"^(?:please\s+)?(?:include|put|show|use|add|mention|have)\s+(?P<what>.+?)\s+(?:in|into|to|as)\s+(?:the|each|every)\s+run(?:['’]s)?\s+name\s*[.]?$", re.IGNORECASE), r"name the run after \g<what>"),
    (re.compile(r"^(?:please\s+)?have\s+(?:the|each|every)\s+run(?:['’]s)?\s+name\s+(?:contain|include|show|say|tell|mention)\s+(?=\S)", re.IGNORECASE), "name the run after "),
)  # fmt: skip
"""names of experiments and runs, said around them: `as the experiment name, use …`"""


def framed(sentence: str) -> str:
    """A sentence with its frames in the plain form: `metrics: …` in front of a list, `… as metrics` behind a thing."""
    for pattern, named in _NAMED:
        sentence = pattern.sub(named, sentence)
    if made := _MADE.match(sentence):
        return f"log {made.group('one')} as {made.group('first')} and {made.group('other')} as {made.group('second')}"
    plain = _NEXT.sub("; ", sentence) if _STATED.match(sentence) else sentence
    plain = "; ".join(_in_front(part.strip()) for part in plain.split(";"))
    return _PLACED.sub(r" as \g<kind>", plain) if _PLACES.search(plain) else plain


def _in_front(part: str) -> str:
    if named := _NAMES.match(part):
        return f"parameters: {named.group('names')}"
    for frame in (_FRONT, _STATED, _FOLLOWING):
        if found := frame.match(part):
            return f"{found.group('kind')}: {part[found.end() :]}"
    return part
