"""As what things shall be kept, where a line says it of one of them or of some: `a (param), b as a table + c -> metrics`."""

import re
from collections.abc import Iterator

from worker.interpret import picture_words, wording

_VALUE = r"(?:(?:hyper-?)?param(?:eter)?s?|metrics?)"
_THING = (
    r"figures?|plots?|charts?|pictures?|images?|pngs?|svgs?|tables?|csvs?|data ?frames?|curves?|series|artifacts?|artefacts?|"
    r"histor(?:y|ies)|text(?: files?)?|files?|models?|tags?"
)
_KIND = rf"(?:{_VALUE}|{_THING})"
_ARTICLE = r"(?:(?:an?|the|one|single|separate|plain|its|their|own|mlflow|run|html|json|text|pytorch|torch|sklearn|scikit-learn|keras)\s+)*"
_END = r"(?=\s*(?:[,;.)+&]|\band\b|\bplus\b|\bas well\b|\balong with\b|\btogether with\b|$))"
_ARROW_BEHIND = re.compile(
    rf"(?P<before>^\s*|[,;.]\s+)(?P<what>(?:the\s+)?(?:{_KIND}|run(?:\s+name)?|experiment|tags?))\s*(?:[-=]+>|→|⇒)\s*(?=\S)",
    re.IGNORECASE,
)
"""`params -> a, b`: what stands in front says what stands behind"""
_ARROW = re.compile(
    rf"\s*(?:[-=]+>|→|⇒)\s*(?:as\s+|to\s+|the\s+|an?\s+|csv\s+|png\s+|svg\s+|html\s+)*(?P<kind>{_KIND})\b{_END}",
    re.IGNORECASE,
)
_IN_PARENTHESES = re.compile(
    rf"\s*\(\s*(?:(?:logged|kept|stored|tracked|saved|recorded)\s+)?(?:as\s+)?(?:an?\s+)?(?P<all>(?:all|both|all of them|two|three|four|five|six|\d+)\s+(?:as\s+)?(?:separate\s+|own\s+)?)?(?P<kind>{_KIND})(?:\s*,\s*(?P<more>[^()]*))?\s*\)",
    re.IGNORECASE,
)
_BEHIND_COLON = re.compile(
    rf"(?P<word>[\w⟩⟫)`]+)\s*(?::|\s[—–-])\s*(?:(?:as\s+)?an?\s+|as\s+)?(?P<kind>{_KIND})\s*(?=[.;]|,\s*(?!and\b)|$)",
    re.IGNORECASE,
)
"""`alpha, gamma: params. Loss per epoch: curve.`"""
_PRONOUN = (
    r"(?:both|all|each|these|those|they|them|all (?:of )?(?:them|these|it|three|four|five|six)|both of (?:them|these))"
)
_OF_ALL = re.compile(
    r"\s*(?:[,;:]|[—–]|\s-)\s*(?:"
    rf"(?:please\s+)?(?:{wording.VERBS})\s+{_PRONOUN}(?:\s+(?:as|be|to be|become|into))*|"
    rf"{_PRONOUN}(?:\s+(?:as|are|is|be|to|should|shall|must|go|in|logged|tracked|kept|stored|saved|recorded|wanted|needed))*|as)\s+"
    rf"(?:(?:the|run|mlflow)\s+)*(?P<kind>{_VALUE})(?:\s+please)?\s*[.!]?\s*$",
    re.IGNORECASE,
)
"""what a line says at its end of all that it names: `— log these as params`, `: all params`"""
_IN_FRONT = re.compile(
    rf"(?P<before>^(?:please\s+|also\s+)*(?:{wording.VERBS})(?=[\s,])|^|,\s*(?:and|plus)\b|\band\b|\bplus\b|[,;])[\s,]*\bas\s+{_ARTICLE}(?P<kind>{_KIND})"
    rf"(?P<pause>\s*[,:]\s*|\s+(?=(?:how|the|both|an?|number|its|our|each|all|total|whether)\b))(?P<rest>(?:(?!\bas\s+{_ARTICLE}{_KIND}\b)[^;])+)$",
    re.IGNORECASE,
)
"""`the score and, as a curve, the loss`"""
_MARK = re.compile(
    rf"\b(?:as\s+{_ARTICLE}|(?:among|into|under|to)\s+(?:the|our|its|their)\s+(?:run['’]s\s+)?(?={_VALUE}))(?P<kind>{_KIND})\b(?:\s+⟨\d+⟩)?{_END}",
    re.IGNORECASE,
)
_WEIGHTY = r"(?:[,;]|\s\+(?=\s)|\bplus\b|\bas well as\b|\balong with\b|\btogether with\b)"
_BETWEEN = re.compile(
    rf"\s*(?:{_WEIGHTY}(?:\s*(?P<and>and)\b)?|\band\b)\s*(?P<own>(?=(?:the|an?|its|their|all|both|each|how)\b|⟨))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\s*(?:{_WEIGHTY}|&|\.(?=\s)|\band\b)[\s,;]*(?:(?:and|also|then|plus)\s+)*(?!\s*as\b)(?=\S)", re.IGNORECASE
)
_PREFIX = re.compile(rf"^\s*(?:the\s+)?(?:{_VALUE}|artifacts?|artefacts?)\s*(?::|\bare\s*:?)\s*", re.IGNORECASE)
_PAIR = re.compile(r"\s*[\w.⟨⟩-]+\s*[=:]\s*[\w.⟨⟩/-]+\s*$")
_DRAWN_HEAD = re.compile(
    rf"(?:{picture_words.FIGURE.pattern}|{picture_words.TABLE.pattern})(?:\s+⟪\d+⟫)?\s*$", re.IGNORECASE
)
_BEHIND = re.compile(
    r"\s(?:of|for|in|with|from|on|at|by|per|that|which|whose|where|comparing|showing)\s", re.IGNORECASE
)


def spelled(text: str) -> str:
    """Marks in other spellings as words: `a -> params` and `a (param)` are `a as params` and `a as one param`."""

    def aside(found: re.Match[str]) -> str:
        kind = found.group("kind")
        plural = found.group("all") or kind.lower().endswith("s")
        one = "" if plural else "one " if re.fullmatch(_VALUE, kind, re.IGNORECASE) else "a "
        more = f" ({found.group('more')})" if found.group("more") else ""
        return f"{more} as {one}{kind}{'' if kind.lower().endswith('s') or not found.group('all') else 's'}"

    def colon(found: re.Match[str]) -> str:
        word = found.group("word")
        announces = re.fullmatch(rf"(?=\w+s$)(?:{_KIND})|{wording.VERBS}|them|these|those|this|it", word, re.IGNORECASE)
        return found.group() if announces else f"{word} as {found.group('kind')}"

    plain = _ARROW.sub(r" as \g<kind>", _ARROW_BEHIND.sub(r"\g<before>\g<what>: ", text))
    return _BEHIND_COLON.sub(colon, _IN_PARENTHESES.sub(aside, plain))


def behind(sentence: str) -> str:
    """A sentence whose marks all stand behind what they mark, as most do."""
    if (of_all := _OF_ALL.search(sentence)) and sentence[: of_all.start()].strip():
        kind = of_all.group("kind")
        listed = sentence[: of_all.start()].replace(";", ",")
        return f"{listed} as {kind if kind.lower().endswith('s') else kind + 's'}"
    if fronted := _IN_FRONT.search(sentence):
        marked = f"{fronted.group('rest').rstrip(' .')} as {fronted.group('kind')}"
        listed = sentence[: fronted.start()].strip()
        return f"{listed}; {marked}" if listed else f"{fronted.group('before')} {marked}"
    return sentence


def statements(sentence: str) -> Iterator[str]:
    """The parts between semicolons; `params:` in front of the first counts for those behind it, too."""
    kind = joined = ""
    for part in sentence.split(";"):
        own = _PREFIX.match(part)
        if joined and own is None and _PAIR.match(part):
            joined = f"{joined};{part}"
            continue
        if joined.strip():
            yield joined
        kind = own.group() if own else kind
        plain = own is not None or _MARK.search(part) or _drawn(part)
        joined = part if plain or not kind else f"{kind.strip()} {part.strip()}"
    if joined.strip():
        yield joined


def by_kind(piece: str) -> Iterator[str]:
    """The parts of a piece that are kept as different things, each with its mark behind it."""
    rest = piece
    while mark := _MARK.search(rest):
        after = _AFTER.match(rest, mark.end())
        if after is None and mark.end() < len(rest.rstrip(" .")):
            break
        yield from _apart(rest[: mark.start()], rest[mark.start() : mark.end()], mark.group("kind"))
        if after is None:
            return
        rest = rest[after.end() :]
    if rest.strip():
        yield rest


def _apart(things: str, mark: str, kind: str) -> Iterator[str]:
    """What the mark does not speak of, then what it does."""
    gaps = [gap for gap in _BETWEEN.finditer(things) if things[gap.end() :].strip()]
    single = not kind.lower().endswith("s") or kind.lower() == "series"
    several = len(gaps) == 1 and _SEVERAL.match(things[gaps[0].end() :]) is not None
    if (group := _group_end(gaps)) is not None and (several or single == (group is gaps[-1])):
        cut: re.Match[str] | None = group
    elif re.fullmatch(_VALUE, kind, re.IGNORECASE):
        drawn = [at for at, thing in enumerate(_things(things, gaps)[:-1]) if _drawn(thing)]
        cut = gaps[drawn[-1]] if drawn else None
        if gaps and re.match(r"as\s+one\b", mark, re.IGNORECASE):
            cut = gaps[-1] if not _coordinates(gaps[-1]) or gaps[-1].group("own") is not None else cut
    else:
        mixed = any(_drawn(thing) or _COUNTED.match(thing) for thing in _things(things, gaps)[:-1])
        together = bool(gaps) and _TABLED.fullmatch(kind) and _TOGETHER.search(gaps[-1].group())
        cut = gaps[-1] if gaps and single and (mixed or not (_coordinates(gaps[-1]) or together)) else None
    if cut is None or not things[: cut.start()].strip():
        yield f"{things}{mark}"
        return
    yield things[: cut.start()]
    yield f"{things[cut.end() :]}{mark}"


def _group_end(gaps: list[re.Match[str]]) -> re.Match[str] | None:
    """The one `, and` of `a, and b and c` or `a and b, and c`: what stands in front of it is apart from what follows."""
    pauses = [gap for gap in gaps if gap.group("and") and "," in gap.group()]
    plain = [gap for gap in gaps if gap.group().strip().lower() == "and"]
    return pauses[0] if len(pauses) == 1 and len(plain) == len(gaps) - 1 else None


_TABLED = re.compile(r"(?:tables?|csvs?|data ?frames?|files?)", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:together|along) with\b", re.IGNORECASE)
"""`the depths together with the tides as CSV`: both are in it"""
_SEVERAL = re.compile(
    r"(?:both|all|two|three|four|five|(?:the|all|its|their)\s+(?:two|three|four|five))\b", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"\s*(?:(?:{wording.VERBS})\s+)*(?:the\s+)?(?:how\s+many|(?:total\s+)?number\s+of)\b(?!.*\b(?:per|each|every)\b)",
    re.IGNORECASE,
)
"""what cannot be kept as a picture or a file"""


def _things(text: str, gaps: list[re.Match[str]]) -> list[str]:
    starts = [0, *(gap.end() for gap in gaps)]
    ends = [*(gap.start() for gap in gaps), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _coordinates(gap: re.Match[str]) -> bool:
    """Whether a gap ends a list: `a, b and c`."""
    return gap.group("and") is not None or gap.group().strip().lower() == "and"


def _drawn(thing: str) -> bool:
    """Whether what a thing is called is a picture or a table."""
    return _DRAWN_HEAD.search(_BEHIND.split(f" {thing.strip()}", maxsplit=1)[0].rstrip(" .")) is not None
