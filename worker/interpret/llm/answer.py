"""What a language model may say: ids out of the sheet, and words out of closed lists. No free text anywhere."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from worker.findings import Symbol
from worker.interpret.choices import Choice, Choices, choice
from worker.interpret.llm.sheet import Sheet

_SymbolId = Annotated[str, Field(pattern=r"^s[0-9]{1,6}$", description="id of a symbol of the sheet, e.g. s12")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pick(_Strict):
    """One symbol that is meant."""

    symbol: _SymbolId
    keep_as: Annotated[
        Literal["parameter", "metric", "series", "artifact", "model"],
        Field(description="one of the symbol's `keep_as`"),
    ]
    of_history: Annotated[
        Literal["whole", "last", "lowest", "highest", "mean"],
        Field(description="which number to take of a history that is kept as metric; else `whole`"),
    ] = "whole"


class Reply(_Strict):
    """The reply to one question."""

    question: Annotated[str, Field(pattern=r"^q[0-9]{1,4}$", description="id of the question, e.g. q1")]
    picks: Annotated[
        list[Pick],
        Field(max_length=40, description="all symbols that are meant; empty when the worker should ask the author"),
    ] = []
    near: Annotated[
        list[_SymbolId], Field(max_length=6, description="with no picks: candidates to offer the author, best first")
    ] = []


class Answer(_Strict):
    """One reply for each question."""

    replies: Annotated[list[Reply], Field(max_length=200)]


class Unfit(ValueError):  # noqa: N818 - a state of affairs
    """All that is wrong with an answer, in words for the model."""


def check(answer: Answer, sheet: Sheet, *, by: str) -> Choices:
    """The choices that an answer makes in the name of the model `by`; Unfit when it breaks a rule."""
    problems = list(_misnumbered(answer, sheet))
    chosen: dict[int, tuple[Choice, ...]] = {}
    near: dict[int, tuple[Symbol, ...]] = {}
    for reply in answer.replies:
        made: list[Choice] = []
        for pick in reply.picks:
            one = _choice(pick, sheet)
            if isinstance(one, str):
                problems.append(f"{reply.question}, {pick.symbol}: {one}")
            else:
                made.append(one)
        if reply.question in sheet.questions:
            chosen[sheet.questions[reply.question]] = tuple(made)
            near[sheet.questions[reply.question]] = tuple(
                sheet.symbols[name] for name in dict.fromkeys(reply.near) if name in sheet.symbols
            )
    if sum(one.model for picks in chosen.values() for one in picks) > 1:
        problems.append("only one model can be kept: pick one, or none")
    if problems:
        raise Unfit("; ".join(problems))
    return Choices(chosen=chosen, near=near, notes=sheet.notes, by=by)


def _misnumbered(answer: Answer, sheet: Sheet) -> Iterator[str]:
    replied = [reply.question for reply in answer.replies]
    for name in dict.fromkeys(replied):
        if name not in sheet.questions:
            yield f"there is no question {name}"
        elif replied.count(name) > 1:
            yield f"{name} has several replies; give one"
    for name in sheet.questions:
        if name not in replied:
            yield f"{name} has no reply; without a clear answer give it empty picks"
    for reply in answer.replies:
        picked = [(pick.symbol, pick.of_history) for pick in reply.picks]
        if len(set(picked)) < len(picked):
            yield f"{reply.question} picks a symbol twice"
        yield from (f"{reply.question}: there is no symbol {name}" for name in reply.near if name not in sheet.symbols)


def _choice(pick: Pick, sheet: Sheet) -> Choice | str:
    symbol = sheet.symbols.get(pick.symbol)
    if symbol is None:
        return "there is no such symbol"
    return choice(symbol, pick.keep_as, of_history=pick.of_history)
