"""Other ways to speak of several numbers at once, in the words of a plain list.

`one metric per harbour with its mean weight` → `the mean weight for each harbour as metrics`,
`the shape of the data (rows and columns)` → `the number of rows of the data and the number of columns of the data`.
"""

import re
from collections.abc import Callable

from worker.interpret import wording
from worker.interpret.language import lemma

_MOST = r"(?:highest|lowest|largest|smallest|greatest|biggest|maximum|maximal|minimum|minimal|best|worst|longest|shortest|most|fewest|peak)"
_KIND = r"(?:metrics?|param(?:eter)?s?|values?|numbers?)"
_LATER = r"(?:it|this|that)\s+(?:happens|happened|occurs|occurred|is|was)(?:\s+(?:reached|attained|achieved|found|seen|observed))?"
_FEW = r"two|three|four|five|six"
_ROWS = r"rows|samples|observations|records|examples|instances|(?:data )?points|images"
_COLUMNS = r"columns|features|variables|dimensions|attributes|fields"
_THING = r"[\w⟨⟩'-]+(?:\s+(?!(?:as|and|with|or)\b)[\w⟨⟩'-]+){0,3}?"

_ONE_EACH = re.compile(
    rf"\b(?:one|an?)\s+(?:separate\s+|single\s+|own\s+)?(?P<kind>{_KIND})\s+(?:per|for\s+(?:each|every))\s+(?:of\s+the\s+)?(?P<unit>{_THING})"
    rf"\s*(?:,\s*)?(?:\b(?:with|holding|showing|containing|giving|for|being|(?:that|which)\s+(?:holds|shows|contains|gives|is))\b|:)\s+"
    r"(?:its|the|their)\s+(?P<what>[^,;.()]+)",
    re.IGNORECASE,
)
_AND_ONE_EACH = re.compile(
    rf"(?P<as>\s+as\s+(?:(?:separate|single|own|individual)\s+)?{_KIND})?\s*[,;:–—]?\s*(?:\bwith\s+)?\bone\s+(?:per|for\s+(?:each|every))\s+(?P<unit>{_THING})(?=\s*(?:[,;.]|$))",
    re.IGNORECASE,
)
_SHAPE = re.compile(
    rf"\b(?:dimensions?|shape|size)\s+of\s+(?P<what>(?:the|our|its|this)\s+{_THING}|⟨\d+⟩|[A-Za-z]\w*)\s*(?:\(|,|:|[–—]|\bas\b|\bin terms of\b)\s*(?:the\s+)?(?:i\.e\.,?\s+)?(?:number of\s+)?(?P<rows>{_ROWS})"
    rf"\s*(?:,|\band\b|[x\u00d7/])\s*(?:the\s+)?(?:number of\s+)?(?P<columns>{_COLUMNS})\b(?:\s+of\s+(?P<own>{_THING})(?=\s*\)))?\)?",
    re.IGNORECASE,
)
_SIDES = re.compile(
    rf"\b(?:the\s+)?numbers?\s+of\s+(?P<rows>{_ROWS})\s+and\s+(?:of\s+)?(?P<columns>{_COLUMNS})\s+(?:of|in)\s+(?P<what>⟨\d+⟩|[A-Za-z]\w*)"
    r"(?=\s*(?:[,;.]|$|\band\b|\bas\b))",
    re.IGNORECASE,
)
_COUNTING = re.compile(
    r"^(?P<lead>(?:please\s+|also\s+)*)count\s+(?:up\s+)?(?:(?P<how>how many\s+)|(?:(?:all|of)\s+)*(?:the\s+)?)(?P<what>\S.*)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\s*,?\s*\band\s+(?:{wording.VERBS})\s+(?:it|them|the\s+(?:count|number|result|total)|this|that|this\s+(?:count|number))(?=\s+as\b|\s*[.;]?\s*$)",
    re.IGNORECASE,
)
_HOW_MANY_EACH = re.compile(
    r"\bhow many\s+(?P<one>(?!\w+s\b)[\w-]+)\s+and\s+how many\s+(?P<other>(?!\w+s\b)[\w-]+)\s+(?P<noun>[\w-]+s)\b(?:\s+there\s+(?:are|were))?",
    re.IGNORECASE,
)
_CURVES = re.compile(
    rf"\b(?:(?:the|all|both|all the|both the)\s+)(?:(?:{_FEW})\s+)?(?:curves|histories|trajectories|time series|evolutions|courses|traces)\s+(?:of|for)\s+(?P<what>[^;.()]*?\band\b[^;.,()]*?)"
    r"(?=\s*(?:[;.]|$|\bover time\b|\bas\b|\bover the\b|\bduring\b))",
    re.IGNORECASE,
)
_CURVE = re.compile(
    r"\b(?P<noun>(?:the\s+)?(?:evolution|trajectory|history|course|path|development))\s+of\s+(?P<what>(?:the\s+)?[\w-]+(?:\s*,\s*(?:the\s+)?[\w-]+)*\s*,?\s+and\s+(?:the\s+)?(?P<last>[\w-]+))"
    r"(?=\s*(?:[;.]|$|\bover time\b|\bas\b|\bduring\b))",
    re.IGNORECASE,
)
_TRIED = re.compile(
    r"\s*,?\s*\b(?:for|at|with|over)\s+(?:all\s+|each\s+|every\s+)?(?:the\s+)?(?:values?\s+of\s+)?(?P<name>[a-z]\w*)\s*(?:(?:ranging\s+|running\s+)?(?:from|between)|in|=)\s*\[?\d+\s*(?:to|and|through|up to|\.{2,3}|…|–|—|-)\s*\d+\]?(?=\s*(?:[,;.]|$|\bas\b|\band\b))",
    re.IGNORECASE,
)
_NOT_TRIED = frozenset({"t", "time", "years", "values", "range", "ages", "people", "it", "all", "each"})
_WITH_CURVES = re.compile(
    r"\b(?P<final>(?:final|last)\s+(?:(?:number|value|size|count|population|level)s?\s+of\s+(?:the\s+)?)?(?P<what>[^,;.]+?))\s*,?\s+"
    r"(?:beside|besides|next to|alongside|along with|together with|in addition to|as well as|and)\s+(?:its|their)\s+(?:(?:whole|full|entire|own)\s+)?"
    r"(?:curves?|histor(?:y|ies)|trajector(?:y|ies)|time series)(?:\s+over\s+time)?\b",
    re.IGNORECASE,
)
_BEST_AND_ITS = re.compile(
    r"\b(?P<at>best\s+(?:epoch|iteration|step|generation|round|episode|trial|fold))\s*,?\s+(?:and|with|together with|along with|plus)\s+(?:its|the corresponding|the)\s+"
    r"(?P<what>(?:(?:validation|val|test|held-out)\s+)(?:\w+\s+)?(?:loss|error|score|accuracy|auc|f1|rmse|mse|mae|perplexity))\b",
    re.IGNORECASE,
)
_EXTREME_AND_WHEN = re.compile(
    rf"\b(?P<value>(?:the\s+)?(?!best\b|worst\b)(?P<most>{_MOST})\s+(?:of\s+)?(?P<what>(?:(?!\bwith\b|\band\b)[^,;.()])+?))\s*,?\s+(?:and|plus|as well as|together with|along with)\s+"
    rf"(?:when|(?:the|at which|on which|in which)\s+(?P<at>\w+)(?:\s+(?:at|on|in|for|with)\s+which|\s+when|\s+where)?)\s+{_LATER}\b",
    re.IGNORECASE,
)
_AT_THAT_PLACE = re.compile(
    r"\b(?P<front>(?P<noun>[a-z]+)\s+(?:with|(?:on|in|at|for)\s+which|when|where)\s+.*?\band\b.*?)\s+(?:on|in|at|for|of|with)\s+(?:that|this|the same)\s+(?P=noun)\b",
    re.IGNORECASE,
)
_AND_THAT = re.compile(
    rf"\b(?P<front>\w+\s+with\s+the\s+(?P<most>{_MOST})\s+(?P<what>(?:[\w-]+\s+)*?(?P<noun>[\w-]+)))\s*,?\s+and\s+(?:that|this|the corresponding)\s+(?:(?P=noun)|value|{_MOST}\s+(?P=noun))\b(?:\s+itself)?",
    re.IGNORECASE,
)
_BATCH_OF = re.compile(
    r"\b(?P<each>(?:after|at|for|in|per|over)\s+(?:each|every|all)\s+(?:batch|round|block|group|set))\s+of\s+(?:\d+\s+)?(?:\w+\s+)?\w+s\b",
    re.IGNORECASE,
)
_AND_OF_THE_LAST = re.compile(
    r"\b(?P<what>(?:the\s+)?(?:(?!(?:log|track|record|save|store|keep|of|for|and|the)\b)[\w-]+\s+){1,3})(?P<each>(?:of|for|after|in|at|per)\s+(?:(?:each|every)\s+)?(?P<unit>[a-z]+))\s*,?\s+and\s+(?:the|its|their)\s+"
    r"(?P<statistic>average|mean|median|maximum|minimum|sum)\s+(?:of|over)\s+(?:the\s+)?last\s+(?P<many>\d+)(?=\s*(?:[,;.]|$|\bas\b|\band\b))",
    re.IGNORECASE,
)
_LEARNING = re.compile(
    r"\b(?P<the>(?:the|its|their|our|both|all)\s+(?:full\s+|whole\s+)?)(?:training\s+)?learning\s+(?P<noun>curves?)(?=\s*(?:[,;.]|$|\band\b|\bas an?\s+(?:metric\s+)?(?:series|curve)\b|\bas metrics\b))",
    re.IGNORECASE,
)
_RANKS = re.compile(
    r"\b(?P<ranks>\d+(?:st|nd|rd|th)(?:\s*,\s*(?:the\s+)?\d+(?:st|nd|rd|th))*)\s*,?\s+(?:and|&)\s+(?:the\s+)?(?P<last>\d+(?:st|nd|rd|th))\s+(?:the\s+)?(?P<noun>percentile|quantile|decile|order statistic|moment|power|root|derivative)s?\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?P<which>(?:numbers?|counts?|shares?|fractions?|proportions?|percentages?) of (?:the )?(?:[\w-]+(?:\s*,\s*|\s+and\s+|,\s*and\s+))*(?!\w*thing\b)\w+(?:ed|ible|able|ive|ing))\s+(?:people|persons|individuals)\b",
    re.IGNORECASE,
)
"""`the number of infected people`: the adjective says who is counted"""
_OF_EACH_SPLIT = re.compile(
    r"^(?P<verb>(?:please\s+)?\w+\s+)(?P<what>[^,;:.]*?\b(?P<link>on|of|for|from)\s+[^,;:.]*?\band\s+(?P=link)\s+[^,;:.]*?)\s+for\s+(?P<each>each|every)\s+(?P<unit>[\w-]+(?:\s+[\w-]+)?)(?P<kind>\s+as\s+[\w ]+)?\s*[.]?$",
    re.IGNORECASE,
)


def plainly(line: str) -> str:
    """A line without the turns that speak of several numbers at once."""
    for pattern, plain in _TURNS:
        line = pattern.sub(plain, line)
    return line


def _one_each(found: re.Match[str]) -> str:
    kind = found.group("kind").rstrip("s") + "s"
    return f"the {found.group('what').strip()} for each {found.group('unit')} as {kind}"


def _and_one_each(found: re.Match[str]) -> str:
    kind = found.group("as") or ""
    return f" for each {found.group('unit')}{kind}"


def _shape(found: re.Match[str]) -> str:
    what = found.groupdict().get("own") or found.group("what")
    return f"number of {found.group('rows')} of {what} and the number of {found.group('columns')} of {what}"


def _counting(found: re.Match[str]) -> str:
    """`count the points` asks how many; `count the loss` names no several things."""
    what = _COUNTED.sub("", found.group("what"))
    if found.group("how"):
        return f"{found.group('lead')}log how many {what}"
    plural = re.match(r"(?:[\w-]+\s+){0,2}?[\w-]*[^\Ws]s\b", what)
    return f"{found.group('lead')}log how many {what}" if plural else found.group()


def _how_many_each(found: re.Match[str]) -> str:
    noun = found.group("noun")
    return f"the number of {found.group('one')} {noun} and the number of {found.group('other')} {noun}"


def _curve(found: re.Match[str]) -> str:
    """Curves of several things; what stands behind may say so already: `… as metric series`."""
    said = re.match(r"\s*(?:as|over|during)\b", found.string[found.end() :], re.IGNORECASE)
    return found.group("what") if said else f"{found.group('what')} as curves"


def _tried(found: re.Match[str]) -> str:
    name = found.group("name")
    return found.group() if name.lower() in _NOT_TRIED else f" at each {lemma(name.lower())}"


def _with_curves(found: re.Match[str]) -> str:
    return f"{found.group('final')}; log {found.group('what')} over time"


def _extreme_and_when(found: re.Match[str]) -> str:
    most = "highest" if found.group("most").lower() == "peak" else found.group("most")
    at = found.group("at") or "time"
    return f"{found.group('value')} and the {at} with the {most} {found.group('what')}"


def _and_of_the_last(found: re.Match[str]) -> str:
    what = found.group("what")
    bare = re.sub(r"^the\s+", "", what.strip(), flags=re.IGNORECASE)
    last = f"the {found.group('statistic')} {bare} over the last {found.group('many')} {found.group('unit')}s"
    return f"{what}{found.group('each')} and {last}"


def _ranks(found: re.Match[str]) -> str:
    noun = found.group("noun")
    several = [*re.split(r"\s*,\s*(?:the\s+)?", found.group("ranks")), found.group("last")]
    return " and ".join(f"{rank} {noun}" for rank in several)


_TURNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_COUNTING, _counting),
    (_ONE_EACH, _one_each),
    (_AND_ONE_EACH, _and_one_each),
    (_SHAPE, _shape),
    (_SIDES, _shape),
    (_HOW_MANY_EACH, _how_many_each),
    (_CURVES, _curve),
    (_CURVE, _curve),
    (_TRIED, _tried),
    (_WITH_CURVES, _with_curves),
    (_BEST_AND_ITS, r"\g<at> and the best \g<what>"),
    (_EXTREME_AND_WHEN, _extreme_and_when),
    (_AND_THAT, r"\g<front> and the \g<most> \g<what>"),
    (_AT_THAT_PLACE, r"\g<front> there"),
    (_BATCH_OF, r"\g<each>"),
    (_AND_OF_THE_LAST, _and_of_the_last),
    (_LEARNING, r"\g<the>loss \g<noun>"),
    (_RANKS, _ranks),
    (_PEOPLE, r"\g<which>"),
    (_OF_EACH_SPLIT, r"for \g<each> \g<unit> log \g<what>\g<kind>"),
)
