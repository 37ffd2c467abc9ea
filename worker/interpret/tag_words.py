"""How lines speak of tags: keys and values that they state, and what they name as a tag's value."""

import re

from worker.interpret.clauses import Clause

TAGS = re.compile(
    r"\btag(?:s|ged|ging)?\b|\blabel (?:the|each|every|all) runs?\b|\bmark (?:the|each|every|all) runs?\b",
    re.IGNORECASE,
)
_INTRO = re.compile(
    r"^(?:please\s+|also\s+)*(?:(?:add|set|use|include|attach|put|create|log|(?:give|tag)\s+(?:the|each|every)\s+runs?(?:\s+with)?)\s+)?"
    r"(?:(?:the|an?|these|following|run|mlflow)\s+)*tags?\s*(?::|=|\bis\b|\bare\b)\s*",
    re.IGNORECASE,
)
"""what stands in front of the pairs: `use tags: stage=dev`"""
_NO_KEYS = frozenset({"or", "nor", "not", "if", "but", "run", "runs", "whatever", "what", "which", "whether", "is", "are", "the", "a", "an", "tag", "tags", "every", "each", "all", "with", "and", "value", "key", "it", "them", "as",
                      "experiment", "mlflow", "set", "to", "of", "that", "in", "name", "notebook's", "their", "by", "for"})  # fmt: skip
_QUOTED = r"`([^`]+)`"
_WORD = r"[A-Za-z][\w.\-]*"
_LINKS = r"(?:with|and|as|by|the|an?|its|tags?|tagged|runs?|each|every|all|set|add|put|use|to|of|is|for|on|in)\b"
_WORDS = rf"(?<![\w-])((?:(?!{_LINKS}){_WORD}\s+){{1,2}}(?!{_LINKS}){_WORD})"
"""a key of several words: `model type`"""
_VALUE = r"([A-Za-z0-9][\w.\-/]*)"
_STOPS = r"(?:and|or|when|if|so|for|on|in|to|as|from|because|where|that|which|with|by|at|unless)\b"
_LONG = rf"([A-Za-z0-9][\w.\-/]*(?:\s+(?!{_STOPS})[\w.\-/]+(?!\s*[=:]))*)"
"""a value to the end of its pair: `model = random forest`"""
_SET = r"(?:(?:should|must|shall|has\s+to)\s+(?:be|say|read|have(?:\s+the)?(?:\s+value)?)|set\s+to|to|is|being|with(?:\s+the)?(?:\s+value)?|as|of|=|:)"
_COUNTS = r"(?:number|amount|count|kind|type|name|size|share|value|length|sort|class|rate|level|status|name)\b"
"""`the number of folds` has a value, and states none"""
_PAIRS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_QUOTED}|{_WORDS}|({_WORD}))\s*(?:=|:|->|→)\s*(?:{_QUOTED}|{_LONG})",
        rf"{_QUOTED}\s+(?:tag\s+)?(?:{_SET}|value)?\s*{_QUOTED}()()",
        rf"\btag\s+(?:(?:named|called)\s+)?(?:{_QUOTED}|({_WORD}))\s+{_SET}\s+(?:{_QUOTED}|{_VALUE})\s*$",
        r"\b(?:that\s+)?(?:say(?:s|ing)|stat(?:es|ing)|tell(?:s|ing)|show(?:s|ing))\s+(?:that\s+)?(?:the\s+)?()([a-z][\w\-]*)\s+(?:is|was|=)\s+(?:`([^`]+)`|([a-z][\w -]*?))\s*$",
        rf"\b(?:a|the|an)\s+(?:{_QUOTED}|({_WORD}))\s+tag\s+{_SET}\s+(?:{_QUOTED}|{_VALUE})\s*$",
        rf"\b(?:a|the|an)?\s*()({_WORD})\s+(?:tag\s+)?(?:set to|tag of|tag|being)\s+(?:{_QUOTED}|{_VALUE})",
        rf"(?<!\bthe\s)()\b(?!{_COUNTS})({_WORD})\s+of\s+(?:{_QUOTED}|{_VALUE})",
        rf"(?:with|as|,|and|by)\s+(?:a\s+|an\s+)?(?:tags?\s+)?(?:{_QUOTED}|({_WORD}))\s+(?:{_QUOTED}|{_VALUE})",
        rf"(?:with|as|,|and|by)\s+(?:the\s+|its\s+)?(?:tags?\s+)?(?:{_QUOTED}|{_WORDS}|({_WORD}))\s*(?:,\s*|\(\s*)?{_QUOTED}()",
    )
)


def tag_pairs(clause: Clause) -> tuple[tuple[str, str], ...]:
    """Keys and values of a tagging clause: `framework=sklearn`, `model type: ridge`, `"framework" as "sklearn"`, `with framework sklearn`."""
    text = _INTRO.sub("", clause.text)
    pairs: list[tuple[str, str]] = []
    for pattern in _PAIRS:
        for match in pattern.finditer(text):
            found = [group.strip() for group in match.groups() if group]
            stated = re.search(r"[=:]\s*\S+$", match.group())
            if len(found) == 2 and found[0].lower() not in _NO_KEYS and (stated or found[1].lower() not in _NO_KEYS):
                key = found[0] if f"`{found[0]}`" in match.group() else "_".join(found[0].split())
                pairs.append((key, found[1]))
        if pairs:
            break
    whole = re.fullmatch(r"`([^`=:]+)\s*[=:]\s*([^`]+)`", next(iter(re.findall(r"`[^`]+[=:][^`]+`", text)), ""))
    return ((whole.group(1).strip(), whole.group(2).strip()),) if whole and not pairs else tuple(dict.fromkeys(pairs))


_WITH = r"(?:with|by|as|for|of|stating|saying|telling|showing|holding|containing|that\s+(?:says?|tells?|shows?|states?|holds?|contains?)|(?:should|must|shall|to)\s+(?:log|say|tell|show|state|hold|contain))"
_TAG_WORDS = re.compile(
    rf"^(?:please\s+|also\s+)*(?:tag|label|mark)\s+(?:the|each|every|all|its?|a)?\s*(?:mlflow\s+)?(?:runs?\s+)?(?:also\s+)?(?:with|by|as)\s+|"
    rf"^(?:please\s+|also\s+)*(?:the\s+|each\s+|every\s+|all\s+)?runs?\s+(?:(?:should|must|shall|is|are|be|to|gets?|has|have|also)\s+)*tagged\s+(?:with|by)\s+|"
    rf"^(?:(?:the|each|every|all)\s+)?runs?\s+(?:gets?|has|have|needs?|(?:should|must|shall)\s+(?:get|have))\s+(?:an?\s+|the\s+)?tags?\s+{_WITH}\s+|"
    rf"^(?:(?:add|set|create|make|use|include|attach|put)\s+|give\s+(?:the|each|every)\s+runs?\s+)?(?:an?\s+|the\s+)?tags?\s+{_WITH}\s+|"
    r"\s*,?\s*(?:(?:should|shall|must|will|also)\s+)*(?:(?:be|become|go|goes)\s+)?(?:in|into|as|to|be|become|is|are)\s+(?:(?:be|as|in)\s+)*(?:an?\s+|the\s+)?(?:mlflow\s+|run\s+)*tags?(?:\s+(?:of|on|for)\s+(?:the|each|every)\s+runs?)?\s*$",
    re.IGNORECASE,
)


def tagged_with(clause: Clause) -> str:
    """What a tagging clause names as the tag's value: `the solver status`; empty where it names nothing."""
    left = _TAG_WORDS.sub("", _INTRO.sub("", clause.text))
    return "" if TAGS.search(left) else left


def mentions_tags(clause: Clause) -> bool:
    """Whether a clause speaks of tags."""
    return bool(TAGS.search(clause.bare))
