"""A requirement line, taken apart into clauses: one verb and its objects each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.interpret import marks
from worker.interpret.bare_names import quoted_names
from worker.interpret.children import children
from worker.interpret.denials import plain_denials
from worker.interpret.frames import framed
from worker.interpret.leads import lead, without_courtesy
from worker.interpret.model_manner import without_manner
from worker.interpret.names_said import names_apart
from worker.interpret.phrases import Phrase, phrases
from worker.interpret.reasons import without_reasons
from worker.interpret.rewording import joined, reworded
from worker.interpret.run_words import (
    CHILDREN,
    CHILDREN_SAID,
    MODEL_KEPT,
    NAMED_PART,
    NAMED_PARTS,
    ONLY_MODEL,
    PARENT,
    PLACED_PART,
    TAGS_PART,
)
from worker.interpret.value_words import KIND_BREAK
from worker.interpret.wording import (
    COORDINATION,
    EXCEPTION,
    LEFT_OUT,
    NEGATIVE,
    QUOTED,
    SENTENCE,
    SPLIT,
    UNWANTED,
    VERBS,
)

_ASIDE = re.compile(r"\([^()]*\)")
_LONE_VERB = re.compile(rf"(?:please\s+)?(?:{VERBS})", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<how>\b(?:(?:as|the|an?)\s+)+(?:single\s+)?(?:metric|param(?:eter)?|artifact))\s+(?:named|called)\s+(?P<name>[A-Za-z]\w*)(?=\s*(?:[,;.]|$))"
)
"""the key that a line states without quotes: `as a metric named peak`"""
_OF_THEM = re.compile(
    r"^(?P<which>(?:the\s+)?(?:best|worst|mean|average|median|maximum|minimum|(?:large|small|low|high|great)(?:e?st)))\s+(?:one\s+)?of\s+(?:them|these|those)\b",
    re.IGNORECASE,
)
"""`the best of them`: of what the clause before has named"""
_PLACE = re.compile(r"⟨(\d+)⟩")


@dataclass(frozen=True)
class Clause:
    """One thing that a requirement asks for."""

    text: str
    """the clause with its quoted names put back in backticks"""
    bare: str
    """the clause without them"""
    quoted: tuple[str, ...]
    """its quoted names, in order"""
    negative: bool
    phrases: tuple[Phrase, ...]
    whose: str = ""
    """`parent` or `child`, where the clause says that its values belong to one of them"""
    trial: str = ""
    """what one child run is made for, where the clause asks for child runs and for nothing else"""
    exception: bool = False
    """a negative one that only narrows what stands in front of it: `all of them except the loss`"""


def clauses(requirement: str) -> Iterator[Clause]:
    """The clauses of one requirement line."""
    requirement = quoted_names(requirement)
    nested = children(requirement)
    if nested is None:
        yield from _clauses(requirement)
        return
    yield Clause(text=nested.made, bare=nested.made, quoted=(), negative=False, phrases=(), trial=nested.unit)
    if nested.name:
        yield from _clauses(f"Name the run {nested.name}")
    for whose, lines in (("child", nested.each), ("parent", nested.parent)):
        yield from (replace(clause, whose=whose) for line in lines for clause in _clauses(line))


def _clauses(requirement: str) -> Iterator[Clause]:
    """The clauses of a line, or of the part of one that says what each child run or their parent keeps."""
    quoted: list[str] = []

    def take(match: re.Match[str]) -> str:
        quoted.append(next(group for group in match.groups() if group is not None))
        return f"⟨{len(quoted) - 1}⟩"

    asides: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        asides.append(match.group())
        return f"⟪{len(asides) - 1}⟫"

    # What stands in parentheses never begins a clause of its own.
    line = _NAMED.sub(r"\g<how> `\g<name>`", without_manner(" ".join(requirement.split())))
    text = _ASIDE.sub(put_aside, marks.spelled(reworded(plain_denials(without_reasons(QUOTED.sub(take, line))))))
    named = ""
    for sentence in joined(SENTENCE.split(text)):
        led = lead(framed(without_courtesy(sentence)))
        for part in _with_objects([*_parts(marks.behind(led.text))]):
            bare = re.sub(r"⟪(\d+)⟫", lambda match: asides[int(match.group(1))], part).strip(" .;,?!")
            if bare:
                plain = (
                    _OF_THEM.sub(rf"\g<which> {named}", without_courtesy(bare)) if named and named.isascii() else bare
                )
                clause = _clause(plain, quoted=quoted, owner=led.owner)
                named = re.sub(r"^(?:the|an?)\s|[`\\]", "", clause.phrases[-1].text) if clause.phrases else named
                yield clause


def _parts(sentence: str) -> Iterator[str]:
    """The pieces of a sentence that ask for something each."""
    for piece in (piece for part in names_apart(sentence) for piece in _statements(part)):
        several = len(_PLACE.findall(piece)) > 1
        for named in (NAMED_PARTS if several else NAMED_PART).split(piece):
            for bare in TAGS_PART.split(named):
                for part in PLACED_PART.split(bare):
                    yield from _models_apart(part)


def _statements(sentence: str) -> Iterator[str]:
    """The pieces that a verb, a semicolon or a kind ends."""
    for whole in SPLIT.split(sentence):
        for statement in marks.statements(whole):
            for piece in KIND_BREAK.split(statement):
                yield from marks.by_kind(piece)


def _models_apart(piece: str) -> Iterator[str]:
    """`save the plot and the fitted model` asks for two things of a different kind."""
    kept = MODEL_KEPT.match(piece)
    parts = [part.strip() for part in COORDINATION.split(piece[kept.end() :]) if part.strip()] if kept else []
    models = [part for part in parts if ONLY_MODEL.match(part)]
    named = any(_PLACE.fullmatch(part) for part in parts)  # `as a registered model, "x"` says what it is called
    if kept is None or not models or named or len(models) == len(parts):
        yield piece
        return
    yield from (f"{kept.group()} {model}" for model in models)
    yield f"{kept.group()} {' and '.join(part for part in parts if part not in models)}"


def _with_objects(parts: list[str]) -> Iterator[str]:
    """The pieces without verbs that share the object of the next one: the `log` of `log and register the model`."""
    for at, part in enumerate(parts):
        if at == len(parts) - 1 or not _LONE_VERB.fullmatch(part.strip()):
            yield part


def _clause(text: str, *, quoted: list[str], owner: str) -> Clause:
    bare, whose = _whose(text)
    restored = _PLACE.sub(lambda match: f"`{quoted[int(match.group(1))]}`", bare)
    unwanted = UNWANTED.search(restored)
    asked = restored[: unwanted.start()] if unwanted else restored
    if denied := NEGATIVE.match(restored) or LEFT_OUT.match(restored):
        asked = re.sub(r"\s+out(?:\s+of\s+(?:the\s+)?\w+)?$", "", asked[denied.end() :])
    return Clause(
        text=restored,
        bare=_PLACE.sub(" ", bare),
        quoted=tuple(quoted[int(number)] for number in _PLACE.findall(bare)),
        negative=denied is not None or unwanted is not None,
        whose=whose,
        exception=bool(EXCEPTION.match(bare)),
        phrases=tuple(phrases(asked.strip(), owner=owner)),
    )


def _whose(text: str) -> tuple[str, str]:
    """Take off what says which run the values belong to: `in each of them`, `… on the parent run`."""
    if (match := CHILDREN.match(text)) and CHILDREN_SAID.search(match.group()) and text[match.end() :]:
        return text[match.end() :], "child"
    if (
        PARENT.search(text)
        and not CHILDREN_SAID.search(PARENT.sub(" ", text))
        and (rest := PARENT.sub(" ", text).strip())
    ):
        return rest, "parent"
    return text, ""
