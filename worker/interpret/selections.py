"""What is set by hand, as people name things: `what the sliders say` are the sliders, `which kernel is picked` the kernel."""

import re

_CONTROL = (
    r"(?:(?:range\s+)?sliders?|drop-?downs?(?:\s+menus?)?|check\s?box(?:es)?|switch(?:es)?|toggles?|radio(?:\s+buttons?|\s+groups?)?|multi-?selects?|"
    r"(?:number|text|title|input|entry|search)?\s?(?:fields?|box(?:es)?|inputs?)|text\s+areas?|date\s+pickers?|knobs?|menus?|selectors?|controls?|widgets?|ui\s+elements?)"
)
_SURE = r"(?:(?:range\s+)?sliders?|drop-?downs?|check\s?box(?:es)?|switch(?:es)?|toggles?|multi-?selects?|(?:number|text|input)\s+(?:field|box)(?:e?s)?|text\s+areas?|date\s+pickers?|knobs?)"
"""nouns that are nothing but controls"""
_PICKED = r"(?:selected|chosen|picked|set|entered|typed(?:\s+in)?|ticked|checked|specified|configured|dialled|dialed)"
_BE = r"(?:is|are|was|were|gets?|has\s+been|have\s+been|being)"
_NOW = r"(?:(?:currently|actually|now|presently)\s+)?"
_SOMEBODY = r"(?:the\s+user|users?|somebody|someone|one|we|you|i|they)"
_WHAT = r"(?:what(?:ever)?|which(?:ever)?(?:\s+(?:one|value|option|entry|item)s?)?|the\s+(?:one|value|option|entry|item)s?(?:\s+that)?)"
_HOW_SHOWN = rf"(?:say|show|give|read|stand|point|hold|have|indicate|(?:are|is|was|were)\s+{_NOW}(?:set|dialled|dialed|moved|put|at|on|positioned|showing))s?(?:\s+(?:to|at|on|right\s+now|now|currently))*"
_BY = r"(?:in|with|from|by|on|via|into|through|using|under)"
_WORD = r"(?!(?:is|are|and|or|the|of|for|that|which|was|as|with|in|plus|both|log|how|what)\b)[\w`-]+"
_NAME = rf"(?P<name>(?:{_WORD}\s+){{0,3}}?{_WORD})"
_AS = r"(?:for|as)\s+(?:the\s+)?(?!(?:run\s+)?(?:(?:hyper-?)?param(?:eter)?s?|metrics?|tags?|artifacts?)\b)"
_STATE = r"(?:(?:current|on/off|present)\s+)?(?:values?|states?|settings?|positions?|selections?|entr(?:y|ies)|choices?|contents?)"
_EMPTY = r"(?:text|values?|number|options?|entry|entries|choice|input|prompt|string|things?|items?|ones?)"
_ARGUMENTS = r"(?:arguments|args|kwargs|(?:hyper-?)?param(?:eter)?s|settings|options)"
_CODE = r"(?-i:[A-Za-z]+_\w+|[A-Z][A-Za-z]*[a-z][A-Z]\w*|`[^`]+`)"
"""what only code is called: `make_blobs`, `GridSearch`"""
_END = r"(?=\s*(?:[,;.)]|\b(?:and|as|plus|should|must|shall|will|goes|go|belongs?|ends?|is|are|needs?)\b|$))"

_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (rf"\b(?:what(?:ever)?|where(?:ver)?|how)\s+(?P<which>(?:(?:the|both|all|our|two|three|four|five|every|each)\s+)+){_NOW}(?P<control>(?:[\w-]+\s+)??{_CONTROL})\s+{_HOW_SHOWN}\b", r"\g<which>\g<control>"),
        (rf"\b(?:where|how)\s+(?P<control>(?:(?:the|both|all|two|three)\s+)+{_SURE}\s+(?:for|of)\s+[^.;]*?)\s+{_HOW_SHOWN}{_END}", r"\g<control>"),
        (rf"\b{_WHAT}\s+(?:{_BE}\s+)?{_NOW}{_PICKED}\s+{_BY}\s+(?P<control>(?:(?:the|all|both|two|three|four)\s+)+(?:[\w-]+\s+)??{_CONTROL})\b", r"\g<control>"),
        (rf"\b{_WHAT}\s+{_BE}\s+{_NOW}{_PICKED}\s+{_AS}{_NAME}{_END}", r"the chosen \g<name>"),
        (rf"\b{_WHAT}\s+{_SOMEBODY}\s+(?:has\s+|have\s+)?(?:selected|selects?|chose|chooses?|picked|picks?|entered|enters?|set|sets)\s+{_AS}{_NAME}{_END}", r"the chosen \g<name>"),
        (rf"\bwhat\s+(?P<the>the\s+|our\s+)?{_NAME}\s+{_BE}\s+{_NOW}set\s+to\b", r"the chosen \g<name>"),
        (rf"\bwhich\s+{_NAME}\s+(?:{_BE}\s+{_NOW}{_PICKED}|{_SOMEBODY}\s+(?:has\s+|have\s+)?(?:selected|selects?|chose|chooses?|picked|picks?|ticked)){_END}", r"the chosen \g<name>"),
        (rf"\bwhich\s+{_NAME}\s+{_BE}\s+{_NOW}{_PICKED}\s+{_BY}\s+(?:the\s+)?(?P<control>(?:[\w-]+\s+)??{_CONTROL}){_END}", r"the chosen \g<name> in the \g<control>"),
        (rf"\bthe\s+{_EMPTY}\s+(?:that\s+{_BE}\s+)?{_NOW}{_PICKED}\s+{_BY}\s+(?P<control>the\s+(?:[\w-]+\s+)??{_CONTROL}){_END}", r"\g<control>"),
        (rf"\b(?:the\s+)?(?P<name>(?!{_EMPTY}\b(?!\s+of\b))(?:number\s+of\s+)?{_WORD}(?:\s+{_WORD}){{0,2}}?)\s+(?:that\s+{_BE}\s+)?(?:as\s+)?{_NOW}{_PICKED}\s+by\s+(?:the\s+)?user{_END}", r"the chosen \g<name>"),
        (rf"\b(?:the\s+)?(?P<name>(?!{_EMPTY}\b(?!\s+of\b))(?:number\s+of\s+)?{_WORD}(?:\s+{_WORD}){{0,2}}?)\s+(?:that\s+{_BE}\s+)?(?:as\s+)?{_NOW}{_PICKED}\s+{_BY}\s+(?:the\s+)?(?P<control>(?:[\w-]+\s+)??{_CONTROL}){_END}", r"the chosen \g<name> in the \g<control>"),
        (rf"\b(?:the\s+)?{_EMPTY}\s+{_NOW}{_PICKED}\s+{_AS}{_NAME}{_END}", r"the chosen \g<name>"),
        (rf"\b(?:the\s+)?(?:user['’]s\s+)?(?:radio\s+|dropdown\s+)?(?:choice|selection)\s+(?:of|for)\s+(?:the\s+)?{_NAME}{_END}", r"the chosen \g<name>"),
        (rf"\bthe\s+(?!user\b|final\b|best\b|model\b|feature\b|variable\b){_NAME}\s+(?:choice|selection){_END}", r"the chosen \g<name>"),
        (rf"\b(?P<what>the\s+(?:chosen|selected|picked)\s+{_NAME})['’]s\s+(?:name|value|label){_END}", r"\g<what>"),
        (r"\bthe\s+(?:name|label)\s+of\s+(?P<what>the\s+(?:chosen|selected|picked)\b)", r"\g<what>"),
        (rf"\b(?:the\s+)?(?:values|settings|numbers|things|options|quantities|ones)\s+(?:{_PICKED}\s+by\s+(?:{_SOMEBODY}|hand)|(?:that\s+|which\s+)?{_SOMEBODY}\s+(?:can\s+|may\s+|could\s+|has\s+)?(?:sets?|chooses?|chose|chosen|picks?|picked|enters?|entered|selects?|selected|changes?|controls?|moves?))(?=\s*(?:[(:,;.]|\bas\b|$))", "all inputs"),
        (rf"\b(?:(?:the|all|its)\s+)*(?:keyword\s+)?{_ARGUMENTS}\s+(?:(?:that\s+are\s+)?(?:passed|given|handed|used|set|chosen)\s+)?(?:of|to|for|in|by|with)\s+(?:the\s+)?(?P<name>{_CODE})(?:\(\))?(?:\s+call)?(?!\w)", r"all settings of the \g<name>"),
        (r"\b(?:(?:the|all|its)\s+)*(?:keyword\s+)?(?:arguments|args|kwargs)\s+(?:passed|given|handed)\s+to\s+(?=the\s)", "all settings of "),
        (r"\b(?:the\s+)?user['’]?s?['’]?\s+(?:choices|selections|inputs|settings|entries)\b", "all inputs"),
        (r"\b(?:currently|user-)\s*(?P<how>selected|chosen|picked|entered)\s+(?=\w)", r"\g<how> "),
        (rf"\b(?P<the>(?:the|each|every)\s+)?{_STATE}\s+of\s+(?:the\s+)?(?P<what>(?:[\w-]+\s+){{0,2}}?{_SURE}){_END}", r"\g<the>\g<what>"),
        (rf"\b(?:the\s+)?{_STATE}\s+of\s+(?P<which>(?:(?:every|each|both|all|the|two|three|four|our)\s+)+)(?P<what>(?:ui\s+)?{_CONTROL}){_END}", r"\g<which>\g<what>"),
        (rf"\b(?P<what>(?:[\w-]+\s+){{0,2}}?{_SURE})['’]s?\s+{_STATE}{_END}", r"\g<what>"),
    )
)  # fmt: skip
_FOR_SEVERAL = re.compile(
    rf"\b(?:the\s+|both\s+|two\s+|three\s+)*(?:{_STATE}\s+of\s+(?:the\s+|both\s+|all\s+|two\s+|three\s+)*)?(?P<control>{_SURE})(?:\s+(?P<state>{_STATE}))?\s+"
    rf"(?:for|of|labell?ed|called|named|controlling|that\s+(?:sets?|controls?))\s+(?:the\s+)?(?P<names>{_NAME}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:the\s+)?{_WORD}(?:\s+{_WORD}){{0,2}})*){_END}",
    re.IGNORECASE,
)
"""`the values of the sliders for mean and spread`"""


def plain_selections(text: str) -> str:
    """A clause that names what is set by hand as people name things: `the chosen kernel`, `the mean slider`."""
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    return _FOR_SEVERAL.sub(_each_control, text)


def _each_control(found: re.Match[str]) -> str:
    """`the sliders for mean and spread` are `the mean slider and the spread slider`."""
    noun = re.sub(r"(?<=box)es$|(?<=tch)es$|(?<!s)s$", "", found.group("control"))
    names = [name for name in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", found.group("names")) if name]
    several = noun != found.group("control") or (found.group("state") or "").endswith("s")
    said = [f"the {name.removeprefix('the ')} {noun}" if several or not at else name for at, name in enumerate(names)]
    return " and ".join(said)
