"""What stands around a request and is none: wishes, courtesies, the moment, whose values they are."""

import re
from dataclasses import dataclass

from worker.interpret import run_words, time_words, wording


@dataclass(frozen=True)
class Lead:
    """A line without what stood in front of its request."""

    text: str
    owner: str = ""
    """whose values the line speaks of: `For the second fit: …`"""


def without_courtesy(text: str) -> str:
    """A line without courtesies and without the words of a wish: `it would be nice to have the loss`."""
    plain = wording.COURTESY.sub("", text).strip(" ,?!")
    for said in (_ADVERB, wording.WISH, _ACTOR, _ADVERB):
        rest = said.sub("", plain, count=1)
        plain = rest if re.search(r"\w", rest) else plain
    return plain.strip()


_KEEPS = (
    r"(?:log|track|record|save|store|keep|capture|report|collect|include|show|note|have|contain|cover|hold|list|carry)"
)
_ACTOR = re.compile(
    r"^(?:(?:we|i|you|one|mlflow|tracking|the\s+(?:mlflow\s+)?(?:runs?|worker|tracking|tracker|task))\s+"
    r"(?:(?:should|must|shall|can|could|will|would|ought\s+to|needs?\s+to|ha(?:s|ve)\s+to|is\s+to|are\s+to|to)\s+)?(?:(?:also|always|just|only|simply|at\s+least)\s+)*)"
    rf"(?={_KEEPS}s?\b\s+(?!to\b|been\b)\S)(?!.*\b(?:names?|tags?|titles?|link|child|children|nested|parent|experiments?)\b)"
    r"(?:(?:have|has|contain|contains|cover|covers|hold|holds|list|lists|carry|carries)\s+)?",
    re.IGNORECASE,
)
"""who shall keep it: `the run should have …`, `MLflow must log …`"""
_ADVERB = re.compile(
    r"^(?:just|simply|merely|only|mainly|mostly|primarily|especially|in\s+particular|above\s+all|first(?:\s+of\s+all|\s+and\s+foremost)?|at\s+(?:the\s+very\s+)?(?:least|minimum)|always)"
    rf"\s*,?\s+(?=(?:{wording.VERBS}|the|an?)\b\s)|^(?:just|simply|merely|only)\s+(?!one\b|if\b|when\b|after\b|then\b)(?=\w)",
    re.IGNORECASE,
)
"""`only log …`, `just the …`"""


def lead(text: str) -> Lead:
    """Take off the moment (`As soon as it has been fitted, log …`) or the owner (`For the second fit: …`) in front.

    A moment that says how often, or that only the end counts, moves behind the request.
    """
    marked = time_words.SERIES.match(text) or time_words.FINAL.match(text)
    named = marked and _LISTED.match(text[marked.end() :]) and not run_words.CHILDREN_SAID.search(text)
    if marked and (named or wording.REQUEST.match(text[marked.end() :].lstrip(" ,:"))):
        return Lead(f"{text[marked.end() :].lstrip(' ,:').rstrip(' .;')} {marked.group()}")
    if re.match(r"(?:for|of|from|in|on|at|per|with|within)\s+(?:both|each|every|all|any|them)\b", text, re.IGNORECASE):
        return Lead(_each_without_comma(text))
    if parent := _ON_PARENT.match(text):
        return Lead(f"{text[parent.end() :].rstrip(' .;')} on the parent")
    moment = wording.MOMENT.match(text)
    rest = text[moment.end() :] if moment else ""
    if moment and (mark := _mark(moment.group())):
        return Lead(f"{rest.rstrip(' .;')} {mark}")
    only_when = moment is not None and wording.CONDITION.search(moment.group()) is not None
    asks = moment is not None and (moment.group().rstrip().endswith(":") or wording.REQUEST.match(rest))
    if moment and not only_when and wording.HAPPENS.search(moment.group()) and asks:
        return Lead(rest)
    owned = wording.OWNER_LEAD.match(text)
    behind = text[owned.end() :] if owned else ""
    if owned and (owned.group("end") == ":" or wording.REQUEST.match(behind) or wording.ASKED_OF.match(behind)):
        return Lead(behind, owner=owned.group("owner"))
    announced = _ANNOUNCED.match(text)
    return Lead(text[announced.end() :] if announced else text)


_ANNOUNCED = re.compile(
    r"(?:compare|contrast|evaluate|assess|summari[sz]e|check|examine|analy[sz]e|study|look at)\b[^,;:()]*:\s*"
    rf"(?=(?:{wording.VERBS})\b\s+\S)",
    re.IGNORECASE,
)
"""`Compare both runs: log …` asks for what stands behind it"""


_LISTED = re.compile(r"\s*,\s*(?!(?:and|or|as|at|for|in|on|with|after)\b)(?=[\w⟨`])", re.IGNORECASE)
"""`for each epoch, the loss and the accuracy`: a moment in front of what is asked for without a verb"""

_ON_PARENT = re.compile(r"(?:on|in|for|with|at|to)\s+(?:the\s+)?parent(?:\s+run)?\s*[:,]\s*(?=\w)", re.IGNORECASE)


def _mark(moment: str) -> str:
    plain = moment.rstrip(" ,:")
    found = time_words.SERIES.search(plain) or time_words.FINAL.search(plain)
    return plain if found and found.start() == 0 else ""


def _each_without_comma(text: str) -> str:
    """`For each model, log …` reads as `For each model log …`; a loop (`at every step, log …`) moves behind."""
    front, comma, rest = text.partition(",")
    asked = wording.ASKED_OF.match(rest.strip())
    if not comma or not (asked or wording.REQUEST.match(rest.strip())):
        return text
    if run_words.CHILDREN_SAID.search(front):
        return text
    if time_words.SERIES.match(front):
        return text
    return f"{front} {'log ' if asked else ''}{rest.strip()}"
