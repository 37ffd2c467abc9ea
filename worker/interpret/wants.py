"""As what a phrase asks a thing to be kept, by its nouns: a setting, a number, a history, a picture, a table."""

import re
from enum import StrEnum

from worker.interpret import picture_words, time_words, value_words, wording
from worker.interpret.compared import compared
from worker.interpret.language import Token, lemma, tokens, words
from worker.interpret.lexicon import SAMPLES
from worker.interpret.listing import one_thing


class Want(StrEnum):
    """As what a phrase asks to be kept; ANY when only its words can tell."""

    ANY = "any"
    PARAMETER = "parameter"
    METRIC = "metric"
    SERIES = "series"
    FIGURE = "figure"
    TABLE = "table"
    ARTIFACT = "artifact"
    FILE = "file"


def kept_as_data(text: str) -> tuple[str, str]:
    """Take off as which kind of file data is kept: `json` for `the results as a JSON file`."""
    said = picture_words.DATA_AS.search(text)
    return (_without_verbs(text[: said.start()]), said.group("format").lower()) if said else (text, "")


def wanted_as(text: str) -> tuple[str, Want]:
    """Take off what says as what things are kept: `as metrics`, `are the parameters`, `Params are …`."""
    if key := value_words.NAMED_KEY.search(text):
        kind = re.search(r"metric|param", key.group(), re.IGNORECASE)
        return text, want_called(kind.group() if kind.group() != "param" else "params") if kind else Want.ANY
    if (as_figure := picture_words.CHART_AS.search(text)) and not picture_words.TABLE.search(as_figure.group()):
        want = _shown_as(as_figure.group())
        return one_thing(_without_verbs(text[: as_figure.start()]), as_figure.group()) + text[as_figure.end() :], want
    if as_table := picture_words.TABLE_AS.search(text):
        return one_thing(_without_verbs(text[: as_table.start()]), as_table.group()), Want.TABLE
    if (found := value_words.FOUND_BY_IT.search(text)) and text[: found.start()].strip():
        return text[: found.start()], Want.METRIC
    for pattern in (value_words.KIND_PREFIX, value_words.KIND_SUFFIX):
        match = pattern.search(text)
        if match and (
            rest := (
                text[: match.start()] + text[match.end() :]
                if pattern is value_words.KIND_PREFIX
                else text[: match.start()]
            ).strip(" ,")
        ):
            return rest, want_called(match.group("kind"))
    return text, Want.ANY


def _shown_as(kept: str) -> Want:
    """What `as a PNG`, `as a text file`, `as a file` asks for: a picture only where it says one."""
    if picture_words.TEXT_AS.search(kept):
        return Want.TABLE
    if picture_words.BINARY.search(kept):
        return Want.FILE
    if picture_words.ARTIFACT.search(kept):
        return Want.ARTIFACT
    if picture_words.DRAWN_AS.search(kept):
        return Want.FIGURE
    return Want.ARTIFACT if picture_words.BARE_FILE.fullmatch(kept.strip()) else Want.FILE


def kept_in(path: str, what: str) -> Want:
    """As what a thing is kept under a path: `plots/loss.png` holds its picture, `loss.csv` its table."""
    suffix = path.lower().rpartition(".")[2] if "." in path else ""
    if suffix in ("png", "svg", "pdf", "jpg", "jpeg"):
        return Want.FIGURE
    if suffix == "json" and not value_words.PARAMETER.search(what) and not re.search(r"\bmetrics?\b", what):
        return Want.TABLE
    return Want.TABLE if suffix in ("csv", "txt", "md") else Want.ANY


def _without_verbs(text: str) -> str:
    """`The confusion matrix` for `The confusion matrix goes in`."""
    return picture_words.GOES.sub("", text)


def want_called(kind: str) -> Want:
    """The kind that a noun names: `params`, `curve`, `artifact`; a metric for every other one."""
    if re.fullmatch(value_words.PARAMETER_KIND, kind, re.IGNORECASE):
        return Want.PARAMETER
    if picture_words.ARTIFACT.fullmatch(kind):
        return Want.ARTIFACT
    if picture_words.FIGURE.fullmatch(kind):
        return Want.FIGURE
    return Want.SERIES if re.search("series|curve", kind, re.IGNORECASE) else Want.METRIC


def is_plural(text: str) -> bool:
    """Whether a text names several things: `the losses over the epochs`, not `the number of epochs`."""
    if re.match(
        r"(?:the\s+)?(?:total\s+)?(?:number|count|amount|share|fraction|mean|average|standard deviation)\s+of\b",
        text.strip(),
        re.IGNORECASE,
    ):
        return False
    ends = ([word for word in words(part) if tokens(word)][-1:] for part in (text, _BEHIND.split(text.strip(), 1)[0]))
    return all(end and end[0].endswith("s") and lemma(end[0]) != end[0] for end in ends)


def want_of(text: str, want: Want) -> Want:
    """As what a text asks its thing to be kept, where what is said of it leaves that open."""
    if want in (Want.ANY, Want.ARTIFACT) and re.search(
        r"`[^`]+\.[A-Za-z0-9]{1,8}`|\b[\w-]+\.(?:pkl|pickle|joblib|csv|json|parquet|pt|pth|npy|npz|txt|h5|onnx|xlsx)\b",
        text,
    ):
        return Want.FILE
    if want is Want.ANY and (value_words.NUMBER_OF_IT.match(text) or _number_of_a_table(text)):
        text = _BEHIND.split(text, maxsplit=1)[0]  # `the largest entry of the table` is no table
    if want is Want.FIGURE or (want is Want.ANY and drawn(text)):
        return Want.FIGURE
    if want is Want.ARTIFACT and picture_words.FIGURE.search(text):
        return Want.FIGURE
    if want is Want.ARTIFACT and picture_words.TABLE.search(text):
        return Want.TABLE
    if want is not Want.ANY:
        return want
    if picture_words.TABLE.search(text):
        return Want.TABLE
    if picture_words.ARTIFACT.search(text):
        return Want.ARTIFACT
    if value_words.PARAMETER.search(text) and not value_words.COUNT_OF.search(text):
        return Want.PARAMETER
    plain = value_words.MATRIX_TRACE.sub("number", value_words.AREA.sub("area", text))
    if time_words.SERIES_NOUNS.search(_BEHIND.split(plain, maxsplit=1)[0]):
        return Want.SERIES
    return Want.METRIC if re.search(r"\bmetrics?\b", _CHOSEN_METRIC.sub(" ", text), re.IGNORECASE) else Want.ANY


_ONE_CONTROL = re.compile(
    r"\b(?:slider|knob|option|choice|input|control|field|setting|widget)(?:\s+(?:value|setting|position))?\W*$",
    re.IGNORECASE,
)
_CHOSEN_METRIC = re.compile(
    r"\b(?:distance|similarity|dissimilarity|impurity|scoring)\s+metric\b|^\W*(?:the\s+)?(?:chosen|selected|picked)\s+(?:\w+\s+)?metric\b",
    re.IGNORECASE,
)
"""which one it is, is a setting"""


def _number_of_a_table(text: str) -> bool:
    """Whether a text names a number that is made of a table: `total revenue of the filtered table`."""
    front, *behind = _BEHIND.split(text.strip(), maxsplit=1)
    shown = picture_words.TABLE.search(front) or picture_words.FIGURE.search(front)
    return bool(behind) and not shown and any(set(token) & _NUMBERS for token in tokens(front) + _totals(front))


def _totals(text: str) -> tuple[Token, ...]:
    return tuple(Token(("total",)) for word in words(text) if word in ("total", "sum", "overall"))


_NUMBERS = frozenset({
    "mean", "median", "maximum", "minimum", "standard-deviation", "variance", "total", "number", "share", "ratio",
    "difference", "correlation",
})  # fmt: skip
"""what makes one number of many"""


def drawn(text: str) -> bool:
    """Whether a text names a picture, and does not count or measure any."""
    return picture_words.FIGURE.search(text) is not None and picture_words.NOT_DRAWN.search(text) is None


def whose(text: str) -> tuple[str, str, str]:
    """`accuracy` and `the forest` for `accuracy of the forest`; `number of trees` stays whole."""
    if compared(text) is not None:
        return text, "", ""  # whose the two are, each says for itself
    match = _owner(text)
    head = tokens(text[: match.start()]) if match else ()
    letter = match is not None and re.fullmatch(r"(?:the\s+)?[B-HJ-Zb-hj-z]", text[: match.start()].strip()) is not None
    if match is not None and value_words.BOUND.fullmatch(text[: match.start()].strip()):
        return text, "", ""  # a bound of an interval is named with it
    if not match or not (letter or any(not token.light or set(token) & _MEASURED for token in head)):
        return text, "", ""
    counts = value_words.COUNT_OF.search(text[: match.start()]) and all(t.light or set(t) & SAMPLES for t in head)
    if counts and re.match(r"\s+(?:on|in|at)\b", match.group()):
        return text, "", ""  # where they are says which of them are counted
    pointing = re.search(r"\b(?:this|that|these|those)\b", match.group())  # says nothing that could be looked up
    counted = value_words.COUNTED.search(match.group())
    whose = " ".join(f"{counted.group() if counted else ''} {text[match.end() :]}".split())
    return text[: match.start()], match.group(), "" if pointing else whose


def _owner(text: str) -> re.Match[str] | None:
    """Where a text begins to say whose a thing is; behind a mere statistic that is the second time it may do so.

    `of the dunes` in `the mean of the heights of the dunes`: what the mean is of is the thing itself.
    """
    found = list(wording.OWNER.finditer(text))
    statistic = bool(found) and re.fullmatch(_STATISTIC, text[: found[0].start()].strip(), re.IGNORECASE) is not None
    own = len(found) > 1 and any(not token.light for token in tokens(text[found[0].end() : found[1].start()]))
    return found[1] if statistic and own else next(iter(found), None)


_STATISTIC = (
    r"(?:the\s+)?(?:mean|average|median|min(?:imum)?|max(?:imum)?|sum|variance|largest|smallest|highest|lowest)"
)
_MADE = re.compile(
    r"\b(?:generated|produced|created|resulting|computed|obtained|rendered|complete|entire|plotted|drawn)\b",
    re.IGNORECASE,
)
"""what says of a picture or table only that it is there"""
_BEHIND = re.compile(
    r"(?<=\w)\s(?:of|at|on|in|under|below|for|from|along|behind|among|between|within|across|over|per)\s", re.IGNORECASE
)
_MEASURED = frozenset({"score", "time"})
"""what says little by itself, and yet belongs to somebody"""


def only_a_kind(text: str, kind: Want) -> tuple[bool, str]:
    """Whether the phrase's noun is only a kind (`solver hyperparameters`), and the words that qualify it."""
    if value_words.COUNT_OF.search(text):
        return False, ""  # `the number of parameters` is one number
    if kind is Want.TABLE and words(text) and not tokens(text):
        return True, ""  # `the results`, kept as a table
    nouns = {Want.PARAMETER: value_words.PARAMETER, Want.FIGURE: picture_words.FIGURE, Want.TABLE: picture_words.TABLE}
    pattern = picture_words.ARTIFACT if kind is Want.ARTIFACT else nouns.get(kind, value_words.METRIC)
    if kind is Want.TABLE and not pattern.search(text):
        pattern, text = picture_words.DATA, picture_words.ORIGINAL.sub(" ", text)  # `the raw data`, kept as a table
    stripped, shown = pattern.sub(" ", text), kind in (Want.FIGURE, Want.TABLE, Want.ARTIFACT)
    content = [token for token in tokens(_MADE.sub(" ", stripped) if shown else stripped) if not token.light]
    if not content:
        best = any("best" in token for token in tokens(stripped))  # `the best parameters` of a search
        return bool(pattern.search(text)), "best" if best else ""
    if kind is Want.PARAMETER and _ONE_CONTROL.search(text) and not value_words.GROUP.search(text):
        return False, ""  # `the noise slider` is one thing, and no kind
    tail = text.rstrip(" .,;:")
    ends_generic = bool(pattern.search(tail[-24:])) and kind in (Want.PARAMETER, Want.METRIC)
    return ends_generic, stripped if ends_generic else ""
