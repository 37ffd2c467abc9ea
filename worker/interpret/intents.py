"""What a clause asks for besides values: experiments, runs, tags, models, links, nested runs, repairs, exclusions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from worker.interpret import run_words, wording
from worker.interpret.clauses import Clause, clauses
from worker.interpret.phrases import Want
from worker.interpret.tag_words import TAGS


class Intent(StrEnum):
    """The kind of thing that a clause asks for."""

    VALUES = "values"
    EXPERIMENT = "experiment"
    RUN = "run"
    RUN_NAME = "run-name"
    TAGS = "tags"
    LINK = "link"
    NESTED = "nested"
    MODEL = "model"
    FIX = "fix"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class Named:
    """A name that a clause states, and the pairs of key and value that it states."""

    name: str = ""
    pairs: tuple[tuple[str, str], ...] = ()


_NESTED = re.compile(
    r"\b(?:nested (?:\w+ )?runs?|runs? (?:\w+ )*nested|nest(?:ed)? (?:\w+ )*runs?|child(?:ren)? runs?|each child|every child|sub-?runs?|(?:one|a|its own|their own|an own|a separate|separate) (?:\w+ )?runs? (?:per|for (?:each|every|all))|"
    r"(?:each|every) (?:\w+ ){1,4}(?:gets?|has|have|should be|should get|as|in|is|becomes?) (?:a|an|its)(?: \w+)? (?:\w+ )?run|parent run|runs? per (?:trial|fold|candidate|setting|value|depth|\w+))\b",
    re.IGNORECASE,
)  # fmt: skip
_PER_EXECUTION = re.compile(
    r"\b(?:per|for (?:each|every)|each|every) (?:\w+ )?(?:press|click|push|submit|submission|submitted|execution|re-?run|change|trigger|button|time|refresh|visit|slider|session)\w*\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b(?:link|url|hyperlink|shortcut|address)\b", re.IGNORECASE)
_LINKED = re.compile(r"\b(?:mlflow|ui|runs?|experiments?|dashboard|tracking server|server|results)\b", re.IGNORECASE)
_RUN_NAME = re.compile(
    r"^(?:the\s+)?run\s*:?\s+[A-Za-z0-9]+(?:[-_./]\w+)+\s*$|\b(?:runs?['’]?s? names?|names? of (?:the|each|every) runs?|name (?:the|each|every|all) runs?|name runs? (?:by|after)\b|call (?:the|each|every) runs?|"
    r"runs? (?:should be |shall be |is |are |be )?(?:named|called)|give (?:the|each|every) runs? (?:a|the)(?: \w+)? names?|title (?:the|each|every) runs?)\b",
    re.IGNORECASE,
)
_CREATE = re.compile(
    r"^(?:please\s+)?(?:create|make|use|set up|start|open|put|everything|all|experiment)\b", re.IGNORECASE
)
_EXPERIMENT = re.compile(r"\bexperiments?\b", re.IGNORECASE)
_MODEL_VERB = re.compile(
    r"\b(?:regist(?:er|ers|ered|ry)|log|save|store|keep|version|publish|archive|persist|upload|preserve|add|put|dump|attach|snapshot|record|track|retain)\b",
    re.IGNORECASE,
)
_MODEL_SPOILERS = re.compile(
    r"\b(?:accuracy|loss|score|error|parameters?|hyper-?parameters?|metrics?|settings?|name|type|size|summary|predictions?|coefficients?|"
    r"architecture|depth|number|figure|plot|chart|picture|image|curve|importances?|history|kind|choice|layers|class|config(?:uration)?|weights? decay|how many|count)\b",
    re.IGNORECASE,
)  # fmt: skip
_WITH_BEST = re.compile(
    r"(?<=\w)\s+(?:with|that\s+has)\s+the\s+(?:best|highest|lowest|selected|chosen|optimal|winning)\s+(?:\w+\s+)?(?:hyper-?)?(?:parameters?|params|settings?|score|accuracy|loss|error)\b",
    re.IGNORECASE,
)
"""`the model with the best parameters`: which model it is"""
_UNDER_NAME = re.compile(r"\b(?:under|with|by) (?:the|an?) name\b", re.IGNORECASE)
_AS_MODEL = re.compile(r"\bas (?:an?|the) (?:\w+ )?model\b", re.IGNORECASE)
"""`the SVC as a model`"""
_KEPT_AS_MODEL = re.compile(
    r"(?:^|\s)(?:(?:is|are|goes?|go|be|must|should|shall|to|in|the parent|parent|run|saved|kept|stored|logged|archived|uploaded)\s+)*as\s+(?:an?\s+|the\s+)?(?:(?!own\b)[\w-]+\s+){0,2}?models?\s*$",
    re.IGNORECASE,
)
"""the same at the end of what says nothing else, with or without a verb: `regressor as model`"""
_COEFFICIENTS = re.compile(
    r"\b(?:both|each|every|two|three|four)\s+(?:of\s+the\s+)?(?:\w+\s+)?weights\b|\bbias\b", re.IGNORECASE
)
"""weights that are counted, or named beside a bias, are numbers"""
_HEAD_END = re.compile(
    r"\s+(?:as|in|into|under|to|with|for|from|of|at|on|by|that|which|so|after|including|itself|along|together)\b",
    re.IGNORECASE,
)
_REGISTER = re.compile(r"\bregist(?:er|ers|ered|ry)\b", re.IGNORECASE)
_FIXES: Mapping[str, re.Pattern[str]] = {
    "experiment-guard": re.compile(r"(?:duplicate|new|another|again|already exists|second) (?:\w+ )*experiment|experiment (?:\w+ )*(?:again|twice|every time|each time|duplicate|already exists)|(?:refresh|re-?run) (?:\w+ )*(?:makes|creates|gives) (?:\w+ )*experiment", re.IGNORECASE),
    "close-runs": re.compile(r"runs? (?:is|are|gets?) (?:started|opened|begun) (?:but|and|yet) (?:it (?:is )?|they (?:are )?)?(?:never|not)\b|runs? (?:\w+ )*(?:never (?:end|close|finish|stop)|left open|stay(?:s|ed)? open|remain(?:s)? open|still running|orphan|hang|not (?:ended|closed))|(?:close|end|orphan(?:ed)?|open|unclosed|dangling|leaked?) (?:\w+ )*runs?\b|leave (?:\w+ )*runs? open", re.IGNORECASE),
    "artifact-path": re.compile(r"\bartifact_path\b|deprecat", re.IGNORECASE),
    "tracking-uri": re.compile(r"hard-?coded? (?:\w+ )*(?:uri|url|server|tracking)|(?:tracking )?(?:uri|url) (?:\w+ )*hard-?cod|respect (?:\w+ )*(?:environment|MLFLOW_TRACKING_URI)", re.IGNORECASE),
    "batch-logging": re.compile(r"(?:with|in|by) (?:just )?(?:one|a single) call\b|(?:instead of|rather than|not) (?:key by key|one by one|one at a time|one after (?:the other|another)|piece by piece)|(?:one call|single call|in batch(?:es)?|batched?|bulk) (?:\w+ )*(?:log|metric|param)|(?:log|metrics?|params?) (?:\w+ )*(?:in one call|in a single call|in batch(?:es)?|at once|in bulk)|one (?:call|request) per (?:metric|param|key|value)", re.IGNORECASE),
    "complete-params": re.compile(r"complet(?:e|es|ing) (?:\w+ )*(?:hyper-?)?param|(?:incomplete|missing) (?:\w+ )*(?:hyper-?)?param|(?:only|just) (?:some|a few|a part|part|half|one|two|three) (?:\w+ )*(?:hyper-?)?param|(?:hyper-?)?param\w* (?:\w+ )*(?:missing|incomplete|not (?:yet )?(?:logged|tracked))", re.IGNORECASE),
    "nested-parent": re.compile(r"nested (?:\w+ )*without (?:a |its )?parent|without (?:a )?parent", re.IGNORECASE),
}  # fmt: skip
_EXTRAS: Mapping[str, re.Pattern[str]] = {
    "server-down": re.compile(
        r"server (?:\w+ )*(?:down|unreachable|not (?:answer|respond|there|running|reachable|available)\w*|offline|gone|missing|does not (?:answer|respond))|"
        r"(?:without|no) (?:a |an |the )?(?:running |reachable )?(?:mlflow )?(?:tracking )?server|(?:down|unreachable|offline) (?:mlflow )?server|callout (?:instead|if|when)",
        re.IGNORECASE,
    ),
    "helper": re.compile(
        r"\b(?:helper|reusable|utility) (?:\w+ )*(?:function|method)|\bfunction (?:\w+ )*(?:that|to|which) logs?\b|log_experiment_metrics",
        re.IGNORECASE,
    ),
}
_RUN = re.compile(r"\b(?:mlflow )?runs?\b", re.IGNORECASE)
_RUN_CARE = re.compile(
    r"\b(?:each|every|one|new|own|single|fresh|separate|start|wrap|inside|begin|end|clean|cleanly|properly|close|click|press|button|re-?run|slider|change|moves?|"
    r"trigger|around|context|begins?|finish(?:ed)?|conflict)\b",
    re.IGNORECASE,
)
_ONE_RUN = re.compile(
    r"^(?:(?:please|start|create|make|open|log|use|keep|begin|record|track|only|just|exactly)\s+)*(?:one|an?|its\s+own|single)\s+(?:(?:new|single|mlflow|separate|own|fresh)\s+)*runs?\b"
    r"(?:\s+(?:(?:per|for\s+(?:each|every)|(?:each|every)\s+time|on\s+(?:each|every)|whenever|when)\b(?:(?!\b(?:with|logging|log|and|containing|having)\b)[^,;])*|(?:is|will be)\s+(?:enough|fine|sufficient)))?\s*$|"
    r"^(?:each|every)\s+(?:notebook\s+)?(?:execution|re-?run|press|click|change)\b.*\b(?:is|makes?|gives?|starts?|creates?|be|becomes?|gets?)\s+(?:one|an?|its)\s+(?:(?:new|own|single|separate|mlflow)\s+)*run\s*$",
    re.IGNORECASE,
)
"""what every plan has: `one run per execution`"""


def intent_of(clause: Clause, *, has_tracking: bool) -> Intent:
    """What a clause asks for; `has_tracking` says whether there is anything to repair."""
    text = clause.bare
    if clause.trial:
        return Intent.NESTED
    if fixes(clause, has_tracking=has_tracking):
        return Intent.FIX
    if clause.negative:
        return Intent.RUN if _RUN.search(text) and _RUN_CARE.search(text) else Intent.EXCLUDE
    if _LINK.search(text) and _LINKED.search(text):
        return Intent.LINK
    names_experiment = bool(_EXPERIMENT.search(text) and experiment_name(clause)) or bool(_place_of_all(clause))
    if clause.whose == "parent" or (clause.whose == "child" and not _NESTED.search(text)):
        return Intent.VALUES
    return _named_or_kept(clause, names_experiment=names_experiment)


def _named_or_kept(clause: Clause, *, names_experiment: bool) -> Intent:
    text = clause.bare
    if TAGS.search(text) and not (names_experiment and _CREATE.match(text)):
        return Intent.TAGS
    if _RUN_NAME.search(text):
        return Intent.RUN_NAME
    nested = _NESTED.search(text) and not _PER_EXECUTION.search(text)
    if nested:
        return Intent.NESTED
    if names_experiment:
        return Intent.EXPERIMENT
    if _ONE_RUN.match(text):
        return Intent.RUN
    if _is_model(clause):
        return Intent.MODEL
    if _RUN.search(text) and _RUN_CARE.search(text) and not _object_phrases(clause):
        return Intent.RUN
    return Intent.VALUES


def _object_phrases(clause: Clause) -> bool:
    """Whether anything but runs and clicks is named."""
    rest = _RUN_CARE.sub(" ", _RUN.sub(" ", clause.bare))
    rest = re.sub(rf"\b(?:{wording.VERBS}|mlflow|the|a|an|of|is|be|should|must|its|it|in|for|with|when|time|cell|training|notebook|model|that|so|gets?|even|if|"
                  r"user|somebody|someone|makes?|and|on|at|was|are|fit|fits|train|trains|gives?|code|whenever|as|to|after|before|per|must)\b", " ", rest, flags=re.IGNORECASE)  # fmt: skip
    return bool(re.search(r"[A-Za-z]{3,}", rest))


def _is_model(clause: Clause) -> bool:
    text = clause.bare
    if _REGISTER.search(text) and (run_words.MODEL.search(text) or clause.quoted or re.search(r"\bregistry\b", text)):
        return True
    if _KEPT_AS_MODEL.search(text) and not _MODEL_SPOILERS.search(text):
        return True
    if not _MODEL_VERB.search(text) or _MODEL_SPOILERS.search(_WITH_BEST.sub("", _UNDER_NAME.sub(" ", text))):
        return False
    if _AS_MODEL.search(text):
        return True
    if _COEFFICIENTS.search(text):
        return False
    if any(phrase.want is Want.FILE for phrase in clause.phrases):
        return False
    texts = [text for phrase in clause.phrases for text in (phrase.text, phrase.text.replace(phrase.exact, ""))]
    heads = (_HEAD_END.split(f" {text}", maxsplit=1)[0].split() for text in texts)
    return any(head and run_words.MODEL.fullmatch(head[-1]) for head in heads)


def about_runs(text: str) -> bool:
    """Whether a phrase speaks of the runs themselves: when they begin, that they end."""
    return bool(_RUN.search(text) and _RUN_CARE.search(text))


def experiment_name(clause: Clause) -> str:
    """The name that a clause gives the experiment: quoted, behind `named`, or looking like an identifier."""
    if clause.quoted:
        beside = _BESIDE_EXPERIMENT.search(clause.text)
        if beside:
            return next(group for group in beside.groups() if group)
        plain = _BEHIND_EXPERIMENT.search(clause.text)
        return plain.group("name") if plain else clause.quoted[0]
    if place := _place_of_all(clause):
        return place
    for pattern in _NAMES:
        for match in pattern.finditer(clause.bare):
            name = match.group(1).strip(".,:;")
            if name.lower() not in _NO_NAMES:
                return name
    return ""


_BESIDE_EXPERIMENT = re.compile(
    r"\bexperiment\b(?:\s+(?:is|be|to|named|called|name|name is|shall be|should be|must be|as|stays|remains))*\s*:?\s*`([^`]+)`|`([^`]+)`\s+experiment\b",
    re.IGNORECASE,
)
_BEHIND_EXPERIMENT = re.compile(r"\bexperiment\s*:?\s+(?P<name>[A-Za-z0-9]+(?:[-_./]\w+)+)", re.IGNORECASE)
"""a name without quotes, beside something else in quotes: `the plot "Loss" goes to experiment first-steps`"""
_PLACE_OF_ALL = re.compile(
    r"^(?P<what>.*?)\b(?:in|into|to|under|inside|within|at|with)\s+(?:the\s+)?(?:(?:the\s+)?name\s+)?(?:`(?P<quoted>[^`]+)`|(?P<plain>[A-Za-z0-9]+(?:[-_]\w+)+))\s*$",
    re.IGNORECASE,
)
_ALL_OF_IT = re.compile(
    rf"\b(?:{wording.VERBS}|everything|all|it|them|this|that|these|those|of|runs?|results?|the|our|mlflow|tracking|tracked|logged|logging|data|should|shall|must|"
    r"will|be|is|are|go(?:es)?|belongs?|lands?|ends?|up|please|and|whole|thing|things|stuff|collected|kept|stored|saved|recorded|written|put|filed|grouped|notebook|here|to|every|each|live|lives|appear|group|file|collect)\b",
    re.IGNORECASE,
)


def _place_of_all(clause: Clause) -> str:
    """The name behind `everything goes to …`: a place for all that is logged, and no value of the notebook."""
    found = _PLACE_OF_ALL.match(clause.text)
    if found is None or clause.negative or re.search(r"\w", _ALL_OF_IT.sub(" ", found.group("what"))):
        return ""
    what = found.group("what")
    whole = re.search(
        r"\b(?:everything|all|it|this|that|them|runs?|results?|logged|tracking|stuff|things?)\b", what, re.IGNORECASE
    )
    name = found.group("quoted") or found.group("plain")
    named_alone = found.group("quoted") and not re.search(r"\.\w{1,5}$|/", name)  # `in "x"`, `Log under "x"`: no file
    return name if whole or named_alone else ""


def experiment_names(clause: Clause) -> tuple[str, ...]:
    """Every name that stands right behind the word `experiment` in a clause."""
    found = (
        match.group(1).strip(".,:;")
        for match in re.finditer(r"\bexperiment\s+`?([A-Za-z0-9][\w./-]*)", clause.text, re.IGNORECASE)
    )
    names = tuple(dict.fromkeys(name for name in found if name.lower() not in _NO_NAMES))
    return names if len(names) > 1 else ()


def run_name(clause: Clause) -> str:
    """The literal name that a clause gives the run: quoted, or looking like an identifier."""
    if clause.quoted:
        return clause.quoted[0]
    found = (pattern.search(clause.bare) for pattern in _RUN_NAMED)
    return next((match.group(1) for match in found if match), "")


def stated_run_name(clause: Clause) -> str:
    """Whatever stands behind `run name:`, where it names nothing in the notebook: `first try`."""
    found = re.search(r"\brun(?:['’]s)?\s+name\s*[:=]\s*(?P<name>[^,;:]+?)\s*$", clause.text, re.IGNORECASE)
    return found.group("name") if found else ""


_RUN_NAMED = (
    re.compile(
        r"\bruns?(?:['’]s)?\s+(?:name\s*[:=]?\s*)?(?:(?:as|is|be|to|named|called|should|shall|must)\s+)*([A-Za-z0-9]+(?:[-_./]\w+)+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\brun(?:['’]s)?\s+name\s*(?:[:=]\s*|\s(?:(?:is|be|to|should|shall|must)\s+)*)"
        r"(?!(?:is|be|to|the|from|with|of|and|by|after|that|which|so|for)\b)([A-Za-z0-9]\w*)\s*$",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:name|call)\s+(?:the|this|each|every)\s+run\s+([A-Za-z0-9]\w*)\s*$", re.IGNORECASE),
    re.compile(r"\brun(?:\s+(?:is|be|should|shall|must))*\s+(?:named|called)\s+([A-Za-z0-9]\w*)\s*$", re.IGNORECASE),
)


_NAMES = (
    re.compile(
        r"\b(?:named|called|titled|name is|name:|name of|is|be|to|stays|remains|must be|should be)\s+([A-Za-z0-9]+(?:[-_./]\w+)+)",
        re.IGNORECASE,
    ),
    re.compile(r"\bexperiments?\s*:?\s+([A-Za-z0-9]+(?:[-_./]\w+)+)", re.IGNORECASE),
    re.compile(r"\b([A-Za-z0-9]+(?:[-_./]\w+)+)\s+experiment\b", re.IGNORECASE),
    re.compile(r"(?<![\w-])([A-Za-z][A-Za-z0-9]*(?:[-_]\w+)+)(?![\w-])"),
    re.compile(r"\b(?:named|called|titled|name is|name:)\s+([A-Za-z0-9]\w*)", re.IGNORECASE),
    re.compile(r"\bexperiment\s*[:=]\s*([A-Za-z0-9]\w*)\s*$", re.IGNORECASE),
    re.compile(r"\bexperiment\s+([A-Za-z0-9]\w*)", re.IGNORECASE),
)
_NO_NAMES = frozenset({"for", "named", "called", "and", "in", "with", "to", "of", "per", "the", "a", "if", "is", "should", "name", "that", "so",
                       "on", "as", "it", "must", "exists", "be", "where", "tracking", "run", "runs", "once"})  # fmt: skip


def fixes(clause: Clause, *, has_tracking: bool = True) -> tuple[str, ...]:
    """Names of the repairs and of the extras that a clause asks for; repairs need tracking that is there already."""
    known = {**_EXTRAS, **(_FIXES if has_tracking else {})}
    return tuple(name for name, pattern in known.items() if pattern.search(clause.bare))


def repair(line: str) -> tuple[Clause, ...]:
    """A line that describes what is wrong, `the run is started but never ended, see that it is`: one clause."""
    whole = Clause(text=line, bare=line, quoted=(), negative=False, phrases=())
    alone = not any(fixes(clause) for clause in clauses(line))
    return (whole,) if alone and fixes(whole) else ()
