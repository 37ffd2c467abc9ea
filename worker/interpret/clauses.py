"""A requirement line, taken apart into clauses: one verb and its objects each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.interpret.phrases import Phrase, phrases
from worker.interpret.wording import EXCEPTION, KIND_BREAK, NEGATIVE, QUOTED, SPLIT

_ASIDE = re.compile(r"\([^()]*\)")
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
    exception: bool = False
    """a negative one that only narrows what stands in front of it: `all of them except the loss`"""


def clauses(requirement: str) -> Iterator[Clause]:
    """The clauses of one requirement line."""
    quoted: list[str] = []

    def take(match: re.Match[str]) -> str:
        quoted.append(next(group for group in match.groups() if group is not None))
        return f"⟨{len(quoted) - 1}⟩"

    asides: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        asides.append(match.group())
        return f"⟪{len(asides) - 1}⟫"

    # What stands in parentheses never begins a clause of its own.
    text = _ASIDE.sub(put_aside, QUOTED.sub(take, " ".join(requirement.split())))
    for part in (piece for whole in SPLIT.split(text) for piece in KIND_BREAK.split(whole)):
        bare = re.sub(r"⟪(\d+)⟫", lambda match: asides[int(match.group(1))], part).strip(" .;,")
        if not bare:
            continue
        restored = _PLACE.sub(lambda match: f"`{quoted[int(match.group(1))]}`", bare)
        yield Clause(
            text=restored,
            bare=_PLACE.sub(" ", bare),
            quoted=tuple(quoted[int(number)] for number in _PLACE.findall(bare)),
            negative=bool(NEGATIVE.match(bare)),
            exception=bool(EXCEPTION.match(bare)),
            phrases=tuple(phrases(NEGATIVE.sub("", restored).strip())),
        )
