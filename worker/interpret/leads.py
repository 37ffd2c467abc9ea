"""What stands around a request and is none: wishes, courtesies, the moment, whose values they are."""

import re
from dataclasses import dataclass

from worker.interpret import wording

_VALUED = (
    r"(?:good|nice|great|useful|helpful|handy|interesting|ideal|important|lovely|best|fine|cool|perfect|sensible|"
    r"wonderful|excellent|neat|valuable|worthwhile|enough|sufficient|necessary|appreciated|desirable)"
)
_TO_HAVE = (
    r"(?:to\s+(?:also\s+)?(?:see|know|have|get|keep|log|track|record|store|save|follow|watch|monitor|compare|include|"
    r"capture|report|look at|find)\b)"
)
_WISH = re.compile(
    rf"^(?:(?:and|also|then|please|kindly|finally|additionally|moreover|furthermore|besides|maybe|perhaps|ideally|in addition|lastly|first|second|next|oh|ok|okay|hi|hello)\b[,:]?\s+)*"
    rf"(?:(?:it\s*(?:'d|\s+would|\s+will|\s+should|\s+might|\s+is|'s)?\s*|would\s+|might\s+|will\s+)(?:also\s+)?(?:be\s+)?(?:\w+\s+)?{_VALUED}\s+(?:{_TO_HAVE}|if\b(?:\s+(?:we|you|i|one)\s+(?:also\s+)?(?:(?:could|can|would)\s+)?(?:also\s+)?(?:have|had|see|saw|get|got|log|logged|track|tracked|record|recorded|keep|kept|save|saved)\b)?)|"
    rf"(?:nice|good|great|useful|helpful|interesting|important)\s+{_TO_HAVE}|"
    rf"(?:can|could|would|will)\s+(?:you|we|i)(?:\s+(?:please|kindly|also|maybe|perhaps))*(?:\s+(?:have|get|see|mind\s+\w+ing)\b)?|"
    rf"(?:i|we|one|they|you)\s*(?:'d|'ll|\s+would|\s+should|\s+must|\s+could|\s+will|\s+have)?\s*(?:(?:also|really|just|only|still|definitely|certainly|probably|first|rather)\s+)*(?:want|need|like|love|wish|wants|require|expect|prefer|care about)(?:\s+for)?(?:\s+(?:also|only))?(?:\s+{_TO_HAVE})?|"
    rf"(?:i|we)\s*(?:am|are|'m|'re)\s+(?:also\s+)?(?:interested in|curious about|after)|(?:also\s+)?(?:of interest|interesting|important|needed|wanted|required)(?:\s+(?:is|are)|\s*:)|"
    rf"(?:please\s+)?(?:make|be)\s+sure(?:\s+(?:that|to))?(?:\s+(?:we|you)(?:\s+also)?)?(?:\s+have\b)?|(?:would|is)\s+it\s+(?:be\s+)?possible\s+to(?:\s+(?:have|get|see)\b)?|(?:please\s+)?(?:do not|don't|never)\s+forget\s*(?:to\b|about\b)?|(?:please\s+)?remember\s+to|let(?:'s|\s+us)(?:\s+also)?|"
    rf"what\s+(?:we|i)\s+(?:want|need)(?:\s+to\s+\w+)?\s+(?:is|are)|there\s+(?:should|must|shall)\s+(?:also\s+)?be|feel free to|the aim is to|the goal is to|go ahead and)\s*[,:]?\s+(?=\S)",
    re.IGNORECASE,
)  # fmt: skip
_COURTESY = re.compile(
    r"(?:^|(?<=\s)|,\s*)(?:please|kindly|thanks(?: a lot| in advance)?|thank you|just in case|if (?:possible|you can|you like|you want|you may)|"
    r"while you(?:'re| are) at it|by the way|for (?:the record|reference|future reference|completeness|good measure|later(?: use| reference| comparison)?)|"
    r"of course|as usual|(?:and\s+)?nothing (?:else|more))(?=\s*(?:[,;.?!:]|$))[.?!]*",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"^(?:as soon as|once|when(?:ever)?|after|before|while|as long as|if|each time|every time|any ?time|upon|on|at|during|throughout|in|by|per|until|since)\b(?P<when>[^,:;]*?)[,:]\s*(?=\S)",
    re.IGNORECASE,
)
_OWNER_LEAD = re.compile(
    r"^(?:for|of|from|in|on|about|regarding|concerning|as for|with|at|out of)\s+(?P<owner>(?:(?:the|this|that|our|its|a|an)\s+)?(?:[\w'’+-]+\s+){0,5}?[\w'’+-]+)\s*(?P<end>[,:])\s*(?=\S)",
    re.IGNORECASE,
)
_HAPPENS = re.compile(
    r"^(?:as soon as|once|when(?:ever)?|while|as long as|if|each time|every time|any ?time|until|since|upon)\b|"
    r"\b(?:is|are|was|were|has|have|had|been|gets?|does|do|did|moves?|changes?|finishes|finished|ends?|ended|runs?|press(?:es|ed)?|click(?:s|ed)?|\w+ing)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(rf"^(?:please\s+|also\s+)*(?:{wording.VERBS})\b\s+\S", re.IGNORECASE)


@dataclass(frozen=True)
class Lead:
    """A line without what stood in front of its request."""

    text: str
    owner: str = ""
    """whose values the line speaks of: `For the second fit: …`"""


def without_courtesy(text: str) -> str:
    """A line without courtesies and without the words of a wish: `it would be nice to have the loss`."""
    plain = _COURTESY.sub("", text).strip(" ,?!")
    wished = _WISH.sub("", plain, count=1)
    return (wished if re.search(r"\w", wished) else plain).strip()


def lead(text: str) -> Lead:
    """Take off the moment (`As soon as it has been fitted, log …`) or the owner (`For the second fit: …`) in front.

    A moment that says how often, or that only the end counts, moves behind the request.
    """
    marked = wording.SERIES.match(text) or wording.FINAL.match(text)
    if marked and _REQUEST.match(text[marked.end() :].lstrip(" ,:")):
        return Lead(f"{text[marked.end() :].lstrip(' ,:').rstrip(' .;')} {marked.group()}")
    if re.match(r"(?:for|of|from|in|on|at|per|with|within)\s+(?:both|each|every|all|any|them)\b", text, re.IGNORECASE):
        return Lead(_each_without_comma(text))
    moment = _MOMENT.match(text)
    rest = text[moment.end() :] if moment else ""
    if moment and (mark := _mark(moment.group())):
        return Lead(f"{rest.rstrip(' .;')} {mark}")
    if moment and _HAPPENS.search(moment.group()) and _REQUEST.match(rest):
        return Lead(rest)
    owned = _OWNER_LEAD.match(text)
    if owned and (owned.group("end") == ":" or _REQUEST.match(text[owned.end() :])):
        return Lead(text[owned.end() :], owner=owned.group("owner"))
    return Lead(text)


def _mark(moment: str) -> str:
    plain = moment.rstrip(" ,:")
    found = wording.SERIES.search(plain) or wording.FINAL.search(plain)
    return plain if found and found.start() == 0 else ""


def _each_without_comma(text: str) -> str:
    """`For each model, log …` reads as `For each model log …`; a loop (`at every step, log …`) moves behind."""
    front, comma, rest = text.partition(",")
    if not comma or not _REQUEST.match(rest.strip()):
        return text
    if wording.CHILDREN_SAID.search(front):
        return text
    if wording.SERIES.match(front):
        return text
    return f"{front} {rest.strip()}"
